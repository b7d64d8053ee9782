package org.hlorun.gpu.cuda;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntSupplier;
import jcuda.driver.CUcontext;
import jcuda.driver.CUdevice;
import jcuda.driver.CUdevice_attribute;
import jcuda.driver.CUfunction;
import jcuda.driver.CUfunction_attribute;
import jcuda.driver.CUgraph;
import jcuda.driver.CUgraphExec;
import jcuda.driver.CUmodule;
import jcuda.driver.CUresult;
import jcuda.driver.CUstream;
import org.hlorun.gpu.device.Device;
import org.hlorun.gpu.device.DeviceFunction;
import org.hlorun.gpu.device.DeviceModule;
import org.hlorun.gpu.device.KernelLaunch;
import org.hlorun.gpu.device.LaunchSequence;
import org.hlorun.gpu.device.LaunchShape;
import org.hlorun.gpu.device.Stopwatch;
import org.hlorun.gpu.device.TensorMap;
import org.hlorun.gpu.schedule.SharedMemory;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;

/** The first GPU of this machine, in its primary context; all is asked of one stream. */
public final class CudaDevice implements Device {
  private static final int LOG_BYTES = 8192;
  private static final int NAME_BYTES = 256;

  private final CudaCalls calls;
  private final CudaDriver driver;
  private final CUdevice device = new CUdevice();
  private final CUcontext context = new CUcontext();
  private final CUstream stream = new CUstream();
  private final String name;
  private final int capability;
  private final CudaStaging staging;
  private final CudaProgress progress;
  private boolean closed;

  /**
   * @throws HloException (UNSUPPORTED) if there is no driver or no GPU
   */
  public CudaDevice() {
    this(nativeDriver());
  }

  /** The first GPU of a driver. */
  CudaDevice(CudaDriver driver) {
    this.driver = driver;
    this.calls = new CudaCalls(driver);
    initialise();
    calls.check(driver.deviceGet(device, 0), "cannot use the GPU");
    name = readName();
    capability =
        10 * attribute(CUdevice_attribute.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR)
            + attribute(CUdevice_attribute.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR);
    calls.check(driver.devicePrimaryCtxRetain(context, device), "cannot use " + name);
    boolean hasStream = false;
    try {
      enter();
      calls.check(driver.streamCreate(stream), "cannot use " + name);
      hasStream = true;
      staging = new CudaStaging(calls, stream);
      progress = new CudaProgress(calls, stream);
    } catch (RuntimeException e) {
      if (hasStream) {
        driver.streamDestroy(stream);
      }
      driver.devicePrimaryCtxRelease(device);
      throw e;
    }
  }

  private static CudaDriver nativeDriver() {
    try {
      return new NativeDriver();
    } catch (LinkageError e) {
      throw missing("there is no CUDA driver on this machine");
    }
  }

  private void initialise() {
    int[] count = new int[1];
    int result;
    try {
      result = driver.init();
    } catch (LinkageError e) {
      throw missing("there is no CUDA driver on this machine");
    }
    if (result == CUresult.CUDA_SUCCESS) {
      result = driver.deviceGetCount(count);
    }
    if (result != CUresult.CUDA_SUCCESS) {
      throw missing("the CUDA driver does not start: " + CudaErrors.text(driver, result));
    }
    if (count[0] == 0) {
      throw missing("there is no NVIDIA GPU on this machine");
    }
  }

  private static HloException missing(String what) {
    return HloException.of(
        DiagnosticCode.UNSUPPORTED, what, "use the back end cpu, or ptx-emulator");
  }

  private String readName() {
    byte[] text = new byte[NAME_BYTES];
    calls.check(driver.deviceGetName(text, device), "cannot use the GPU");
    int end = 0;
    while (end < text.length && text[end] != 0) {
      end++;
    }
    return new String(text, 0, end, StandardCharsets.UTF_8);
  }

  private int attribute(int attribute) {
    int[] value = new int[1];
    calls.check(driver.deviceGetAttribute(value, attribute, device), "cannot use " + name);
    return value[0];
  }

  CudaCalls calls() {
    return calls;
  }

