package org.hlorun.fusion.fuse;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;

/**
 * Instructions that are, or would be, one fusion: the members in topological order, and those whose
 * values leave the region. Operands that are no members are its inputs.
 */
public final class Region {
  /** So many members are looked through one by one. */
  private static final int FEW = 16;

  private final List<HloInstruction> members;
  private final List<HloInstruction> outputs;

  /** The members of a large region, once somebody asks for one. */
  private Set<HloInstruction> lookup;

  /**
   * A region.
   *
   * @param members the instructions, operands before users
   * @param outputs members whose values are needed outside, in the order of the outputs
   */
  public Region(List<HloInstruction> members, List<HloInstruction> outputs) {
    this.members = Collections.unmodifiableList(new ArrayList<>(members));
    this.outputs = Collections.unmodifiableList(new ArrayList<>(outputs));
  }

  /** The inside of a fusion instruction; parameters are inputs, a tuple root is no member. */
  public static Region of(HloInstruction fusion) {
    HloComputation fused = fusion.get(Attribute.CALLS);
    HloInstruction root = fused.root();
    boolean multiple = root.opcode() == Opcode.TUPLE;
    List<HloInstruction> members = new ArrayList<>();
    for (HloInstruction instruction : fused.instructions()) {
      if (instruction.opcode() != Opcode.PARAMETER && !(multiple && instruction == root)) {
        members.add(instruction);
      }
    }
    return new Region(members, multiple ? root.operands() : List.of(root));
  }

  /** The instructions, operands before users. */
  public List<HloInstruction> members() {
    return members;
  }

  /** The instructions whose values leave the region. */
  public List<HloInstruction> outputs() {
    return outputs;
  }

  public boolean contains(HloInstruction instruction) {
    if (members.size() <= FEW) {
      return members.contains(instruction);
    }
    if (lookup == null) {
      lookup = new HashSet<>(members);
    }
    return lookup.contains(instruction);
  }

  /** The values read from outside, each once, in the order of their first use. */
  public Set<HloInstruction> inputs() {
    Set<HloInstruction> inputs = new LinkedHashSet<>();
    for (HloInstruction member : members) {
      for (HloInstruction operand : member.operands()) {
        if (!contains(operand)) {
          inputs.add(operand);
        }
      }
    }
    return inputs;
  }
}
