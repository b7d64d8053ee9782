package org.hlorun.language.stablehlo;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.mlir.MlirBlock;
import org.hlorun.language.mlir.MlirOperation;
import org.hlorun.language.mlir.MlirValue;
import org.hlorun.language.shape.ArrayShape;

/** A block that becomes a computation: which instruction stands for which value. */
final class Scope {
  /** How deep the constant expressions are that a region may share with what encloses it. */
  private static final int MAX_CLONE_DEPTH = 6;

  private final FunctionImporter importer;
  private final HloBuilder builder;
  private final Scope outer;
  private final Map<MlirValue, HloInstruction> values = new IdentityHashMap<>();

  /**
   * @param outer the scope of the enclosing block, or null for a function
   */
  Scope(FunctionImporter importer, HloComputation computation, Scope outer) {
    this.importer = importer;
    this.builder = new HloBuilder(computation, importer.state());
    this.outer = outer;
  }

  FunctionImporter importer() {
    return importer;
  }

  HloBuilder builder() {
    return builder;
  }

  void define(MlirValue value, HloInstruction instruction) {
    values.put(value, instruction);
  }

  /** The instruction of a value, which may be a constant of an enclosing block. */
  HloInstruction value(MlirValue value, MlirOperation user) {
    HloInstruction instruction = find(value);
    if (instruction == null) {
      throw importer
          .problems()
          .at(
              user,
              DiagnosticCode.UNSUPPORTED,
              "%s uses %s, which is computed outside of the region and is not a constant"
                  .formatted(user.name(), value),
              "HLO computations take everything as parameters: pass the value as an operand, or"
                  + " compute it inside of the region");
    }
    return instruction;
  }

  private HloInstruction find(MlirValue value) {
    HloInstruction instruction = values.get(value);
    if (instruction == null && outer != null) {
      HloInstruction enclosing = outer.find(value);
      if (enclosing != null && isConstant(enclosing, MAX_CLONE_DEPTH)) {
        instruction = copy(enclosing);
        values.put(value, instruction);
      }
    }
    return instruction;
  }

  /** Whether a region may have a copy of this value instead of being handed it. */
  boolean isConstant(MlirValue value) {
    HloInstruction instruction = find(value);
    return instruction != null
        && instruction.shape() instanceof ArrayShape shape
        && shape.rank() == 0
        && isConstant(instruction, MAX_CLONE_DEPTH);
  }

  private boolean isConstant(HloInstruction instruction, int depth) {
    if (importer.state().known().of(instruction).isPresent()) {
      return true;
    }
    return switch (instruction.opcode().opcodeClass()) {
      case ELEMENTWISE, DATA_MOVEMENT ->
          depth > 0
              && instruction.opcode() != Opcode.PARAMETER
              && instruction.calledComputations().isEmpty()
              && instruction.operands().stream().allMatch(o -> isConstant(o, depth - 1));
      default -> false;
    };
  }

  private HloInstruction copy(HloInstruction constant) {
    return importer
        .state()
        .known()
        .of(constant)
        .map(builder::constant)
        .orElseGet(
            () ->
                builder.add(
                    constant.opcode(),
                    constant.shape(),
                    constant.operands().stream().map(this::copy).toList(),
                    constant.attributes()));
  }

  /**
   * Imports the operations of a block.
   *
   * @return the operands of its terminator
   */
  List<HloInstruction> importBlock(MlirBlock block) {
    for (MlirOperation operation : block.operations()) {
      builder.setOffset(operation.offset());
      if (isTerminator(operation)) {
        List<HloInstruction> results = new ArrayList<>();
        operation.operands().forEach(operand -> results.add(value(operand, operation)));
        return results;
      }
      Converters.convert(operation, this);
    }
    return List.of();
  }

  private static boolean isTerminator(MlirOperation operation) {
    return operation.name().endsWith(".return");
  }
}
