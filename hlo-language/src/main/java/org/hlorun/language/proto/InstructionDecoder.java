package org.hlorun.language.proto;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.AttributeUse;
import org.hlorun.language.ir.Attributes;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.proto.message.Hlo.HloInstructionProto;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.Shape;
import org.hlorun.language.shape.TupleShape;

/**
 * Makes the instructions of one computation from their messages. What HLO text could not say is
 * refused here; whether shapes agree with what an operation does is for the verifier.
 */
final class InstructionDecoder {
  private final HloComputation computation;
  private final Map<Long, HloComputation> computations;
  private final Map<Long, HloInstruction> byId;
  private final Set<Long> parameterNumbers = new HashSet<>();

  /**
   * A decoder.
   *
   * @param computations the computations before this one, by id
   * @param byId the instructions made so far, by id
   */
  InstructionDecoder(
      HloComputation computation,
      Map<Long, HloComputation> computations,
      Map<Long, HloInstruction> byId) {
    this.computation = computation;
    this.computations = computations;
    this.byId = byId;
  }

  HloInstruction decode(HloInstructionProto proto) {
    Opcode opcode = opcode(proto);
    ProtoProblem.check(proto.hasShape(), "it has no shape");
    Shape shape = ShapeFields.read(proto.getShape());
    List<HloInstruction> operands =
        proto.getOperandIdsList().stream().map(this::instruction).toList();
    checkForm(opcode, shape, operands);
    Attributes.Builder attributes = Attributes.builder();
    readAttributes(opcode, proto, operands, attributes);
    if (opcode == Opcode.CONSTANT) {
      readValue(proto, shape, attributes);
    }
    List<HloComputation> called =
        proto.getCalledComputationIdsList().stream().map(this::computation).toList();
    CalledComputations.read(opcode, operands, called, attributes);
    HloInstruction instruction =
        computation.add(name(proto), opcode, shape, operands, attributes.build());
    instruction.addControlPredecessors(
        proto.getControlPredecessorIdsList().stream().map(this::instruction).toList());
    checkAttributes(instruction);
    return instruction;
  }

  private static Opcode opcode(HloInstructionProto proto) {
    String mnemonic = ProtoText.of(proto.getOpcode());
    return Opcode.of(mnemonic)
        .orElseThrow(() -> ProtoProblem.of("Unknown opcode: \"%s\"".formatted(mnemonic)));
  }

  private static String name(HloInstructionProto proto) {
    return ProtoText.of(proto.getName().isEmpty() ? proto.getOpcode() : proto.getName());
  }

  private HloInstruction instruction(long id) {
    HloInstruction instruction = byId.get(id);
    if (instruction == null) {
      throw ProtoProblem.of(
          "No instruction with id " + id, "instructions stand behind those that they use");
    }
    return instruction;
  }

  private HloComputation computation(long id) {
    HloComputation called = computations.get(id);
    if (called == null) {
      throw ProtoProblem.of(
          "No computation with id " + id, "computations stand behind those that they call");
    }
    return called;
  }

  private void checkForm(Opcode opcode, Shape shape, List<HloInstruction> operands) {
    ProtoProblem.check(
        opcode.arity().allows(operands.size()),
        "expects %s, but has %d operands",
        opcode.arity().describe(),
        operands.size());
    switch (opcode) {
      case TUPLE ->
          ProtoProblem.check(
              shape instanceof TupleShape tuple && tuple.size() == operands.size(),
              "a tuple of %d operands has the shape %s",
              operands.size(),
              shape);
      case INFEED, RECV ->
          ProtoProblem.check(
              shape instanceof TupleShape tuple && tuple.size() > 0,
              "%s must have a non-empty tuple shape",
              opcode);
      case COLLECTIVE_PERMUTE, COLLECTIVE_PERMUTE_START ->
          ProtoProblem.check(
              operands.size() == 1 || operands.size() == 4,
              "expects 1 or 4 operands, but has %d operands",
              operands.size());
      case ASYNC_START, ASYNC_UPDATE ->
          ProtoProblem.check(
              shape instanceof TupleShape tuple
                  && tuple.size() >= 2
                  && tuple.element(0) instanceof TupleShape,
              "AsyncStart and AsyncUpdate expect the shape to be in the form of "
                  + "((operand0_shape, operand1_shape, ...), output_shape, ...).");
      default -> {}
    }
    if (opcode == Opcode.ASYNC_UPDATE || opcode == Opcode.ASYNC_DONE) {
      Opcode of = operands.getFirst().opcode();
      ProtoProblem.check(
          of == Opcode.ASYNC_START || of == Opcode.ASYNC_UPDATE,
          "AsyncUpdate and AsyncDone expect an asynchronous operation as their first operand.");
    }
  }

