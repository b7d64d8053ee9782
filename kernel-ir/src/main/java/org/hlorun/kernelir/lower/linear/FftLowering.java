package org.hlorun.kernelir.lower.linear;

import java.util.ArrayList;
import java.util.List;
import org.hlorun.kernelir.fourier.ComplexArray;
import org.hlorun.kernelir.fourier.RealTransform;
import org.hlorun.kernelir.fourier.SplitArray;
import org.hlorun.kernelir.fourier.Transform;
import org.hlorun.kernelir.ir.Buffer;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.KernelBuilder;
import org.hlorun.kernelir.ir.ScalarType;
import org.hlorun.kernelir.lower.contract.FusedView;
import org.hlorun.kernelir.lower.contract.LoweredKernel;
import org.hlorun.kernelir.lower.contract.LoweringTarget;
import org.hlorun.kernelir.lower.contract.UnsupportedKernelException;
import org.hlorun.kernelir.lower.element.ElementGenerator;
import org.hlorun.kernelir.lower.element.KernelArguments;
import org.hlorun.kernelir.lower.loop.LineTasks;
import org.hlorun.language.attribute.FftType;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;

/**
 * {@code fft}: a kernel per dimension, which transforms lines of it one after the other, or a few
 * neighbouring columns side by side. Between dimensions numbers are kept in {@code f64}.
 */
public final class FftLowering {
  /** The longest dimension: tables take 16 bytes a point, 100 where a large prime divides it. */
  private static final long MAX_LENGTH = 1 << 20;

  /** Columns that are transformed together: a cache line of them. */
  private static final long COLUMNS = 8;

  private final FusedView view;
  private final LoweringTarget target;
  private final FftType type;
  private final long[] lengths;
  private final long frames;

  /** Complex numbers of the last dimension's spectrum. */
  private final long row;

  private final long complexCount;
  private final List<LoweredKernel> kernels = new ArrayList<>();

  public FftLowering(FusedView view, LoweringTarget target) {
    HloInstruction fft = view.instruction();
    this.view = view;
    this.target = target;
    this.type = fft.get(Attribute.FFT_TYPE);
    this.lengths = fft.get(Attribute.FFT_LENGTH).toArray();
    long last = lengths[lengths.length - 1];
    boolean real = type == FftType.RFFT || type == FftType.IRFFT;
    this.row = real ? last / 2 + 1 : last;
    requireSizes(fft);
    LongList sizes = ElementGenerator.dimensions(fft);
    long outer = 1;
    for (int d = 0; d < sizes.size() - lengths.length; d++) {
      outer *= sizes.get(d);
    }
    this.frames = outer;
    this.complexCount = outer * complexSize(0);
  }

  private void requireSizes(HloInstruction fft) {
    LongList from = ElementGenerator.dimensions(fft.operand(0));
    LongList to = ElementGenerator.dimensions(fft);
    int rank = lengths.length;
    for (int axis = 0; axis < rank; axis++) {
      long length = lengths[axis];
      boolean last = axis == rank - 1;
      long input = last && type == FftType.IRFFT ? row : length;
      long output = last && type == FftType.RFFT ? row : length;
      if (length < 1 || length > MAX_LENGTH) {
        throw new UnsupportedKernelException("a transform of length " + length);
      }
      if (from.get(from.size() - rank + axis) != input
          || to.get(to.size() - rank + axis) != output) {
        throw new UnsupportedKernelException("a transform of another length than its array's");
      }
    }
  }

  /** Complex numbers of the dimensions of a frame from an axis on. */
  private long complexSize(int axis) {
    long size = axis <= lengths.length - 1 ? row : 1;
    for (int d = axis; d < lengths.length - 1; d++) {
      size *= lengths[d];
    }
    return size;
  }

  public List<LoweredKernel> lower() {
    int last = lengths.length - 1;
    for (int i = 0; i <= last && complexCount > 0; i++) {
      int axis = type == FftType.IRFFT ? i : last - i;
      pass(axis, i == 0, i == last);
    }
    return kernels;
  }

  private boolean isInverse() {
    return type == FftType.IFFT || type == FftType.IRFFT;
  }

