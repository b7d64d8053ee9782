package org.hlorun.kernelir.lower.element;

import java.util.List;
import org.hlorun.kernelir.ir.BinaryKind;
import org.hlorun.kernelir.ir.KernelBuilder;
import org.hlorun.kernelir.ir.UnaryKind;
import org.hlorun.kernelir.ir.Value;
import org.hlorun.kernelir.lower.contract.UnsupportedKernelException;
import org.hlorun.kernelir.math.Complex;
import org.hlorun.kernelir.math.ComplexMath;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.shape.ElementType;

/** Arithmetic and some functions of complex numbers; the rest is left to the interpreter. */
final class ComplexCode {
  private final KernelBuilder builder;
  private final ComplexMath math;

  ComplexCode(KernelBuilder builder) {
    this.builder = builder;
    this.math = new ComplexMath(builder);
  }

  Element emit(Opcode opcode, ElementType type, List<Element> operands) {
    Element x = operands.getFirst();
    return switch (opcode) {
      case ADD -> parts(BinaryKind.FADD, x, operands.get(1));
      case SUBTRACT -> parts(BinaryKind.FSUB, x, operands.get(1));
      case NEGATE ->
          new Element(
              builder.unary(UnaryKind.FNEG, x.real()),
              builder.unary(UnaryKind.FNEG, x.imaginary()));
      case MULTIPLY -> element(math.multiply(complex(x), complex(operands.get(1))));
      default -> {
        if (type != ElementType.C64) {
          throw unsupported(opcode, type);
        }
        yield single(opcode, operands);
      }
    };
  }

  /** What has code for numbers of f32 only. */
  private Element single(Opcode opcode, List<Element> operands) {
    Complex x = complex(operands.getFirst());
    return switch (opcode) {
      case DIVIDE -> element(math.divide(x, complex(operands.get(1))));
      case ABS -> Element.of(math.abs(x));
      case EXPONENTIAL -> element(math.exp(x));
      case LOG -> element(math.log(x));
      default -> throw unsupported(opcode, ElementType.C64);
    };
  }

  private static UnsupportedKernelException unsupported(Opcode opcode, ElementType type) {
    return new UnsupportedKernelException("%s on %s".formatted(opcode, type));
  }

  private static Complex complex(Element element) {
    return new Complex(element.real(), element.imaginary());
  }

  private static Element element(Complex complex) {
    return new Element(complex.re(), complex.im());
  }

  private Element parts(BinaryKind kind, Element x, Element y) {
    Value real = builder.binary(kind, x.real(), y.real());
    return new Element(real, builder.binary(kind, x.imaginary(), y.imaginary()));
  }
}
