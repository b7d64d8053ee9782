package org.hlorun.cli.profile;

import java.util.ArrayList;
import java.util.List;
import org.hlorun.language.backend.KernelRun;
import org.hlorun.language.backend.Monitor;
import org.hlorun.language.ir.HloInstruction;

/** A monitor that collects runs of kernels, and passes everything else on. */
public final class KernelProfile implements Monitor {
  private final Monitor inner;
  private final List<KernelRun> runs = new ArrayList<>();

  /**
   * @param inner who is told what else there is to tell
   */
  public KernelProfile(Monitor inner) {
    this.inner = inner;
  }

  @Override
  public boolean wantsKernels() {
    return true;
  }

  @Override
  public synchronized void kernelDone(KernelRun run) {
    runs.add(run);
  }

  /** Forgets what was collected. */
  public synchronized void clear() {
    runs.clear();
  }

  /** What was collected, in the order in which kernels ended. */
  public synchronized List<KernelRun> runs() {
    return List.copyOf(runs);
  }

  @Override
  public void instructionDone(HloInstruction instruction) {
    inner.instructionDone(instruction);
  }

  @Override
  public boolean isCancelled() {
    return inner.isCancelled();
  }
}