  /** The context belongs to the calling thread from here on. */
  private void enter() {
    calls.check(driver.ctxSetCurrent(context), "cannot use " + name);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String backend() {
    return "gpu";
  }

  @Override
  public int computeCapability() {
    return capability;
  }

  /** Gives something back, even if the context has its troubles. */
  private void giveBack(IntSupplier call, String what) {
    int entered = driver.ctxSetCurrent(context);
    int result = call.getAsInt();
    calls.check(result, what);
    calls.check(entered, "cannot use " + name);
  }

  @Override
  public long allocate(long bytes) {
    enter();
    CudaDriver.Address address = new CudaDriver.Address();
    calls.check(
        driver.memAlloc(address, bytes), "cannot reserve %,d bytes of %s".formatted(bytes, name));
    return address.number;
  }

  @Override
  public void free(long address) {
    giveBack(() -> driver.memFree(address), "cannot free memory of " + name);
  }

  @Override
  public void encode(TensorMap map, long array, long address) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment descriptor = arena.allocate(TensorMap.BYTES, TensorMap.BYTES);
      calls.check(
          driver.tensorMapEncodeTiled(descriptor, map, array),
          "cannot make a tensor map of " + map);
      copyToDevice(address, descriptor);
    }
  }

  @Override
  public void copyToDevice(long address, MemorySegment from) {
    enter();
    String what = "cannot copy %,d bytes to %s".formatted(from.byteSize(), name);
    staging.upload(address, from, what);
  }

  @Override
  public void copyToHost(MemorySegment to, long address) {
    enter();
    String what = "cannot copy %,d bytes from %s".formatted(to.byteSize(), name);
    staging.download(to, address, what);
  }

  @Override
  public DeviceModule load(String ptx) {
    enter();
    byte[] text = Arrays.copyOf(ptx.getBytes(StandardCharsets.US_ASCII), ptx.length() + 1);
    byte[] log = new byte[LOG_BYTES];
    CUmodule module = new CUmodule();
    int result = driver.moduleLoadDataEx(module, text, log);
    if (result != CUresult.CUDA_SUCCESS) {
      String said = new String(log, StandardCharsets.UTF_8).replace("\0", "").strip();
      calls.check(result, "%s refuses the PTX: %s".formatted(name, said));
    }
    return new CudaModule(this, module);
  }

  /** A kernel of a module; null if there is none of the name. */
  CUfunction function(CUmodule module, String kernel) {
    enter();
    CUfunction function = new CUfunction();
    int result = driver.moduleGetFunction(function, module, kernel);
    if (result == CUresult.CUDA_ERROR_NOT_FOUND) {
      return null;
    }
    calls.check(result, "cannot find the kernel " + kernel);
    return function;
  }

  void unload(CUmodule module) {
    giveBack(() -> driver.moduleUnload(module), "cannot unload kernels");
  }

  @Override
  public void launch(DeviceFunction function, LaunchShape shape, long... arguments) {
    launch(new KernelLaunch(function, shape, "", arguments));
  }

  @Override
  public void launch(KernelLaunch launch) {
    enter();
    allowSharedMemory(launch);
    start(launch);
    progress.launched(() -> text(launch));
  }

  private static String text(KernelLaunch launch) {
    String kernel = "the kernel " + launch.function().name();
    return launch.purpose().isEmpty() ? kernel : kernel + " for " + launch.purpose();
  }

  private static CUfunction function(KernelLaunch launch) {
    if (!(launch.function() instanceof CudaFunction kernel)) {
      throw new IllegalArgumentException("'" + launch.function().name() + "' is of another device");
    }
    return kernel.function();
  }

  /**
   * A kernel may only have as much shared memory as was said before; that is no work of a stream.
   */
  private void allowSharedMemory(KernelLaunch launch) {
    int bytes = launch.shape().sharedBytes();
    if (bytes > SharedMemory.STATIC_BYTES) {
      int attribute = CUfunction_attribute.CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES;
      calls.check(
          driver.funcSetAttribute(function(launch), attribute, bytes),
          () -> "cannot start " + text(launch));
    }
  }

  private void start(KernelLaunch launch) {
    calls.check(
        driver.launchKernel(function(launch), launch.shape(), stream, launch.arguments()),
        () -> "cannot start " + text(launch));
  }

  @Override
  public Optional<LaunchSequence> record(List<KernelLaunch> launches) {
    enter();
    String what =
        "%d kernels from %s to %s"
            .formatted(launches.size(), text(launches.getFirst()), text(launches.getLast()));
    launches.forEach(this::allowSharedMemory);
    calls.check(driver.streamBeginCapture(stream), "cannot record " + what);
    CUgraph graph = new CUgraph();
    try {
      launches.forEach(this::start);
    } catch (RuntimeException e) {
      if (driver.streamEndCapture(stream, graph) == CUresult.CUDA_SUCCESS) {
        driver.graphDestroy(graph);
      }
      throw e;
    }
    calls.check(driver.streamEndCapture(stream, graph), "cannot record " + what);
    return Optional.of(new CudaGraph(this, graph, what));
  }

  /** Starts a graph. */
  void launchGraph(CUgraphExec executable, String what) {
    enter();
    calls.check(driver.graphLaunch(executable, stream), () -> "cannot start " + what);
    progress.launched(() -> "one of " + what);
  }

  @Override
  public Optional<Stopwatch> stopwatch() {
    enter();
    return Optional.of(new CudaStopwatch(this, stream));
  }

  @Override
  public void synchronize() {
    enter();
    calls.check(driver.streamSynchronize(stream), name);
    progress.clear();
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    release(() -> driver.ctxSetCurrent(context), "cannot use " + name);
    release(() -> driver.streamSynchronize(stream), "a kernel failed");
    staging.close();
    progress.close();
    release(() -> driver.streamDestroy(stream), "cannot give the stream back");
    release(() -> driver.devicePrimaryCtxRelease(device), "cannot give " + name + " back");
    calls.finishRelease();
  }

  private void release(IntSupplier call, String what) {
    calls.release(call.getAsInt(), what);
  }
}
