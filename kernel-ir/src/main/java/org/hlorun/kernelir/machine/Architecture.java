package org.hlorun.kernelir.machine;

/** Families of processors that there is code for. */
public enum Architecture {
  X86_64("x86_64"),
  AARCH64("aarch64");

  private final String llvmName;

  Architecture(String llvmName) {
    this.llvmName = llvmName;
  }

  /** The name that LLVM's triples start with. */
  String llvmName() {
    return llvmName;
  }

  /** The architecture of a triple, {@code x86_64-unknown-linux-gnu}; macOS says arm64. */
  static Architecture ofTriple(String triple) {
    return triple.startsWith("aarch64") || triple.startsWith("arm64") ? AARCH64 : X86_64;
  }
}
