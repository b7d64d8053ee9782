package org.hlorun.kernelir.lower.sort;

import java.util.ArrayList;
import java.util.List;
import org.hlorun.kernelir.ir.BinaryKind;
import org.hlorun.kernelir.ir.Buffer;
import org.hlorun.kernelir.ir.CastKind;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.KernelBuilder;
import org.hlorun.kernelir.ir.LoopSchedule;
import org.hlorun.kernelir.ir.Predicate;
import org.hlorun.kernelir.ir.ScalarType;
import org.hlorun.kernelir.ir.Value;
import org.hlorun.kernelir.lower.contract.FusedView;
import org.hlorun.kernelir.lower.contract.LoweredKernel;
import org.hlorun.kernelir.lower.contract.LoweringTarget;
import org.hlorun.kernelir.lower.contract.UnsupportedKernelException;
import org.hlorun.kernelir.lower.element.Element;
import org.hlorun.language.shape.ElementType;

/**
 * {@code sort} on a GPU: {@link BlockSort} of records that have the position they come from at the
 * end. By it records are ordered that the comparator finds equal, so that the order is stable. If
 * keys may be unordered, lines that have such a key are merged once more as the reference does it.
 */
public final class BlockSortLowering implements SortTask {
  private static final ElementType POSITION = ElementType.S32;

  /** Lanes that look for unordered keys: the threads of a warp or block. */
  private static final LoopSchedule LANES = LoopSchedule.vector(4, 1);

  private final FusedView view;
  private final LoweringTarget target;
  private final SortOperands operands;
  private final List<ElementType> types;

  public BlockSortLowering(FusedView view, LoweringTarget target) {
    this.view = view;
    this.target = target;
    this.operands = SortOperands.of(view.instruction());
    if (operands.length() > Integer.MAX_VALUE) {
      throw new UnsupportedKernelException("a sort of lines of " + operands.length());
    }
    this.types = new ArrayList<>(operands.types());
    types.add(POSITION);
  }

  public List<LoweredKernel> lower() {
    if (operands.lines() == 0) {
      return List.of();
    }
    List<LoweredKernel> kernels = new ArrayList<>(new BlockSort(view, this).lower(0));
    if (operands.key() != null && operands.key().mayBeUnordered()) {
      SortKernel.Flags flags = new SortKernel.Flags(0, operands.lines());
      kernels.add(findUnordered(flags));
      kernels.add(new SortLowering(view, target).lowerUnordered(flags, flags.end()));
    }
    return kernels;
  }

  /** Finds the lines with an unordered key. */
  private LoweredKernel findUnordered(SortKernel.Flags flags) {
    SortKernel kernel = SortKernel.of(view);
    KernelBuilder builder = kernel.builder();
    builder.loop(
        operands.lines(),
        LoopSchedule.PARALLEL,
        line -> {
          Value any =
              builder
                  .loop(
                      operands.length(),
                      LANES,
                      List.of(builder.integer(ScalarType.I32, 0)),
                      (i, found) -> {
                        Value flag = isUnordered(kernel, line, i);
                        return List.of(builder.binary(BinaryKind.OR, found.getFirst(), flag));
                      },
                      (a, b) -> List.of(builder.binary(BinaryKind.OR, a.getFirst(), b.getFirst())))
                  .getFirst();
          builder.store(flags.buffer(kernel.arguments(), Buffer.Role.OUTPUT), line, any, null);
        });
    return kernel.finish("sort_find_unordered");
  }

  private Value isUnordered(SortKernel kernel, IndexExpr line, IndexExpr position) {
    KernelBuilder builder = kernel.builder();
    SortRecords form = new SortRecords(kernel.elements(), operands.types(), List.of());
    List<Element> record =
        form.decode(
            operands.load(kernel.elements(), kernel.arguments(), operands.place(line, position)));
    SortKey key = operands.key();
    Value value = key.value(kernel.elements(), record.get(key.operand()));
    Value flag = builder.compare(Predicate.UNO, value, value);
    return builder.cast(CastKind.ZERO_EXTEND, ScalarType.I32, flag);
  }

  @Override
  public List<ElementType> types() {
    return types;
  }

  @Override
  public long lines() {
    return operands.lines();
  }

  @Override
  public long length() {
    return operands.length();
  }

  @Override
  public long stride() {
    return operands.stride();
  }

  @Override
  public long wanted() {
    return operands.length();
  }

  @Override
  public List<Value> load(SortKernel kernel, IndexExpr line, IndexExpr position) {
    List<Value> record =
        operands.load(kernel.elements(), kernel.arguments(), operands.place(line, position));
    KernelBuilder builder = kernel.builder();
    record.add(builder.cast(CastKind.TRUNCATE, ScalarType.I32, builder.index(position)));
    return record;
  }

  @Override
  public void store(SortKernel kernel, IndexExpr line, IndexExpr position, List<Value> record) {
    operands.store(kernel.elements(), kernel.arguments(), operands.place(line, position), record);
  }

  /**
   * What the comparator says, or the order of positions if it says the same of both ways round: if
   * it says no, the first one stays first; if it says yes, which no strict order does, the
   * reference exchanges them.
   */
  @Override
  public Value isBefore(SortKernel kernel, List<Element> a, List<Element> b) {
    KernelBuilder builder = kernel.builder();
    Value forth;
    Value back;
    SortKey key = operands.key();
    if (key == null) {
      forth = operands.isBefore(kernel.elements(), a, b);
      back = operands.isBefore(kernel.elements(), b, a);
    } else {
      forth = key.isBefore(kernel.elements(), a, b);
      back = key.isBefore(kernel.elements(), b, a);
    }
    Value earlier = builder.compare(Predicate.SLT, a.getLast().real(), b.getLast().real());
    Value byPosition = builder.binary(BinaryKind.XOR, forth, earlier);
    Value differ = builder.binary(BinaryKind.XOR, forth, back);
    return builder.select(differ, forth, byPosition);
  }
}
