package org.hlorun.language.printer;

import java.util.List;
import java.util.stream.Collectors;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.AttributeUse;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;

/**
 * Writes the computations that an instruction calls: by name, or in canonical form as bodies behind
 * the attribute's name.
 */
final class CalledComputationWriter {
  private final PrintContext context;
  private final TextOutput out;
  private final ComputationWriter computations;

  CalledComputationWriter(PrintContext context, ComputationWriter computations) {
    this.context = context;
    this.out = context.out();
    this.computations = computations;
  }

  /**
   * Writes all attributes that are computations.
   *
   * @param indent the indentation of the instruction's line
   */
  void write(HloInstruction instruction, int indent) {
    if (instruction.opcode() == Opcode.CUSTOM_CALL) {
      writeOfCustomCall(instruction.calledComputations(), indent);
      return;
    }
    for (AttributeUse use : instruction.opcode().attributes()) {
      if (use.print() == AttributeUse.Print.NEVER) {
        continue;
      }
      Attribute<?> attribute = use.attribute();
      Object value = instruction.attributes().find(attribute).orElse(null);
      if (value instanceof HloComputation computation) {
        writeOne(name(instruction.opcode(), attribute), computation, indent);
      } else if (value != null && attribute.form() == Attribute.Form.COMPUTATION_LIST) {
        writeList(attribute.name(), instruction.calledComputations(), indent);
      } else if (attribute == Attribute.IS_COMPOSITE && Boolean.TRUE.equals(value)) {
        out.append(", is_composite=true");
      }
    }
  }

  /** XLA's canonical form calls some computations {@code calls} that otherwise are applied. */
  private String name(Opcode opcode, Attribute<?> attribute) {
    boolean unnamed = opcode == Opcode.REDUCE_SCATTER || opcode == Opcode.SCAN;
    return context.form().canonicalNames() && unnamed ? Attribute.CALLS.name() : attribute.name();
  }

  private void writeOne(String name, HloComputation computation, int indent) {
    out.append(", ").append(name).append('=');
    if (context.form().canonicalNames()) {
      out.append('\n');
      computations.writeBody(computation, indent);
    } else {
      out.append(context.name(computation));
    }
  }

  private void writeList(String name, List<HloComputation> list, int indent) {
    out.append(", ").append(name).append("={");
    if (context.form().canonicalNames()) {
      for (int i = 0; i < list.size(); i++) {
        out.append(i > 0 ? ",\n" : "\n");
        computations.writeBody(list.get(i), indent);
      }
      out.append("\n}");
    } else {
      out.append(list.stream().map(context::name).collect(Collectors.joining(", "))).append('}');
    }
  }

  /** A custom call's computations are {@code called_computations} however they were given. */
  private void writeOfCustomCall(List<HloComputation> list, int indent) {
    if (list.isEmpty()) {
      return;
    }
    if (!context.form().canonicalNames()) {
      writeList(Attribute.CALLED_COMPUTATIONS.name(), list, indent);
      return;
    }
    out.append(", calls=\n");
    for (int i = 0; i < list.size(); i++) {
      out.append(i > 0 ? ", " : "");
      computations.writeBody(list.get(i), indent);
    }
  }
}
