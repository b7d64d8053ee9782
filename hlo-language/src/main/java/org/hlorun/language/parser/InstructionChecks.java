package org.hlorun.language.parser;

import java.util.List;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.ir.Arity;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.Attributes;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.parser.AttributeListReader.Written;
import org.hlorun.language.shape.ElementType;
import org.hlorun.language.shape.Shape;
import org.hlorun.language.shape.TupleShape;

/**
 * What must hold of an instruction for the text to be HLO at all. Whether shapes agree with what
 * the operation does is for the verifier.
 */
final class InstructionChecks {
  private final Tokens tokens;

  InstructionChecks(Tokens tokens) {
    this.tokens = tokens;
  }

  /** Checks the number of operands, and the shape as far as it must fit that. */
  void checkOperands(Opcode opcode, Shape shape, List<HloInstruction> operands, int offset) {
    checkArity(opcode, operands.size(), offset);
    switch (opcode) {
      case TUPLE -> {
        if (shape != null && !(shape instanceof TupleShape)) {
          throw shapeError(offset, "tuple must have a tuple shape, but it is " + shape);
        }
        if (shape instanceof TupleShape tuple && tuple.size() != operands.size()) {
          throw countError(offset, Integer.toString(tuple.size()), operands.size());
        }
      }
      case INFEED, RECV -> {
        if (!(shape instanceof TupleShape tuple) || tuple.size() == 0) {
          throw shapeError(offset, opcode + " must have a non-empty tuple shape");
        }
      }
      case COLLECTIVE_PERMUTE, COLLECTIVE_PERMUTE_START -> {
        if (operands.size() != 1 && operands.size() != 4) {
          throw countError(offset, "1 or 4", operands.size());
        }
      }
      default -> {}
    }
  }

  /** Checks that an opcode takes so many operands. */
  void checkArity(Opcode opcode, int count, int offset) {
    Arity arity = opcode.arity();
    if (!arity.allows(count)) {
      throw arity.min() == arity.max()
          ? countError(offset, Integer.toString(arity.min()), count)
          : error(
              offset,
              DiagnosticCode.OPERAND_COUNT,
              "expects %s, but has %d operands".formatted(arity.describe(), count));
    }
  }

  private HloException countError(int offset, String expected, int count) {
    return error(
        offset,
        DiagnosticCode.OPERAND_COUNT,
        "expects %s operands, but has %d operands".formatted(expected, count));
  }

  private HloException shapeError(int offset, String message) {
    return error(offset, DiagnosticCode.SHAPE, message);
  }

  private HloException error(int offset, DiagnosticCode code, String message) {
    return tokens.error(offset, code, message, null);
  }

  /** The attributes that an opcode takes with these operands. */
  AllowedAttributes allowed(Opcode opcode, List<HloInstruction> operands, int offset) {
    return switch (opcode) {
      case CONDITIONAL -> AllowedAttributes.ofConditional(isOnPred(operands.getFirst(), offset));
      case BROADCAST -> AllowedAttributes.ofBroadcast(operands.getFirst().shape().isScalar());
      default -> AllowedAttributes.of(opcode);
    };
  }

  private boolean isOnPred(HloInstruction index, int offset) {
    if (!index.shape().isScalar()) {
      throw shapeError(offset, "The first operand must be a scalar");
    }
    ElementType type = index.shape().asArray().elementType();
    if (type != ElementType.PRED && type != ElementType.S32) {
      throw shapeError(offset, "The first operand must be a scalar of PRED or S32");
    }
    return type == ElementType.PRED;
  }

  /** Checks a parameter's attributes. */
  void checkParameter(Shape shape, Written written) {
    written
        .attributes()
        .find(Attribute.PARAMETER_REPLICATION)
        .ifPresent(
            flags -> {
              if (flags.size() != shape.leafCount()) {
                throw written.error(
                    Attribute.PARAMETER_REPLICATION,
                    "parameter has %d leaf buffers, but parameter_replication has %d elements."
                        .formatted(shape.leafCount(), flags.size()),
                    null);
              }
            });
  }

  /** Checks attributes against each other and the operands. */
  void checkAttributes(Opcode opcode, Shape shape, List<HloInstruction> operands, Written written) {
    Attributes attributes = written.attributes();
    switch (opcode) {
      case CONCATENATE, SORT, GET_DIMENSION_SIZE, SET_DIMENSION_SIZE, SCAN ->
          checkDimensionCount(written, 1, 1);
      case ALL_GATHER, ALL_GATHER_START, REDUCE_SCATTER -> {
        checkDimensionCount(written, 1, 1);
        checkGlobalIds(attributes, written);
      }
      case ALL_REDUCE, ALL_REDUCE_START -> checkGlobalIds(attributes, written);
      case ALL_TO_ALL -> checkDimensionCount(written, 0, 1);
      case CONDITIONAL -> checkBranches(attributes, operands, written);
      case COLLECTIVE_PERMUTE, COLLECTIVE_PERMUTE_START ->
          checkPairs(attributes, operands, written);
      case SEND_DONE, RECV_DONE -> checkChannel(attributes, operands, written);
      case CUSTOM_CALL -> checkCustomCall(attributes, operands, written);
      default -> {}
    }
  }

