package org.hlorun.fusion.expand;

import java.util.List;
import org.hlorun.fusion.rewrite.InstructionPass;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.shape.ArrayShape;

/**
 * Products of complex matrices as products of real ones, for back ends that ask for it:
 *
 * <pre>
 * dot(a + bi, c + di) =&gt; complex(dot(a, c) - dot(b, d), dot(a, d) + dot(b, c))
 * </pre>
 *
 * and the same for {@code convolution}. Four sums are rounded to the component type before the last
 * operation: a part is off by at most two roundings of {@code |a||c| + |b||d|} more than one sum
 * would be.
 */
public final class ComplexContractionExpansion extends InstructionPass {
  public ComplexContractionExpansion() {
    super(Opcode.DOT, Opcode.CONVOLUTION);
  }

  @Override
  public String name() {
    return "complex-contraction-expansion";
  }

  @Override
  public boolean isOnRequest() {
    return true;
  }

  @Override
  protected HloInstruction replacement(HloInstruction product) {
    boolean complex =
        ComplexParts.isComplex(product)
            && product.operandCount() == 2
            && product.operands().stream().allMatch(ComplexParts::isComplex);
    if (!complex) {
      return null;
    }
    ComplexParts parts = new ComplexParts(product);
    HloInstruction a = parts.real(product.operand(0));
    HloInstruction b = parts.imaginary(product.operand(0));
    HloInstruction c = parts.real(product.operand(1));
    HloInstruction d = parts.imaginary(product.operand(1));
    return parts.complex(
        parts.fold(Opcode.SUBTRACT, product(product, a, c, parts), product(product, b, d, parts)),
        parts.fold(Opcode.ADD, product(product, a, d, parts), product(product, b, c, parts)));
  }

  private static HloInstruction product(
      HloInstruction model, HloInstruction left, HloInstruction right, ComplexParts parts) {
    ArrayShape shape = model.shape().asArray().withElementType(ComplexParts.component(model));
    return parts.builder().like(model, shape, List.of(left, right));
  }
}
