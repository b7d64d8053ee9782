package org.hlorun.cpu;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.hlorun.bufferassignment.AssignmentOptions;
import org.hlorun.bufferassignment.BufferAssignment;
import org.hlorun.bufferassignment.BufferReport;
import org.hlorun.cpu.ahead.AheadOfTimeProgram;
import org.hlorun.cpu.ahead.OutputFormat;
import org.hlorun.cpu.emitter.EmissionOptions;
import org.hlorun.cpu.emitter.NativeProgram;
import org.hlorun.cpu.emitter.ProgramEmitter;
import org.hlorun.cpu.emitter.TimedStep;
import org.hlorun.cpu.image.HandedBack;
import org.hlorun.cpu.image.ImageCache;
import org.hlorun.cpu.image.ProgramImage;
import org.hlorun.cpu.image.ProgramIndex;
import org.hlorun.cpu.runtime.HostMonitor;
import org.hlorun.cpu.runtime.HostServices;
import org.hlorun.cpu.runtime.KernelClock;
import org.hlorun.cpu.runtime.MemoryNeed;
import org.hlorun.cpu.runtime.NativeExecutable;
import org.hlorun.cpu.runtime.NativeServices;
import org.hlorun.cpu.runtime.OwnedResources;
import org.hlorun.cpu.runtime.Preparation;
import org.hlorun.cpu.runtime.SourceProgram;
import org.hlorun.cpu.runtime.WorkerPool;
import org.hlorun.fusion.fuse.FusionPass;
import org.hlorun.fusion.pass.PassOptions;
import org.hlorun.fusion.pipeline.OptimizationPipeline;
import org.hlorun.kernelir.ir.Kernel;
import org.hlorun.kernelir.link.CachedCompiler;
import org.hlorun.kernelir.link.NativeLoader;
import org.hlorun.kernelir.llvm.NativeCode;
import org.hlorun.kernelir.lower.attention.PanelAttention;
import org.hlorun.kernelir.machine.TargetDescription;
import org.hlorun.kernelir.plan.Eligibility;
import org.hlorun.kernelir.plan.KernelPasses;
import org.hlorun.kernelir.plan.KernelPlan;
import org.hlorun.language.backend.Backend;
import org.hlorun.language.backend.CompiledParts;
import org.hlorun.language.backend.ElidedConstants;
import org.hlorun.language.backend.Executable;
import org.hlorun.language.backend.Fallback;
import org.hlorun.language.backend.HandedOverExecutable;
import org.hlorun.language.backend.KnownProgram;
import org.hlorun.language.backend.Numerics;
import org.hlorun.language.backend.Options;
import org.hlorun.language.diagnostic.Diagnostic;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.ir.HloModule;

/** Compiles programs to native code of this machine. */
public final class CpuBackend implements Backend {
  /** Instructions that take subnormal numbers for 0. */
  private static final String SUBNORMALS_AS_ZERO = "avx512bf16";

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
  public Executable compile(HloModule original, Options options) {
    HloModule module = ElidedConstants.fill(original, options);
    Optional<Fallback> problem = Eligibility.problem(module, options);
    if (problem.isPresent()) {
      return new HandedOverExecutable(reference().compile(module, options), List.of(problem.get()));
    }
    int threads = threads(options);
    TargetDescription target = target(options);
    EmissionOptions emission =
        new EmissionOptions(
            threads > 1,
            options.maxIterations(),
            options.monitor().wantsKernels() || options.checkMemory(),
            true,
            true,
            true);
    ImageCache cache =
        ImageCache.of(module, target, threads > 1, () -> Backend.named("interpreter"), options);
    SourceProgram source = SourceProgram.of(module, cache);
    Optional<ProgramImage> known = cache.get();
    if (known.isPresent()) {
      int objects = known.get().objects().size();
      CompiledParts parts = new CompiledParts(objects, objects);
      return load(source, known.get(), List.of(), parts, target, options);
    }
    CachedCompiler compiler = new CachedCompiler(target.llvm(), options.cache());
    Runnable checkpoint = () -> checkCancelled(options);
    Set<Kernel> begun = Collections.newSetFromMap(new IdentityHashMap<>());
    Consumer<Kernel> library =
        kernel -> {
          if (begun.add(kernel)) {
            compiler.begin(
                () -> ProgramEmitter.libraryModule(kernel, target, emission), checkpoint);
          }
        };
    NativeProgram program = emit(module, target, emission, options, library);
    List<byte[]> objects =
        new ArrayList<>(compiler.compile(program.kernels().values(), program.driver(), checkpoint));
    objects.addAll(compiler.library(program.library().values(), checkpoint));
    Preparation.run(program.prepared(), objects, target.llvm());
    ProgramImage image = ProgramImage.of(module, program, objects);
    cache.put(image);
    return load(source, image, program.timed(), compiler.parts(), target, options);
  }

  @Override
  public Optional<KnownProgram> known(SourceText text, Options options) {
    TargetDescription target;
    try {
      target = target(options);
    } catch (HloException e) {
      return Optional.empty(); // without LLVM compile says what is wrong
    }
    return ProgramIndex.of(text, target, threads(options) > 1, options)
        .find()
        .map(
            found ->
                new KnownProgram(
                    found.signature(),
                    found.instructions(),
                    forRun -> load(text, found, target, forRun)));
  }

