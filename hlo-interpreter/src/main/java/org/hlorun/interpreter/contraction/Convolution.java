package org.hlorun.interpreter.contraction;

import java.util.List;
import org.hlorun.interpreter.op.Evaluation;
import org.hlorun.language.backend.Rounding;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.shape.ElementType;

/**
 * {@code convolution}: the correlation of an input with a kernel. The operands are first converted
 * to the result's element type; integer results saturate.
 */
final class Convolution {
  private Convolution() {}

  static Literal evaluate(HloInstruction instruction, Literal[] operands, Evaluation evaluation) {
    if (!instruction.find(Attribute.SPARSITY_CONFIG).orElse(List.of()).isEmpty()) {
      throw HloException.of(
          DiagnosticCode.UNSUPPORTED,
          "%s %s: sparse operands are not supported."
              .formatted(instruction.opcode(), instruction.name()),
          "expand the sparse operand and drop sparsity_config");
    }
    ArrayLiteral result = evaluation.zeros(instruction);
    ElementType type = result.elementType();
    ArrayLiteral input =
        OperandConversion.convert(operands[0].asArray(), type, instruction, evaluation);
    ArrayLiteral kernel =
        OperandConversion.convert(operands[1].asArray(), type, instruction, evaluation);
    ConvolutionGeometry geometry = new ConvolutionGeometry(instruction, input, kernel, result);
    compute(geometry, input, kernel, result, evaluation);
    return input.isPartial()
        ? result.withSizes(geometry.resultRuntimeSizes(result.shape().dimensions()))
        : result;
  }

  private static void compute(
      ConvolutionGeometry geometry,
      ArrayLiteral input,
      ArrayLiteral kernel,
      ArrayLiteral result,
      Evaluation evaluation) {
    ElementType type = result.elementType();
    boolean sumsInDouble =
        type.isFloat() && type != ElementType.F64 && evaluation.rounding() == Rounding.ONCE;
    if (geometry.isEmpty()) {
      return;
    }
    if (sumsInDouble && DirectConvolution.suits(geometry)) {
      new DirectConvolution(geometry, input, kernel, result, evaluation).run();
    } else if (sumsInDouble && DirectKernelGradient.suits(geometry)) {
      new DirectKernelGradient(geometry, input, kernel, result, evaluation).run();
    } else {
      Contraction contraction = ConvolutionContractions.of(geometry);
      ContractionEngine.run(contraction, kernel, input, result, true, evaluation);
    }
  }
}
