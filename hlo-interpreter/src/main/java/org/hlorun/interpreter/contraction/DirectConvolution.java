package org.hlorun.interpreter.contraction;

import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.hlorun.interpreter.op.Evaluation;
import org.hlorun.language.literal.ArrayLiteral;

/**
 * Convolutions of real numbers with few output features per group, depthwise ones above all, row by
 * row: {@code output[x] += weight * input[x + offset]} for every weight. There a packed matrix
 * product would spend its time packing. Sums are in {@code double}, rounded once.
 */
final class DirectConvolution {
  /** With more output features per group a packed product is faster. */
  private static final long MAX_OUTPUT_FEATURES = 4;

  /** More weights per group than this are not kept decoded. */
  private static final long MAX_WEIGHTS = 1 << 16;

  /** Multiply-adds worth handing to another thread. */
  private static final long PARALLEL_WORK = 1 << 17;

  private final ConvolutionGeometry geometry;
  private final ArrayLiteral input;
  private final ArrayLiteral kernel;
  private final ArrayLiteral result;
  private final Evaluation evaluation;
  private final DirectRows layout;
  private final int outputLength;
  private final long outerOutputs;
  private final long outerWindows;
  private final Queue<Worker> idleWorkers = new ConcurrentLinkedQueue<>();

  DirectConvolution(
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
    outputLength = layout.outputLength();
    outerOutputs = geometry.outerOutputs();
    outerWindows = geometry.outerWindows();
  }

  /** Whether this way is the better one. */
  static boolean suits(ConvolutionGeometry geometry) {
    return DirectRows.exist(geometry)
        && geometry.outputFeatures() <= MAX_OUTPUT_FEATURES
        && geometry.windows() <= geometry.outputs()
        && geometry.inputFeatures() * geometry.windows() <= MAX_WEIGHTS;
  }

  void run() {
    long rows = geometry.groups() * geometry.batch() * outerOutputs;
    long work =
        outputLength * geometry.outputFeatures() * geometry.inputFeatures() * geometry.windows();
    evaluation.parallel(
        rows,
        Math.max(1, PARALLEL_WORK / Math.max(1, work)),
        (start, end) -> {
          Worker idle = idleWorkers.poll();
          Worker worker = idle == null ? new Worker() : idle;
          for (long row = start; row < end; row++) {
            worker.compute(row);
          }
          idleWorkers.add(worker);
        });
  }

  /** The scratch memory of one thread. */
  private final class Worker {
    private final InputRows rows;
    private final double[][] sums = new double[(int) geometry.outputFeatures()][outputLength];
    private final int windowLength = layout.windowLength();
    private final int weightCount = (int) (geometry.inputFeatures() * outerWindows * windowLength);
    private final double[][] weights = new double[sums.length][weightCount];
    private final double[] weightRow = new double[windowLength];
    private long weightsGroup = -1;
    private boolean finiteWeights;

    Worker() {
      rows =
          new InputRows(
              input,
              layout.inputDimension(),
              layout.window().paddingLow(),
              (int) Math.min(layout.window().stride(), layout.coveredLength()),
              (int) layout.coveredLength());
    }

    /** Computes one row of the output, all features of its group. */
    void compute(long row) {
      long outer = row % outerOutputs;
      long batch = row / outerOutputs % geometry.batch();
      long group = row / outerOutputs / geometry.batch();
      if (group != weightsGroup) {
        readWeights(group);
      }
      for (double[] sum : sums) {
        Arrays.fill(sum, 0);
      }
      evaluation.poll();
      int weight = 0;
      for (long feature = 0; feature < geometry.inputFeatures(); feature++) {
        long base = layout.inputStart(group, batch, feature);
        for (long window = 0; window < outerWindows; window++) {
          long offset = geometry.outerInputOffset(outer, window);
          if (offset != Axis.HOLE) {
            add(rows.row(base + offset), weight);
          } else if (!finiteWeights) {
            add(rows.zeros(), weight);
          }
          weight += windowLength;
        }
      }
      for (int feature = 0; feature < sums.length; feature++) {
        StridedElements.write(
            result,
            layout.resultStart(group, batch, feature, outer),
            layout.resultStride(),
            sums[feature],
            outputLength);
      }
    }

    private void add(double[][] inputRow, int firstWeight) {
      int stride = inputRow.length;
      long dilation = layout.window().windowDilation();
      for (int feature = 0; feature < sums.length; feature++) {
        for (int k = 0; k < windowLength; k++) {
          int position = (int) (k * dilation);
          addProducts(
              sums[feature],
              weights[feature][firstWeight + k],
              inputRow[position % stride],
              position / stride);
        }
      }
    }

    private static void addProducts(double[] sum, double weight, double[] row, int offset) {
      for (int x = 0; x < sum.length; x++) {
        sum[x] = Math.fma(weight, row[x + offset], sum[x]);
      }
    }

    private void readWeights(long group) {
      weightsGroup = group;
      finiteWeights = true;
      for (int feature = 0; feature < weights.length; feature++) {
        int at = 0;
        for (long inputFeature = 0; inputFeature < geometry.inputFeatures(); inputFeature++) {
          for (long window = 0; window < outerWindows; window++) {
            long start = layout.kernelStart(group, feature, inputFeature, window);
            StridedElements.read(kernel, start, layout.kernelStride(), weightRow, windowLength);
            System.arraycopy(weightRow, 0, weights[feature], at, windowLength);
            at += windowLength;
          }
        }
        finiteWeights &= Arrays.stream(weights[feature]).allMatch(Double::isFinite);
      }
    }
  }
}
