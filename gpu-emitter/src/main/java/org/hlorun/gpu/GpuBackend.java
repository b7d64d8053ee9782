package org.hlorun.gpu;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hlorun.gpu.codegen.GpuTarget;
import org.hlorun.gpu.device.Device;
import org.hlorun.gpu.emitter.GpuProgram;
import org.hlorun.gpu.emitter.GpuProgramEmitter;
import org.hlorun.gpu.emitter.Step;
import org.hlorun.gpu.runtime.GpuExecutable;
import org.hlorun.kernelir.plan.Eligibility;
import org.hlorun.kernelir.plan.StandaloneInstruction;
import org.hlorun.language.backend.Backend;
import org.hlorun.language.backend.ElidedConstants;
import org.hlorun.language.backend.Executable;
import org.hlorun.language.backend.Fallback;
import org.hlorun.language.backend.HandedOverExecutable;
import org.hlorun.language.backend.Options;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.ir.HloModule;

/** Compiles programs to PTX and runs them on some device. */
abstract class GpuBackend implements Backend {
  /**
   * A device to run one executable on, which closes it.
   *
   * @throws HloException if there is none
   */
  abstract Device open();

  @Override
  public final Executable compile(HloModule original, Options options) {
    HloModule module = ElidedConstants.fill(original, options);
    Device device = open();
    try {
      Optional<Fallback> problem = Eligibility.problem(module, options);
      if (problem.isPresent()) {
        device.close();
        return new HandedOverExecutable(
            reference().compile(module, options), List.of(problem.get()));
      }
      GpuProgram program =
          GpuProgramEmitter.emit(
              module, GpuTarget.chosen(device.computeCapability()), options.numerics());
      if (options.maxMemoryBytes() > 0) {
        program.assignment().requireWithin(options.maxMemoryBytes());
      }
      List<Executable> handedBack = new ArrayList<>();
      for (Step.HandBack step : program.handedBack()) {
        HloModule alone = StandaloneInstruction.module(step.instruction());
        handedBack.add(reference().compile(alone, options));
      }
      return new GpuExecutable(
          module, program, device, handedBack, () -> reference().compile(module, options), options);
    } catch (RuntimeException | Error e) {
      try (device) { // what goes wrong there is suppressed
        throw e;
      }
    }
  }

  private static Backend reference() {
    return Backend.named("interpreter")
        .orElseThrow(
            () ->
                HloException.of(
                    DiagnosticCode.UNSUPPORTED,
                    "the program has parts that only the interpreter can run, which is not there",
                    "add hlo-interpreter to the class path"));
  }
}
