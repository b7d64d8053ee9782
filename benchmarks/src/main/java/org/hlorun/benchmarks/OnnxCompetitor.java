package org.hlorun.benchmarks;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import java.lang.foreign.Arena;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.shape.ArrayShape;

/** ONNX Runtime with all its optimisations, on the same memory in every run. */
final class OnnxCompetitor implements Competitor {
  private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
  private final byte[] model;
  private final int threads;
  private final Map<String, OnnxTensor> inputs = new LinkedHashMap<>();
  private final Map<String, OnnxTensor> outputs = new LinkedHashMap<>();
  private final List<ArrayLiteral> results;
  private OrtSession session;

  /**
   * A model and its memory.
   *
   * @param arguments the inputs, in the order of the graph
   * @param shapes the results
   */
  OnnxCompetitor(
      OnnxGraph graph, List<ArrayLiteral> arguments, List<ArrayShape> shapes, int threads) {
    this.model = graph.model();
    this.threads = threads;
    this.results = shapes.stream().map(OnnxCompetitor::offHeap).toList();
    try {
      for (int i = 0; i < arguments.size(); i++) {
        ArrayLiteral argument = offHeap(arguments.get(i).shape());
        argument.segment().copyFrom(arguments.get(i).segment());
        inputs.put(graph.inputs().get(i), tensor(argument));
      }
      for (int i = 0; i < results.size(); i++) {
        outputs.put(graph.outputs().get(i), tensor(results.get(i)));
      }
    } catch (OrtException e) {
      throw new IllegalStateException(e);
    }
  }

  private static ArrayLiteral offHeap(ArrayShape shape) {
    return ArrayLiteral.of(shape, Arena.ofAuto().allocate(4 * shape.elementCount(), 64));
  }

  private OnnxTensor tensor(ArrayLiteral array) throws OrtException {
    FloatBuffer floats =
        array.segment().asByteBuffer().order(ByteOrder.nativeOrder()).asFloatBuffer();
    return OnnxTensor.createTensor(environment, floats, array.sizes().toArray());
  }

  @Override
  public String name() {
    return "ONNX Runtime";
  }

  @Override
  public long compileAndRun() {
    close();
    try {
      long start = System.nanoTime();
      try (SessionOptions options = new SessionOptions()) {
        options.setOptimizationLevel(SessionOptions.OptLevel.ALL_OPT);
        options.setIntraOpNumThreads(threads);
        options.setInterOpNumThreads(1);
        session = environment.createSession(model, options);
      }
      runOnce();
      return System.nanoTime() - start;
    } catch (OrtException e) {
      throw new IllegalStateException(e);
    }
  }

  private void runOnce() throws OrtException {
    session.run(inputs, outputs).close();
  }

  @Override
  public long[] run(int count) {
    long[] times = new long[count];
    try {
      for (int i = 0; i < count; i++) {
        long start = System.nanoTime();
        runOnce();
        times[i] = System.nanoTime() - start;
      }
    } catch (OrtException e) {
      throw new IllegalStateException(e);
    }
    return times;
  }

  @Override
  public List<ArrayLiteral> results() {
    return new ArrayList<>(results);
  }

  private void close() {
    try {
      if (session != null) {
        session.close();
        session = null;
      }
    } catch (OrtException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void release() {
    close();
    inputs.values().forEach(OnnxTensor::close);
    outputs.values().forEach(OnnxTensor::close);
  }
}
