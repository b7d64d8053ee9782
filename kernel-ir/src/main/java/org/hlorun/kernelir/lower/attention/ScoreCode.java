package org.hlorun.kernelir.lower.attention;

import org.hlorun.fusion.fuse.AttentionParts;
import org.hlorun.kernelir.ir.BinaryKind;
import org.hlorun.kernelir.ir.BlockBuilder;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.KernelBuilder;
import org.hlorun.kernelir.ir.Predicate;
import org.hlorun.kernelir.ir.ScalarType;
import org.hlorun.kernelir.ir.Value;
import org.hlorun.kernelir.lower.element.Element;
import org.hlorun.kernelir.lower.element.ElementGenerator;
import org.hlorun.kernelir.lower.element.MultiIndex;
import org.hlorun.kernelir.lower.loop.BoundsCode;
import org.hlorun.kernelir.lower.product.MatrixProduct;
import org.hlorun.kernelir.lower.product.ProductKernel;
import org.hlorun.kernelir.math.MathCode;
import org.hlorun.language.collection.LongList;

/**
 * What becomes of the score of a query and a key before the softmax.
 *
 * @param scores the product of queries and keys
 * @param isRounded whether weights are rounded to 16 bits before values are multiplied with them
 */
record ScoreCode(
    ProductKernel kernel, AttentionParts parts, MatrixProduct scores, boolean isRounded) {
  private KernelBuilder builder() {
    return kernel.builder();
  }

  /** What the softmax is taken of; minus infinity behind the last key. */
  Value masked(IndexExpr batch, IndexExpr query, IndexExpr key, Value sum) {
    IndexExpr row = BoundsCode.clamped(builder(), query, scores.rows() - 1);
    IndexExpr at = BoundsCode.clamped(builder(), key, scores.columns() - 1);
    Value inside = BoundsCode.within(builder(), null, key, scores.columns());
    Value value = masked(scores.resultIndex(batch, row, at), sum);
    return inside == null ? value : builder().select(inside, value, none());
  }

  private Value masked(MultiIndex index, Value sum) {
    ElementGenerator elements = kernel.elements();
    LongList from = ElementGenerator.dimensions(parts.scores());
    LongList to = ElementGenerator.dimensions(parts.masked());
    Element score =
        Element.of(elements.numbers().fit(parts.scores().shape().asArray().elementType(), sum));
    elements.override(parts.scores(), at -> score);
    MultiIndex place = from.equals(to) ? index : MultiIndex.delinearize(index.linear(from), to);
    return elements.element(parts.masked(), place, null).real();
  }

  /** The score of what is masked: minus infinity. */
  Value none() {
    return builder().real(ScalarType.F32, Double.NEGATIVE_INFINITY);
  }

  /** Zero in place of minus infinity: scores that are all masked have the weight 0, not NaN. */
  Value finite(Value maximum) {
    return builder()
        .select(
            builder().compare(Predicate.OEQ, maximum, none()),
            builder().real(ScalarType.F32, 0),
            maximum);
  }

  /**
   * The exponential of a score less the largest one. Where weights are rounded to 16 bits two
   * operations do: {@code x}, the difference, times log2(e) is off by 2^-24 of itself, which makes
   * the weight off by 2^-22 + |x| 2^-24, far less than the 2^-12 of rounding it to f16, until it is
   * too small for that, at x = -17.
   */
  Value exp(Value difference) {
    if (!isRounded) {
      return new MathCode(builder(), false).expOfNonPositive(difference);
    }
    Value scale = builder().real(ScalarType.F32, 1 / Math.log(2));
    return new BlockBuilder(builder())
        .powerOfTwo(builder().binary(BinaryKind.FMUL, difference, scale));
  }
}
