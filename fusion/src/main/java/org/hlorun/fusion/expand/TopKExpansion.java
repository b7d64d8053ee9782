package org.hlorun.fusion.expand;

import java.util.ArrayList;
import java.util.List;
import org.hlorun.fusion.rewrite.InstructionBuilder;
import org.hlorun.fusion.rewrite.InstructionPass;
import org.hlorun.fusion.rewrite.ScalarComputations;
import org.hlorun.language.attribute.ComparisonDirection;
import org.hlorun.language.attribute.ComparisonType;
import org.hlorun.language.attribute.SliceRange;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.Attributes;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;
import org.hlorun.language.shape.TupleShape;

/**
 * The first elements of sorted rows, for back ends that ask for it: {@code topk(x, k) => slice of k
 * of sort(x, iota)}, by a stable sort in total order. Exact.
 */
public final class TopKExpansion extends InstructionPass {
  public TopKExpansion() {
    super(Opcode.TOPK);
  }

  @Override
  public String name() {
    return "topk-expansion";
  }

  @Override
  public boolean isOnRequest() {
    return true;
  }

  @Override
  protected HloInstruction replacement(HloInstruction topk) {
    HloInstruction operand = topk.operand(0);
    ArrayShape shape = operand.shape().asArray();
    ElementType indexType = topk.shape().asTuple().element(1).asArray().elementType();
    if (shape.elementType().isComplex()) {
      return null;
    }
    InstructionBuilder builder = new InstructionBuilder(topk);
    long last = shape.rank() - 1L;
    ArrayShape places = ArrayShape.of(indexType, shape.dimensions());
    HloInstruction iota =
        builder.add(Opcode.IOTA, places, List.of(), Attributes.of(Attribute.IOTA_DIMENSION, last));
    HloInstruction sorted =
        builder.add(
            Opcode.SORT,
            TupleShape.of(operand.shape(), places),
            List.of(operand, iota),
            Attributes.of(Attribute.DIMENSIONS, LongList.of(last))
                .with(Attribute.IS_STABLE, true)
                .with(Attribute.TO_APPLY, comparator(topk, shape.elementType(), indexType)));
    long count = topk.shape().asTuple().element(0).asArray().dimension((int) last);
    List<SliceRange> ranges = new ArrayList<>();
    shape.dimensions().stream().forEach(size -> ranges.add(new SliceRange(0, size, 1)));
    ranges.set((int) last, new SliceRange(0, count, 1));
    return builder.tuple(
        List.of(
            builder.slice(builder.element(sorted, 0), ranges),
            builder.slice(builder.element(sorted, 1), ranges)));
  }

  private static HloComputation comparator(
      HloInstruction topk, ElementType type, ElementType indexType) {
    HloModule module = topk.parent().module();
    HloComputation computation = module.addComputation("is_before");
    ArrayShape scalar = ArrayShape.scalar(type);
    HloInstruction a = ScalarComputations.parameter(computation, "a", scalar, 0);
    HloInstruction b = ScalarComputations.parameter(computation, "b", scalar, 1);
    ScalarComputations.parameter(computation, "i", ArrayShape.scalar(indexType), 2);
    ScalarComputations.parameter(computation, "j", ArrayShape.scalar(indexType), 3);
    ComparisonDirection direction =
        topk.get(Attribute.LARGEST) ? ComparisonDirection.GT : ComparisonDirection.LT;
    HloInstruction before = new InstructionBuilder(a).compare(direction, a, b);
    if (type.isFloat()) {
      before.set(Attribute.COMPARISON_TYPE, ComparisonType.TOTALORDER);
    }
    computation.setRoot(before);
    return computation;
  }
}
