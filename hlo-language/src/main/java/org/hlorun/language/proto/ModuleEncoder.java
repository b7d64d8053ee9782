package org.hlorun.language.proto;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.AttributeUse;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.ir.ProgramShape;
import org.hlorun.language.printer.PrintedNames;
import org.hlorun.language.proto.message.Hlo.HloComputationProto;
import org.hlorun.language.proto.message.Hlo.HloInstructionProto;
import org.hlorun.language.proto.message.Hlo.HloModuleProto;
import org.hlorun.language.proto.message.Hlo.HloScheduleProto;
import org.hlorun.language.proto.message.XlaData;
import org.hlorun.language.proto.message.XlaData.ProgramShapeProto;
import org.hlorun.language.shape.Shape;

/** Makes the message of a module. */
final class ModuleEncoder {
  private final HloModule module;
  private final ProtoNotes notes;
  private final ProtoIds ids;
  private final PrintedNames names;
  private final Set<HloComputation> fused = new HashSet<>();

  ModuleEncoder(HloModule module) {
    this.module = module;
    this.notes = module.attachment(ProtoNotes.class).orElseGet(ProtoNotes::new);
    this.ids = new ProtoIds(module, notes);
    this.names = PrintedNames.of(module);
    for (HloComputation computation : module.computations()) {
      for (HloInstruction instruction : computation.instructions()) {
        if (instruction.opcode() == Opcode.FUSION) {
          fused.addAll(instruction.calledComputations());
        }
      }
    }
  }

  /** The message of a module, with what is noted beside the module. */
  static HloModuleProto encode(HloModule module) {
    return new ModuleEncoder(module).encode();
  }

  private HloModuleProto encode() {
    HloModuleProto.Builder proto = encodeHead().toBuilder();
    proto.setEntryComputationId(ids.of(module.entry()));
    for (HloComputation computation : module.computations()) {
      proto.addComputations(encode(computation));
    }
    if (module.isScheduled()) {
      proto.setSchedule(schedule());
    }
    if (notes.module() != null) {
      notes.module().addTo(proto);
    }
    nameParameters(proto.getHostProgramShapeBuilder());
    return proto.build();
  }

  /** Readers want as many names as there are parameters, whatever they are. */
  private static void nameParameters(ProgramShapeProto.Builder shape) {
    if (shape.getParameterNamesCount() != shape.getParametersCount()) {
      shape.clearParameterNames();
      for (int i = 0; i < shape.getParametersCount(); i++) {
        shape.addParameterNames(ProtoText.bytes("p" + i));
      }
    }
  }

  /** What the message says of the module apart from its computations and their ids. */
  HloModuleProto encodeHead() {
    HloModuleProto.Builder proto = HloModuleProto.newBuilder();
    proto.setName(ProtoText.bytes(module.name()));
    proto.setEntryComputationName(ProtoText.bytes(names.of(module.entry())));
    ProgramShape layout =
        module.find(Attribute.ENTRY_COMPUTATION_LAYOUT).orElseGet(module.entry()::programShape);
    proto.setHostProgramShape(ShapeFields.writeProgram(layout, List.of()));
    HeaderFields.write(module, proto);
    return proto.build();
  }

  private HloScheduleProto schedule() {
    HloScheduleProto.Builder schedule = HloScheduleProto.newBuilder();
    for (HloComputation computation : module.computations()) {
      if (!fused.contains(computation)) {
        HloScheduleProto.InstructionSequence.Builder sequence =
            HloScheduleProto.InstructionSequence.newBuilder();
        computation.instructions().forEach(i -> sequence.addInstructionIds(ids.of(i)));
        schedule.putSequences(ids.of(computation), sequence.build());
      }
    }
    return schedule.build();
  }

  private HloComputationProto encode(HloComputation computation) {
    HloComputationProto.Builder proto = encodeHead(computation).toBuilder();
    proto.setId(ids.of(computation)).setRootId(ids.of(computation.root()));
    for (HloInstruction instruction : computation.instructions()) {
      proto.addInstructions(encode(instruction));
    }
    if (notes.of(computation) != null) {
      notes.of(computation).remainder().addTo(proto);
    }
    return proto.build();
  }

