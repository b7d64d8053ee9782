package org.hlorun.gpu.cuda;

import jcuda.driver.CUevent;
import jcuda.driver.CUstream;
import org.hlorun.gpu.device.Stopwatch;

/** Two events of a stream; the GPU notes the time of each, with a resolution of about 500 ns. */
final class CudaStopwatch implements Stopwatch {
  private static final double NANOS_PER_MILLI = 1e6;

  private final CudaDevice device;
  private final CudaCalls calls;
  private final CUstream stream;
  private CUevent begin;
  private CUevent end;

  CudaStopwatch(CudaDevice device, CUstream stream) {
    this.device = device;
    this.calls = device.calls();
    this.stream = stream;
    try {
      begin = event();
      end = event();
    } catch (RuntimeException e) {
      try (CudaStopwatch made = this) { // what goes wrong there is suppressed
        throw e;
      }
    }
  }

  private CUevent event() {
    CUevent event = new CUevent();
    calls.check(calls.driver().eventCreate(event), "cannot make an event");
    return event;
  }

  @Override
  public void start() {
    calls.check(calls.driver().eventRecord(begin, stream), "cannot start to measure");
  }

  @Override
  public long stop() {
    calls.check(calls.driver().eventRecord(end, stream), "cannot measure");
    device.synchronize();
    float[] millis = new float[1];
    calls.check(calls.driver().eventElapsedTime(millis, begin, end), "cannot measure");
    return Math.round(millis[0] * NANOS_PER_MILLI);
  }

  @Override
  public void close() {
    giveBack(begin);
    giveBack(end);
    calls.finishRelease();
  }

  private void giveBack(CUevent event) {
    if (event != null) {
      calls.release(calls.driver().eventDestroy(event), "cannot give an event back");
    }
  }
}
