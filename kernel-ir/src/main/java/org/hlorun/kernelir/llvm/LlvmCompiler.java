package org.hlorun.kernelir.llvm;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Compiles module texts. Every call has a context of its own, and a target machine to itself. */
public final class LlvmCompiler {
  /** What {@link #compile} gives. */
  public enum Output {
    ASSEMBLY,
    OBJECT
  }

  /** What the verifier does with what it finds: it says so. */
  private static final int RETURN_STATUS = 2;

  private LlvmCompiler() {}

  private static final Set<String> INITIALISED = ConcurrentHashMap.newKeySet();

  /** LLVM's name of the code generator of a triple. */
  private static String generator(String triple) {
    return triple.startsWith("nvptx") ? "NVPTX" : triple.startsWith("aarch64") ? "AArch64" : "X86";
  }

  private static synchronized void initialise(String triple) {
    String generator = generator(triple);
    if (INITIALISED.add(generator)) {
      for (String part : List.of("TargetInfo", "Target", "TargetMC", "AsmPrinter")) {
        LlvmLibrary.call("LLVMInitialize" + generator + part);
      }
    }
  }

  /**
   * Compiles a module for any machine that LLVM knows.
   *
   * @param text LLVM IR
   * @throws IllegalStateException if it is not valid, or LLVM cannot compile it
   */
  public static byte[] compile(String text, Output output, LlvmTarget target) {
    return compile(List.of(text), output, target);
  }

  /**
   * Compiles modules as one, which takes LLVM less time than one after the other: some milliseconds
   * for each do not depend on what is in it.
   *
   * @param texts LLVM IR; at least one
   * @throws IllegalStateException if a module is not valid, two define the same name, or LLVM
   *     cannot compile it
   */
  public static byte[] compile(List<String> texts, Output output, LlvmTarget target) {
    return PassSwitches.with(
        target.level(), () -> CompilerThread.call(() -> compileHere(texts, output, target)));
  }

  private static byte[] compileHere(List<String> texts, Output output, LlvmTarget target) {
    return inContext(
        (arena, context) ->
            TargetMachines.with(
                arena, target, machine -> compile(arena, context, texts, output, target, machine)));
  }

  /** What is done with modules of one context. */
  @FunctionalInterface
  interface Work {
    byte[] in(Arena arena, long context);
  }

  /** Does something in a context of its own, with memory that lasts as long. */
  static byte[] inContext(Work work) {
    try (Arena arena = Arena.ofConfined()) {
      long context = LlvmLibrary.call("LLVMContextCreate");
      try {
        CompilerThread.watch(context);
        return work.in(arena, context);
      } finally {
        LlvmLibrary.call("LLVMContextDispose", context);
      }
    }
  }

  private static byte[] compile(
      Arena arena,
      long context,
      List<String> texts,
      Output output,
      LlvmTarget target,
      long machine) {
    List<ModuleJoiner.Module> modules = ModuleJoiner.join(texts, target);
    long program = optimized(arena, context, modules.getFirst(), machine);
    try {
      for (ModuleJoiner.Module module : modules.subList(1, modules.size())) {
        add(program, optimized(arena, context, module, machine));
      }
      return emit(arena, program, machine, output);
    } finally {
      dispose(program);
    }
  }

  /** A module after its passes, which depend on it alone: not on what it is linked with. */
  private static long optimized(Arena arena, long context, ModuleJoiner.Module text, long machine) {
    long module = parse(arena, context, text.text());
    try {
      verify(arena, module);
      runPasses(arena, module, machine, text.passes());
      return module;
    } catch (RuntimeException | Error e) {
      dispose(module);
      throw e;
    }
  }

  static void dispose(long module) {
    LlvmLibrary.call("LLVMDisposeModule", module);
  }

  static void runPasses(Arena arena, long module, long machine, String passes) {
    long options = LlvmLibrary.call("LLVMCreatePassBuilderOptions");
    try {
      long list = arena.allocateFrom(passes).address();
      LlvmLibrary.check(LlvmLibrary.call("LLVMRunPasses", module, list, machine, options));
    } finally {
      LlvmLibrary.call("LLVMDisposePassBuilderOptions", options);
    }
  }