  private static void readAttributes(
      Opcode opcode,
      HloInstructionProto proto,
      List<HloInstruction> operands,
      Attributes.Builder attributes) {
    for (List<AttributeUse> uses : List.of(opcode.attributes(), Opcode.COMMON)) {
      for (AttributeUse use : uses) {
        if (use.print() != AttributeUse.Print.NEVER) {
          Optional<?> value = read(opcode, use.attribute(), proto, operands);
          boolean required = use.required() && FieldTable.has(use.attribute());
          ProtoProblem.check(
              !required || value.isPresent(), "it says nothing of %s", use.attribute());
          value.filter(v -> !isUnsaid(use, v)).ifPresent(v -> put(attributes, use.attribute(), v));
        }
      }
    }
  }

  private static Optional<?> read(
      Opcode opcode,
      Attribute<?> attribute,
      HloInstructionProto proto,
      List<HloInstruction> operands) {
    if (attribute == Attribute.PERMUTE_SLICE_SIZES) {
      LongList sizes = ProtoLists.longs(proto.getDynamicSliceSizesList());
      return sizes.isEmpty() ? Optional.empty() : Optional.of(PermuteSlices.read(sizes, operands));
    }
    if (opcode == Opcode.TOPK && attribute == Attribute.IS_STABLE) {
      return Optional.of(!proto.getTopkUnstable());
    }
    return FieldTable.read(attribute, proto);
  }

  /** Whether a value is one that stands for nothing being said: the default, or no dimensions. */
  private static boolean isUnsaid(AttributeUse use, Object value) {
    return switch (use.print()) {
      case IF_NOT_DEFAULT -> value.equals(use.defaultValue());
      case IF_SET -> value instanceof LongList list && list.isEmpty();
      case ALWAYS, NEVER -> false;
    };
  }

  @SuppressWarnings("unchecked") // the table gives values of the attribute's type
  private static <T> void put(Attributes.Builder attributes, Attribute<T> attribute, Object value) {
    attributes.put(attribute, (T) value);
  }

  private static void readValue(
      HloInstructionProto proto, Shape shape, Attributes.Builder attributes) {
    if (!proto.hasLiteral()) {
      attributes.put(Attribute.ELIDED, true);
      return;
    }
    Literal literal = LiteralFields.read(proto.getLiteral());
    ProtoProblem.check(
        literal.shape().isCompatible(shape),
        "a constant of shape %s has a literal of shape %s",
        shape,
        literal.shape());
    boolean sameKind = shape instanceof ArrayShape && literal.shape() instanceof ArrayShape;
    attributes.put(
        Attribute.VALUE, sameKind ? literal.asArray().withShape(shape.asArray()) : literal);
  }

  private void checkAttributes(HloInstruction instruction) {
    if (instruction.opcode() == Opcode.PARAMETER) {
      long number = instruction.get(Attribute.PARAMETER_NUMBER);
      ProtoProblem.check(number >= 0, "parameter number must be >= 0");
      ProtoProblem.check(number <= Integer.MAX_VALUE, "parameter number %d is too large", number);
      ProtoProblem.check(parameterNumbers.add(number), "Duplicate parameter number %d", number);
    }
    if (instruction.find(Attribute.USE_GLOBAL_DEVICE_IDS).orElse(false)) {
      ProtoProblem.check(
          instruction.has(Attribute.CHANNEL_ID),
          "Cannot have use_global_device_ids=true without channel_id");
    }
  }
}
