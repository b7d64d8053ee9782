package org.hlorun.gpu.cuda;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import jcuda.driver.CUcontext;
import jcuda.driver.CUdevice;
import jcuda.driver.CUdevice_attribute;
import jcuda.driver.CUevent;
import jcuda.driver.CUfunction;
import jcuda.driver.CUgraph;
import jcuda.driver.CUgraphExec;
import jcuda.driver.CUmodule;
import jcuda.driver.CUresult;
import jcuda.driver.CUstream;
import org.hlorun.gpu.device.LaunchShape;
import org.hlorun.gpu.device.TensorMap;

/**
 * A driver without a GPU, which notes every call, keeps what was made and not given back, and can
 * fail at any call. What is asked of a stream is done as late as the driver API allows: when
 * somebody waits for it. Kernels do nothing but note that they ran, or fail.
 */
final class FakeDriver implements CudaDriver {
  /** The names of the calls so far. */
  final List<String> calls = new ArrayList<>();

  /** What was made and not given back. */
  final Set<String> live = new LinkedHashSet<>();

  /** Kernels in the order in which they ran. */
  final List<String> ran = new ArrayList<>();

  /** The number of the call that fails; -1 for none. */
  int failAt = -1;

  /** The run of a kernel that fails, counted from 0; -1 for none. */
  int failingRun = -1;

  /** Whether the GPU can write numbers between launches. */
  boolean writesValues = true;

  /** What loading a text gives. */
  int loads;

  /** Things that must not be done, such as giving something back twice. */
  final List<String> mistakes = new ArrayList<>();

  private final TreeMap<Long, MemorySegment> memory = new TreeMap<>();
  private final Map<Object, String> names = new IdentityHashMap<>();
  private final Map<CUgraph, List<Runnable>> graphs = new IdentityHashMap<>();
  private final Map<CUgraphExec, CUgraph> executables = new IdentityHashMap<>();
  private final Map<CUevent, Integer> events = new IdentityHashMap<>();
  private final Map<String, Integer> counts = new HashMap<>();
  private final ArrayDeque<Runnable> queue = new ArrayDeque<>();
  private List<Runnable> captured;
  private long nextAddress = 0x1000;
  private int asked;
  private int done;
  private int sticky;
  private int runs;

  /** Calls that are no work of a stream and may end a recording. */
  private static final Set<String> NOT_RECORDED =
      Set.of(
          "memAlloc",
          "memFree",
          "memHostAlloc",
          "memFreeHost",
          "moduleLoadDataEx",
          "moduleGetFunction",
          "moduleUnload",
          "funcSetAttribute",
          "eventSynchronize",
          "streamSynchronize");

  /** Notes a call; gives its return code. */
  private int call(String name) {
    calls.add(name);
    if (captured != null && NOT_RECORDED.contains(name)) {
      mistakes.add(name + " while launches are recorded");
    }
    return calls.size() - 1 == failAt ? CUresult.CUDA_ERROR_UNKNOWN : sticky;
  }

  private int make(String kind, Object handle, int result) {
    if (result == CUresult.CUDA_SUCCESS) {
      String name = kind + " " + counts.merge(kind, 1, Integer::sum);
      names.put(handle, name);
      live.add(name);
    }
    return result;
  }

  private int giveBack(Object handle, int result) {
    String name = names.get(handle);
    if (result == CUresult.CUDA_SUCCESS || sticky != 0) {
      if (name == null || !live.remove(name)) {
        mistakes.add("given back without being there: " + name);
      }
    }
    return result;
  }

  private void require(Object handle) {
    if (!live.contains(names.getOrDefault(handle, "nothing"))) {
      mistakes.add(calls.getLast() + " of " + names.get(handle) + ", which is not there");
    }
  }

  /** Something for the GPU to do, in order. */
  private int ask(String name, Runnable action) {
    int result = call(name);
    if (result != CUresult.CUDA_SUCCESS) {
      return result;
    }
    if (captured != null) {
      captured.add(action);
    } else {
      queue.add(action);
      asked++;
    }
    return result;
  }

