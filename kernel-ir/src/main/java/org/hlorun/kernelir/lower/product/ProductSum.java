package org.hlorun.kernelir.lower.product;

import org.hlorun.kernelir.ir.BinaryKind;
import org.hlorun.kernelir.ir.KernelBuilder;
import org.hlorun.kernelir.ir.ScalarType;
import org.hlorun.kernelir.ir.Value;
import org.hlorun.kernelir.lower.element.ElementGenerator;
import org.hlorun.kernelir.lower.element.NumberCode;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.shape.ElementType;

/**
 * How a dot or convolution adds up products.
 *
 * @param type the type of the sums: f32 for narrower floats
 * @param pairs whether a factor is a pair: the factors of two neighbouring depths, integers or
 *     bf16, as 16-bit halves of an I32
 */
public record ProductSum(ElementType type, boolean pairs) {
  // Written out, as that takes less time than having the JVM make the code.
  @Override
  public boolean equals(Object other) {
    return other instanceof ProductSum that && type == that.type && pairs == that.pairs;
  }

  @Override
  public int hashCode() {
    return 31 * type.hashCode() + Boolean.hashCode(pairs);
  }

  /** How a dot or convolution is summed, by its result's type. */
  public static ProductSum of(HloInstruction instruction) {
    ElementType type = instruction.shape().asArray().elementType();
    return new ProductSum(type.isFloat() && type.byteSize() < 4 ? ElementType.F32 : type, false);
  }

  /** The same sums of pairs of factors. */
  ProductSum ofPairs() {
    return new ProductSum(type, true);
  }

  /** The type of the sums in kernels. */
  public ScalarType scalar() {
    return NumberCode.compute(type);
  }

  /** Elements that a factor is made of. */
  int elements() {
    return pairs ? 2 : 1;
  }

  /** The type of factors in kernels. */
  ScalarType factor() {
    return pairs ? ScalarType.I32 : scalar();
  }

  /** The sum of nothing. */
  public Value zero(ElementGenerator elements) {
    return elements.numbers().constant(type, 0);
  }

  /** {@code sum + a * b}. */
  public Value multiplyAdd(KernelBuilder builder, Value a, Value b, Value sum) {
    if (type.isFloat()) {
      return pairs ? builder.fmaOfPairs(a, b, sum) : builder.fma(a, b, sum);
    }
    BinaryKind multiply = pairs ? BinaryKind.MUL_ADD_PAIRS : BinaryKind.MUL;
    return builder.binary(BinaryKind.ADD, sum, builder.binary(multiply, a, b));
  }

  /** {@code a + b} of sums. */
  public Value add(KernelBuilder builder, Value a, Value b) {
    return builder.binary(type.isFloat() ? BinaryKind.FADD : BinaryKind.ADD, a, b);
  }
}
