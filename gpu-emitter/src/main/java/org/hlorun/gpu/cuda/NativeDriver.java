package org.hlorun.gpu.cuda;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.IdentityHashMap;
import java.util.Map;
import jcuda.Pointer;
import jcuda.driver.CUcontext;
import jcuda.driver.CUdevice;
import jcuda.driver.CUevent;
import jcuda.driver.CUfunction;
import jcuda.driver.CUgraph;
import jcuda.driver.CUgraphExec;
import jcuda.driver.CUjit_option;
import jcuda.driver.CUmodule;
import jcuda.driver.CUresult;
import jcuda.driver.CUstream;
import jcuda.driver.CUstreamCaptureMode;
import jcuda.driver.CUstream_flags;
import jcuda.driver.JCudaDriver;
import jcuda.driver.JITOptions;
import org.hlorun.gpu.device.LaunchShape;
import org.hlorun.gpu.device.TensorMap;

/** The driver of this machine, through JCuda. */
final class NativeDriver implements CudaDriver {
  private final Map<HostMemory, Pointer> hostMemory = new IdentityHashMap<>();

  /**
   * @throws LinkageError if there is none
   */
  NativeDriver() {
    JCudaDriver.setExceptionsEnabled(false);
  }

  @Override
  public int init() {
    return JCudaDriver.cuInit(0);
  }

  @Override
  public int deviceGetCount(int[] count) {
    return JCudaDriver.cuDeviceGetCount(count);
  }

  @Override
  public int deviceGet(CUdevice device, int ordinal) {
    return JCudaDriver.cuDeviceGet(device, ordinal);
  }

  @Override
  public int deviceGetName(byte[] name, CUdevice device) {
    return JCudaDriver.cuDeviceGetName(name, name.length, device);
  }

  @Override
  public int deviceGetAttribute(int[] value, int attribute, CUdevice device) {
    return JCudaDriver.cuDeviceGetAttribute(value, attribute, device);
  }

  @Override
  public int devicePrimaryCtxRetain(CUcontext context, CUdevice device) {
    return JCudaDriver.cuDevicePrimaryCtxRetain(context, device);
  }

  @Override
  public int devicePrimaryCtxRelease(CUdevice device) {
    return JCudaDriver.cuDevicePrimaryCtxRelease(device);
  }

  @Override
  public int ctxSetCurrent(CUcontext context) {
    return JCudaDriver.cuCtxSetCurrent(context);
  }

  @Override
  public int streamCreate(CUstream stream) {
    return JCudaDriver.cuStreamCreate(stream, CUstream_flags.CU_STREAM_NON_BLOCKING);
  }

  @Override
  public int streamSynchronize(CUstream stream) {
    return JCudaDriver.cuStreamSynchronize(stream);
  }

  @Override
  public int streamDestroy(CUstream stream) {
    return JCudaDriver.cuStreamDestroy(stream);
  }

  @Override
  public int streamWriteValue(CUstream stream, long address, int value) {
    return JCudaDriver.cuStreamWriteValue32(stream, CudaAddress.of(address), value, 0);
  }

  @Override
  public int streamBeginCapture(CUstream stream) {
    return JCudaDriver.cuStreamBeginCapture(
        stream, CUstreamCaptureMode.CU_STREAM_CAPTURE_MODE_THREAD_LOCAL);
  }

  @Override
  public int streamEndCapture(CUstream stream, CUgraph graph) {
    return JCudaDriver.cuStreamEndCapture(stream, graph);
  }

  @Override
  public int graphInstantiate(CUgraphExec executable, CUgraph graph) {
    return JCudaDriver.cuGraphInstantiate(executable, graph, 0);
  }

  @Override
  public int graphLaunch(CUgraphExec executable, CUstream stream) {
    return JCudaDriver.cuGraphLaunch(executable, stream);
  }

  @Override
  public int graphExecDestroy(CUgraphExec executable) {
    return JCudaDriver.cuGraphExecDestroy(executable);
  }

  @Override
  public int graphDestroy(CUgraph graph) {
    return JCudaDriver.cuGraphDestroy(graph);
  }

  @Override
  public int eventCreate(CUevent event) {
    return JCudaDriver.cuEventCreate(event, 0);
  }

  @Override
  public int eventRecord(CUevent event, CUstream stream) {
    return JCudaDriver.cuEventRecord(event, stream);
  }

