package org.hlorun.kernelir.llvm;

/** The version of LLVM that code is compiled with. */
public final class LlvmVersion {
  /** Version of LLVM and of its package. */
  public static final String TEXT = "20.1.7-1.5.12";

  private LlvmVersion() {}
}
