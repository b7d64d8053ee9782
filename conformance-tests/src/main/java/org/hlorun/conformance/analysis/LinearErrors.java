package org.hlorun.conformance.analysis;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hlorun.conformance.analysis.RunningError.Bounded;
import org.hlorun.conformance.compare.Tolerance;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.Attributes;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;

/** Errors of what moves elements and of what adds them up, by the same instruction on f64. */
final class LinearErrors {
  /** Runs a program on the reference. */
  interface Runner {
    Literal run(HloModule module, List<Literal> arguments);
  }

  private final Runner runner;

  LinearErrors(Runner runner) {
    this.runner = runner;
  }

  /** The bounds of an instruction's errors; empty if there is no rule for it here. */
  Optional<Literal> error(HloInstruction instruction, List<Bounded> operands, Literal value) {
    if (!(value instanceof ArrayLiteral array)) {
      return Optional.empty();
    }
    if (!ErrorLiterals.isRounded(array.elementType())) {
      return Optional.of(ErrorLiterals.filled(array.shape(), 0));
    }
    return switch (instruction.opcode()) {
      case CONSTANT, IOTA, RNG -> Optional.of(ErrorLiterals.filled(array.shape(), 0));
      case BROADCAST,
          RESHAPE,
          TRANSPOSE,
          REVERSE,
          SLICE,
          DYNAMIC_SLICE,
          DYNAMIC_UPDATE_SLICE,
          PAD,
          CONCATENATE,
          GATHER ->
          Optional.of(moved(instruction, operands, array));
      case DOT, CONVOLUTION -> Optional.of(contraction(instruction, operands, array));
      case REDUCE, REDUCE_WINDOW, SCATTER, SELECT_AND_SCATTER ->
          Reduction.of(instruction).map(by -> reduction(by, operands, array));
      default -> Optional.empty();
    };
  }

  private Literal moved(HloInstruction instruction, List<Bounded> operands, ArrayLiteral value) {
    if (operands.stream().allMatch(LinearErrors::isExact)) {
      return ErrorLiterals.filled(value.shape(), 0);
    }
    List<Literal> arguments = new ArrayList<>();
    for (Bounded operand : operands) {
      boolean number = ErrorLiterals.isRounded(operand.value().asArray().elementType());
      arguments.add(number ? operand.error() : operand.value());
    }
    return run(instruction, instruction.attributes(), arguments);
  }

  private static boolean isExact(Bounded operand) {
    return ErrorLiterals.largest(operand.error().asArray()) == 0;
  }

  /** {@code |a| |b| n u + |a| e(b) + e(a) (|b| + e(b))}, and the rounding of the result. */
  private Literal contraction(
      HloInstruction instruction, List<Bounded> operands, ArrayLiteral value) {
    ArrayLiteral left = ErrorLiterals.magnitudes(operands.get(0).value().asArray());
    ArrayLiteral right = ErrorLiterals.magnitudes(operands.get(1).value().asArray());
    List<ArrayLiteral> terms = new ArrayList<>();
    if (!isExact(operands.get(1))) {
      Literal error = operands.get(1).error();
      terms.add(run(instruction, instruction.attributes(), List.of(left, error)));
      right = sum(right, error.asArray());
    }
    if (!isExact(operands.get(0))) {
      Literal error = operands.get(0).error();
      terms.add(run(instruction, instruction.attributes(), List.of(error, right)));
    }
    ArrayLiteral magnitudes = run(instruction, instruction.attributes(), List.of(left, right));
    double count = termCount(instruction) * (value.elementType().isComplex() ? 4 : 1);
    ArrayLiteral counts = ErrorLiterals.filled(value.shape(), count).asArray();
    return bounds(value, magnitudes, counts, terms);
  }

  /** The number of products that one element of the result is the sum of. */
  private static double termCount(HloInstruction instruction) {
    ArrayShape right = instruction.operand(1).shape().asArray();
    if (instruction.opcode() == Opcode.CONVOLUTION) {
      int features = (int) instruction.get(Attribute.DIM_LABELS).kernelOutputFeature();
      return (double) right.elementCount() / Math.max(1, right.dimension(features));
    }
    return instruction.get(Attribute.RHS_CONTRACTING_DIMS).stream()
        .mapToDouble(dimension -> right.dimension((int) dimension))
        .reduce(1, (a, b) -> a * b);
  }

