package org.hlorun.kernelir;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.hlorun.kernelir.codegen.KernelEmitter;
import org.hlorun.kernelir.ir.Kernel;
import org.hlorun.kernelir.llvm.JitCode;
import org.hlorun.kernelir.llvm.LlvmCompiler;
import org.hlorun.kernelir.lower.Lowering;
import org.hlorun.kernelir.lower.contract.Argument;
import org.hlorun.kernelir.lower.contract.LoweredKernel;
import org.hlorun.kernelir.machine.TargetDescription;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.parser.HloParser;

/**
 * Times matrix products on one thread beside the rate of a loop of nothing but multiply-adds.
 * Arguments: names of cases to run (default all), {@code asm=DIRECTORY} to write the code there.
 */
public final class ProductBenchmark {
  private static final MethodHandle CALL =
      Linker.nativeLinker()
          .downcallHandle(
              FunctionDescriptor.ofVoid(
                  ValueLayout.ADDRESS, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG));
  private static final int SAMPLES = 15;
  private static final int CHAINS = 12;
  private static final TargetDescription HOST = TargetDescription.host();
  private static final int LANES = HOST.vectorBytes() / Float.BYTES;

  private record Case(String name, double operations, String body) {}

  private ProductBenchmark() {}

  private static Case square(String type, String result, int n) {
    return new Case(
        "%s-%d".formatted(type, n),
        2.0 * n * n * n,
        "x = %s[%d,%d] parameter(0) y = %s[%d,%d] parameter(1) ROOT r = %s[%d,%d] dot(x, y),"
                .formatted(type, n, n, type, n, n, result, n, n)
            + " lhs_contracting_dims={1}, rhs_contracting_dims={0}");
  }

  private static List<Case> cases() {
    List<Case> cases = new ArrayList<>();
    for (int n : new int[] {64, 128, 512, 1000, 1024, 2048}) {
      cases.add(square("f32", "f32", n));
    }
    cases.add(square("f64", "f64", 512));
    cases.add(square("bf16", "bf16", 512));
    cases.add(square("s8", "s32", 512));
    cases.add(
        new Case(
            "vector-matrix",
            2.0 * 4096 * 4096,
            "x = f32[1,4096] parameter(0) y = f32[4096,4096] parameter(1) ROOT r = f32[1,4096]"
                + " dot(x, y), lhs_contracting_dims={1}, rhs_contracting_dims={0}"));
    cases.add(
        new Case(
            "matrix-vector",
            2.0 * 4096 * 4096,
            "x = f32[4096,4096] parameter(0) y = f32[4096] parameter(1) ROOT r = f32[4096]"
                + " dot(x, y), lhs_contracting_dims={1}, rhs_contracting_dims={0}"));
    cases.add(
        new Case(
            "conv56",
            2.0 * 56 * 56 * 64 * 576,
            "x = f32[1,56,56,64] parameter(0) k = f32[3,3,64,64] parameter(1) ROOT r ="
                + " f32[1,56,56,64] convolution(x, k), window={size=3x3 pad=1_1x1_1},"
                + " dim_labels=b01f_01io->b01f"));
    return cases;
  }

  /** Prints a line per case: milliseconds, operations per nanosecond, and the peak around it. */
  public static void main(String[] arguments) throws Throwable {
    List<String> names = new ArrayList<>(List.of(arguments));
    names.removeIf(name -> name.startsWith("asm="));
    for (Case one : cases()) {
      if (names.isEmpty() || names.contains(one.name())) {
        for (String argument : arguments) {
          if (argument.startsWith("asm=")) {
            writeAssembly(one, Path.of(argument.substring(4)));
          }
        }
        time(one);
      }
    }
  }

  private static HloInstruction root(Case one) {
    return HloParser.parse(SourceText.of("t.hlo", "HloModule t\nENTRY main { " + one.body() + " }"))
        .entry()
        .root();
  }

  private static void writeAssembly(Case one, Path directory) throws Throwable {
    int number = 0;
    for (LoweredKernel lowered : Lowering.lower(root(one), HOST)) {
      String text = KernelEmitter.emit(lowered.kernel(), HOST.vectorBytes());
      Path file = directory.resolve(one.name() + "-" + number++);
      Files.writeString(Path.of(file + ".ll"), text);
      Files.write(
          Path.of(file + ".s"),
          LlvmCompiler.compile(text, LlvmCompiler.Output.ASSEMBLY, HOST.llvm()));
    }
  }