  private void checkDimensionCount(Written written, int least, int most) {
    LongList dimensions = written.attributes().find(Attribute.DIMENSIONS).orElse(LongList.empty());
    if (dimensions.size() < least || dimensions.size() > most) {
      throw written.error(
          Attribute.DIMENSIONS,
          "expects %s in dimensions, but sees %d"
              .formatted(
                  least == most ? "one dimension" : "at most one dimension", dimensions.size()),
          null);
    }
  }

  private void checkBranches(
      Attributes attributes, List<HloInstruction> operands, Written written) {
    attributes
        .find(Attribute.BRANCH_COMPUTATIONS)
        .ifPresent(
            branches -> {
              if (branches.isEmpty() || operands.size() != branches.size() + 1) {
                throw written.error(
                    Attribute.BRANCH_COMPUTATIONS,
                    ("expects one operand per branch, but has %d branches and %d operands behind"
                            + " the index")
                        .formatted(branches.size(), operands.size() - 1),
                    null);
              }
            });
    if (written.has(Attribute.TRUE_COMPUTATION) && operands.size() != 3) {
      throw written.error(
          Attribute.TRUE_COMPUTATION,
          "expects 3 operands, but has %d operands".formatted(operands.size()),
          "write the predicate, the argument of the true branch and that of the false branch");
    }
  }

  private void checkGlobalIds(Attributes attributes, Written written) {
    if (attributes.find(Attribute.USE_GLOBAL_DEVICE_IDS).orElse(false)
        && !attributes.has(Attribute.CHANNEL_ID)) {
      throw written.error(
          Attribute.USE_GLOBAL_DEVICE_IDS,
          "Cannot have use_global_device_ids=true without channel_id",
          "give channel_id as well");
    }
  }

  private void checkPairs(Attributes attributes, List<HloInstruction> operands, Written written) {
    if (attributes.has(Attribute.PERMUTE_SLICE_SIZES) && operands.size() != 4) {
      throw written.error(
          Attribute.PERMUTE_SLICE_SIZES,
          "CollectivePermute and CollectivePermuteStart must have exactly four operands for "
              + "dynamic-slice and in-place update.",
          null);
    }
    for (LongList pair : attributes.find(Attribute.SOURCE_TARGET_PAIRS).orElseThrow()) {
      if (pair.size() != 2) {
        throw written.error(
            Attribute.SOURCE_TARGET_PAIRS,
            "expects 'source_target_pairs=' to be a list of pairs",
            "write {{source,target},{source,target}}");
      }
    }
  }

  private void checkChannel(Attributes attributes, List<HloInstruction> operands, Written written) {
    HloInstruction start = operands.getFirst();
    if (start.opcode() != Opcode.SEND && start.opcode() != Opcode.RECV) {
      return;
    }
    if (!start
        .attributes()
        .find(Attribute.CHANNEL_ID)
        .equals(attributes.find(Attribute.CHANNEL_ID))) {
      throw written.error(
          Attribute.CHANNEL_ID,
          "channel_id must be that of %s, the operand".formatted(start.name()),
          "repeat the attribute channel_id of " + start.name());
    }
  }

  private void checkCustomCall(
      Attributes attributes, List<HloInstruction> operands, Written written) {
    if (written.has(Attribute.TO_APPLY) && written.has(Attribute.CALLED_COMPUTATIONS)) {
      throw written.error(
          Attribute.CALLED_COMPUTATIONS,
          "A single instruction can't have both to_apply and calls field",
          null);
    }
    List<Shape> constraints = attributes.find(Attribute.OPERAND_LAYOUT_CONSTRAINTS).orElse(null);
    if (constraints == null) {
      return;
    }
    if (constraints.size() != operands.size()) {
      throw written.error(
          Attribute.OPERAND_LAYOUT_CONSTRAINTS,
          "Expected %d operand layout constraints, %d given"
              .formatted(operands.size(), constraints.size()),
          null);
    }
    for (int i = 0; i < constraints.size(); i++) {
      if (!constraints.get(i).isCompatible(operands.get(i).shape())) {
        throw written.error(
            Attribute.OPERAND_LAYOUT_CONSTRAINTS,
            ("Operand layout constraint shape %s for operand %d is not compatible with"
                    + " operand shape %s")
                .formatted(constraints.get(i), i, operands.get(i).shape()),
            null);
      }
    }
  }
}
