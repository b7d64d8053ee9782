package org.hlorun.cpu.runtime;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.List;
import org.hlorun.cpu.emitter.ProgramEmitter;
import org.hlorun.cpu.emitter.TimedStep;
import org.hlorun.language.backend.KernelRun;
import org.hlorun.language.backend.Monitor;

/**
 * Takes the time of a program's kernels and tells a monitor, and has the memory of runs that are
 * watched looked at. Runs may overlap.
 */
public final class KernelClock implements AutoCloseable {
  /** The step that a run is in. */
  private static final class Running {
    private int number;
    private long start;
  }

  private final List<TimedStep> steps;
  private final Monitor monitor;
  private final ThreadLocal<Running> running = ThreadLocal.withInitial(Running::new);
  private final Arena arena = Arena.ofShared();
  private final MemorySegment service;

  /**
   * @param steps the steps of the program by number
   */
  public KernelClock(List<TimedStep> steps, Monitor monitor) {
    this.steps = List.copyOf(steps);
    this.monitor = monitor;
    this.service = stub();
  }

  private MemorySegment stub() {
    try {
      return Linker.nativeLinker()
          .upcallStub(
              MethodHandles.lookup()
                  .findVirtual(
                      KernelClock.class, "tick", MethodType.methodType(void.class, long.class))
                  .bindTo(this),
              FunctionDescriptor.ofVoid(ValueLayout.JAVA_LONG),
              arena);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The address of {@code void clock(i64 number)}. */
  MemorySegment service() {
    return service;
  }

  /** Nothing may be thrown into native code: failures stop the run that the caller is part of. */
  void tick(long number) {
    long now = System.nanoTime();
    try {
      Running step = running.get();
      if (number == ProgramEmitter.END_OF_STEP) {
        TimedStep done = steps.get(step.number);
        NativeRun.current().checkAfter(done);
        monitor.kernelDone(
            new KernelRun(
                done.instruction(), done.kernel(), done.isFirst(), step.start, now - step.start));
      } else {
        step.number = (int) number;
        step.start = System.nanoTime();
      }
    } catch (Throwable e) {
      NativeRun.current().stop(e);
    }
  }

  @Override
  public void close() {
    arena.close();
  }
}
