package org.hlorun.kernelir.lower.attention;

import org.hlorun.fusion.fuse.AttentionParts;
import org.hlorun.kernelir.ir.Predicate;
import org.hlorun.kernelir.ir.ScalarType;
import org.hlorun.kernelir.ir.Value;
import org.hlorun.kernelir.lower.element.Element;
import org.hlorun.kernelir.lower.element.ElementGenerator;
import org.hlorun.kernelir.lower.element.MultiIndex;
import org.hlorun.kernelir.lower.product.ProductKernel;
import org.hlorun.kernelir.math.MathCode;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.Opcode;

/** The scores of an attention kernel, and exponentials of them. */
record OnlineSoftmax(ProductKernel kernel, AttentionParts parts) {
  /** What the softmax is taken of. */
  Value masked(MultiIndex index, Value sum) {
    ElementGenerator elements = kernel.elements();
    LongList from = ElementGenerator.dimensions(parts.scores());
    LongList to = ElementGenerator.dimensions(parts.masked());
    Element score =
        Element.of(elements.numbers().fit(parts.scores().shape().asArray().elementType(), sum));
    elements.override(parts.scores(), at -> score);
    MultiIndex place = from.equals(to) ? index : MultiIndex.delinearize(index.linear(from), to);
    return elements.element(parts.masked(), place, null).real();
  }

  /** Zero in place of minus infinity: scores that are all masked have the weight 0, not NaN. */
  Value finite(Value maximum) {
    Value none = kernel.builder().real(ScalarType.F32, Double.NEGATIVE_INFINITY);
    return kernel
        .builder()
        .select(
            kernel.builder().compare(Predicate.OEQ, maximum, none),
            kernel.builder().real(ScalarType.F32, 0),
            maximum);
  }

  Value exp(Value value) {
    return new MathCode(kernel.builder()).unary(Opcode.EXPONENTIAL, value);
  }
}
