package org.hlorun.gpu.cuda;

import static org.hlorun.gpu.cuda.CudaErrors.check;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.BiFunction;
import jcuda.Pointer;
import jcuda.driver.CUcontext;
import jcuda.driver.CUdevice;
import jcuda.driver.CUdevice_attribute;
import jcuda.driver.CUfunction;
import jcuda.driver.CUfunction_attribute;
import jcuda.driver.CUjit_option;
import jcuda.driver.CUmodule;
import jcuda.driver.CUresult;
import jcuda.driver.JCudaDriver;
import jcuda.driver.JITOptions;
import org.hlorun.gpu.device.Device;
import org.hlorun.gpu.device.DeviceFunction;
import org.hlorun.gpu.device.DeviceModule;
import org.hlorun.gpu.device.LaunchShape;
import org.hlorun.gpu.device.TensorMap;
import org.hlorun.gpu.schedule.SharedMemory;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;

/** The first GPU of this machine, in its primary context. */
public final class CudaDevice implements Device {
  /** Bytes of one copy: buffers of Java end at 2 GiB. */
  private static final long PIECE = 1L << 30;

  private static final int LOG_BYTES = 8192;

  private final CUdevice device = new CUdevice();
  private final CUcontext context = new CUcontext();
  private final String name;
  private final int capability;
  private String lastKernel = "none";
  private boolean closed;

  /**
   * @throws HloException (UNSUPPORTED) if there is no driver or no GPU
   */
  public CudaDevice() {
    initialise();
    check(JCudaDriver.cuDeviceGet(device, 0), "cannot use the GPU");
    byte[] text = new byte[256];
    check(JCudaDriver.cuDeviceGetName(text, text.length, device), "cannot use the GPU");
    int end = 0;
    while (end < text.length && text[end] != 0) {
      end++;
    }
    name = new String(text, 0, end, StandardCharsets.UTF_8);
    capability =
        10 * attribute(CUdevice_attribute.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR)
            + attribute(CUdevice_attribute.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR);
    check(JCudaDriver.cuDevicePrimaryCtxRetain(context, device), "cannot use " + name);
  }

  private static void initialise() {
    int result;
    int[] count = new int[1];
    try {
      JCudaDriver.setExceptionsEnabled(false);
      result = JCudaDriver.cuInit(0);
      if (result == CUresult.CUDA_SUCCESS) {
        result = JCudaDriver.cuDeviceGetCount(count);
      }
    } catch (LinkageError e) {
      throw missing("there is no CUDA driver on this machine");
    }
    if (result != CUresult.CUDA_SUCCESS) {
      throw missing("the CUDA driver does not start: " + CudaErrors.text(result));
    }
    if (count[0] == 0) {
      throw missing("there is no NVIDIA GPU on this machine");
    }
  }

  private static HloException missing(String what) {
    return HloException.of(
        DiagnosticCode.UNSUPPORTED, what, "use --backend cpu, or --backend ptx-emulator");
  }

  private int attribute(int attribute) {
    int[] value = new int[1];
    check(JCudaDriver.cuDeviceGetAttribute(value, attribute, device), "cannot use " + name);
    return value[0];
  }

