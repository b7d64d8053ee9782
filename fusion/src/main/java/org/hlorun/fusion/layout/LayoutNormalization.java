package org.hlorun.fusion.layout;

import java.util.List;
import org.hlorun.fusion.pass.HloPass;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.shape.Shape;

/**
 * Gives every instruction the default layout: row major, without tiles, memory spaces and other
 * properties. Values do not depend on layouts, with one exception, which is rewritten first: a
 * {@code bitcast} becomes transposes, reshapes and bitcast-converts ({@link BitcastExpansion}).
 *
 * <p>{@code entry_computation_layout} stays as it is; it describes the buffers of a caller.
 */
public final class LayoutNormalization implements HloPass {
  @Override
  public String name() {
    return "layout-normalization";
  }

  /**
   * @throws org.hlorun.language.diagnostic.HloException ({@code UNSUPPORTED}) if a bitcast depends
   *     on tiles or on the packing of elements below a byte
   */
  @Override
  public boolean run(HloModule module) {
    boolean changed = false;
    for (HloComputation computation : module.computations()) {
      changed |= expandBitcasts(computation);
      for (HloInstruction instruction : computation.instructions()) {
        changed |= normalize(instruction);
      }
    }
    return changed;
  }

  /** Users first: what stands in for a bitcast does not have the layout that its users read. */
  private static boolean expandBitcasts(HloComputation computation) {
    boolean changed = false;
    for (HloInstruction instruction : List.copyOf(computation.instructions()).reversed()) {
      if (instruction.opcode() == Opcode.BITCAST) {
        HloInstruction expanded = BitcastExpansion.of(instruction);
        if (expanded != instruction) {
          computation.replaceAllUses(instruction, expanded);
          computation.remove(instruction);
          changed = true;
        }
      }
    }
    if (changed) {
      computation.sortTopologically();
    }
    return changed;
  }

  private static boolean normalize(HloInstruction instruction) {
    Shape shape = instruction.shape();
    Shape normal = shape.withDefaultLayout();
    if (normal.equals(shape)) {
      return false;
    }
    instruction.setShape(normal);
    if (instruction.opcode() == Opcode.CONSTANT
        && instruction.find(Attribute.VALUE).orElse(null) instanceof ArrayLiteral value) {
      instruction.set(Attribute.VALUE, value.withShape(normal.asArray()));
    }
    return true;
  }
}
