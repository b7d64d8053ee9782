package org.hlorun.gpu.codegen;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.hlorun.gpu.schedule.KernelSchedule;
import org.hlorun.kernelir.llvm.LlvmCompiler;

/** Kernels that become one PTX text. */
public final class PtxModule {
  /**
   * Values that a thread carries through a loop from which on registers are worth more than
   * threads.
   */
  private static final int MANY_SUMS = 32;

  /** Threads of kernels with fewer sums that a processor should hold: each has 170 registers. */
  private static final int RESIDENT_THREADS = 384;

  /** The version of PTX that has products of floats of 8 bits, times ten. */
  private static final int EIGHT_BITS = 84;

  /** The number of the metadata of a loop that is not to be unrolled. */
  static final int NOT_UNROLLED = 0;

  private final StringBuilder functions = new StringBuilder();
  private final StringBuilder globals = new StringBuilder();
  private final Set<String> declarations = new TreeSet<>();
  private final List<String> annotations = new ArrayList<>();

  /** Adds a kernel. */
  public void add(String name, KernelSchedule schedule) {
    GpuKernelEmitter emitter = new GpuKernelEmitter(name, schedule);
    functions.append(emitter.function()).append('\n');
    globals.append(emitter.globals());
    declarations.addAll(emitter.declarations());
    annotations.add("!{ptr @%s, !\"maxntidx\", i32 %d}".formatted(name, schedule.blockSize()));
    if (schedule.hasThreadLoop() || schedule.hasLoopOfUnknownLength()) {
      annotations.add(
          "!{ptr @%s, !\"minctasm\", i32 %d}".formatted(name, residentBlocks(schedule)));
    }
  }

  /**
   * Blocks that a processor must hold at once, which limits the registers of a thread. Without a
   * number ptxas spills some to hold more blocks than it is worth; with 1 it takes all there are.
   */
  private static int residentBlocks(KernelSchedule schedule) {
    return schedule.carriedValues() >= MANY_SUMS
        ? 1
        : Math.max(1, RESIDENT_THREADS / schedule.blockSize());
  }

  /** The kernels as LLVM IR. */
  public String llvmText() {
    StringBuilder text = new StringBuilder("target triple = \"nvptx64-nvidia-cuda\"\n\n");
    text.append(globals);
    declarations.forEach(declaration -> text.append(declaration).append('\n'));
    text.append('\n').append(functions);
    text.append("!%d = distinct !{!%1$d, !%d}\n".formatted(NOT_UNROLLED, NOT_UNROLLED + 1));
    text.append("!%d = !{!\"llvm.loop.unroll.disable\"}\n".formatted(NOT_UNROLLED + 1));
    List<String> numbers = new ArrayList<>();
    for (int i = 0; i < annotations.size(); i++) {
      int number = NOT_UNROLLED + 2 + i;
      numbers.add("!" + number);
      text.append("!%d = %s\n".formatted(number, annotations.get(i)));
    }
    text.append("!nvvm.annotations = !{%s}\n".formatted(String.join(", ", numbers)));
    return text.toString();
  }

  /** The kernels as PTX for a target. */
  public String ptx(GpuTarget target) {
    boolean eightBits = functions.indexOf(".e4m3") >= 0 || functions.indexOf(".e5m2") >= 0;
    byte[] text =
        LlvmCompiler.compile(
            llvmText(), LlvmCompiler.Output.ASSEMBLY, target.llvm(eightBits ? EIGHT_BITS : 0));
    return new String(text, StandardCharsets.UTF_8);
  }
}
