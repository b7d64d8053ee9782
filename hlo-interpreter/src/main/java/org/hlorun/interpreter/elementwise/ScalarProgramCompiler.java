package org.hlorun.interpreter.elementwise;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hlorun.interpreter.elementwise.ScalarProgram.Register;
import org.hlorun.interpreter.elementwise.ScalarProgram.Step;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.shape.ElementType;
import org.hlorun.language.shape.Shape;

/**
 * Flattens a computation on scalars into a {@link ScalarProgram}: called computations are inlined,
 * tuples taken apart, instructions that the result does not depend on left out.
 */
final class ScalarProgramCompiler {
  /** Most instructions to inline: calls of calls could double at every level. */
  private static final int MAX_INSTRUCTIONS = 4096;

  private static final int MAX_CALL_DEPTH = 32;

  private final List<Register> registers = new ArrayList<>();
  private final List<Step> steps = new ArrayList<>();
  private int instructionCount;

  /** What an instruction is at run time. */
  private sealed interface Value {}

  private record Scalar(int register) implements Value {}

  private record Tuple(List<Value> elements) implements Value {}

  Optional<ScalarProgram> compile(HloComputation computation) {
    List<Value> parameters = new ArrayList<>();
    for (HloInstruction parameter : computation.parameters()) {
      if (parameter == null || !parameter.shape().isScalar()) {
        return Optional.empty();
      }
      parameters.add(newRegister(parameter.shape(), null));
    }
    return inline(computation, parameters, 0)
        .flatMap(root -> resultRegisters(root, parameters.size()))
        .map(results -> new ScalarProgram(parameters.size(), registers, steps, results));
  }

  private Scalar newRegister(Shape shape, ArrayLiteral constant) {
    registers.add(new Register(shape.asArray().elementType(), constant));
    return new Scalar(registers.size() - 1);
  }

  private Optional<List<Integer>> resultRegisters(Value root, int parameterCount) {
    List<Value> values = root instanceof Tuple tuple ? tuple.elements() : List.of(root);
    List<Integer> results = new ArrayList<>();
    for (Value value : values) {
      if (!(value instanceof Scalar scalar)) {
        return Optional.empty();
      }
      results.add(scalar.register() < parameterCount ? moved(scalar) : scalar.register());
    }
    return Optional.of(results);
  }

  /** A copy of a parameter that is a result, so that setting arguments does not change results. */
  private int moved(Scalar parameter) {
    registers.add(new Register(registers.get(parameter.register()).type(), null));
    int result = registers.size() - 1;
    Kernel move = (operands, target, count) -> target.set(operands[0]);
    steps.add(new Step(null, move, List.of(parameter.register()), result));
    return result;
  }

  /** The value of a computation's root, if all that it depends on is supported. */
  private Optional<Value> inline(HloComputation computation, List<Value> arguments, int depth) {
    if (depth > MAX_CALL_DEPTH) {
      return Optional.empty();
    }
    Map<HloInstruction, Value> values = new HashMap<>();
    for (HloInstruction instruction : computation.instructions()) {
      if (instruction.users().isEmpty() && !instruction.isRoot()) {
        continue;
      }
      if (++instructionCount > MAX_INSTRUCTIONS) {
        return Optional.empty();
      }
      Optional<Value> value = value(instruction, values, arguments, depth);
      if (value.isEmpty()) {
        return Optional.empty();
      }
      values.put(instruction, value.get());
    }
    return Optional.of(values.get(computation.root()));
  }

  private Optional<Value> value(
      HloInstruction instruction,
      Map<HloInstruction, Value> values,
      List<Value> arguments,
      int depth) {
    List<Value> operands = instruction.operands().stream().map(values::get).toList();
    return switch (instruction.opcode()) {
      case PARAMETER ->
          Optional.of(arguments.get(Math.toIntExact(instruction.get(Attribute.PARAMETER_NUMBER))));
      case CONSTANT -> constant(instruction);
      case TUPLE -> Optional.of(new Tuple(operands));
      case GET_TUPLE_ELEMENT ->
          operands.getFirst() instanceof Tuple tuple
              ? Optional.of(tuple.elements().get(Math.toIntExact(instruction.get(Attribute.INDEX))))
              : Optional.empty();
      case CALL -> inline(instruction.get(Attribute.TO_APPLY), operands, depth + 1);
      case FUSION -> inline(instruction.get(Attribute.CALLS), operands, depth + 1);
      case COPY, OPT_BARRIER -> Optional.of(operands.getFirst());
      case RESHAPE, BROADCAST, TRANSPOSE ->
          areScalars(instruction) ? Optional.of(operands.getFirst()) : Optional.empty();
      default ->
          instruction.opcode().isElementwise() && areScalars(instruction)
              ? step(instruction, operands)
              : Optional.empty();
    };
  }

  private static boolean areScalars(HloInstruction instruction) {
    return instruction.shape().isScalar()
        && instruction.operands().stream().allMatch(operand -> operand.shape().isScalar());
  }

  private Optional<Value> constant(HloInstruction instruction) {
    boolean usable =
        instruction.shape().isScalar() && !instruction.find(Attribute.ELIDED).orElse(false);
    return usable
        ? Optional.of(newRegister(instruction.shape(), instruction.get(Attribute.VALUE).asArray()))
        : Optional.empty();
  }

  private Optional<Value> step(HloInstruction instruction, List<Value> operands) {
    Optional<Kernel> kernel = kernel(instruction);
    if (kernel.isEmpty()) {
      return Optional.empty();
    }
    List<Integer> numbers =
        operands.stream().map(operand -> ((Scalar) operand).register()).toList();
    Scalar result = newRegister(instruction.shape(), null);
    steps.add(new Step(instruction.opcode(), kernel.get(), numbers, result.register()));
    return Optional.of(result);
  }

  private static Optional<Kernel> kernel(HloInstruction instruction) {
    if (instruction.opcode() == Opcode.BITCAST_CONVERT) {
      ElementType source = instruction.operand(0).shape().asArray().elementType();
      return BitcastConvert.kernel(source, instruction.shape().asArray().elementType());
    }
    try {
      return Optional.of(Kernels.of(instruction));
    } catch (HloException unsupported) {
      return Optional.empty(); // evaluating the instruction itself will say so
    }
  }
}
