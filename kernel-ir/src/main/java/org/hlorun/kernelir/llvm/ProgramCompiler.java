package org.hlorun.kernelir.llvm;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Compiles several modules as one, of which one function can be seen from outside. */
public final class ProgramCompiler {
  private static final int INTERNAL_LINKAGE = 8;

  /** Forms that a program can be had in. */
  public enum Output {
    LLVM_IR,
    ASSEMBLY,
    OBJECT
  }

  private ProgramCompiler() {}

  /**
   * Compiles a program.
   *
   * @param modules LLVM IR
   * @param entry the function that keeps its name
   * @throws IllegalStateException if a module is not valid, two define the same name, or LLVM
   *     cannot compile it
   */
  public static byte[] compile(
      List<String> modules, String entry, Output output, LlvmTarget target) {
    return PassSwitches.with(
        target.wantsAllPasses(),
        () -> CompilerThread.call(() -> compileHere(modules, entry, output, target)));
  }

  private static byte[] compileHere(
      List<String> modules, String entry, Output output, LlvmTarget target) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment context = (MemorySegment) CompilationCalls.CONTEXT_CREATE.invoke();
      try {
        CompilerThread.watch(context);
        MemorySegment program = LlvmCompiler.link(arena, context, modules);
        try {
          hideAllBut(arena, program, entry);
          return compile(arena, program, output, target);
        } finally {
          CompilationCalls.DISPOSE_MODULE.invoke(program);
        }
      } finally {
        CompilationCalls.CONTEXT_DISPOSE.invoke(context);
      }
    } catch (Throwable e) {
      throw Failures.unexpected(e);
    }
  }

  /** Functions that are defined here are internal, so that programs can be linked together. */
  private static void hideAllBut(Arena arena, MemorySegment program, String entry)
      throws Throwable {
    MemorySegment kept =
        (MemorySegment)
            LlvmLibrary.function("LLVMGetNamedFunction", ADDRESS, ADDRESS, ADDRESS)
                .invoke(program, arena.allocateFrom(entry));
    MemorySegment function =
        (MemorySegment)
            LlvmLibrary.function("LLVMGetFirstFunction", ADDRESS, ADDRESS).invoke(program);
    while (function.address() != 0) {
      int declared =
          (int) LlvmLibrary.function("LLVMIsDeclaration", JAVA_INT, ADDRESS).invoke(function);
      if (declared == 0 && !function.equals(kept)) {
        LlvmLibrary.function("LLVMSetLinkage", null, ADDRESS, JAVA_INT)
            .invoke(function, INTERNAL_LINKAGE);
      }
      function =
          (MemorySegment)
              LlvmLibrary.function("LLVMGetNextFunction", ADDRESS, ADDRESS).invoke(function);
    }
  }

  private static byte[] compile(
      Arena arena, MemorySegment program, Output output, LlvmTarget target) throws Throwable {
    return TargetMachines.with(
        arena,
        target,
        machine -> {
          setTarget(arena, program, machine, target);
          LlvmCompiler.verify(arena, program);
          LlvmCompiler.runPasses(arena, program, machine, "globaldce," + target.passes());
          return switch (output) {
            case LLVM_IR -> text(program);
            case ASSEMBLY ->
                LlvmCompiler.emit(arena, program, machine, LlvmCompiler.Output.ASSEMBLY);
            case OBJECT -> LlvmCompiler.emit(arena, program, machine, LlvmCompiler.Output.OBJECT);
          };
        });
  }

  private static void setTarget(
      Arena arena, MemorySegment program, MemorySegment machine, LlvmTarget target)
      throws Throwable {
    LlvmLibrary.function("LLVMSetTarget", null, ADDRESS, ADDRESS)
        .invoke(program, arena.allocateFrom(target.triple()));
    MemorySegment layout =
        (MemorySegment)
            LlvmLibrary.function("LLVMCreateTargetDataLayout", ADDRESS, ADDRESS).invoke(machine);
    try {
      LlvmLibrary.function("LLVMSetModuleDataLayout", null, ADDRESS, ADDRESS)
          .invoke(program, layout);
    } finally {
      LlvmLibrary.function("LLVMDisposeTargetData", null, ADDRESS).invoke(layout);
    }
  }

  private static byte[] text(MemorySegment program) throws Throwable {
    MemorySegment text =
        (MemorySegment)
            LlvmLibrary.function("LLVMPrintModuleToString", ADDRESS, ADDRESS).invoke(program);
    try {
      return LlvmLibrary.text(text).getBytes(StandardCharsets.UTF_8);
    } finally {
      CompilationCalls.DISPOSE_MESSAGE.invoke(text);
    }
  }
}
