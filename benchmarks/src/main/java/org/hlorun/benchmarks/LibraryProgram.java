package org.hlorun.benchmarks;

import static org.hlorun.benchmarks.Rearranged.beforeZeros;
import static org.hlorun.benchmarks.Rearranged.blocks;
import static org.hlorun.benchmarks.Rearranged.reshaped;
import static org.hlorun.benchmarks.Rearranged.transposed;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;

/**
 * A program as somebody who calls libraries would write it. What a network would keep, such as the
 * weights of a convolution, is a constant of the model on both sides, which may be rearranged
 * ahead.
 *
 * @param peers the libraries
 * @param kept the numbers of the arguments that are such constants
 * @param asOurs makes of a library's results what hlo-run gives
 */
record LibraryProgram(
    List<Competitor> peers, Set<Integer> kept, UnaryOperator<List<ArrayLiteral>> asOurs) {
  private static final int[] TO_NCHW = {0, 3, 1, 2};
  private static final int[] TO_NHWC = {0, 2, 3, 1};
  private static final int[] TO_OIHW = {3, 2, 0, 1};

  /** What the makers of programs are given. */
  private record Given(List<ArrayLiteral> arguments, List<ArrayShape> results, int threads) {
    ArrayLiteral argument(int number) {
      return arguments.get(number);
    }

    long[] sizes(int number) {
      return argument(number).sizes().toArray();
    }

    /** All arguments and results as they are. */
    LibraryProgram direct(OnnxGraph graph) {
      return new LibraryProgram(
          List.of(new OnnxCompetitor(graph, arguments, results, threads)),
          Set.of(),
          UnaryOperator.identity());
    }
  }

  /**
   * The program of a name.
   *
   * @param name the file without its ending
   */
  static Optional<LibraryProgram> of(
      String name, List<ArrayLiteral> arguments, List<ArrayShape> results, int threads) {
    Given given = new Given(arguments, results, threads);
    return Optional.ofNullable(
        switch (name) {
          case "add16m" -> single(given, "Add", Map.of());
          case "exp16m" -> single(given, "Exp", Map.of());
          case "tanh16m" -> single(given, "Tanh", Map.of());
          case "gelu16m" -> single(given, "Gelu", Map.of("approximate", "tanh"));
          case "softmax" -> single(given, "Softmax", Map.of("axis", -1L));
          case "layernorm" ->
              single(given, "LayerNormalization", Map.of("axis", -1L, "epsilon", 1e-5f));
          case "transpose4096" -> single(given, "Transpose", Map.of("perm", List.of(1L, 0L)));
          case "reducesum16m" -> sum(given, 0);
          case "rowsum" -> sum(given, 1);
          case "matmul512", "matmul1024", "matmul2048" -> product(given);
          case "mlp_forward" -> perceptron(given);
          case "conv56" -> convolution(given);
          case "mobilenet_dwsep" -> separable(given);
          case "lstm_b1" -> lstm(given);
          default -> null;
        });
  }

  private static ArrayShape shape(long... sizes) {
    return ArrayShape.of(ElementType.F32, sizes);
  }

  private static List<String> names(String prefix, int count) {
    return IntStream.range(0, count).mapToObj(i -> prefix + i).toList();
  }

  /** A graph with the arguments as {@code x0, x1...} and the only result as {@code y}. */
  private static OnnxGraph graph(Given given) {
    OnnxGraph graph = new OnnxGraph();
    for (int i = 0; i < given.arguments().size(); i++) {
      graph.input("x" + i, given.sizes(i));
    }
    return graph.output("y", given.results().getFirst().dimensions().toArray());
  }

  private static LibraryProgram single(Given given, String operator, Map<String, Object> how) {
    List<String> from = names("x", given.arguments().size());
    return given.direct(graph(given).node(operator, from, List.of("y"), how));
  }

  private static LibraryProgram sum(Given given, long dimension) {
    return given.direct(
        graph(given)
            .constant("dimensions", dimension)
            .node("ReduceSum", List.of("x0", "dimensions"), List.of("y"), Map.of("keepdims", 0L)));
  }

  private static LibraryProgram product(Given given) {
    List<Competitor> peers = new ArrayList<>(single(given, "MatMul", Map.of()).peers());
    ArrayLiteral result = ArrayLiteral.allocate(given.results().getFirst());
    peers.add(new BlasCompetitor(given.argument(0), given.argument(1), result, given.threads()));
    return new LibraryProgram(peers, Set.of(), UnaryOperator.identity());
  }

  /** Three layers, the last one with a softmax. */
  private static LibraryProgram perceptron(Given given) {
    OnnxGraph graph =
        new OnnxGraph()
            .input("x", given.sizes(0))
            .output("y", given.results().getFirst().dimensions().toArray());
    String last = "x";
    for (int layer = 0; layer < 3; layer++) {
      graph.constant("w" + layer, given.argument(1 + 2 * layer));
      graph.constant("b" + layer, given.argument(2 + 2 * layer));
      String sum = "s" + layer;
      graph.node("Gemm", List.of(last, "w" + layer, "b" + layer), List.of(sum), Map.of());
      last = "a" + layer;
      if (layer < 2) {
        graph.node("Relu", List.of(sum), List.of(last), Map.of());
      } else {
        graph.node("Softmax", List.of(sum), List.of("y"), Map.of("axis", -1L));
      }
    }
    return new LibraryProgram(
        List.of(
            new OnnxCompetitor(
                graph, given.arguments().subList(0, 1), given.results(), given.threads())),
        Set.of(1, 2, 3, 4, 5, 6),
        UnaryOperator.identity());
  }

  private static LibraryProgram convolution(Given given) {
    OnnxGraph graph = image(given).constant("w", transposed(given.argument(1), TO_OIHW));
    graph.node("Conv", List.of("x", "w"), List.of("y"), Map.of("pads", List.of(1L, 1L, 1L, 1L)));
    return ofImage(given, graph, Set.of(1));
  }

  /** Depthwise, then pointwise, each with a ReLU. */
  private static LibraryProgram separable(Given given) {
    OnnxGraph graph =
        image(given)
            .constant("w0", transposed(given.argument(1), TO_OIHW))
            .constant("w1", transposed(given.argument(2), TO_OIHW));
    long channels = given.argument(0).shape().dimension(3);
    Map<String, Object> depthwise = Map.of("pads", List.of(1L, 1L, 1L, 1L), "group", channels);
    graph
        .node("Conv", List.of("x", "w0"), List.of("c0"), depthwise)
        .node("Relu", List.of("c0"), List.of("r0"), Map.of())
        .node("Conv", List.of("r0", "w1"), List.of("c1"), Map.of())
        .node("Relu", List.of("c1"), List.of("y"), Map.of());
    return ofImage(given, graph, Set.of(1, 2));
  }

  private static OnnxGraph image(Given given) {
    return new OnnxGraph()
        .input("x", transposedSizes(given.sizes(0)))
        .output("y", transposedSizes(given.results().getFirst().dimensions().toArray()));
  }

  private static long[] transposedSizes(long[] sizes) {
    return IntStream.of(TO_NCHW).mapToLong(d -> sizes[d]).toArray();
  }

  private static LibraryProgram ofImage(Given given, OnnxGraph graph, Set<Integer> kept) {
    ArrayShape result = shape(transposedSizes(given.results().getFirst().dimensions().toArray()));
    Competitor peer =
        new OnnxCompetitor(
            graph,
            List.of(transposed(given.argument(0), TO_NCHW)),
            List.of(result),
            given.threads());
    return new LibraryProgram(
        List.of(peer), kept, results -> List.of(transposed(results.getFirst(), TO_NHWC)));
  }

  /** Gates are input, forget, cell, output with us, and input, output, forget, cell in ONNX. */
  private static LibraryProgram lstm(Given given) {
    long steps = given.argument(0).shape().dimension(0);
    long inputs = given.argument(0).shape().dimension(2);
    long hidden = given.argument(4).shape().dimension(1);
    int[] gates = {0, 3, 1, 2};
    ArrayLiteral weights = blocks(transposed(given.argument(1), 1, 0), gates);
    ArrayLiteral recurrent = blocks(transposed(given.argument(2), 1, 0), gates);
    ArrayLiteral bias = beforeZeros(blocks(given.argument(3), gates));
    OnnxGraph graph =
        new OnnxGraph()
            .input("x", steps, 1, inputs)
            .input("h", 1, 1, hidden)
            .input("c", 1, 1, hidden)
            .constant("w", reshaped(weights, 1, 4 * hidden, inputs))
            .constant("r", reshaped(recurrent, 1, 4 * hidden, hidden))
            .constant("b", reshaped(bias, 1, 8 * hidden))
            .node(
                "LSTM",
                List.of("x", "w", "r", "b", "", "h", "c"),
                List.of("ys", "yh", "yc"),
                Map.of("hidden_size", hidden))
            .output("ys", steps, 1, 1, hidden)
            .output("yh", 1, 1, hidden)
            .output("yc", 1, 1, hidden);
    List<ArrayLiteral> arguments =
        List.of(
            given.argument(0),
            reshaped(given.argument(4), 1, 1, hidden),
            reshaped(given.argument(5), 1, 1, hidden));
    List<ArrayShape> results =
        List.of(shape(steps, 1, 1, hidden), shape(1, 1, hidden), shape(1, 1, hidden));
    return new LibraryProgram(
        List.of(new OnnxCompetitor(graph, arguments, results, given.threads())),
        Set.of(1, 2, 3),
        UnaryOperator.identity());
  }
}
