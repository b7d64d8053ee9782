package org.hlorun.gpu.cuda;

import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import jcuda.driver.CUstream;

/**
 * Which launches are over: the GPU writes the number of each into memory of the host when it is
 * done, where it can be read even after a kernel has failed and taken its context along.
 */
final class CudaProgress implements AutoCloseable {
  private final CudaCalls calls;
  private final CUstream stream;
  private final CudaDriver.HostMemory word = new CudaDriver.HostMemory();
  private final List<String> waiting = new ArrayList<>();
  private int before;

  CudaProgress(CudaCalls calls, CUstream stream) {
    this.calls = calls;
    this.stream = stream;
    calls.check(calls.driver().memHostAlloc(word, Integer.BYTES), "cannot lock memory");
    word.segment.set(ValueLayout.JAVA_INT, 0, 0);
  }

  /** Something was launched. */
  void launched(String what) {
    waiting.add(what);
    calls.check(
        calls.driver().streamWriteValue(stream, word.deviceAddress, before + waiting.size()),
        "cannot follow " + what);
  }

  /** All launches are over, and none has failed. */
  void clear() {
    before += waiting.size();
    waiting.clear();
  }

  /** The launch that failed, as far as is known. */
  String failed() {
    int done = word.segment.get(ValueLayout.JAVA_INT, 0) - before;
    if (waiting.isEmpty()) {
      return "no kernel was running";
    }
    return done >= 0 && done < waiting.size()
        ? waiting.get(done) + " failed"
        : "all kernels that were started are over";
  }

  @Override
  public void close() {
    if (word.segment != null) {
      calls.release(calls.driver().memFreeHost(word), "cannot give locked memory back");
      word.segment = null;
    }
  }
}
