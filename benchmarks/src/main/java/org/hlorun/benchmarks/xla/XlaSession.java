package org.hlorun.benchmarks.xla;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** XLA:CPU in this process: one program at a time, with its inputs. */
final class XlaSession {
  private static final byte TRUE = 1;

  private final TensorflowLibrary library;
  private final MemorySegment context;
  private final MethodHandle newOp;
  private final MethodHandle setDevice;
  private final MethodHandle addInput;
  private final MethodHandle setBool;
  private final MethodHandle execute;
  private final MethodHandle deleteOp;
  private final MethodHandle deleteHandle;
  private final MemorySegment device = Arena.global().allocateFrom("/device:CPU:0");
  private final MemorySegment mustCompile = Arena.global().allocateFrom("_XlaMustCompile");

  private String stablehlo;
  private List<TensorType> inputTypes = List.of();
  private List<TensorType> outputTypes = List.of();
  private final List<MemorySegment> inputs = new ArrayList<>();
  private MemorySegment name;
  private MemorySegment results;
  private MemorySegment resultCount;
  private int functions;

  /**
   * @param threads threads within a kernel and between kernels
   */
  XlaSession(Path folder, int threads) {
    library = new TensorflowLibrary(folder);
    newOp = library.function("TFE_NewOp", ADDRESS, ADDRESS, ADDRESS, ADDRESS);
    setDevice = library.function("TFE_OpSetDevice", null, ADDRESS, ADDRESS, ADDRESS);
    addInput = library.function("TFE_OpAddInput", null, ADDRESS, ADDRESS, ADDRESS);
    setBool = library.function("TFE_OpSetAttrBool", null, ADDRESS, ADDRESS, JAVA_BYTE);
    execute = library.function("TFE_Execute", null, ADDRESS, ADDRESS, ADDRESS, ADDRESS);
    deleteOp = library.function("TFE_DeleteOp", null, ADDRESS);
    deleteHandle = library.function("TFE_DeleteTensorHandle", null, ADDRESS);
    context = newContext((byte) threads);
  }

  private MemorySegment newContext(byte threads) {
    MemorySegment options = (MemorySegment) library.call("TFE_NewContextOptions", ADDRESS);
    // ConfigProto: intra_op_parallelism_threads is field 2, inter_op_parallelism_threads field 5.
    byte[] config = {0x10, threads, 0x28, threads};
    MemorySegment copy = Arena.global().allocate(config.length);
    copy.copyFrom(MemorySegment.ofArray(config));
    library.checked("TFE_ContextOptionsSetConfig", null, options, copy, (long) config.length);
    return (MemorySegment) library.checked("TFE_NewContext", ADDRESS, options);
  }

  static MemorySegment dimensions(Arena arena, long[] dimensions) {
    return dimensions.length == 0
        ? arena.allocate(JAVA_LONG)
        : arena.allocateFrom(JAVA_LONG, dimensions);
  }

  /** Takes on another program; the inputs are still missing. */
  void load(String program, List<TensorType> takes, List<TensorType> gives) {
    inputs.forEach(handle -> library.call("TFE_DeleteTensorHandle", null, handle));
    inputs.clear();
    stablehlo = program;
    inputTypes = takes;
    outputTypes = gives;
    results = Arena.ofAuto().allocate(ADDRESS, Math.max(1, gives.size()));
    resultCount = Arena.ofAuto().allocate(JAVA_INT);
  }

  /** Adds the next input. */
  void addInput(MemorySegment value) {
    TensorType type = inputTypes.get(inputs.size());
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment tensor =
          (MemorySegment)
              library.call(
                  "TF_AllocateTensor",
                  ADDRESS,
                  type.code(),
                  dimensions(arena, type.dimensions()),
                  type.dimensions().length,
                  type.bytes());
      data(tensor, type.bytes()).copyFrom(value);
      inputs.add((MemorySegment) library.checked("TFE_NewTensorHandle", ADDRESS, tensor));
      library.call("TF_DeleteTensor", null, tensor);
    }
  }

  private MemorySegment data(MemorySegment tensor, long bytes) {
    return ((MemorySegment) library.call("TF_TensorData", ADDRESS, tensor)).reinterpret(bytes);
  }

  /**
   * Compiles the program anew and runs it once.
   *
   * @return nanoseconds of both together
   */
  long compileAndRun() {
    long start = System.nanoTime();
    String function = "program" + functions++;
    XlaFunction.register(library, context, function, stablehlo, inputTypes, outputTypes);
    name = Arena.ofAuto().allocateFrom(function);
    invoke();
    library.check("TFE_Execute");
    long time = System.nanoTime() - start;
    deleteResults();
    return time;
  }

  /**
   * @return nanoseconds of one run, without freeing the results
   */
  long run() {
    long start = System.nanoTime();
    invoke();
    long time = System.nanoTime() - start;
    deleteResults();
    return time;
  }

  private void invoke() {
    try {
      MemorySegment status = library.status();
      MemorySegment op = (MemorySegment) newOp.invokeExact(context, name, status);
      setDevice.invokeExact(op, device, status);
      for (int i = 0; i < inputs.size(); i++) {
        addInput.invokeExact(op, inputs.get(i), status);
      }
      setBool.invokeExact(op, mustCompile, TRUE);
      resultCount.set(JAVA_INT, 0, outputTypes.size());
      execute.invokeExact(op, results, resultCount, status);
      deleteOp.invokeExact(op);
    } catch (Throwable e) {
      throw new IllegalStateException("TensorFlow cannot be called", e);
    }
  }

  private void deleteResults() {
    try {
      for (int i = 0; i < outputTypes.size(); i++) {
        deleteHandle.invokeExact(results.getAtIndex(ADDRESS, i));
      }
    } catch (Throwable e) {
      throw new IllegalStateException("TensorFlow cannot be called", e);
    }
  }

  /** Runs the program once more and gives the results' bytes. */
  List<byte[]> results() {
    invoke();
    library.check("TFE_Execute");
    List<byte[]> values = new ArrayList<>();
    for (int i = 0; i < outputTypes.size(); i++) {
      MemorySegment tensor =
          (MemorySegment)
              library.checked("TFE_TensorHandleResolve", ADDRESS, results.getAtIndex(ADDRESS, i));
      values.add(data(tensor, outputTypes.get(i).bytes()).toArray(JAVA_BYTE));
      library.call("TF_DeleteTensor", null, tensor);
    }
    deleteResults();
    return values;
  }
}