  /** The context belongs to the calling thread from here on. */
  private void enter() {
    check(JCudaDriver.cuCtxSetCurrent(context), "cannot use " + name);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int computeCapability() {
    return capability;
  }

  @Override
  public long allocate(long bytes) {
    enter();
    CudaAddress address = new CudaAddress();
    check(
        JCudaDriver.cuMemAlloc(address, bytes),
        "cannot reserve %,d bytes of %s".formatted(bytes, name));
    return address.number();
  }

  @Override
  public void free(long address) {
    enter();
    check(JCudaDriver.cuMemFree(CudaAddress.of(address)), "cannot free memory of " + name);
  }

  @Override
  public void encode(TensorMap map, long array, long address) {
    enter();
    try (Arena arena = Arena.ofConfined()) {
      copyToDevice(address, CudaTensorMaps.encode(arena, map, array));
    }
  }

  @Override
  public void copyToDevice(long address, MemorySegment from) {
    String what = after("cannot copy %,d bytes to %s".formatted(from.byteSize(), name));
    copy(
        from,
        true,
        (offset, part) ->
            JCudaDriver.cuMemcpyHtoD(
                CudaAddress.of(address + offset), Pointer.to(part.asByteBuffer()), part.byteSize()),
        what);
  }

  @Override
  public void copyToHost(MemorySegment to, long address) {
    String what = after("cannot copy %,d bytes from %s".formatted(to.byteSize(), name));
    copy(
        to,
        false,
        (offset, part) ->
            JCudaDriver.cuMemcpyDtoH(
                Pointer.to(part.asByteBuffer()), CudaAddress.of(address + offset), part.byteSize()),
        what);
  }

  /** Copies piece by piece; what lies on the Java heap goes through native memory. */
  private void copy(
      MemorySegment segment,
      boolean toDevice,
      BiFunction<Long, MemorySegment, Integer> piece,
      String what) {
    enter();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment host = segment;
      if (!segment.isNative()) {
        host = arena.allocate(segment.byteSize(), 16);
        if (toDevice) {
          host.copyFrom(segment);
        }
      }
      for (long offset = 0; offset < host.byteSize(); offset += PIECE) {
        long bytes = Math.min(PIECE, host.byteSize() - offset);
        check(piece.apply(offset, host.asSlice(offset, bytes)), what);
      }
      if (!segment.isNative() && !toDevice) {
        segment.copyFrom(host);
      }
    }
  }

  /** Errors of kernels are found by the next call that waits for them. */
  private String after(String what) {
    return "%s (the last kernel started is %s)".formatted(what, lastKernel);
  }

  @Override
  public DeviceModule load(String ptx) {
    enter();
    byte[] text = Arrays.copyOf(ptx.getBytes(StandardCharsets.US_ASCII), ptx.length() + 1);
    byte[] log = new byte[LOG_BYTES];
    JITOptions options = new JITOptions();
    options.putBytes(CUjit_option.CU_JIT_ERROR_LOG_BUFFER, log);
    options.putInt(CUjit_option.CU_JIT_ERROR_LOG_BUFFER_SIZE_BYTES, LOG_BYTES);
    CUmodule module = new CUmodule();
    int result = JCudaDriver.cuModuleLoadDataJIT(module, Pointer.to(text), options);
    if (result != CUresult.CUDA_SUCCESS) {
      check(result, "%s refuses the PTX: %s".formatted(name, new String(log).strip()));
    }
    return new CudaModule(this, module);
  }

  /** A kernel of a module; null if there is none of the name. */
  CUfunction function(CUmodule module, String kernel) {
    enter();
    CUfunction function = new CUfunction();
    int result = JCudaDriver.cuModuleGetFunction(function, module, kernel);
    if (result == CUresult.CUDA_ERROR_NOT_FOUND) {
      return null;
    }
    check(result, "cannot find the kernel " + kernel);
    return function;
  }

  void unload(CUmodule module) {
    enter();
    check(JCudaDriver.cuModuleUnload(module), after("cannot unload kernels"));
  }

  @Override
  public void launch(DeviceFunction function, LaunchShape shape, long... arguments) {
    if (!(function instanceof CudaFunction kernel)) {
      throw new IllegalArgumentException("'" + function.name() + "' is of another device");
    }
    enter();
    Pointer[] parameters = new Pointer[arguments.length];
    for (int i = 0; i < arguments.length; i++) {
      parameters[i] = Pointer.to(new long[] {arguments[i]});
    }
    String what = after("cannot start the kernel " + kernel.name());
    if (shape.sharedBytes() > SharedMemory.STATIC_BYTES) {
      int attribute = CUfunction_attribute.CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES;
      check(
          JCudaDriver.cuFuncSetAttribute(kernel.function(), attribute, shape.sharedBytes()), what);
    }
    lastKernel = kernel.name();
    check(
        JCudaDriver.cuLaunchKernel(
            kernel.function(),
            (int) shape.blocks(),
            1,
            1,
            shape.threads(),
            1,
            1,
            shape.sharedBytes(),
            null,
            Pointer.to(parameters),
            null),
        what);
  }

  @Override
  public void synchronize() {
    enter();
    check(JCudaDriver.cuCtxSynchronize(), after("a kernel failed"));
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      check(JCudaDriver.cuDevicePrimaryCtxRelease(device), "cannot give " + name + " back");
    }
  }
}
