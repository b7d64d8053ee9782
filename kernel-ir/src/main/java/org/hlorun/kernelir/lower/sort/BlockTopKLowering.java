package org.hlorun.kernelir.lower.sort;

import java.util.List;
import org.hlorun.kernelir.ir.BinaryKind;
import org.hlorun.kernelir.ir.CastKind;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.KernelBuilder;
import org.hlorun.kernelir.ir.Predicate;
import org.hlorun.kernelir.ir.ScalarType;
import org.hlorun.kernelir.ir.Value;
import org.hlorun.kernelir.lower.contract.FusedView;
import org.hlorun.kernelir.lower.contract.Leaves;
import org.hlorun.kernelir.lower.contract.LoweredKernel;
import org.hlorun.kernelir.lower.contract.UnsupportedKernelException;
import org.hlorun.kernelir.lower.element.Element;
import org.hlorun.kernelir.lower.element.ElementGenerator;
import org.hlorun.kernelir.lower.element.NumberCode;
import org.hlorun.kernelir.lower.loop.BoundsCode;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.shape.ElementType;

/**
 * {@code topk} on a GPU: {@link BlockSort} of elements with their positions, floats in total order.
 * Of equal elements the first comes first.
 */
public final class BlockTopKLowering implements SortTask {
  private final FusedView view;
  private final List<ElementType> types;
  private final SortKey key;
  private final long length;
  private final long lines;
  private final long wanted;

  public BlockTopKLowering(FusedView view) {
    this.view = view;
    HloInstruction topK = view.instruction();
    ElementType type = topK.operand(0).shape().asArray().elementType();
    if (type.isComplex()) {
      throw new UnsupportedKernelException("topk of complex numbers");
    }
    NumberCode.requireArithmetic(type);
    this.types = List.of(type, Leaves.of(topK.shape()).get(1).elementType());
    this.key = new SortKey(0, null, type, topK.get(Attribute.LARGEST), true);
    LongList sizes = ElementGenerator.dimensions(topK.operand(0));
    LongList resultSizes = Leaves.of(topK.shape()).getFirst().dimensions();
    this.length = sizes.get(sizes.size() - 1);
    this.wanted = resultSizes.get(resultSizes.size() - 1);
    long count = Leaves.of(topK.shape()).getFirst().elementCount();
    this.lines = count == 0 ? 0 : count / wanted;
  }

  public List<LoweredKernel> lower() {
    return lines == 0 ? List.of() : new BlockSort(view, this).lower(0);
  }

  @Override
  public List<ElementType> types() {
    return types;
  }

  @Override
  public long lines() {
    return lines;
  }

  @Override
  public long length() {
    return length;
  }

  @Override
  public long stride() {
    return 1;
  }

  @Override
  public long wanted() {
    return wanted;
  }

  @Override
  public List<Value> load(SortKernel kernel, IndexExpr line, IndexExpr position) {
    KernelBuilder builder = kernel.builder();
    IndexExpr place = line.times(length).plus(position);
    ScalarType indexType = NumberCode.storage(types.getLast());
    Value index = builder.index(position);
    return List.of(
        builder.load(kernel.arguments().operand(0), place, null),
        indexType == ScalarType.I64 ? index : builder.cast(CastKind.TRUNCATE, indexType, index));
  }

  /** Records behind those that are wanted are left out. */
  @Override
  public void store(SortKernel kernel, IndexExpr line, IndexExpr position, List<Value> record) {
    KernelBuilder builder = kernel.builder();
    BoundsCode.when(
        builder,
        BoundsCode.within(builder, null, position, wanted),
        () -> {
          IndexExpr place = line.times(wanted).plus(position);
          builder.store(kernel.arguments().result(0), place, record.get(0), null);
          builder.store(kernel.arguments().result(1), place, record.get(1), null);
        });
  }

  @Override
  public Value isBefore(SortKernel kernel, List<Element> a, List<Element> b) {
    KernelBuilder builder = kernel.builder();
    Value first = key.bits(kernel.elements(), a.getFirst());
    Value second = key.bits(kernel.elements(), b.getFirst());
    Value earlier = builder.compare(Predicate.ULT, a.getLast().real(), b.getLast().real());
    Value equal = builder.compare(Predicate.EQ, first, second);
    return builder.binary(
        BinaryKind.OR,
        builder.compare(Predicate.ULT, first, second),
        builder.binary(BinaryKind.AND, equal, earlier));
  }
}
