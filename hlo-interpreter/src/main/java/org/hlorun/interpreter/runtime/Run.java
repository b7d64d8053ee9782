package org.hlorun.interpreter.runtime;

import com.oracle.truffle.api.RootCallTarget;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import org.hlorun.interpreter.elementwise.ScalarProgram;
import org.hlorun.interpreter.op.Device;
import org.hlorun.interpreter.op.Evaluation;
import org.hlorun.interpreter.op.RngState;
import org.hlorun.interpreter.op.ScalarFunction;
import org.hlorun.language.backend.Options;
import org.hlorun.language.backend.Rounding;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.shape.ArrayShape;

/** One run of a program on one device, created on the thread that runs it. */
final class Run implements Evaluation {
  private final Map<HloComputation, RootCallTarget> targets;
  private final Options options;
  private final Device device;
  private final MemoryBudget memory;
  private final Limits limits;
  private final Workers workers;
  private final Runnable safepoint;
  private final Thread owner = Thread.currentThread();
  private final SplittableRandom random;
  private final RngState rngState = new RngState();
  private final Map<HloComputation, ScalarFunction> scalarFunctions = new ConcurrentHashMap<>();

  /**
   * @param safepoint lets the polyglot context act on the running thread, to cancel it for example
   */
  Run(
      Map<HloComputation, RootCallTarget> targets,
      Options options,
      Device device,
      MemoryBudget memory,
      Limits limits,
      Workers workers,
      Runnable safepoint) {
    this.targets = targets;
    this.options = options;
    this.device = device;
    this.memory = memory;
    this.limits = limits;
    this.workers = workers;
    this.safepoint = safepoint;
    // Devices draw different numbers, as they do on real hardware.
    this.random = new SplittableRandom(options.seed() + 0x9E3779B97F4A7C15L * device.number());
  }

  @Override
  public ArrayLiteral allocate(HloInstruction instruction, ArrayShape shape) {
    return memory.allocate(instruction, shape);
  }

  @Override
  public Literal call(HloComputation computation, Literal... arguments) {
    Object[] all = new Object[1 + arguments.length];
    all[0] = this;
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    return (Literal) targets.get(computation).call(all);
  }

  @Override
  public ScalarFunction scalarFunction(HloComputation computation) {
    return scalarFunctions.computeIfAbsent(
        computation,
        c -> ScalarProgram.compile(c).orElseGet(() -> new CalledScalarFunction(c, this)));
  }

  @Override
  public void parallel(long count, long grain, RangeTask task) {
    workers.parallel(count, grain, task, this::poll);
  }

  @Override
  public void poll() {
    limits.poll();
    if (Thread.currentThread() == owner) { // workers are not threads of the polyglot context
      safepoint.run();
    }
  }

  @Override
  public void iterate(HloInstruction loop, long iteration) {
    limits.iterate(loop, iteration);
    poll();
  }

  @Override
  public void done(HloInstruction instruction) {
    options.monitor().instructionDone(instruction);
  }

  @Override
  public Rounding rounding() {
    return options.rounding();
  }

  @Override
  public Device device() {
    return device;
  }

  @Override
  public SplittableRandom random() {
    return random;
  }

  @Override
  public RngState rngState() {
    return rngState;
  }
}