  @Override
  public int eventSynchronize(CUevent event) {
    return JCudaDriver.cuEventSynchronize(event);
  }

  @Override
  public int eventElapsedTime(float[] millis, CUevent begin, CUevent end) {
    return JCudaDriver.cuEventElapsedTime(millis, begin, end);
  }

  @Override
  public int eventDestroy(CUevent event) {
    return JCudaDriver.cuEventDestroy(event);
  }

  @Override
  public int memAlloc(Address address, long bytes) {
    CudaAddress given = new CudaAddress();
    int result = JCudaDriver.cuMemAlloc(given, bytes);
    address.number = given.number();
    return result;
  }

  @Override
  public int memFree(long address) {
    return JCudaDriver.cuMemFree(CudaAddress.of(address));
  }

  @Override
  public int memHostAlloc(HostMemory memory, long bytes) {
    Pointer pointer = new Pointer();
    int result = JCudaDriver.cuMemHostAlloc(pointer, bytes, JCudaDriver.CU_MEMHOSTALLOC_DEVICEMAP);
    if (result != CUresult.CUDA_SUCCESS) {
      return result;
    }
    CudaAddress address = new CudaAddress();
    result = JCudaDriver.cuMemHostGetDevicePointer(address, pointer, 0);
    if (result != CUresult.CUDA_SUCCESS) {
      JCudaDriver.cuMemFreeHost(pointer);
      return result;
    }
    memory.segment =
        MemorySegment.ofBuffer(pointer.getByteBuffer(0, bytes).order(ByteOrder.nativeOrder()));
    memory.deviceAddress = address.number();
    hostMemory.put(memory, pointer);
    return result;
  }

  @Override
  public int memFreeHost(HostMemory memory) {
    return JCudaDriver.cuMemFreeHost(hostMemory.remove(memory));
  }

  @Override
  public int memcpyHtoDAsync(long to, MemorySegment from, CUstream stream) {
    return JCudaDriver.cuMemcpyHtoDAsync(
        CudaAddress.of(to), Pointer.to(from.asByteBuffer()), from.byteSize(), stream);
  }

  @Override
  public int memcpyDtoHAsync(MemorySegment to, long from, CUstream stream) {
    return JCudaDriver.cuMemcpyDtoHAsync(
        Pointer.to(to.asByteBuffer()), CudaAddress.of(from), to.byteSize(), stream);
  }

  @Override
  public int moduleLoadDataEx(CUmodule module, byte[] ptx, byte[] log) {
    JITOptions options = new JITOptions();
    options.putBytes(CUjit_option.CU_JIT_ERROR_LOG_BUFFER, log);
    options.putInt(CUjit_option.CU_JIT_ERROR_LOG_BUFFER_SIZE_BYTES, log.length);
    return JCudaDriver.cuModuleLoadDataJIT(module, Pointer.to(ptx), options);
  }

  @Override
  public int moduleUnload(CUmodule module) {
    return JCudaDriver.cuModuleUnload(module);
  }

  @Override
  public int moduleGetFunction(CUfunction function, CUmodule module, String name) {
    return JCudaDriver.cuModuleGetFunction(function, module, name);
  }

  @Override
  public int funcSetAttribute(CUfunction function, int attribute, int value) {
    return JCudaDriver.cuFuncSetAttribute(function, attribute, value);
  }

  @Override
  public int launchKernel(
      CUfunction function, LaunchShape shape, CUstream stream, long[] arguments) {
    Pointer[] parameters = new Pointer[arguments.length];
    for (int i = 0; i < arguments.length; i++) {
      parameters[i] = Pointer.to(new long[] {arguments[i]});
    }
    int blocks = (int) shape.blocks();
    int threads = shape.threads();
    return JCudaDriver.cuLaunchKernel(
        function,
        blocks,
        1,
        1,
        threads,
        1,
        1,
        shape.sharedBytes(),
        stream,
        Pointer.to(parameters),
        null);
  }

  @Override
  public int tensorMapEncodeTiled(MemorySegment descriptor, TensorMap map, long array) {
    return CudaTensorMaps.encode(descriptor, map, array);
  }

  @Override
  public String errorString(int result) {
    String[] description = new String[1];
    JCudaDriver.cuGetErrorString(result, description);
    return description[0];
  }
}
