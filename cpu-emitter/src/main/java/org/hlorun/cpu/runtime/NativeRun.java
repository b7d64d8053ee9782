package org.hlorun.cpu.runtime;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import org.hlorun.cpu.emitter.TimedStep;

/**
 * One run of a native program: whether it must stop, and why. Native code looks at the flag; what
 * goes wrong in Java below native frames is kept here, because nothing may be thrown through them.
 */
final class NativeRun implements AutoCloseable {
  private static final VarHandle FLAG = ValueLayout.JAVA_INT.varHandle();
  private static final ThreadLocal<NativeRun> CURRENT = new ThreadLocal<>();

  private final MemorySegment flag;
  private final NativeRun outer;
  private GuardedMemory guarded;
  private volatile Throwable reason;
  private boolean ended;

  /**
   * Begins a run on the current thread, perhaps below another one.
   *
   * @param flag an {@code i32} that native code looks at; it belongs to this run until it is closed
   */
  NativeRun(MemorySegment flag) {
    this.flag = flag;
    this.outer = CURRENT.get();
    FLAG.setVolatile(flag, 0L, 0);
    CURRENT.set(this);
  }

  /** Has the memory of this run looked at behind every step. */
  void watch(GuardedMemory memory) {
    guarded = memory;
  }

  /**
   * Looks at the memory, if it is watched, behind a step.
   *
   * @throws org.hlorun.language.diagnostic.HloException ({@code INTERNAL}) if the step damaged it
   */
  void checkAfter(TimedStep step) {
    if (guarded != null) {
      guarded.check(step);
    }
  }

  /** The innermost run of the current thread, or null. */
  static NativeRun current() {
    return CURRENT.get();
  }

  /** Stops the run; of several reasons the first counts. Any thread may call it at any time. */
  synchronized void stop(Throwable why) {
    if (!ended && reason == null) {
      reason = why;
      FLAG.setVolatile(flag, 0L, 1);
    }
  }

  boolean isStopped() {
    return reason != null;
  }

  /** Throws the reason, if the run was stopped. */
  void rethrow() {
    Throwable why = reason;
    if (why == null) {
      return;
    }
    if (why instanceof RuntimeException e) {
      throw e;
    }
    if (why instanceof Error e) {
      throw e;
    }
    throw new IllegalStateException(why);
  }

  /** Ends the run: the flag may serve another one. */
  @Override
  public void close() {
    synchronized (this) {
      ended = true;
    }
    if (outer == null) {
      CURRENT.remove();
    } else {
      CURRENT.set(outer);
    }
  }
}
