package org.hlorun.gpu.cuda;

import java.lang.foreign.MemorySegment;
import jcuda.driver.CUcontext;
import jcuda.driver.CUdevice;
import jcuda.driver.CUevent;
import jcuda.driver.CUfunction;
import jcuda.driver.CUgraph;
import jcuda.driver.CUgraphExec;
import jcuda.driver.CUmodule;
import jcuda.driver.CUstream;
import org.hlorun.gpu.device.LaunchShape;
import org.hlorun.gpu.device.TensorMap;

/**
 * The functions of the CUDA driver API that are used, each by its name there without {@code cu}.
 * All give a return code, and results in what they are handed.
 */
interface CudaDriver {
  /** An address of memory of the device. */
  final class Address {
    long number;
  }

  /** Memory of the host that stays where it is, with its address for the device. */
  final class HostMemory {
    MemorySegment segment;
    long deviceAddress;
  }

  int init();

  int deviceGetCount(int[] count);

  int deviceGet(CUdevice device, int ordinal);

  int deviceGetName(byte[] name, CUdevice device);

  int deviceGetAttribute(int[] value, int attribute, CUdevice device);

  int devicePrimaryCtxRetain(CUcontext context, CUdevice device);

  int devicePrimaryCtxRelease(CUdevice device);

  int ctxSetCurrent(CUcontext context);

  int streamCreate(CUstream stream);

  int streamSynchronize(CUstream stream);

  int streamDestroy(CUstream stream);

  /** Writes a word once all that was asked of the stream before is done. */
  int streamWriteValue(CUstream stream, long address, int value);

  int streamBeginCapture(CUstream stream);

  int streamEndCapture(CUstream stream, CUgraph graph);

  int graphInstantiate(CUgraphExec executable, CUgraph graph);

  int graphLaunch(CUgraphExec executable, CUstream stream);

  int graphExecDestroy(CUgraphExec executable);

  int graphDestroy(CUgraph graph);

  int eventCreate(CUevent event);

  int eventRecord(CUevent event, CUstream stream);

  int eventSynchronize(CUevent event);

  /** Milliseconds from one event to another that have both happened. */
  int eventElapsedTime(float[] millis, CUevent begin, CUevent end);

  int eventDestroy(CUevent event);

  int memAlloc(Address address, long bytes);

  int memFree(long address);

  /** Page-locked memory, which copies reach without the processor. */
  int memHostAlloc(HostMemory memory, long bytes);

  int memFreeHost(HostMemory memory);

  int memcpyHtoDAsync(long to, MemorySegment from, CUstream stream);

  int memcpyDtoHAsync(MemorySegment to, long from, CUstream stream);

  /**
   * Compiles a PTX text.
   *
   * @param log where messages go, ended by a zero
   */
  int moduleLoadDataEx(CUmodule module, byte[] ptx, byte[] log);

  int moduleUnload(CUmodule module);

  int moduleGetFunction(CUfunction function, CUmodule module, String name);

  int funcSetAttribute(CUfunction function, int attribute, int value);

  int launchKernel(CUfunction function, LaunchShape shape, CUstream stream, long[] arguments);

  /** Makes the descriptor of a tensor map. */
  int tensorMapEncodeTiled(MemorySegment descriptor, TensorMap map, long array);

  /** The driver's words for a return code; null if it has none. */
  String errorString(int result);
}
