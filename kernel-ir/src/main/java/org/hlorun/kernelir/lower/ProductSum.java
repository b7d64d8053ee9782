package org.hlorun.kernelir.lower;

import org.hlorun.kernelir.ir.BinaryKind;
import org.hlorun.kernelir.ir.KernelBuilder;
import org.hlorun.kernelir.ir.ScalarType;
import org.hlorun.kernelir.ir.Value;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.shape.ElementType;

/**
 * How a dot or convolution adds up products.
 *
 * @param type the type of the sums: f32 for narrower floats
 */
record ProductSum(ElementType type) {
  static ProductSum of(HloInstruction instruction) {
    ElementType type = instruction.shape().asArray().elementType();
    return new ProductSum(type.isFloat() && type.byteSize() < 4 ? ElementType.F32 : type);
  }

  ScalarType scalar() {
    return NumberCode.compute(type);
  }

  Value zero(ElementGenerator elements) {
    return elements.numbers().constant(type, 0);
  }

  /** {@code sum + a * b}. */
  Value multiplyAdd(KernelBuilder builder, Value a, Value b, Value sum) {
    return type.isFloat()
        ? builder.fma(a, b, sum)
        : builder.binary(BinaryKind.ADD, sum, builder.binary(BinaryKind.MUL, a, b));
  }

  /** {@code a + b} of sums. */
  Value add(KernelBuilder builder, Value a, Value b) {
    return builder.binary(type.isFloat() ? BinaryKind.FADD : BinaryKind.ADD, a, b);
  }
}
