package org.hlorun.kernelir.llvm;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Object code loaded by LLVM's just-in-time linker. */
public final class JitCode implements NativeCode {
  private final long jit;
  private final long library;

  /**
   * An empty library whose code may call functions of the C library.
   *
   * @param target the machine that this process runs on
   */
  public JitCode(LlvmTarget target) {
    try (Arena arena = Arena.ofConfined()) {
      long builder = LlvmLibrary.call("LLVMOrcCreateLLJITBuilder");
      long machine =
          LlvmLibrary.call(
              "LLVMOrcJITTargetMachineBuilderCreateFromTargetMachine",
              LlvmCompiler.targetMachine(arena, target));
      LlvmLibrary.call("LLVMOrcLLJITBuilderSetJITTargetMachineBuilder", builder, machine);
      MemorySegment result = arena.allocate(ADDRESS);
      LlvmLibrary.check(LlvmLibrary.call("LLVMOrcCreateLLJIT", result.address(), builder));
      jit = result.get(JAVA_LONG, 0);
      library = LlvmLibrary.call("LLVMOrcLLJITGetMainJITDylib", jit);
      addProcessSymbols(arena);
    }
  }

  private void addProcessSymbols(Arena arena) {
    byte prefix = (byte) LlvmLibrary.call("LLVMOrcLLJITGetGlobalPrefix", jit);
    MemorySegment generator = arena.allocate(ADDRESS);
    LlvmLibrary.check(
        LlvmLibrary.call(
            "LLVMOrcCreateDynamicLibrarySearchGeneratorForProcess",
            generator.address(),
            prefix,
            0,
            0));
    LlvmLibrary.call("LLVMOrcJITDylibAddGenerator", library, generator.get(JAVA_LONG, 0));
  }

  /** Adds an object file. */
  public void add(byte[] object) {
    try (Arena arena = Arena.ofConfined()) {
      long buffer = LlvmCompiler.buffer(arena, object, "object");
      LlvmLibrary.check(LlvmLibrary.call("LLVMOrcLLJITAddObjectFile", jit, library, buffer));
    }
  }

  /** Links what the function needs. */
  @Override
  public MemorySegment symbol(String name) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment address = arena.allocate(JAVA_LONG);
      long text = arena.allocateFrom(name).address();
      LlvmLibrary.check(LlvmLibrary.call("LLVMOrcLLJITLookup", jit, address.address(), text));
      return MemorySegment.ofAddress(address.get(JAVA_LONG, 0));
    }
  }

  @Override
  public void close() {
    LlvmLibrary.check(LlvmLibrary.call("LLVMOrcDisposeLLJIT", jit));
  }
}
