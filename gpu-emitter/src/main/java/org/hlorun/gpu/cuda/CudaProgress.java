package org.hlorun.gpu.cuda;

import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.util.ArrayDeque;
import java.util.function.Supplier;
import jcuda.driver.CUresult;
import jcuda.driver.CUstream;

/**
 * Which launches are over: the GPU writes the number of each into memory of the host when it is
 * done, where it can be read even after a kernel has failed and taken its context along.
 */
final class CudaProgress implements AutoCloseable {
  /** Launches after which those that are over are forgotten: more than a driver lets wait. */
  private static final int MANY = 4096;

  private static final VarHandle WORD = ValueLayout.JAVA_INT.varHandle();

  private final CudaCalls calls;
  private final CUstream stream;
  private final CudaDriver.HostMemory word = new CudaDriver.HostMemory();
  private final ArrayDeque<Supplier<String>> waiting = new ArrayDeque<>();

  /** The number of the last launch that is no longer in the queue; it wraps around. */
  private int before;

  /** Whether the driver can write such numbers. */
  private boolean follows = true;

  CudaProgress(CudaCalls calls, CUstream stream) {
    this.calls = calls;
    this.stream = stream;
    calls.check(calls.driver().memHostAlloc(word, Integer.BYTES), "cannot lock memory");
    WORD.setVolatile(word.segment, 0L, 0);
    calls.blame(this::failed);
  }

  /**
   * Something was launched.
   *
   * @param what what it is, asked for if it fails
   */
  void launched(Supplier<String> what) {
    if (!follows) {
      return;
    }
    int number = before + waiting.size() + 1;
    int result = calls.driver().streamWriteValue(stream, word.deviceAddress, number);
    if (result == CUresult.CUDA_ERROR_NOT_SUPPORTED) {
      follows = false;
      return;
    }
    waiting.add(what);
    calls.check(result, "cannot follow launches");
    if (waiting.size() >= MANY) {
      forget(over());
    }
  }

  /** All launches are over, and none has failed. */
  void clear() {
    forget(waiting.size());
  }

  private void forget(int count) {
    for (int i = 0; i < count; i++) {
      waiting.remove();
    }
    before += count;
  }

  /** How many of those in the queue are over. */
  private int over() {
    int done = (int) WORD.getVolatile(word.segment, 0L) - before;
    return Math.clamp(done, 0, waiting.size());
  }

  /** The launch that failed, as far as is known. */
  private String failed() {
    if (!follows) {
      return "the driver does not say which kernel failed";
    }
    int over = over();
    return over < waiting.size()
        ? waiting.stream().skip(over).findFirst().orElseThrow().get() + " failed"
        : "no kernel was running";
  }

  @Override
  public void close() {
    if (word.segment != null) {
      calls.blame(() -> "a kernel failed before");
      calls.release(calls.driver().memFreeHost(word), "cannot give locked memory back");
      word.segment = null;
    }
  }
}
