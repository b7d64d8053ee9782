package org.hlorun.conformance.analysis;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.Attributes;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.ir.ModuleCloner;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;

/**
 * A reduction of one array of floats by a sum, a maximum or a minimum, or a replacement in scatter,
 * and the same reduction of bounds in f64: sums of bounds are added, of others the larger is kept.
 *
 * @param instruction {@code reduce}, {@code reduce-window}, {@code scatter} or {@code
 *     select-and-scatter}
 * @param adds whether it adds up
 */
record Reduction(HloInstruction instruction, boolean adds) {
  /** The reduction that an instruction is; empty if it is another. */
  static Optional<Reduction> of(HloInstruction instruction) {
    if (instruction.operandCount() > 3
        || !instruction.operands().stream().allMatch(o -> o.shape() instanceof ArrayShape)) {
      return Optional.empty();
    }
    HloInstruction root = instruction.get(combiner(instruction)).root();
    boolean plain =
        root.operands().stream().allMatch(operand -> operand.opcode() == Opcode.PARAMETER);
    return switch (root.opcode()) {
      case ADD -> plain ? Optional.of(new Reduction(instruction, true)) : Optional.empty();
      case MAXIMUM, MINIMUM, PARAMETER ->
          plain ? Optional.of(new Reduction(instruction, false)) : Optional.empty();
      default -> Optional.empty();
    };
  }

  private static Attribute<HloComputation> combiner(HloInstruction instruction) {
    return instruction.opcode() == Opcode.SELECT_AND_SCATTER
        ? Attribute.SCATTER
        : Attribute.TO_APPLY;
  }

  /** Whether an operand's elements are added up; others are indices, or compared only. */
  boolean isNumber(int operand) {
    return switch (instruction.opcode()) {
      case SCATTER -> operand != 1;
      case SELECT_AND_SCATTER -> operand != 0;
      default -> true;
    };
  }

  /** Whether an operand's elements are what a selection compares. */
  boolean isCompared(int operand) {
    return instruction.opcode() == Opcode.SELECT_AND_SCATTER && operand == 0;
  }

  /** The same numbers in f64. */
  static ArrayLiteral widened(ArrayLiteral literal) {
    ArrayLiteral wide = ArrayLiteral.allocate(ErrorLiterals.shape(literal.shape()));
    for (long i = 0; i < literal.elementCount(); i++) {
      wide.setDouble(i, literal.getDouble(i));
    }
    return wide;
  }

  /** The reduction of bounds as a program of as many parameters as the instruction has operands. */
  HloModule module(List<Literal> arguments) {
    HloModule module = new HloModule("errors");
    HloComputation join = combine(module, adds ? Opcode.ADD : Opcode.MAXIMUM);
    Attributes attributes = instruction.attributes().with(combiner(instruction), join);
    if (instruction.opcode() == Opcode.SELECT_AND_SCATTER) {
      attributes =
          attributes.with(Attribute.SELECT, wide(module, instruction.get(Attribute.SELECT)));
    }
    HloComputation entry = module.addComputation("entry");
    List<HloInstruction> parameters = LinearErrors.parameters(entry, arguments);
    ArrayShape shape = ErrorLiterals.shape(instruction.shape().asArray());
    entry.setRoot(entry.add("errors", instruction.opcode(), shape, parameters, attributes));
    module.setEntry(entry);
    return module;
  }

  private static HloComputation combine(HloModule module, Opcode opcode) {
    HloComputation computation = module.addComputation("combine");
    ArrayShape scalar = ArrayShape.scalar(ElementType.F64);
    List<HloInstruction> operands = new ArrayList<>();
    for (long i = 0; i < 2; i++) {
      Attributes number = Attributes.of(Attribute.PARAMETER_NUMBER, i);
      operands.add(computation.add("p", Opcode.PARAMETER, scalar, List.of(), number));
    }
    computation.setRoot(computation.add("root", opcode, scalar, operands, Attributes.none()));
    return computation;
  }

  /** A comparison of scalars with floats widened to f64. */
  private static HloComputation wide(HloModule module, HloComputation computation) {
    HloComputation copy =
        ModuleCloner.cloneComputation(computation, module, computation.name(), callee -> callee);
    Map<HloInstruction, ArrayShape> shapes = new HashMap<>();
    for (HloInstruction inner : copy.instructions()) {
      ArrayShape shape = inner.shape().asArray();
      if (ErrorLiterals.isRounded(shape.elementType())) {
        shapes.put(inner, ErrorLiterals.shape(shape));
      }
    }
    shapes.forEach(HloInstruction::setShape);
    return copy;
  }
}
