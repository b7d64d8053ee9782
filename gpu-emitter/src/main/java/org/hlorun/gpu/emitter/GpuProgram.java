package org.hlorun.gpu.emitter;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hlorun.bufferassignment.BufferAssignment;
import org.hlorun.gpu.schedule.KernelSchedule;

/**
 * A program made ready for GPUs.
 *
 * @param ptx the kernels; empty if there are none
 * @param steps what to do in which order
 * @param assignment the memory plan
 * @param scratchBytes bytes of memory beside the plan that kernels of one instruction share
 * @param handedBack the steps that run on the interpreter, by number
 * @param kernels the kernels by their names in the PTX
 * @param notes what is less precise than the program says, and what multiplies, one line each
 */
public record GpuProgram(
    String ptx,
    List<Step> steps,
    BufferAssignment assignment,
    long scratchBytes,
    List<Step.HandBack> handedBack,
    Map<String, KernelSchedule> kernels,
    List<String> notes) {
  public GpuProgram {
    steps = List.copyOf(steps);
    handedBack = List.copyOf(handedBack);
    notes = List.copyOf(notes);
    kernels = Collections.unmodifiableMap(new LinkedHashMap<>(kernels));
  }
}
