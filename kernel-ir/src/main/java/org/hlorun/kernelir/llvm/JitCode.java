package org.hlorun.kernelir.llvm;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Object code loaded by LLVM's just-in-time linker. */
public final class JitCode implements NativeCode {
  private final MemorySegment jit;
  private final MemorySegment library;

  /**
   * An empty library whose code may call functions of the C library.
   *
   * @param target the machine that this process runs on
   */
  public JitCode(LlvmTarget target) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment builder =
          (MemorySegment) LlvmLibrary.function("LLVMOrcCreateLLJITBuilder", ADDRESS).invoke();
      MemorySegment machine =
          (MemorySegment)
              LlvmLibrary.function(
                      "LLVMOrcJITTargetMachineBuilderCreateFromTargetMachine", ADDRESS, ADDRESS)
                  .invoke(LlvmCompiler.targetMachine(arena, target));
      LlvmLibrary.function("LLVMOrcLLJITBuilderSetJITTargetMachineBuilder", null, ADDRESS, ADDRESS)
          .invoke(builder, machine);
      MemorySegment result = arena.allocate(ADDRESS);
      LlvmLibrary.check(
          (MemorySegment)
              LlvmLibrary.function("LLVMOrcCreateLLJIT", ADDRESS, ADDRESS, ADDRESS)
                  .invoke(result, builder));
      jit = result.get(ADDRESS, 0);
      library =
          (MemorySegment)
              LlvmLibrary.function("LLVMOrcLLJITGetMainJITDylib", ADDRESS, ADDRESS).invoke(jit);
      addProcessSymbols(arena);
    } catch (Throwable e) {
      throw Failures.unexpected(e);
    }
  }

  private void addProcessSymbols(Arena arena) throws Throwable {
    byte prefix =
        (byte) LlvmLibrary.function("LLVMOrcLLJITGetGlobalPrefix", JAVA_BYTE, ADDRESS).invoke(jit);
    MemorySegment generator = arena.allocate(ADDRESS);
    LlvmLibrary.check(
        (MemorySegment)
            LlvmLibrary.function(
                    "LLVMOrcCreateDynamicLibrarySearchGeneratorForProcess",
                    ADDRESS,
                    ADDRESS,
                    JAVA_BYTE,
                    ADDRESS,
                    ADDRESS)
                .invoke(generator, prefix, MemorySegment.NULL, MemorySegment.NULL));
    LlvmLibrary.function("LLVMOrcJITDylibAddGenerator", null, ADDRESS, ADDRESS)
        .invoke(library, generator.get(ADDRESS, 0));
  }

  /** Adds an object file. */
  public void add(byte[] object) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment copy = arena.allocate(Math.max(1, object.length), 16);
      MemorySegment.copy(object, 0, copy, JAVA_BYTE, 0, object.length);
      MemorySegment buffer =
          (MemorySegment)
              LlvmLibrary.function(
                      "LLVMCreateMemoryBufferWithMemoryRangeCopy",
                      ADDRESS,
                      ADDRESS,
                      JAVA_LONG,
                      ADDRESS)
                  .invoke(copy, (long) object.length, arena.allocateFrom("object"));
      LlvmLibrary.check(
          (MemorySegment)
              LlvmLibrary.function("LLVMOrcLLJITAddObjectFile", ADDRESS, ADDRESS, ADDRESS, ADDRESS)
                  .invoke(jit, library, buffer));
    } catch (Throwable e) {
      throw Failures.unexpected(e);
    }
  }

  /** Links what the function needs. */
  @Override
  public MemorySegment symbol(String name) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment address = arena.allocate(JAVA_LONG);
      LlvmLibrary.check(
          (MemorySegment)
              LlvmLibrary.function("LLVMOrcLLJITLookup", ADDRESS, ADDRESS, ADDRESS, ADDRESS)
                  .invoke(jit, address, arena.allocateFrom(name)));
      return MemorySegment.ofAddress(address.get(JAVA_LONG, 0));
    } catch (Throwable e) {
      throw Failures.unexpected(e);
    }
  }

  @Override
  public void close() {
    try {
      LlvmLibrary.check(
          (MemorySegment)
              LlvmLibrary.function("LLVMOrcDisposeLLJIT", ADDRESS, ADDRESS).invoke(jit));
    } catch (Throwable e) {
      throw Failures.unexpected(e);
    }
  }
}
