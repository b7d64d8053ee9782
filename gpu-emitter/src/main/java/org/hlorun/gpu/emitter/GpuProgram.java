package org.hlorun.gpu.emitter;

import java.util.List;
import org.hlorun.bufferassignment.BufferAssignment;

/**
 * A program made ready for GPUs.
 *
 * @param ptx the kernels; empty if there are none
 * @param steps what to do in which order
 * @param assignment the memory plan
 * @param scratchBytes bytes of memory beside the plan that kernels of one instruction share
 * @param handedBack the steps that run on the interpreter, by number
 */
public record GpuProgram(
    String ptx,
    List<Step> steps,
    BufferAssignment assignment,
    long scratchBytes,
    List<Step.HandBack> handedBack) {
  public GpuProgram {
    steps = List.copyOf(steps);
    handedBack = List.copyOf(handedBack);
  }
}