  private void pass(int axis, boolean first, boolean last) {
    int length = Math.toIntExact(lengths[axis]);
    if (axis == lengths.length - 1) {
      long lines = frames * complexSize(0) / row;
      if (type == FftType.FFT || type == FftType.IFFT) {
        kernels.add(new Code(first, last).lines(Transform.of(length, 1, isInverse()), lines));
      } else {
        kernels.add(new Code(first, last).signals(new RealTransform(length, isInverse()), lines));
      }
      return;
    }
    long inner = complexSize(axis + 1);
    long slices = frames * complexSize(0) / (inner * length);
    long full = inner / COLUMNS;
    long rest = inner % COLUMNS;
    if (full > 0) {
      Transform transform = Transform.of(length, COLUMNS, isInverse());
      kernels.add(
          new Code(first, last).columns(transform, slices, length, inner, full, COLUMNS, 0));
    }
    if (rest > 0) {
      Transform transform = Transform.of(length, rest, isInverse());
      kernels.add(
          new Code(first, last).columns(transform, slices, length, inner, 1, rest, full * COLUMNS));
    }
  }

  /** One kernel. */
  private final class Code {
    private final KernelBuilder builder = new KernelBuilder();
    private final KernelArguments arguments = new KernelArguments(view);

    /** Whether the operand is read, not what another pass has left. */
    private final boolean first;

    /** Whether the result is written. */
    private final boolean last;

    Code(boolean first, boolean last) {
      this.first = first;
      this.last = last;
    }

    private LoweredKernel finish() {
      return arguments.lowered(arguments.kernel(builder, "fft"), null);
    }

    /** Complex numbers from one of the operand, the result and the memory between them. */
    private ComplexArray complex(
        boolean isOperand, boolean isResult, IndexExpr start, long stride) {
      if (isOperand || isResult) {
        Buffer buffer = isOperand ? operand() : arguments.result(0);
        return new HloComplexArray(
            builder,
            buffer,
            HloComplexArray.Content.COMPLEX,
            start.times(2),
            2 * stride,
            isResult ? divisor() : 1);
      }
      Buffer between = arguments.scratch(0, ScalarType.F64, 2 * complexCount, Buffer.Role.OUTPUT);
      return new SplitArray(builder, between, start, stride, complexCount);
    }

    private Buffer operand() {
      return arguments.operand(0);
    }

    private double divisor() {
      double size = 1;
      for (long length : lengths) {
        size *= length;
      }
      return isInverse() ? size : 1;
    }

    LoweredKernel lines(Transform transform, long lines) {
      run(
          lines,
          transform.table(),
          transform.workSize(),
          (place, line) -> {
            IndexExpr start = line.times(row);
            transform.emit(place, complex(first, false, start, 1), complex(false, last, start, 1));
          });
      return finish();
    }

    LoweredKernel signals(RealTransform transform, long lines) {
      long length = lengths[lengths.length - 1];
      boolean paired = transform.isPaired();
      run(
          lines,
          transform.table(),
          transform.workSize(),
          (place, line) -> {
            HloComplexArray signal =
                new HloComplexArray(
                    builder,
                    isInverse() ? arguments.result(0) : operand(),
                    paired ? HloComplexArray.Content.PAIR : HloComplexArray.Content.REAL,
                    line.times(length),
                    paired ? 2 : 1,
                    divisor());
            ComplexArray spectrum =
                complex(isInverse() && first, !isInverse() && last, line.times(row), 1);
            transform.emit(place, signal, spectrum);
          });
      return finish();
    }

    LoweredKernel columns(
        Transform transform,
        long slices,
        long length,
        long inner,
        long chunks,
        long columns,
        long firstColumn) {
      run(
          slices * chunks,
          transform.table(),
          transform.workSize(),
          (place, task) -> {
            IndexExpr slice = task.dividedBy(chunks).times(length * inner);
            IndexExpr start = slice.plus(task.modulo(chunks).times(columns)).plus(firstColumn);
            transform.emit(
                place, complex(first, false, start, inner), complex(false, last, start, inner));
          });
      return finish();
    }

    /** Runs a body for every line, with scratch memory of its own. */
    private void run(long lines, double[] table, long workSize, Body body) {
      Buffer numbers = arguments.table(table);
      long between = lengths.length == 1 ? 0 : 2 * complexCount * ScalarType.F64.byteSize();
      new LineTasks(builder, arguments, between, target)
          .run(
              lines,
              List.of(new LineTasks.Need(ScalarType.F64, workSize)),
              (memory, line) ->
                  body.emit(
                      new Transform.Place(
                          builder,
                          numbers,
                          0,
                          memory.getFirst().buffer(),
                          memory.getFirst().start(),
                          width(),
                          target instanceof LoweringTarget.Gpu),
                      line));
    }
  }

  private int width() {
    return Math.max(2, ScratchKernel.width(target));
  }

  /** What is done with a line. */
  @FunctionalInterface
  private interface Body {
    void emit(Transform.Place place, IndexExpr line);
  }
}
