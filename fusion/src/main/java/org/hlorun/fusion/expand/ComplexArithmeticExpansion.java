package org.hlorun.fusion.expand;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.hlorun.fusion.rewrite.InstructionPass;
import org.hlorun.fusion.rewrite.Reducer;
import org.hlorun.fusion.rewrite.ScalarComputations;
import org.hlorun.language.attribute.ComparisonDirection;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.Attributes;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;

/**
 * Complex arithmetic and data movement as operations on pairs of real arrays, for back ends that
 * ask for it. With {@code x = a + bi} and {@code y = c + di}:
 *
 * <pre>
 * x + y    =&gt; complex(a + c, b + d), and so for x - y, -x, sums along dimensions, data movement
 * x * y    =&gt; complex(ac - bd, ad + bc)
 * x / y    =&gt; complex((ac + bd) / (cc + dd), (bc - ad) / (cc + dd))
 * abs(x)   =&gt; sqrt(aa + bb)
 * x == y   =&gt; a == c and b == d
 * </pre>
 *
 * <p>Products, quotients and moduli of c64 are computed in f64 and rounded once, so that they are
 * what the reference gives; infinities and zeros are those of C99 Annex G ({@link
 * ComplexProducts}). Those of c128 stay, since they would need more than f64, and so do functions,
 * parameters and values that control flow carries: {@code real}, {@code imag} and {@code complex}
 * stand in between.
 */
public final class ComplexArithmeticExpansion extends InstructionPass {
  private final Set<HloComputation> sums = new HashSet<>();

  public ComplexArithmeticExpansion() {
    super(
        Opcode.CONSTANT,
        Opcode.ADD,
        Opcode.SUBTRACT,
        Opcode.NEGATE,
        Opcode.MULTIPLY,
        Opcode.DIVIDE,
        Opcode.ABS,
        Opcode.COMPARE,
        Opcode.CONVERT,
        Opcode.SELECT,
        Opcode.REDUCE,
        Opcode.BROADCAST,
        Opcode.RESHAPE,
        Opcode.TRANSPOSE,
        Opcode.SLICE,
        Opcode.REVERSE,
        Opcode.PAD,
        Opcode.CONCATENATE,
        Opcode.DYNAMIC_SLICE,
        Opcode.DYNAMIC_UPDATE_SLICE,
        Opcode.GATHER);
  }

  @Override
  public String name() {
    return "complex-arithmetic-expansion";
  }

  @Override
  public boolean isOnRequest() {
    return true;
  }

  /** What reducers do is looked at before they are rewritten themselves. */
  @Override
  protected void begin(HloModule module) {
    sums.clear();
    for (HloComputation computation : module.computations()) {
      if (Reducer.operation(computation).equals(Optional.of(Opcode.ADD))) {
        sums.add(computation);
      }
    }
  }

  @Override
  protected HloInstruction replacement(HloInstruction instruction) {
    boolean concerned =
        ComplexParts.isComplex(instruction)
            || instruction.operands().stream().anyMatch(ComplexParts::isComplex);
    if (!concerned) {
      return null;
    }
    ComplexParts parts = new ComplexParts(instruction);
    return switch (instruction.opcode()) {
      case CONSTANT -> constant(instruction, parts);
      case MULTIPLY, DIVIDE, ABS ->
          type(instruction.operand(0)) == ElementType.C64
              ? new ComplexProducts(parts).replacement(instruction)
              : null;
      case COMPARE -> comparison(instruction, parts);
      case CONVERT -> conversion(instruction, parts);
      case REDUCE -> sum(instruction, parts);
      default -> parts.inBoth(instruction);
    };
  }

  private static ElementType type(HloInstruction value) {
    return value.shape().asArray().elementType();
  }

  private static HloInstruction constant(HloInstruction constant, ComplexParts parts) {
    if (!constant.has(Attribute.VALUE)) {
      return null; // elided
    }
    ArrayLiteral value = (ArrayLiteral) constant.get(Attribute.VALUE);
    ArrayShape shape = constant.shape().asArray().withElementType(ComplexParts.component(constant));
    ArrayLiteral real = ArrayLiteral.allocate(shape);
    ArrayLiteral imaginary = ArrayLiteral.allocate(shape);
    for (long i = 0; i < shape.elementCount(); i++) {
      real.setDouble(i, value.getDouble(i));
      imaginary.setDouble(i, value.getImaginary(i));
    }
    return parts.complex(parts.builder().constant(real), parts.builder().constant(imaginary));
  }

  private static HloInstruction comparison(HloInstruction compare, ComplexParts parts) {
    ComparisonDirection direction = compare.get(Attribute.DIRECTION);
    HloInstruction x = compare.operand(0);
    HloInstruction y = compare.operand(1);
    return parts.fold(
        direction == ComparisonDirection.EQ ? Opcode.AND : Opcode.OR,
        parts.builder().compare(direction, parts.real(x), parts.real(y)),
        parts.builder().compare(direction, parts.imaginary(x), parts.imaginary(y)));
  }

  private static HloInstruction conversion(HloInstruction convert, ComplexParts parts) {
    HloInstruction from = convert.operand(0);
    HloInstruction real = ComplexParts.isComplex(from) ? parts.real(from) : from;
    if (!ComplexParts.isComplex(convert)) {
      return parts.builder().convert(real, type(convert));
    }
    ElementType component = ComplexParts.component(convert);
    HloInstruction zero = parts.builder().scalar(component, 0);
    HloInstruction imaginary =
        ComplexParts.isComplex(from)
            ? parts.builder().convert(parts.imaginary(from), component)
            : parts.builder().splat(zero, convert.shape().asArray().dimensions());
    return parts.complex(parts.builder().convert(real, component), imaginary);
  }

  private HloInstruction sum(HloInstruction reduce, ComplexParts parts) {
    if (reduce.operandCount() != 2 || !sums.contains(reduce.get(Attribute.TO_APPLY))) {
      return null;
    }
    ElementType component = ComplexParts.component(reduce);
    HloComputation addition =
        ScalarComputations.binary(reduce.parent().module(), Opcode.ADD, component);
    Attributes attributes =
        reduce.attributes().without(Attribute.SHARDING).with(Attribute.TO_APPLY, addition);
    HloInstruction array = reduce.operand(0);
    HloInstruction initial = reduce.operand(1);
    ArrayShape shape = reduce.shape().asArray().withElementType(component);
    return parts.complex(
        parts
            .builder()
            .add(Opcode.REDUCE, shape, List.of(parts.real(array), parts.real(initial)), attributes),
        parts
            .builder()
            .add(
                Opcode.REDUCE,
                shape,
                List.of(parts.imaginary(array), parts.imaginary(initial)),
                attributes));
  }
}
