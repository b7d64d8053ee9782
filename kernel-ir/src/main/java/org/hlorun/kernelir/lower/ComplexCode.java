package org.hlorun.kernelir.lower;

import java.util.List;
import org.hlorun.kernelir.ir.BinaryKind;
import org.hlorun.kernelir.ir.KernelBuilder;
import org.hlorun.kernelir.ir.UnaryKind;
import org.hlorun.kernelir.ir.Value;
import org.hlorun.language.ir.Opcode;

/** The simple arithmetic of complex numbers; the rest is left to the interpreter. */
final class ComplexCode {
  private final KernelBuilder builder;

  ComplexCode(KernelBuilder builder) {
    this.builder = builder;
  }

  Element emit(Opcode opcode, List<Element> operands) {
    Element x = operands.getFirst();
    return switch (opcode) {
      case ADD -> parts(BinaryKind.FADD, x, operands.get(1));
      case SUBTRACT -> parts(BinaryKind.FSUB, x, operands.get(1));
      case NEGATE ->
          new Element(
              builder.unary(UnaryKind.FNEG, x.real()),
              builder.unary(UnaryKind.FNEG, x.imaginary()));
      default -> throw new UnsupportedKernelException(opcode + " on complex numbers");
    };
  }

  private Element parts(BinaryKind kind, Element x, Element y) {
    Value real = builder.binary(kind, x.real(), y.real());
    return new Element(real, builder.binary(kind, x.imaginary(), y.imaginary()));
  }
}