  static long parse(Arena arena, long context, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    long buffer = buffer(arena, bytes, "kernel");
    MemorySegment module = arena.allocate(ADDRESS);
    MemorySegment message = arena.allocate(ADDRESS);
    int failed =
        LlvmLibrary.callInt(
            "LLVMParseIRInContext", context, buffer, module.address(), message.address());
    if (failed != 0) {
      throw new IllegalStateException("LLVM IR does not parse: " + take(message));
    }
    return module.get(JAVA_LONG, 0);
  }

  /** LLVM's copy of some bytes, behind which there is a zero. */
  static long buffer(Arena arena, byte[] bytes, String name) {
    MemorySegment copy = arena.allocate(bytes.length + 1L, 16);
    MemorySegment.copy(bytes, 0, copy, JAVA_BYTE, 0, bytes.length);
    return LlvmLibrary.call(
        "LLVMCreateMemoryBufferWithMemoryRangeCopy",
        copy.address(),
        bytes.length,
        arena.allocateFrom(name).address());
  }

  /** Modules as one. */
  static long link(Arena arena, long context, List<String> texts) {
    long program = parse(arena, context, texts.getFirst());
    for (String text : texts.subList(1, texts.size())) {
      add(program, parse(arena, context, text));
    }
    return program;
  }

  /** Links a module, which is freed, into another one. */
  private static void add(long program, long module) {
    if (LlvmLibrary.callInt("LLVMLinkModules2", program, module) != 0) {
      throw new IllegalStateException("modules do not fit together");
    }
  }

  /** The text at a pointer that LLVM gave, which is freed. */
  private static String take(MemorySegment message) {
    return LlvmLibrary.take(message.get(JAVA_LONG, 0));
  }

  static void verify(Arena arena, long module) {
    MemorySegment message = arena.allocate(ADDRESS);
    int failed = LlvmLibrary.callInt("LLVMVerifyModule", module, RETURN_STATUS, message.address());
    String text = take(message);
    if (failed != 0) {
      throw new IllegalStateException("LLVM IR is not valid: " + text);
    }
  }

  static long targetMachine(Arena arena, LlvmTarget machine) {
    initialise(machine.triple());
    MemorySegment target = arena.allocate(ADDRESS);
    MemorySegment message = arena.allocate(ADDRESS);
    long triple = arena.allocateFrom(machine.triple()).address();
    int failed =
        LlvmLibrary.callInt("LLVMGetTargetFromTriple", triple, target.address(), message.address());
    if (failed != 0) {
      throw new IllegalStateException(
          "LLVM has no target " + machine.triple() + ": " + take(message));
    }
    int aggressive = 2;
    int positionIndependent = 2;
    int codeModel = 0;
    return LlvmLibrary.call(
        "LLVMCreateTargetMachine",
        target.get(JAVA_LONG, 0),
        triple,
        arena.allocateFrom(machine.cpu()).address(),
        arena.allocateFrom(machine.features()).address(),
        aggressive,
        positionIndependent,
        codeModel);
  }

  static byte[] emit(Arena arena, long module, long machine, Output output) {
    MemorySegment message = arena.allocate(ADDRESS);
    MemorySegment buffer = arena.allocate(ADDRESS);
    int failed =
        LlvmLibrary.callInt(
            "LLVMTargetMachineEmitToMemoryBuffer",
            machine,
            module,
            output.ordinal(),
            message.address(),
            buffer.address());
    if (failed != 0) {
      throw new IllegalStateException("LLVM cannot emit code: " + take(message));
    }
    long result = buffer.get(JAVA_LONG, 0);
    try {
      long size = LlvmLibrary.call("LLVMGetBufferSize", result);
      long start = LlvmLibrary.call("LLVMGetBufferStart", result);
      return MemorySegment.ofAddress(start).reinterpret(size).toArray(JAVA_BYTE);
    } finally {
      LlvmLibrary.call("LLVMDisposeMemoryBuffer", result);
    }
  }
}
