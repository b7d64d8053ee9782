package org.hlorun.cli.profile;

import java.util.List;
import org.hlorun.language.backend.KernelRun;

/**
 * What a program asks of a machine.
 *
 * @param bytes bytes that its instructions read and write at least
 * @param operations arithmetic operations
 */
public record ProgramWork(double bytes, double operations) {
  /** The sum over kernels that ran. */
  public static ProgramWork of(List<KernelRun> runs) {
    List<InstructionTime> times = InstructionTime.of(runs);
    return new ProgramWork(
        times.stream().mapToDouble(InstructionTime::bytes).sum(),
        times.stream().mapToDouble(InstructionTime::operations).sum());
  }
}