  private static Executable load(
      SourceText text, ProgramIndex.Found found, TargetDescription target, Options options) {
    int objects = found.image().objects().size();
    CompiledParts parts = new CompiledParts(objects, objects);
    SourceProgram source = SourceProgram.of(found.signature(), text);
    return load(source, found.image(), List.of(), parts, target, options);
  }

  @Override
  public void remember(SourceText text, Executable executable, Options options) {
    if (executable instanceof NativeExecutable code) {
      ProgramIndex index = ProgramIndex.of(text, target(options), threads(options) > 1, options);
      code.program()
          .place()
          .ifPresent(place -> index.put(executable.module(), place, Backend.named("interpreter")));
    }
  }

  private static int threads(Options options) {
    return options.threads() > 0 ? options.threads() : Runtime.getRuntime().availableProcessors();
  }

  /** What to compile for: instructions that options do not allow are left out. */
  private TargetDescription target(Options options) {
    TargetDescription target = given == null ? TargetDescription.host() : given;
    return options.numerics() == Numerics.STRICT ? target.without(SUBNORMALS_AS_ZERO) : target;
  }

  /**
   * Makes native code of a program.
   *
   * @param library is given kernels of the library as soon as they are known
   */
  private static NativeProgram emit(
      HloModule module,
      TargetDescription target,
      EmissionOptions emission,
      Options options,
      Consumer<Kernel> library) {
    HloModule copy = fused(module, target, options);
    KernelPlan plan = KernelPlan.of(copy, target, library);
    BufferAssignment assignment = BufferAssignment.assign(copy, AssignmentOptions.DEFAULT);
    return ProgramEmitter.emit(copy, plan, assignment, target, emission);
  }

  /** The kernels to be of a program. */
  private static HloModule fused(HloModule module, TargetDescription target, Options options) {
    PassOptions passes = KernelPasses.of(module, options.numerics());
    HloModule copy = OptimizationPipeline.optimize(module, passes);
    FusionPass fusion = new FusionPass(attention -> PanelAttention.fits(attention, target));
    if (passes.runs(fusion)) {
      fusion.run(copy);
    }
    checkCancelled(options);
    return copy;
  }

  /** Where all values of a program lie in memory, and when: for who wonders what takes it. */
  private static String bufferReport(HloModule module, TargetDescription target, Options options) {
    HloModule copy = fused(module, target, options);
    return new BufferReport(BufferAssignment.assign(copy, AssignmentOptions.DEFAULT)).text();
  }

  private static Executable load(
      SourceProgram program,
      ProgramImage image,
      List<TimedStep> timed,
      CompiledParts parts,
      TargetDescription target,
      Options options) {
    OwnedResources owned = new OwnedResources();
    try {
      HostServices host = hostServices(image.handedBack(), options);
      owned.own(host, host::close);
      NativeCode code = NativeLoader.load(image.objects(), target.llvm());
      owned.own(code, code::close);
      WorkerPool workers = new WorkerPool(threads(options));
      owned.own(workers, workers::close);
      KernelClock clock = timed.isEmpty() ? null : clock(timed, options, owned);
      NativeServices services = new NativeServices(workers, host, clock);
      MemoryNeed need = MemoryNeed.of(image, () -> bufferReport(program.module(), target, options));
      return new NativeExecutable(program, image, code, parts, services, owned, need, options);
    } catch (Throwable e) {
      owned.close();
      throw e;
    }
  }

  private static KernelClock clock(List<TimedStep> timed, Options options, OwnedResources owned) {
    KernelClock clock = new KernelClock(timed, options.monitor());
    owned.own(clock, clock::close);
    return clock;
  }

  private static void checkCancelled(Options options) {
    if (options.monitor().isCancelled()) {
      throw HloException.of(DiagnosticCode.CANCELLED, "the compilation was cancelled", null);
    }
  }

  /**
   * Compiles a program to a file that C programs are linked with.
   *
   * @param module a verified module
   * @param symbol name of the function; null = hlo_ and the module's name
   * @param numerics what may change in the values
   * @throws HloException ({@code UNSUPPORTED}) if something in it has no native code
   */
  public AheadOfTimeProgram compileAheadOfTime(
      HloModule module, OutputFormat format, String symbol, Numerics numerics) {
    Options options = Options.DEFAULT.withNumerics(numerics);
    Optional<Fallback> problem = Eligibility.problem(module, options);
    if (problem.isPresent()) {
      throw refusal(problem.get());
    }
    NativeProgram program =
        emit(module, target(options), EmissionOptions.SERIAL, options, kernel -> {});
    return AheadOfTimeProgram.compile(module, program, target(options), format, symbol);
  }

  private static HloException refusal(Fallback problem) {
    return new HloException(
        new Diagnostic(
            DiagnosticCode.UNSUPPORTED,
            problem.location(),
            "%s cannot be compiled ahead of time: %s"
                .formatted(problem.instruction(), problem.reason()),
            "run the program with hlo-run, which hands it to the interpreter"));
  }

  static Backend reference() {
    return Backend.named("interpreter")
        .orElseThrow(
            () ->
                HloException.of(
                    DiagnosticCode.UNSUPPORTED,
                    "the program has parts that only the interpreter can run, which is not there",
                    "add hlo-interpreter to the class path"));
  }

  private static HostServices hostServices(List<HandedBack> calls, Options options) {
    Options own =
        options.withTimeout(Duration.ZERO).withMonitor(new HostMonitor(options.monitor()));
    List<Executable> executables = new ArrayList<>();
    for (HandedBack call : calls) {
      executables.add(reference().compile(call.program(), own));
    }
    return new HostServices(calls, executables);
  }
}