  /** Does all that was asked for so far. */
  void workAll() {
    work(asked);
  }

  private void work(int until) {
    while (done < until && sticky == 0) {
      queue.remove().run();
      done++;
    }
  }

  @Override
  public int init() {
    return call("init");
  }

  @Override
  public int deviceGetCount(int[] count) {
    count[0] = 1;
    return call("deviceGetCount");
  }

  @Override
  public int deviceGet(CUdevice device, int ordinal) {
    return call("deviceGet");
  }

  @Override
  public int deviceGetName(byte[] name, CUdevice device) {
    byte[] text = "Fake".getBytes(StandardCharsets.UTF_8);
    System.arraycopy(text, 0, name, 0, text.length);
    return call("deviceGetName");
  }

  @Override
  public int deviceGetAttribute(int[] value, int attribute, CUdevice device) {
    value[0] = attribute == CUdevice_attribute.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR ? 9 : 0;
    return call("deviceGetAttribute");
  }

  @Override
  public int devicePrimaryCtxRetain(CUcontext context, CUdevice device) {
    return make("context", device, call("devicePrimaryCtxRetain"));
  }

  @Override
  public int devicePrimaryCtxRelease(CUdevice device) {
    return giveBack(device, call("devicePrimaryCtxRelease"));
  }

  @Override
  public int ctxSetCurrent(CUcontext context) {
    return call("ctxSetCurrent");
  }

  @Override
  public int streamCreate(CUstream stream) {
    return make("stream", stream, call("streamCreate"));
  }

  @Override
  public int streamSynchronize(CUstream stream) {
    int result = call("streamSynchronize");
    require(stream);
    work(asked);
    return result == 0 ? sticky : result;
  }

  @Override
  public int streamDestroy(CUstream stream) {
    return giveBack(stream, call("streamDestroy"));
  }

  @Override
  public int streamWriteValue(CUstream stream, long address, int value) {
    if (!writesValues) {
      calls.add("streamWriteValue");
      return CUresult.CUDA_ERROR_NOT_SUPPORTED;
    }
    return ask("streamWriteValue", () -> memory.get(address).set(ValueLayout.JAVA_INT, 0, value));
  }

  @Override
  public int streamBeginCapture(CUstream stream) {
    int result = call("streamBeginCapture");
    if (result == CUresult.CUDA_SUCCESS) {
      captured = new ArrayList<>();
    }
    return result;
  }

  @Override
  public int streamEndCapture(CUstream stream, CUgraph graph) {
    int result = make("graph", graph, call("streamEndCapture"));
    graphs.put(graph, captured);
    captured = null;
    return result;
  }

  @Override
  public int graphInstantiate(CUgraphExec executable, CUgraph graph) {
    int result = make("graph executable", executable, call("graphInstantiate"));
    require(graph);
    executables.put(executable, graph);
    return result;
  }

  @Override
  public int graphLaunch(CUgraphExec executable, CUstream stream) {
    require(executable);
    List<Runnable> actions = graphs.get(executables.get(executable));
    return ask("graphLaunch", () -> actions.forEach(Runnable::run));
  }

  @Override
  public int graphExecDestroy(CUgraphExec executable) {
    return giveBack(executable, call("graphExecDestroy"));
  }

  @Override
  public int graphDestroy(CUgraph graph) {
    return giveBack(graph, call("graphDestroy"));
  }

  @Override
  public int eventCreate(CUevent event) {
    return make("event", event, call("eventCreate"));
  }

  @Override
  public int eventRecord(CUevent event, CUstream stream) {
    int result = call("eventRecord");
    require(event);
    events.put(event, asked);
    return result;
  }

  @Override
  public int eventSynchronize(CUevent event) {
    int result = call("eventSynchronize");
    require(event);
    work(events.get(event));
    return result == 0 ? sticky : result;
  }

