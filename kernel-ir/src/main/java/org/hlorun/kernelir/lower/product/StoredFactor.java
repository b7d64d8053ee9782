package org.hlorun.kernelir.lower.product;

import org.hlorun.kernelir.ir.BinaryKind;
import org.hlorun.kernelir.ir.Buffer;
import org.hlorun.kernelir.ir.CastKind;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.KernelBuilder;
import org.hlorun.kernelir.ir.ScalarType;
import org.hlorun.kernelir.ir.Value;
import org.hlorun.kernelir.lower.element.Conversions;
import org.hlorun.kernelir.lower.element.NumberCode;
import org.hlorun.language.shape.ElementType;

/**
 * A factor of a product that is made of elements in memory and nothing else.
 *
 * @param stored the type of the elements
 * @param sum how products are summed; of pairs, a factor is made of two elements
 */
public record StoredFactor(ElementType stored, ProductSum sum) {
  // Written out, as that takes less time than having the JVM make the code.
  @Override
  public boolean equals(Object other) {
    return other instanceof StoredFactor that && stored == that.stored && sum.equals(that.sum);
  }

  @Override
  public int hashCode() {
    return 31 * stored.hashCode() + sum.hashCode();
  }

  /** The type of the elements in kernels. */
  ScalarType storage() {
    return NumberCode.storage(stored);
  }

  /** The type of the factor. */
  ScalarType type() {
    return sum.factor();
  }

  /** Elements that it is made of. */
  int elements() {
    return sum.elements();
  }

  /**
   * The factor.
   *
   * @param place of its element, or the first one
   * @param step from there to the second one
   * @param mask where it is false nothing is read and the factor is zero; null = true
   */
  Value load(KernelBuilder builder, Buffer buffer, IndexExpr place, IndexExpr step, Value mask) {
    Value first = element(builder, buffer, place, mask);
    return sum.pairs()
        ? builder.binary(BinaryKind.PAIR, first, element(builder, buffer, place.plus(step), mask))
        : first;
  }

  private Value element(KernelBuilder builder, Buffer buffer, IndexExpr place, Value mask) {
    if (sum.pairs() && sum.type().isFloat()) {
      return builder.cast(CastKind.ZERO_EXTEND, ScalarType.I32, builder.load(buffer, place, mask));
    }
    NumberCode numbers = new NumberCode(builder);
    return new Conversions(builder, numbers)
        .convert(stored, sum.type(), numbers.load(stored, buffer, place, mask))
        .real();
  }
}
