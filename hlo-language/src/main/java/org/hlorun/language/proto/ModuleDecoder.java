package org.hlorun.language.proto;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.proto.ProtoNotes.Note;
import org.hlorun.language.proto.message.Hlo.HloComputationProto;
import org.hlorun.language.proto.message.Hlo.HloInstructionProto;
import org.hlorun.language.proto.message.Hlo.HloModuleProto;

/** Makes a module from its message. */
final class ModuleDecoder {
  private final HloModule module;
  private final Map<Long, HloComputation> computations = new HashMap<>();
  private final Map<HloComputation, Map<Long, HloInstruction>> instructions = new HashMap<>();

  private ModuleDecoder(HloModule module) {
    this.module = module;
  }

  /** The module of a message, with notes about what the message says beyond it. */
  static HloModule decode(HloModuleProto proto) {
    HloModule module = new HloModule(ProtoText.of(proto.getName()));
    new ModuleDecoder(module).read(proto);
    return module;
  }

  private void read(HloModuleProto proto) {
    ProtoProblem.check(proto.getComputationsCount() > 0, "the module has no computation");
    for (HloComputationProto computation : proto.getComputationsList()) {
      String place = "computation \"%s\": ".formatted(ProtoText.of(computation.getName()));
      ProtoProblem.within(place, () -> read(computation));
    }
    HloComputation entry = computations.get(proto.getEntryComputationId());
    ProtoProblem.check(
        entry != null, "No computation with id %d, the entry's", proto.getEntryComputationId());
    module.setEntry(entry);
    HeaderFields.read(proto, module);
    readSchedule(proto);
    note(proto);
  }

  private HloComputation read(HloComputationProto proto) {
    String name = ProtoText.of(proto.getName());
    HloComputation computation = module.addComputation(name.isEmpty() ? "computation" : name);
    if (!proto.getExecutionThread().isEmpty()) {
      computation.setExecutionThread(ProtoText.of(proto.getExecutionThread()));
    }
    Map<Long, HloInstruction> byId = new HashMap<>();
    InstructionDecoder decoder = new InstructionDecoder(computation, computations, byId);
    for (HloInstructionProto instruction : proto.getInstructionsList()) {
      String place = "instruction \"%s\": ".formatted(ProtoText.of(instruction.getName()));
      ProtoProblem.within(
          place,
          () -> {
            HloInstruction made = decoder.decode(instruction);
            ProtoProblem.check(
                byId.put(instruction.getId(), made) == null,
                "id %d is that of another instruction",
                instruction.getId());
            return made;
          });
    }
    HloInstruction root = byId.get(proto.getRootId());
    ProtoProblem.check(root != null, "No instruction with id %d, the root's", proto.getRootId());
    computation.setRoot(root);
    ProtoProblem.check(
        computations.put(proto.getId(), computation) == null,
        "id %d is that of another computation",
        proto.getId());
    instructions.put(computation, byId);
    reorderById(computation, byId);
    return computation;
  }

  /** Ids are given in the order of creation, whereas the file may have another order. */
  private static void reorderById(HloComputation computation, Map<Long, HloInstruction> byId) {
    List<HloInstruction> order =
        byId.entrySet().stream()
            .sorted(Comparator.comparingLong(Map.Entry::getKey))
            .map(Map.Entry::getValue)
            .toList();
    if (isTopological(order)) {
      computation.reorder(order);
    }
  }

  /** Whether everything stands behind its operands and control predecessors. */
  private static boolean isTopological(Collection<HloInstruction> order) {
    Set<HloInstruction> before = new HashSet<>();
    for (HloInstruction instruction : order) {
      if (!before.containsAll(instruction.operands())
          || !before.containsAll(instruction.controlPredecessors())) {
        return false;
      }
      before.add(instruction);
    }
    return true;
  }

  private void readSchedule(HloModuleProto proto) {
    proto
        .getSchedule()
        .getSequencesMap()
        .forEach(
            (id, sequence) -> {
              HloComputation computation = computations.get(id);
              ProtoProblem.check(
                  computation != null, "the schedule names computation %d, which is not here", id);
              Map<Long, HloInstruction> byId = instructions.get(computation);
              List<HloInstruction> order = new ArrayList<>();
              for (long instruction : sequence.getInstructionIdsList()) {
                if (byId.containsKey(instruction)) {
                  order.add(byId.get(instruction));
                }
              }
              ProtoProblem.check(
                  order.size() == sequence.getInstructionIdsCount()
                      && new HashSet<>(order).size() == byId.size()
                      && order.size() == byId.size()
                      && isTopological(order),
                  "the schedule of computation \"%s\" does not run each of its %d instructions"
                      + " once, behind its operands",
                  computation.name(),
                  byId.size());
              computation.reorder(order);
            });
  }

  /** Keeps what would be lost if the module were written now. */
  private void note(HloModuleProto proto) {
    ProtoNotes notes = new ProtoNotes();
    module.attach(ProtoNotes.class, notes);
    ModuleEncoder encoder = new ModuleEncoder(module);
    for (HloComputationProto original : proto.getComputationsList()) {
      HloComputation computation = computations.get(original.getId());
      Map<Long, HloInstruction> byId = instructions.get(computation);
      for (HloInstructionProto instruction : original.getInstructionsList()) {
        HloInstruction made = byId.get(instruction.getId());
        notes.note(
            made,
            new Note(
                instruction.getId(),
                Remainder.of(
                    instruction,
                    encoder.encodeWithoutLiteral(made),
                    List.of(HloInstructionProto.LITERAL_FIELD_NUMBER))));
      }
      notes.note(
          computation,
          new Note(
              original.getId(),
              Remainder.of(
                  original,
                  encoder.encodeHead(computation),
                  List.of(
                      HloComputationProto.INSTRUCTIONS_FIELD_NUMBER,
                      HloComputationProto.ROOT_ID_FIELD_NUMBER,
                      HloComputationProto.ID_FIELD_NUMBER))));
    }
    notes.setModule(
        Remainder.of(
            proto,
            encoder.encodeHead(),
            List.of(
                HloModuleProto.COMPUTATIONS_FIELD_NUMBER,
                HloModuleProto.SCHEDULE_FIELD_NUMBER,
                HloModuleProto.ENTRY_COMPUTATION_ID_FIELD_NUMBER)));
  }
}