  private Literal reduction(Reduction by, List<Bounded> operands, ArrayLiteral value) {
    List<Literal> errors = new ArrayList<>();
    List<Literal> magnitudes = new ArrayList<>();
    List<Literal> ones = new ArrayList<>();
    for (int i = 0; i < operands.size(); i++) {
      ArrayLiteral operand = operands.get(i).value().asArray();
      if (by.isNumber(i)) {
        errors.add(operands.get(i).error());
        magnitudes.add(ErrorLiterals.magnitudes(operand));
        ones.add(ErrorLiterals.filled(operand.shape(), 1));
      } else {
        // Indices stay as they are, as does what a selection compares.
        Literal kept = by.isCompared(i) ? Reduction.widened(operand) : operand;
        errors.add(kept);
        magnitudes.add(kept);
        ones.add(kept);
      }
    }
    boolean exact = operands.stream().allMatch(LinearErrors::isExact);
    List<ArrayLiteral> passedOn = exact ? List.of() : List.of(run(by, errors));
    if (!by.adds()) {
      return exact ? ErrorLiterals.filled(value.shape(), 0) : passedOn.getFirst();
    }
    ArrayLiteral counts = run(by, ones);
    return bounds(value, run(by, magnitudes), counts, passedOn);
  }

  /** {@code n u sum |a||b|}, what the operands pass on, and the rounding of the result. */
  private static Literal bounds(
      ArrayLiteral value,
      ArrayLiteral magnitudes,
      ArrayLiteral counts,
      List<ArrayLiteral> passedOn) {
    ElementType type = value.elementType();
    double unit = Math.min(Tolerance.roundoff(type), Tolerance.roundoff(ElementType.F32));
    ArrayLiteral bounds = ArrayLiteral.allocate(magnitudes.shape());
    for (long i = 0; i < bounds.elementCount(); i++) {
      double error = counts.getDouble(i) * unit * magnitudes.getDouble(i);
      for (ArrayLiteral more : passedOn) {
        error += more.getDouble(i);
      }
      // One term is no sum: an exact product, rounded once.
      boolean apart = counts.getDouble(i) > 1 || !passedOn.isEmpty();
      bounds.setDouble(i, apart ? error + ErrorLiterals.rounding(type, value.getDouble(i), 1) : 0);
    }
    return bounds;
  }

  private static ArrayLiteral sum(ArrayLiteral left, ArrayLiteral right) {
    ArrayLiteral sum = ArrayLiteral.allocate(left.shape());
    for (long i = 0; i < sum.elementCount(); i++) {
      sum.setDouble(i, left.getDouble(i) + right.getDouble(i));
    }
    return sum;
  }

  private ArrayLiteral run(Reduction by, List<Literal> arguments) {
    return runner.run(by.module(arguments), arguments).asArray();
  }

  private ArrayLiteral run(
      HloInstruction instruction, Attributes attributes, List<Literal> arguments) {
    HloModule module = new HloModule("errors");
    HloComputation entry = module.addComputation("entry");
    List<HloInstruction> parameters = parameters(entry, arguments);
    ArrayShape shape = ErrorLiterals.shape(instruction.shape().asArray());
    entry.setRoot(entry.add("errors", instruction.opcode(), shape, parameters, attributes));
    module.setEntry(entry);
    return runner.run(module, arguments).asArray();
  }

  /** Parameters of the shapes of some values. */
  static List<HloInstruction> parameters(HloComputation entry, List<Literal> values) {
    List<HloInstruction> parameters = new ArrayList<>();
    for (Literal value : values) {
      Attributes number = Attributes.of(Attribute.PARAMETER_NUMBER, (long) parameters.size());
      ArrayShape shape = value.asArray().shape().withDefaultLayout();
      parameters.add(entry.add("p", Opcode.PARAMETER, shape, List.of(), number));
    }
    return parameters;
  }
}
