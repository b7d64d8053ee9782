package org.hlorun.cpu.image;

import org.hlorun.cpu.emitter.HostCall;
import org.hlorun.kernelir.plan.StandaloneInstruction;
import org.hlorun.language.backend.Fallback;
import org.hlorun.language.ir.HloModule;

/**
 * An instruction that another back end runs.
 *
 * @param program the instruction alone, applied to its parameters
 * @param fallback what is said about it
 * @param firstSlot slot of the table where the addresses of its arrays start: those of the
 *     parameters' leaves, one parameter after the other, then those of the result's
 */
public record HandedBack(HloModule program, Fallback fallback, int firstSlot) {
  static HandedBack of(HostCall call) {
    return new HandedBack(
        StandaloneInstruction.module(call.instruction()), call.fallback(), call.firstSlot());
  }
}
