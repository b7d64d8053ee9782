package org.hlorun.fusion.cost;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.ir.Opcode;

/**
 * What a module costs, loop bodies and branches counted once.
 *
 * @param kernels the number of kernels
 * @param bytes the bytes they read and write
 * @param operations their arithmetic in units of {@link OpWeights}
 */
public record ModuleCost(int kernels, double bytes, double operations) {

  /** The cost of a module, optimised or not. */
  public static ModuleCost of(HloModule module) {
    int kernels = 0;
    double bytes = 0;
    double operations = 0;
    for (HloComputation computation : programs(module)) {
      for (HloInstruction instruction : computation.instructions()) {
        if (KernelCost.isKernel(instruction)) {
          KernelCost cost = KernelCost.of(instruction);
          kernels++;
          bytes += cost.bytesRead() + cost.bytesWritten();
          operations += cost.operations();
        }
      }
    }
    return new ModuleCost(kernels, bytes, operations);
  }

  /**
   * The computations whose instructions run one after the other: the entry, and what while,
   * conditional and call run from there.
   */
  public static Set<HloComputation> programs(HloModule module) {
    Set<HloComputation> found = new LinkedHashSet<>();
    List<HloComputation> pending = new ArrayList<>(List.of(module.entry()));
    while (!pending.isEmpty()) {
      HloComputation computation = pending.removeLast();
      if (found.add(computation)) {
        for (HloInstruction instruction : computation.instructions()) {
          Opcode opcode = instruction.opcode();
          if (opcode == Opcode.WHILE || opcode == Opcode.CONDITIONAL || opcode == Opcode.CALL) {
            pending.addAll(instruction.calledComputations());
          }
        }
      }
    }
    return found;
  }
}