  private static void time(Case one) throws Throwable {
    try (Arena arena = Arena.ofShared();
        JitCode code = new JitCode(HOST.llvm())) {
      List<Runnable> calls = new ArrayList<>();
      MemorySegment scratch = arena.allocate(256 << 20, 64);
      List<Argument> known = new ArrayList<>();
      List<MemorySegment> memory = new ArrayList<>();
      HloInstruction root = root(one);
      for (LoweredKernel lowered : Lowering.lower(root, HOST)) {
        calls.add(call(lowered, root, code, arena, scratch, known, memory, "k" + calls.size()));
      }
      code.add(LlvmCompiler.compile(peakLoop(), LlvmCompiler.Output.OBJECT, HOST.llvm()));
      MemorySegment peak = code.symbol("peak");
      double[] times = new double[SAMPLES];
      double[] peaks = new double[SAMPLES];
      int repeats = (int) Math.max(1, 2e7 / one.operations());
      for (int i = 0; i < SAMPLES; i++) {
        long start = cpuTime();
        for (int r = 0; r < repeats; r++) {
          calls.forEach(Runnable::run);
        }
        times[i] = (double) (cpuTime() - start) / repeats;
        start = cpuTime();
        CALL.invokeExact(peak, scratch, 0L, 1_000_000L);
        peaks[i] = CHAINS * LANES * 2 * 1e6 / (cpuTime() - start);
      }
      Arrays.sort(times);
      Arrays.sort(peaks);
      System.out.printf(
          "%-16s %9.4f ms median %9.4f best  %7.1f Gop/s median %7.1f best   peak %.1f / %.1f%n",
          one.name(),
          times[SAMPLES / 2] * 1e-6,
          times[0] * 1e-6,
          one.operations() / times[SAMPLES / 2],
          one.operations() / times[0],
          peaks[SAMPLES / 2],
          peaks[SAMPLES - 1]);
    }
  }

  /** Processor time of this thread in nanoseconds: other work on the machine counts less. */
  private static long cpuTime() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static MemorySegment memory(
      Argument argument, HloInstruction root, Arena arena, MemorySegment scratch) {
    return switch (argument) {
      case Argument.Scratch s -> scratch.asSlice(s.offset(), s.bytes());
      case Argument.Operand operand ->
          arena.allocate(root.operand(operand.number()).shape().asArray().byteSize(), 64);
      case Argument.Result result -> arena.allocate(root.shape().asArray().byteSize(), 64);
      case Argument.Constant constant -> {
        ArrayLiteral literal = (ArrayLiteral) constant.constant().get(Attribute.VALUE);
        MemorySegment copy = arena.allocate(literal.segment().byteSize(), 64);
        yield copy.copyFrom(literal.segment());
      }
      case Argument.TensorMap map -> throw new IllegalArgumentException(map.toString());
    };
  }

  private static Runnable call(
      LoweredKernel lowered,
      HloInstruction root,
      JitCode code,
      Arena arena,
      MemorySegment scratch,
      List<Argument> known,
      List<MemorySegment> memory,
      String name) {
    Kernel kernel = lowered.kernel();
    Kernel named = new Kernel(name, kernel.buffers(), kernel.locals(), kernel.body());
    code.add(
        LlvmCompiler.compile(
            KernelEmitter.emit(named, HOST.vectorBytes()),
            LlvmCompiler.Output.OBJECT,
            HOST.llvm()));
    int count = lowered.arguments().size();
    MemorySegment table = arena.allocate(ValueLayout.ADDRESS, count);
    for (int i = 0; i < count; i++) {
      Argument argument = lowered.arguments().get(i);
      if (!known.contains(argument)) {
        known.add(argument);
        memory.add(memory(argument, root, arena, scratch));
      }
      table.setAtIndex(ValueLayout.ADDRESS, i, memory.get(known.indexOf(argument)));
    }
    MemorySegment symbol = code.symbol(name);
    long parallel = lowered.tasks();
    return () -> {
      try {
        CALL.invokeExact(symbol, table, 0L, parallel);
      } catch (Throwable e) {
        throw new IllegalStateException(e);
      }
    };
  }

  /** Independent chains of multiply-adds on vectors of floats. */
  private static String peakLoop() {
    StringBuilder text = new StringBuilder();
    String type = "<%d x float>".formatted(LANES);
    text.append("declare %s @llvm.fma.v%df32".formatted(type, LANES));
    text.append("(%s, %s, %s)%n".formatted(type, type, type));
    text.append("define void @peak(ptr %p, i64 %begin, i64 %end)");
    text.append(" \"prefer-vector-width\"=\"512\" {\nentry:\n  %m = load ").append(type);
    text.append(", ptr %p, align 64\n  br label %loop\nloop:\n");
    text.append("  %i = phi i64 [ %begin, %entry ], [ %n, %loop ]\n");
    for (int c = 0; c < CHAINS; c++) {
      text.append("  %%a%d = phi %s [ %%m, %%entry ], [ %%b%d, %%loop ]%n".formatted(c, type, c));
    }
    for (int c = 0; c < CHAINS; c++) {
      text.append(
          "  %%b%d = call %s @llvm.fma.v%df32(%s %%m, %s %%m, %s %%a%d)%n"
              .formatted(c, type, LANES, type, type, type, c));
    }
    text.append("  %n = add i64 %i, 1\n  %more = icmp slt i64 %n, %end\n");
    text.append("  br i1 %more, label %loop, label %exit\nexit:\n");
    for (int c = 0; c < CHAINS; c++) {
      text.append("  store volatile %s %%b%d, ptr %%p, align 64%n".formatted(type, c));
    }
    return text.append("  ret void\n}\n").toString();
  }
}