  /** What the message says of a computation apart from its instructions and ids. */
  HloComputationProto encodeHead(HloComputation computation) {
    HloComputationProto.Builder proto = HloComputationProto.newBuilder();
    proto.setName(ProtoText.bytes(names.of(computation)));
    List<HloInstruction> parameters = computation.parameters();
    if (!parameters.contains(null)) {
      proto.setProgramShape(
          ShapeFields.writeProgram(
              computation.programShape(), parameters.stream().map(names::of).toList()));
    }
    proto.setIsFusionComputation(fused.contains(computation));
    if (!computation.executionThread().equals(HloComputation.MAIN_THREAD)) {
      proto.setExecutionThread(ProtoText.bytes(computation.executionThread()));
    }
    return proto.build();
  }

  private HloInstructionProto encode(HloInstruction instruction) {
    HloInstructionProto.Builder proto = encodeWithoutLiteral(instruction).toBuilder();
    instruction
        .attributes()
        .find(Attribute.VALUE)
        .ifPresent(value -> proto.setLiteral(LiteralFields.write(value)));
    instruction
        .attributes()
        .find(Attribute.LITERAL)
        .ifPresent(value -> FieldTable.write(Attribute.LITERAL, value, proto));
    if (notes.of(instruction) != null) {
      notes.of(instruction).remainder().addTo(proto);
    }
    return proto.build();
  }

  /** The message of an instruction apart from the literal, which may be large. */
  HloInstructionProto encodeWithoutLiteral(HloInstruction instruction) {
    HloInstructionProto.Builder proto = HloInstructionProto.newBuilder();
    proto.setName(ProtoText.bytes(names.of(instruction)));
    proto.setOpcode(ProtoText.bytes(instruction.opcode().mnemonic()));
    proto.setShape(ShapeFields.write(instruction.shape()));
    proto.setId(ids.of(instruction));
    instruction.operands().forEach(operand -> proto.addOperandIds(ids.of(operand)));
    instruction
        .controlPredecessors()
        .forEach(predecessor -> proto.addControlPredecessorIds(ids.of(predecessor)));
    CalledComputations.of(instruction)
        .forEach(called -> proto.addCalledComputationIds(ids.of(called)));
    for (List<AttributeUse> uses : List.of(instruction.opcode().attributes(), Opcode.COMMON)) {
      uses.forEach(use -> writeAttribute(instruction, use.attribute(), proto));
    }
    return proto.build();
  }

  private static void writeAttribute(
      HloInstruction instruction, Attribute<?> attribute, HloInstructionProto.Builder proto) {
    if (attribute == Attribute.LITERAL) {
      return;
    }
    if (attribute == Attribute.WINDOW && instruction.opcode() != Opcode.CUSTOM_CALL) {
      proto.setWindow(XlaData.Window.getDefaultInstance()); // readers want one, even of rank 0
    }
    if (attribute == Attribute.PERMUTE_SLICE_SIZES) {
      instruction
          .find(Attribute.PERMUTE_SLICE_SIZES)
          .map(PermuteSlices::write)
          .ifPresent(sizes -> proto.addAllDynamicSliceSizes(ProtoLists.boxed(sizes)));
    } else if (attribute == Attribute.IS_STABLE && instruction.opcode() == Opcode.TOPK) {
      proto.setTopkUnstable(!instruction.get(Attribute.IS_STABLE));
    } else if (attribute == Attribute.ASYNC_EXECUTION_THREAD) {
      instruction
          .find(Attribute.ASYNC_EXECUTION_THREAD)
          .filter(thread -> !thread.equals(HloComputation.MAIN_THREAD))
          .ifPresent(thread -> FieldTable.write(attribute, thread, proto));
    } else if (attribute == Attribute.OUTFEED_SHAPE) {
      Optional<Shape> operand =
          instruction.operandCount() > 0
              ? Optional.of(instruction.operand(0).shape())
              : Optional.empty();
      instruction
          .find(Attribute.OUTFEED_SHAPE)
          .or(() -> operand)
          .ifPresent(shape -> FieldTable.write(attribute, shape, proto));
    } else {
      instruction.find(attribute).ifPresent(value -> FieldTable.write(attribute, value, proto));
    }
  }
}
