package org.hlorun.kernelir.llvm;

import java.lang.foreign.Arena;
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
        target.level(),
        () -> CompilerThread.call(() -> compileHere(modules, entry, output, target)));
  }

  private static byte[] compileHere(
      List<String> modules, String entry, Output output, LlvmTarget target) {
    return LlvmCompiler.inContext(
        (arena, context) -> {
          long program = LlvmCompiler.link(arena, context, modules);
          try {
            hideAllBut(arena, program, entry);
            return compile(arena, program, output, target);
          } finally {
            LlvmCompiler.dispose(program);
          }
        });
  }

  /** Functions that are defined here are internal, so that programs can be linked together. */
  private static void hideAllBut(Arena arena, long program, String entry) {
    long kept =
        LlvmLibrary.call("LLVMGetNamedFunction", program, arena.allocateFrom(entry).address());
    long function = LlvmLibrary.call("LLVMGetFirstFunction", program);
    while (function != 0) {
      if (LlvmLibrary.callInt("LLVMIsDeclaration", function) == 0 && function != kept) {
        LlvmLibrary.call("LLVMSetLinkage", function, INTERNAL_LINKAGE);
      }
      function = LlvmLibrary.call("LLVMGetNextFunction", function);
    }
  }

  private static byte[] compile(Arena arena, long program, Output output, LlvmTarget target) {
    return TargetMachines.with(
        arena,
        target,
        machine -> {
          setTarget(arena, program, machine, target);
          LlvmCompiler.verify(arena, program);
          LlvmCompiler.runPasses(arena, program, machine, "globaldce," + target.passes());
          return switch (output) {
            case LLVM_IR ->
                LlvmLibrary.take(LlvmLibrary.call("LLVMPrintModuleToString", program))
                    .getBytes(StandardCharsets.UTF_8);
            case ASSEMBLY ->
                LlvmCompiler.emit(arena, program, machine, LlvmCompiler.Output.ASSEMBLY);
            case OBJECT -> LlvmCompiler.emit(arena, program, machine, LlvmCompiler.Output.OBJECT);
          };
        });
  }

  private static void setTarget(Arena arena, long program, long machine, LlvmTarget target) {
    LlvmLibrary.call("LLVMSetTarget", program, arena.allocateFrom(target.triple()).address());
    long layout = LlvmLibrary.call("LLVMCreateTargetDataLayout", machine);
    try {
      LlvmLibrary.call("LLVMSetModuleDataLayout", program, layout);
    } finally {
      LlvmLibrary.call("LLVMDisposeTargetData", layout);
    }
  }
}
