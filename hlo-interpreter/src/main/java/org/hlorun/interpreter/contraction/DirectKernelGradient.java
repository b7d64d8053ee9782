package org.hlorun.interpreter.contraction;

import java.util.Arrays;
import org.hlorun.interpreter.op.Evaluation;
import org.hlorun.language.literal.ArrayLiteral;

/**
 * Convolutions of real numbers with a window as large as the image, few output positions and few
 * pairs of batch and output feature per group: the gradients of depthwise kernels. Row by row,
 * {@code lane[k] += weight[k] * input[k + offset]} for every output position; at the end the lanes
 * of an output are added up from left to right. Sums are in {@code double}, rounded once.
 */
final class DirectKernelGradient {
  /** With more pairs of batch and output feature per group a packed product is faster. */
  private static final long MAX_PAIRS = 4;

  private static final long MAX_LANES = 1 << 16;

  private final ConvolutionGeometry geometry;
  private final ArrayLiteral input;
  private final ArrayLiteral kernel;
  private final ArrayLiteral result;
  private final Evaluation evaluation;
  private final DirectRows layout;
  private final long outerOutputs;
  private final long outerWindows;

  DirectKernelGradient(
      ConvolutionGeometry geometry,
      ArrayLiteral input,
      ArrayLiteral kernel,
      ArrayLiteral result,
      Evaluation evaluation) {
    this.geometry = geometry;
    this.input = input;
    this.kernel = kernel;
    this.result = result;
    this.evaluation = evaluation;
    layout = new DirectRows(geometry);
    outerOutputs = geometry.outerOutputs();
    outerWindows = geometry.outerWindows();
  }

  /** Whether this way is the better one. */
  static boolean suits(ConvolutionGeometry geometry) {
    long pairs = geometry.batch() * geometry.outputFeatures();
    return DirectRows.exist(geometry)
        && pairs <= MAX_PAIRS
        && geometry.windows() > geometry.outputs()
        && pairs * geometry.outputs() * new DirectRows(geometry).windowLength() <= MAX_LANES;
  }

  void run() {
    long pairsPerGroup = geometry.batch() * geometry.outputFeatures();
    evaluation.parallel(
        geometry.groups() * pairsPerGroup,
        1,
        (start, end) -> {
          Worker worker = new Worker();
          for (long pair = start; pair < end; pair++) {
            long feature = pair % geometry.outputFeatures();
            long batch = pair / geometry.outputFeatures() % geometry.batch();
            worker.compute(pair / pairsPerGroup, batch, feature);
          }
        });
  }

  /** The scratch memory of one thread. */
  private final class Worker {
    private final InputRows rows;
    private final int outputLength = layout.outputLength();
    private final double[] weights = new double[layout.windowLength()];
    private final double[][] lanes = new double[(int) outerOutputs * outputLength][weights.length];

    Worker() {
      rows =
          new InputRows(
              input,
              layout.inputDimension(),
              layout.window().paddingLow(),
              (int) Math.min(layout.window().windowDilation(), layout.coveredLength()),
              (int) layout.coveredLength());
    }

    /** Computes all output positions of a batch element and output feature of a group. */
    void compute(long group, long batch, long feature) {
      for (double[] lane : lanes) {
        Arrays.fill(lane, 0);
      }
      for (long inputFeature = 0; inputFeature < geometry.inputFeatures(); inputFeature++) {
        long base = layout.inputStart(group, batch, inputFeature);
        for (long window = 0; window < outerWindows; window++) {
          evaluation.poll();
          long start = layout.kernelStart(group, feature, inputFeature, window);
          StridedElements.read(kernel, start, layout.kernelStride(), weights, weights.length);
          addWindowRow(base, window);
        }
      }
      for (int outer = 0; outer < outerOutputs; outer++) {
        long start = layout.resultStart(group, batch, feature, outer);
        for (int x = 0; x < outputLength; x++) {
          double sum = 0;
          for (double term : lanes[outer * outputLength + x]) {
            sum += term;
          }
          result.setDouble(start + x * layout.resultStride(), sum);
        }
      }
    }

    /** Adds the products of the current row of weights to all outputs. */
    private void addWindowRow(long base, long window) {
      int stride = (int) layout.window().stride();
      for (int outer = 0; outer < outerOutputs; outer++) {
        long offset = geometry.outerInputOffset(outer, window);
        double[][] row = offset == Axis.HOLE ? rows.zeros() : rows.row(base + offset);
        for (int x = 0; x < outputLength; x++) {
          int position = x * stride;
          addProducts(
              lanes[outer * outputLength + x],
              weights,
              row[position % row.length],
              position / row.length);
        }
      }
    }

    private static void addProducts(double[] lane, double[] weights, double[] row, int offset) {
      for (int k = 0; k < lane.length; k++) {
        lane[k] = Math.fma(weights[k], row[k + offset], lane[k]);
      }
    }
  }
}
