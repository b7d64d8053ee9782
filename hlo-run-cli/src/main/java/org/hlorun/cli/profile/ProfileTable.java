package org.hlorun.cli.profile;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.hlorun.cpu.limits.MachineLimits;
import org.hlorun.language.backend.KernelRun;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;

/** A profile for people: a line per instruction, the slowest first. */
public final class ProfileTable {
  private static final int ROWS = 40;
  private static final int NAME_LENGTH = 34;
  private static final String ROW = "%10.3f %5.1f %6d %9.2f %9.3f %7.2f %5s %8.2f %5s  %s%n";
  private static final double NANOS_PER_MILLI = 1e6;
  private static final double MEGA = 1e6;
  private static final double GIGA = 1e9;
  private static final double PERCENT = 100;

  private ProfileTable() {}

  /**
   * The lines of the table.
   *
   * @param runs what ran
   * @param limits what the machine can do with the threads that ran it; null = not known
   */
  public static String text(List<KernelRun> runs, MachineLimits limits) {
    List<InstructionTime> times = InstructionTime.of(runs);
    double total = Math.max(1, times.stream().mapToLong(InstructionTime::nanos).sum());
    StringBuilder text = new StringBuilder();
    text.append(
        "%10s %5s %6s %9s %9s %7s %5s %8s %5s  %s%n"
            .formatted(
                "ms", "%", "runs", "MB", "GFLOP", "GB/s", "%", "GFLOP/s", "%", "instruction"));
    for (InstructionTime time : times.subList(0, Math.min(ROWS, times.size()))) {
      row(text, total, limits, time, name(time));
    }
    if (times.size() > ROWS) {
      List<InstructionTime> rest = times.subList(ROWS, times.size());
      row(text, total, limits, sum(rest), rest.size() + " others");
    }
    row(text, total, limits, sum(times), "all of " + times.size());
    if (limits != null) {
      text.append(
          String.format(
              Locale.ROOT,
              "limits of this machine: %.1f GB/s copied, %.0f GFLOP/s of f32 multiply-adds%n",
              limits.copyGigabytes(),
              limits.gigaflops()));
    }
    return text.append("bytes and operations are those that the program asks for\n").toString();
  }

  private static InstructionTime sum(List<InstructionTime> times) {
    return new InstructionTime(
        null,
        times.stream().mapToLong(InstructionTime::runs).sum(),
        times.stream().mapToLong(InstructionTime::nanos).sum(),
        Map.of(),
        times.stream().mapToDouble(InstructionTime::bytes).sum(),
        times.stream().mapToDouble(InstructionTime::operations).sum());
  }

  private static void row(
      StringBuilder text, double total, MachineLimits limits, InstructionTime time, String name) {
    double nanos = Math.max(1, time.nanos());
    text.append(
        String.format(
            Locale.ROOT,
            ROW,
            time.nanos() / NANOS_PER_MILLI,
            PERCENT * time.nanos() / total,
            time.runs(),
            time.bytes() / MEGA,
            time.operations() / GIGA,
            time.bytes() / nanos,
            limits == null ? "-" : share(time.bytes() / nanos, limits.copyGigabytes()),
            time.operations() / nanos,
            limits == null ? "-" : share(time.operations() / nanos, limits.gigaflops()),
            name));
  }

  private static String share(double rate, double limit) {
    return String.format(Locale.ROOT, "%.0f", PERCENT * rate / limit);
  }

  /** Name, what is in it, shape, and the times of its kernels if there are several. */
  private static String name(InstructionTime time) {
    HloInstruction instruction = time.instruction();
    String name = instruction.name();
    if (name.length() > NAME_LENGTH) {
      name = name.substring(0, NAME_LENGTH - 3) + "...";
    }
    String kernels =
        time.kernels().size() < 2
            ? ""
            : time.kernels().entrySet().stream()
                .map(
                    kernel ->
                        "%s %.1f".formatted(kernel.getKey(), kernel.getValue() / NANOS_PER_MILLI))
                .collect(Collectors.joining(", ", "; ", " ms"));
    return "%s: %s %s%s".formatted(name, content(instruction), shape(instruction), kernels);
  }

  private static String shape(HloInstruction instruction) {
    return instruction.shape().text(false);
  }

  /** What an instruction is mostly about. */
  private static String content(HloInstruction instruction) {
    if (instruction.opcode() != Opcode.FUSION) {
      return instruction.opcode().toString();
    }
    for (HloInstruction inside : instruction.get(Attribute.CALLS).instructions()) {
      switch (inside.opcode()) {
        case CONVOLUTION, DOT, REDUCE, REDUCE_WINDOW, SCATTER, SORT, GATHER -> {
          return inside.opcode().toString();
        }
        default -> {}
      }
    }
    return "loop";
  }
}
