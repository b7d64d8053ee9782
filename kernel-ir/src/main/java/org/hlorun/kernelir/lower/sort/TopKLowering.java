package org.hlorun.kernelir.lower.sort;

import java.util.List;
import org.hlorun.kernelir.ir.CastKind;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.KernelBuilder;
import org.hlorun.kernelir.ir.LoopSchedule;
import org.hlorun.kernelir.ir.ScalarType;
import org.hlorun.kernelir.ir.Value;
import org.hlorun.kernelir.lower.contract.FusedView;
import org.hlorun.kernelir.lower.contract.Leaves;
import org.hlorun.kernelir.lower.contract.LoweredKernel;
import org.hlorun.kernelir.lower.contract.LoweringTarget;
import org.hlorun.kernelir.lower.contract.UnsupportedKernelException;
import org.hlorun.kernelir.lower.element.ElementGenerator;
import org.hlorun.kernelir.lower.element.KernelArguments;
import org.hlorun.kernelir.lower.element.NumberCode;
import org.hlorun.kernelir.lower.loop.LineTasks;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;

/**
 * {@code topk}: rows are sorted together with the elements' places, floats in total order, and the
 * first ones kept. Of equal elements the first comes first.
 */
public final class TopKLowering {
  private final HloInstruction topK;
  private final LoweringTarget target;
  private final ElementType type;
  private final long length;
  private final long count;
  private final KernelBuilder builder = new KernelBuilder();
  private final KernelArguments arguments;
  private final ElementGenerator elements;

  public TopKLowering(FusedView view, LoweringTarget target) {
    this.target = target;
    this.topK = view.instruction();
    this.type = topK.operand(0).shape().asArray().elementType();
    if (type.isComplex()) {
      throw new UnsupportedKernelException("topk of complex numbers");
    }
    NumberCode.requireArithmetic(type);
    LongList sizes = ElementGenerator.dimensions(topK.operand(0));
    LongList resultSizes = Leaves.of(topK.shape()).getFirst().dimensions();
    this.length = sizes.get(sizes.size() - 1);
    this.count = resultSizes.get(resultSizes.size() - 1);
    this.arguments = new KernelArguments(view);
    this.elements = new ElementGenerator(builder, arguments);
  }

  public List<LoweredKernel> lower() {
    ArrayShape indices = Leaves.of(topK.shape()).get(1);
    if (indices.elementCount() == 0) {
      return List.of();
    }
    List<ElementType> types = List.of(type, indices.elementType());
    new LineTasks(builder, arguments, 0, target)
        .run(
            indices.elementCount() / count,
            SortRecords.needs(types, length),
            (memory, line) -> line(new SortRecords(elements, types, memory), line));
    return List.of(arguments.lowered(arguments.kernel(builder, "topk"), null));
  }

  private void line(SortRecords records, IndexExpr line) {
    ScalarType indexType = NumberCode.storage(records.types().getLast());
    builder.loop(
        length,
        LoopSchedule.SERIAL,
        i -> {
          IndexExpr place = line.times(length).plus(i);
          Value value = builder.load(arguments.operand(0), place, null);
          Value index = builder.index(i);
          Value stored =
              indexType == ScalarType.I64
                  ? index
                  : builder.cast(CastKind.TRUNCATE, indexType, index);
          records.store(i, List.of(value, stored));
        });
    SortKey key = new SortKey(0, null, type, topK.get(Attribute.LARGEST), true);
    long sorted =
        RadixSortCode.isWorthwhile(key, length)
            ? new RadixSortCode(records, key, length).emit()
            : new MergeSortCode(records, (a, b) -> key.isBefore(elements, a, b), length).emit();
    builder.loop(
        count,
        LoopSchedule.SERIAL,
        i -> {
          List<Value> record = records.load(i.plus(sorted));
          IndexExpr place = line.times(count).plus(i);
          builder.store(arguments.result(0), place, record.get(0), null);
          builder.store(arguments.result(1), place, record.get(1), null);
        });
  }
}
