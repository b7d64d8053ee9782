package org.hlorun.fusion.contraction;

import java.util.List;
import org.hlorun.fusion.movement.Dimensions;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.Attributes;
import org.hlorun.language.ir.HloInstruction;

/**
 * The dimension numbers of a {@code dot}, whose result has the batch dimensions, then the free
 * dimensions of the left operand, then those of the right one.
 */
public record DotDimensions(
    LongList leftBatch, LongList leftContracting, LongList rightBatch, LongList rightContracting) {

  public static DotDimensions of(HloInstruction dot) {
    return new DotDimensions(
        dot.get(Attribute.LHS_BATCH_DIMS),
        dot.get(Attribute.LHS_CONTRACTING_DIMS),
        dot.get(Attribute.RHS_BATCH_DIMS),
        dot.get(Attribute.RHS_CONTRACTING_DIMS));
  }

  /** The free dimensions of the left operand in order. */
  public LongList leftFree(int rank) {
    return Dimensions.others(rank, Dimensions.concat(leftBatch, leftContracting));
  }

  /** The free dimensions of the right operand in order. */
  public LongList rightFree(int rank) {
    return Dimensions.others(rank, Dimensions.concat(rightBatch, rightContracting));
  }

  /** The sizes of the result. */
  public LongList resultSizes(LongList left, LongList right) {
    LongList batch = Dimensions.select(left, leftBatch);
    LongList leftSizes = Dimensions.select(left, leftFree(left.size()));
    LongList rightSizes = Dimensions.select(right, rightFree(right.size()));
    return Dimensions.concat(Dimensions.concat(batch, leftSizes), rightSizes);
  }

  /** The attributes of a dot with these dimension numbers. */
  public Attributes putInto(Attributes attributes) {
    return attributes.toBuilder()
        .put(Attribute.LHS_BATCH_DIMS, leftBatch)
        .put(Attribute.LHS_CONTRACTING_DIMS, leftContracting)
        .put(Attribute.RHS_BATCH_DIMS, rightBatch)
        .put(Attribute.RHS_CONTRACTING_DIMS, rightContracting)
        .build();
  }

  /** The attributes of a contraction that say how it is computed. */
  public static Attributes precision(HloInstruction contraction) {
    Attributes result = Attributes.none();
    for (Attribute<?> attribute :
        List.of(Attribute.OPERAND_PRECISION, Attribute.DOT_ALGORITHM, Attribute.METADATA)) {
      result = copy(contraction, attribute, result);
    }
    return result;
  }

  private static <T> Attributes copy(
      HloInstruction source, Attribute<T> attribute, Attributes target) {
    return source
        .attributes()
        .find(attribute)
        .map(value -> target.with(attribute, value))
        .orElse(target);
  }
}
