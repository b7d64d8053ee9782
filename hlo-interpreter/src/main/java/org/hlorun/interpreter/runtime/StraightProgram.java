package org.hlorun.interpreter.runtime;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hlorun.interpreter.op.EvaluatedInstruction;
import org.hlorun.language.backend.Options;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.literal.TupleLiteral;
import org.hlorun.language.shape.ArrayShape;

/**
 * A small program of elementwise instructions and data movement on constants, without calls. It
 * runs once and as it is: making a Truffle tree takes longer than running it, above all the first
 * tree of a process.
 */
final class StraightProgram {
  /** The most elements of all values together, which are kept to the end. */
  private static final long MAX_ELEMENTS = 1 << 20;

  private final HloModule module;

  private StraightProgram(HloModule module) {
    this.module = module;
  }

  /** A module as such a program, if it is one. */
  static Optional<StraightProgram> of(HloModule module) {
    if (module.computations().size() != 1) {
      return Optional.empty();
    }
    long elements = 0;
    for (HloInstruction instruction : module.entry().instructions()) {
      if (!isStraight(instruction) || elements > MAX_ELEMENTS) {
        return Optional.empty();
      }
      elements += instruction.shape() instanceof ArrayShape array ? array.elementCount() : 0;
    }
    return Optional.of(new StraightProgram(module));
  }

  private static boolean isStraight(HloInstruction instruction) {
    return switch (instruction.opcode()) {
      case CONSTANT, IOTA, BROADCAST, RESHAPE, TRANSPOSE, SLICE, CONCATENATE, REVERSE, PAD -> true;
      case TUPLE -> instruction.isRoot();
      default -> instruction.opcode().isElementwise();
    };
  }

  /** The value of the root. */
  Literal run(Options options) {
    Limits limits = new Limits(options);
    MemoryBudget memory = new MemoryBudget(options.maxMemoryBytes());
    ProcessGrid grid = new ProcessGrid(1, 1, options.host(), limits::poll);
    Workers workers = new Workers(options.threads());
    return grid.run(
            device ->
                run(new Run(Map.of(), options, device, memory, limits, workers, () -> {}), options))
        .getFirst();
  }

  private Literal run(Run run, Options options) {
    ConstantValues constants = new ConstantValues(options.fillElidedConstants(), options.seed());
    Map<HloInstruction, Literal> values = new HashMap<>();
    for (HloInstruction instruction : module.entry().instructions()) {
      run.poll();
      List<Literal> operands = new ArrayList<>(instruction.operandCount());
      for (HloInstruction operand : instruction.operands()) {
        operands.add(values.get(operand));
      }
      Literal value =
          switch (instruction.opcode()) {
            case CONSTANT -> constants.of(instruction);
            case TUPLE -> new TupleLiteral(operands);
            default ->
                EvaluatedInstruction.value(
                    instruction,
                    OpTable.evaluator(instruction),
                    operands.toArray(Literal[]::new),
                    run);
          };
      values.put(instruction, value);
      run.done(instruction);
    }
    return values.get(module.entry().root());
  }
}
