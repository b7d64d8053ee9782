package org.hlorun.kernelir.llvm;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

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

  private LlvmCompiler() {}

  private static final Set<String> INITIALISED = ConcurrentHashMap.newKeySet();

  /** LLVM's name of the code generator of a triple. */
  private static String generator(String triple) {
    return triple.startsWith("nvptx") ? "NVPTX" : triple.startsWith("aarch64") ? "AArch64" : "X86";
  }

  private static synchronized void initialise(String triple) throws Throwable {
    String generator = generator(triple);
    if (INITIALISED.add(generator)) {
      for (String part : List.of("TargetInfo", "Target", "TargetMC", "AsmPrinter")) {
        LlvmLibrary.function("LLVMInitialize" + generator + part, null).invoke();
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
        target.wantsAllPasses(),
        () -> CompilerThread.call(() -> compileHere(texts, output, target)));
  }

  private static byte[] compileHere(List<String> texts, Output output, LlvmTarget target) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment context = (MemorySegment) CompilationCalls.CONTEXT_CREATE.invoke();
      try {
        CompilerThread.watch(context);
        return TargetMachines.with(
            arena, target, machine -> compile(arena, context, texts, output, target, machine));
      } finally {
        CompilationCalls.CONTEXT_DISPOSE.invoke(context);
      }
    } catch (Throwable e) {
      throw Failures.unexpected(e);
    }
  }

  private static byte[] compile(
      Arena arena,
      MemorySegment context,
      List<String> texts,
      Output output,
      LlvmTarget target,
      MemorySegment machine)
      throws Throwable {
    MemorySegment program = optimized(arena, context, texts.getFirst(), target, machine);
    try {
      for (String text : texts.subList(1, texts.size())) {
        add(program, optimized(arena, context, text, target, machine));
      }
      return emit(arena, program, machine, output);
    } finally {
      dispose(program);
    }
  }

  /** A module after its passes, which depend on its text alone: not on what it is linked with. */
  private static MemorySegment optimized(
      Arena arena, MemorySegment context, String text, LlvmTarget target, MemorySegment machine)
      throws Throwable {
    MemorySegment module = parse(arena, context, text);
    try {
      verify(arena, module);
      runPasses(arena, module, machine, target.passes(text));
      return module;
    } catch (Throwable e) {
      dispose(module);
      throw e;
    }
  }

  private static void dispose(MemorySegment module) throws Throwable {
    CompilationCalls.DISPOSE_MODULE.invoke(module);
  }

  static void runPasses(Arena arena, MemorySegment module, MemorySegment machine, String passes)
      throws Throwable {
    MemorySegment options = (MemorySegment) CompilationCalls.CREATE_OPTIONS.invoke();
    try {
      LlvmLibrary.check(
          (MemorySegment)
              CompilationCalls.RUN_PASSES.invoke(
                  module, arena.allocateFrom(passes), machine, options));
    } finally {
      CompilationCalls.DISPOSE_OPTIONS.invoke(options);
    }
  }

  static MemorySegment parse(Arena arena, MemorySegment context, String text) throws Throwable {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    MemorySegment copy = arena.allocate(bytes.length + 1L);
    MemorySegment.copy(bytes, 0, copy, JAVA_BYTE, 0, bytes.length);
    MemorySegment buffer =
        (MemorySegment)
            CompilationCalls.COPY_TO_BUFFER.invoke(
                copy, (long) bytes.length, arena.allocateFrom("kernel"));
    MemorySegment module = arena.allocate(ADDRESS);
    MemorySegment message = arena.allocate(ADDRESS);
    int failed = (int) CompilationCalls.PARSE.invoke(context, buffer, module, message);
    if (failed != 0) {
      throw new IllegalStateException("LLVM IR does not parse: " + take(message));
    }
    return module.get(ADDRESS, 0);
  }

  /** Modules as one. */
  static MemorySegment link(Arena arena, MemorySegment context, List<String> texts)
      throws Throwable {
    MemorySegment program = parse(arena, context, texts.getFirst());
    for (String text : texts.subList(1, texts.size())) {
      add(program, parse(arena, context, text));
    }
    return program;
  }

  /** Links a module, which is freed, into another one. */
  private static void add(MemorySegment program, MemorySegment module) throws Throwable {
    int failed = (int) CompilationCalls.LINK_MODULES.invoke(program, module);
    if (failed != 0) {
      throw new IllegalStateException("modules do not fit together");
    }
  }

  /** The text at a pointer that LLVM gave, which is freed. */
  static String take(MemorySegment message) throws Throwable {
    MemorySegment pointer = message.get(ADDRESS, 0);
    String text = LlvmLibrary.text(pointer);
    CompilationCalls.DISPOSE_MESSAGE.invoke(pointer);
    return text;
  }

  static void verify(Arena arena, MemorySegment module) throws Throwable {
    MemorySegment message = arena.allocate(ADDRESS);
    int failed = (int) CompilationCalls.VERIFY_MODULE.invoke(module, 2, message);
    String text = take(message);
    if (failed != 0) {
      throw new IllegalStateException("LLVM IR is not valid: " + text);
    }
  }

  static MemorySegment targetMachine(Arena arena, LlvmTarget machine) throws Throwable {
    initialise(machine.triple());
    MemorySegment target = arena.allocate(ADDRESS);
    MemorySegment message = arena.allocate(ADDRESS);
    int failed =
        (int)
            LlvmLibrary.function("LLVMGetTargetFromTriple", JAVA_INT, ADDRESS, ADDRESS, ADDRESS)
                .invoke(arena.allocateFrom(machine.triple()), target, message);
    if (failed != 0) {
      throw new IllegalStateException(
          "LLVM has no target " + machine.triple() + ": " + take(message));
    }
    int aggressive = 2;
    int positionIndependent = 2;
    int codeModel = 0;
    return (MemorySegment)
        LlvmLibrary.function(
                "LLVMCreateTargetMachine",
                ADDRESS,
                ADDRESS,
                ADDRESS,
                ADDRESS,
                ADDRESS,
                JAVA_INT,
                JAVA_INT,
                JAVA_INT)
            .invoke(
                target.get(ADDRESS, 0),
                arena.allocateFrom(machine.triple()),
                arena.allocateFrom(machine.cpu()),
                arena.allocateFrom(machine.features()),
                aggressive,
                positionIndependent,
                codeModel);
  }

  static byte[] emit(Arena arena, MemorySegment module, MemorySegment machine, Output output)
      throws Throwable {
    MemorySegment message = arena.allocate(ADDRESS);
    MemorySegment buffer = arena.allocate(ADDRESS);
    int failed =
        (int) CompilationCalls.EMIT.invoke(machine, module, output.ordinal(), message, buffer);
    if (failed != 0) {
      throw new IllegalStateException("LLVM cannot emit code: " + take(message));
    }
    MemorySegment result = buffer.get(ADDRESS, 0);
    try {
      long size = (long) CompilationCalls.BUFFER_SIZE.invoke(result);
      MemorySegment start = (MemorySegment) CompilationCalls.BUFFER_START.invoke(result);
      return start.reinterpret(size).toArray(JAVA_BYTE);
    } finally {
      CompilationCalls.DISPOSE_BUFFER.invoke(result);
    }
  }
}
