package org.hlorun.cpu;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.hlorun.bufferassignment.AssignmentOptions;
import org.hlorun.bufferassignment.BufferAssignment;
import org.hlorun.cpu.emitter.HostCall;
import org.hlorun.cpu.emitter.NativeProgram;
import org.hlorun.cpu.emitter.ProgramEmitter;
import org.hlorun.cpu.runtime.HostServices;
import org.hlorun.cpu.runtime.NativeExecutable;
import org.hlorun.cpu.runtime.WorkerPool;
import org.hlorun.fusion.fuse.FusionPass;
import org.hlorun.fusion.pass.PassOptions;
import org.hlorun.fusion.pipeline.OptimizationPipeline;
import org.hlorun.kernelir.llvm.LlvmCompiler;
import org.hlorun.kernelir.llvm.LlvmTarget;
import org.hlorun.kernelir.llvm.NativeCode;
import org.hlorun.kernelir.machine.TargetDescription;
import org.hlorun.kernelir.plan.Eligibility;
import org.hlorun.kernelir.plan.KernelPlan;
import org.hlorun.kernelir.plan.StandaloneInstruction;
import org.hlorun.language.backend.Backend;
import org.hlorun.language.backend.Executable;
import org.hlorun.language.backend.Options;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.ir.HloModule;

/** Compiles programs to native code of this machine. */
public final class CpuBackend implements Backend {
  private final TargetDescription given;

  /** Compiles for the machine that this process runs on. */
  public CpuBackend() {
    this(null);
  }

  /**
   * Compiles for another target than the host, which must run its code.
   *
   * @param target the machine; null = the host
   */
  public CpuBackend(TargetDescription target) {
    this.given = target;
  }

  @Override
  public String name() {
    return "cpu";
  }

  @Override
  public Executable compile(HloModule module, Options options) {
    Optional<String> problem = Eligibility.problem(module);
    if (problem.isPresent()) {
      return reference().compile(module, options);
    }
    TargetDescription target = given == null ? TargetDescription.host() : given;
    HloModule copy = OptimizationPipeline.optimize(module, PassOptions.DEFAULT);
    new FusionPass(false).run(copy);
    KernelPlan plan = KernelPlan.of(copy, target);
    BufferAssignment assignment = BufferAssignment.assign(copy, AssignmentOptions.DEFAULT);
    int threads =
        options.threads() > 0 ? options.threads() : Runtime.getRuntime().availableProcessors();
    NativeProgram program =
        ProgramEmitter.emit(copy, plan, assignment, target, threads > 1, options.maxIterations());
    return new NativeExecutable(
        module,
        program,
        load(program, target.llvm()),
        new WorkerPool(threads),
        hostServices(program.hostCalls(), options),
        () -> reference().compile(module, options),
        options);
  }

  private static NativeCode load(NativeProgram program, LlvmTarget target) {
    List<byte[]> objects =
        Stream.concat(Stream.of(program.driver()), program.kernels().values().stream())
            .parallel()
            .map(text -> LlvmCompiler.compile(text, LlvmCompiler.Output.OBJECT, target))
            .toList();
    NativeCode code = new NativeCode(target);
    objects.forEach(code::add);
    return code;
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

  private static HostServices hostServices(List<HostCall> calls, Options options) {
    List<Executable> executables = new ArrayList<>();
    for (HostCall call : calls) {
      executables.add(
          reference().compile(StandaloneInstruction.module(call.instruction()), options));
    }
    return new HostServices(calls, executables);
  }
}
