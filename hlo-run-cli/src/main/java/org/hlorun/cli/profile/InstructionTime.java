package org.hlorun.cli.profile;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hlorun.fusion.cost.KernelCost;
import org.hlorun.language.backend.KernelRun;
import org.hlorun.language.ir.HloInstruction;

/**
 * What all kernels of one instruction took.
 *
 * @param instruction the instruction
 * @param runs how often it ran
 * @param nanos time of all its kernels in all runs, in nanoseconds
 * @param kernels time of each kernel by its name, in nanoseconds
 * @param bytes bytes that all runs read and wrote at least
 * @param operations arithmetic of all runs
 */
record InstructionTime(
    HloInstruction instruction,
    long runs,
    long nanos,
    Map<String, Long> kernels,
    double bytes,
    double operations) {

  /** The times of all instructions, the longest first. */
  static List<InstructionTime> of(List<KernelRun> runs) {
    Map<HloInstruction, List<KernelRun>> byInstruction = new LinkedHashMap<>();
    runs.forEach(
        run -> byInstruction.computeIfAbsent(run.instruction(), i -> new ArrayList<>()).add(run));
    List<InstructionTime> times = new ArrayList<>();
    byInstruction.forEach((instruction, list) -> times.add(of(instruction, list)));
    times.sort(Comparator.comparingLong(InstructionTime::nanos).reversed());
    return times;
  }

  private static InstructionTime of(HloInstruction instruction, List<KernelRun> runs) {
    Map<String, Long> kernels = new LinkedHashMap<>();
    long nanos = 0;
    long count = 0;
    for (KernelRun run : runs) {
      kernels.merge(run.kernel(), run.nanos(), Long::sum);
      nanos += run.nanos();
      count += run.isFirst() ? 1 : 0;
    }
    KernelCost cost = KernelCost.of(instruction);
    return new InstructionTime(
        instruction,
        count,
        nanos,
        kernels,
        count * (cost.bytesRead() + cost.bytesWritten()),
        count * cost.operations());
  }
}
