package org.hlorun.kernelir.lower.element;

import java.util.List;
import org.hlorun.kernelir.ir.KernelBuilder;
import org.hlorun.kernelir.ir.Value;
import org.hlorun.kernelir.lower.contract.UnsupportedKernelException;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.ir.OpcodeClass;
import org.hlorun.language.shape.ElementType;

/** Elementwise opcodes on one element. */
public final class ElementwiseCode {
  private final KernelBuilder builder;
  private final NumberCode numbers;
  private final Conversions conversions;
  private final IntegerCode integers;
  private final RealCode reals;
  private final ComplexCode complexes;
  private final ComparisonCode comparisons;

  ElementwiseCode(KernelBuilder builder, NumberCode numbers, boolean looksUp) {
    this.builder = builder;
    this.numbers = numbers;
    this.conversions = new Conversions(builder, numbers);
    this.integers = new IntegerCode(builder, numbers);
    this.reals = new RealCode(builder, numbers, looksUp);
    this.complexes = new ComplexCode(builder);
    this.comparisons = new ComparisonCode(builder, numbers);
  }

  /** Whether an opcode is elementwise in the sense of this class. */
  public static boolean covers(Opcode opcode) {
    return switch (opcode) {
      case STOCHASTIC_CONVERT -> false;
      default -> opcode.opcodeClass() == OpcodeClass.ELEMENTWISE;
    };
  }

  /** The element of {@code instruction} given those of its operands. */
  public Element emit(HloInstruction instruction, List<Element> operands) {
    ElementType type = instruction.shape().asArray().elementType();
    Element first = operands.getFirst();
    ElementType from = instruction.operand(0).shape().asArray().elementType();
    return switch (instruction.opcode()) {
      case COPY -> first;
      case CONVERT -> conversions.convert(from, type, first);
      case BITCAST_CONVERT -> conversions.bitcast(from, type, first);
      case COMPARE -> Element.of(comparisons.compare(instruction, first, operands.get(1)));
      case SELECT -> select(first.real(), operands.get(1), operands.get(2));
      case COMPLEX -> new Element(first.real(), operands.get(1).real());
      case REAL -> Element.of(first.real());
      case IMAG -> Element.of(from.isComplex() ? first.imaginary() : numbers.constant(type, 0));
      case IS_FINITE -> {
        NumberCode.requireArithmetic(from);
        yield Element.of(reals.isFinite(first.real()));
      }
      case REDUCE_PRECISION -> Element.of(reducePrecision(instruction, type, first.real()));
      default -> {
        NumberCode.requireArithmetic(type);
        if (from.isComplex()) {
          yield complexes.emit(instruction.opcode(), from, operands);
        }
        List<Value> values = operands.stream().map(Element::real).toList();
        yield Element.of(
            type.isFloat()
                ? real(instruction, type, values)
                : integers.emit(instruction.opcode(), type, values));
      }
    };
  }

  private Value real(HloInstruction instruction, ElementType type, List<Value> values) {
    return instruction.opcode() == Opcode.EXPONENTIAL
            && RowMaximum.isSubtracted(instruction.operand(0))
        ? reals.expOfNonPositive(type, values.getFirst())
        : reals.emit(instruction.opcode(), type, values);
  }

  Element select(Value condition, Element onTrue, Element onFalse) {
    Value real = builder.select(condition, onTrue.real(), onFalse.real());
    return onTrue.imaginary() == null
        ? Element.of(real)
        : new Element(real, builder.select(condition, onTrue.imaginary(), onFalse.imaginary()));
  }

  private Value reducePrecision(HloInstruction instruction, ElementType type, Value value) {
    NumberCode.requireArithmetic(type);
    long exponent = instruction.get(Attribute.EXPONENT_BITS);
    long mantissa = instruction.get(Attribute.MANTISSA_BITS);
    if (type == ElementType.F32 && exponent == 8 && mantissa == 7) {
      return numbers.fit(ElementType.BF16, value);
    }
    if (exponent == type.floatFormat().exponentBits()
        && mantissa == type.floatFormat().mantissaBits()) {
      return value;
    }
    throw new UnsupportedKernelException(
        "reduce-precision to e%dm%d".formatted(exponent, mantissa));
  }
}