  /** A millisecond for everything that was asked of the stream between two events. */
  @Override
  public int eventElapsedTime(float[] millis, CUevent begin, CUevent end) {
    require(begin);
    require(end);
    if (done < events.get(end)) {
      mistakes.add("measured before the end");
    }
    millis[0] = events.get(end) - events.get(begin);
    return call("eventElapsedTime");
  }

  @Override
  public int eventDestroy(CUevent event) {
    return giveBack(event, call("eventDestroy"));
  }

  @Override
  public int memAlloc(Address address, long bytes) {
    address.number = nextAddress;
    int result = call("memAlloc");
    if (result == CUresult.CUDA_SUCCESS) {
      live.add(name(nextAddress));
      memory.put(nextAddress, words(bytes));
      nextAddress += (bytes + 511) / 256 * 256;
    }
    return result;
  }

  private static String name(long address) {
    return "memory at " + address;
  }

  @Override
  public int memFree(long address) {
    int result = call("memFree");
    if ((result == CUresult.CUDA_SUCCESS || sticky != 0) && !live.remove(name(address))) {
      mistakes.add("memory given back without being there");
    }
    return result;
  }

  @Override
  public int memHostAlloc(HostMemory host, long bytes) {
    int result = make("host memory", host, call("memHostAlloc"));
    if (result == CUresult.CUDA_SUCCESS) {
      host.segment = words(bytes);
      host.deviceAddress = nextAddress;
      memory.put(nextAddress, host.segment);
      nextAddress += bytes + 256;
    }
    return result;
  }

  @Override
  public int memFreeHost(HostMemory host) {
    return giveBack(host, call("memFreeHost"));
  }

  private static MemorySegment words(long bytes) {
    return MemorySegment.ofArray(new long[Math.toIntExact((bytes + 7) / 8)]).asSlice(0, bytes);
  }

  private MemorySegment at(long address, long bytes) {
    Map.Entry<Long, MemorySegment> entry = memory.floorEntry(address);
    return entry.getValue().asSlice(address - entry.getKey(), bytes);
  }

  @Override
  public int memcpyHtoDAsync(long to, MemorySegment from, CUstream stream) {
    return ask("memcpyHtoDAsync", () -> at(to, from.byteSize()).copyFrom(from));
  }

  @Override
  public int memcpyDtoHAsync(MemorySegment to, long from, CUstream stream) {
    return ask("memcpyDtoHAsync", () -> to.copyFrom(at(from, to.byteSize())));
  }

  @Override
  public int moduleLoadDataEx(CUmodule module, byte[] ptx, byte[] log) {
    int called = call("moduleLoadDataEx");
    int result = make("module", module, called == CUresult.CUDA_SUCCESS ? loads : called);
    if (result != CUresult.CUDA_SUCCESS) {
      log[0] = '?';
    }
    return result;
  }

  @Override
  public int moduleUnload(CUmodule module) {
    return giveBack(module, call("moduleUnload"));
  }

  @Override
  public int moduleGetFunction(CUfunction function, CUmodule module, String name) {
    names.put(function, name);
    return call("moduleGetFunction");
  }

  @Override
  public int funcSetAttribute(CUfunction function, int attribute, int value) {
    return call("funcSetAttribute");
  }

  @Override
  public int launchKernel(
      CUfunction function, LaunchShape shape, CUstream stream, long[] arguments) {
    return ask("launchKernel", () -> run(names.get(function)));
  }

  private void run(String kernel) {
    if (sticky == 0 && runs++ == failingRun) {
      sticky = CUresult.CUDA_ERROR_ILLEGAL_ADDRESS;
    } else if (sticky == 0) {
      ran.add(kernel);
    }
  }

  @Override
  public int tensorMapEncodeTiled(MemorySegment descriptor, TensorMap map, long array) {
    return call("tensorMapEncodeTiled");
  }

  @Override
  public String errorString(int result) {
    return "words for " + result;
  }
}
