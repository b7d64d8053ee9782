package org.hlorun.cpu;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hlorun.bufferassignment.AssignmentOptions;
import org.hlorun.bufferassignment.BufferAssignment;
import org.hlorun.cpu.ahead.AheadOfTimeProgram;
import org.hlorun.cpu.ahead.OutputFormat;
import org.hlorun.cpu.emitter.HostCall;
import org.hlorun.cpu.emitter.NativeProgram;
import org.hlorun.cpu.emitter.ProgramEmitter;
import org.hlorun.cpu.runtime.HostServices;
import org.hlorun.cpu.runtime.NativeExecutable;
import org.hlorun.cpu.runtime.WorkerPool;
import org.hlorun.fusion.fuse.FusionPass;
import org.hlorun.fusion.pass.PassOptions;
import org.hlorun.fusion.pipeline.OptimizationPipeline;
import org.hlorun.kernelir.link.CachedCompiler;
import org.hlorun.kernelir.link.NativeLoader;
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
    TargetDescription target = target();
    int threads =
        options.threads() > 0 ? options.threads() : Runtime.getRuntime().availableProcessors();
    NativeProgram program = emit(module, target, threads > 1, options.maxIterations());
    CachedCompiler compiler = new CachedCompiler(target.llvm(), options.cache());
    NativeCode code = NativeLoader.load(compiler.compile(program.modules()), target.llvm());
    return new NativeExecutable(
        module,
        program,
        code,
        compiler.parts(),
        new WorkerPool(threads),
        hostServices(program.hostCalls(), options),
        () -> reference().compile(module, options),
        options);
  }

  private TargetDescription target() {
    return given == null ? TargetDescription.host() : given;
  }

  private static NativeProgram emit(
      HloModule module, TargetDescription target, boolean parallel, long maxIterations) {
    HloModule copy = OptimizationPipeline.optimize(module, PassOptions.DEFAULT);
    new FusionPass(false).run(copy);
    KernelPlan plan = KernelPlan.of(copy, target);
    BufferAssignment assignment = BufferAssignment.assign(copy, AssignmentOptions.DEFAULT);
    return ProgramEmitter.emit(copy, plan, assignment, target, parallel, maxIterations);
  }

  /**
   * Compiles a program to a file that C programs are linked with.
   *
   * @param module a verified module
   * @param symbol name of the function; null = hlo_ and the module's name
   * @throws HloException ({@code UNSUPPORTED}) if something in it has no native code
   */
  public AheadOfTimeProgram compileAheadOfTime(
      HloModule module, OutputFormat format, String symbol) {
    Optional<String> problem = Eligibility.problem(module);
    if (problem.isPresent()) {
      throw HloException.of(
          DiagnosticCode.UNSUPPORTED,
          "the program cannot be compiled ahead of time: " + problem.get(),
          "run it with hlo-run, which hands it to the interpreter");
    }
    NativeProgram program = emit(module, target(), false, 0);
    return AheadOfTimeProgram.compile(module, program, target(), format, symbol);
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
