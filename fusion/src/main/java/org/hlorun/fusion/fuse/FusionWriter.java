package org.hlorun.fusion.fuse;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.hlorun.fusion.rewrite.DeadInstructions;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.Attributes;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.ModuleCloner;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.shape.Shape;
import org.hlorun.language.shape.TupleShape;

/** Replaces the groups of one computation by fusion instructions. */
final class FusionWriter {
  private final HloComputation computation;
  private final FusionReport report;
  private final List<HloComputation> fused = new ArrayList<>();

  /** What stands in for the outputs of the groups written so far. */
  private final Map<HloInstruction, HloInstruction> replacements = new LinkedHashMap<>();

  private final List<Region> written = new ArrayList<>();

  FusionWriter(HloComputation computation, FusionReport report) {
    this.computation = computation;
    this.report = report;
  }

  /** The computations that were made, to be placed before the one that calls them. */
  List<HloComputation> fused() {
    return fused;
  }

  /** Writes all groups that are worth a fusion; returns whether there was one. */
  boolean write(Merger merger) {
    computation.setRoot(computation.root()); // fusions are added behind it
    for (KernelGroup group : KernelGroups.of(merger.graph().nodes())) {
      Region region = group.isFusable() ? merger.graph().region(group.members) : null;
      if (region != null && isWorthIt(region)) {
        replace(region, group.verdict.form());
        report.addFusion(group.verdict.form());
      } else {
        for (KernelNode member : group.members) {
          Outside.explain(merger, group, member.instruction, report);
        }
      }
    }
    if (!fused.isEmpty()) {
      redirectUsers();
      written.reversed().forEach(this::removeMembers);
      removeDead();
      computation.sortTopologically();
    }
    return !fused.isEmpty();
  }

  /** A single instruction needs no fusion, with scalar constants beside it or not. */
  private static boolean isWorthIt(Region region) {
    return !region.outputs().isEmpty() && works(region) > 1;
  }

  private static int works(Region region) {
    int count = 0;
    for (HloInstruction member : region.members()) {
      count += member.opcode() == Opcode.CONSTANT ? 0 : 1;
    }
    return count;
  }

  private void replace(Region region, FusionForm form) {
    List<HloInstruction> inputs = List.copyOf(region.inputs());
    HloComputation inside = fusedComputation(region, form, inputs);
    Attributes attributes =
        Attributes.of(Attribute.FUSION_KIND, form.kind()).with(Attribute.CALLS, inside);
    List<HloInstruction> outputs = region.outputs();
    Attributes rootAttributes = outputs.getLast().attributes();
    if (rootAttributes.has(Attribute.METADATA)) {
      attributes =
          attributes.with(
              Attribute.METADATA, rootAttributes.find(Attribute.METADATA).orElseThrow());
    }
    HloInstruction fusion =
        computation.add(
            form.prefix(),
            Opcode.FUSION,
            inside.root().shape(),
            present(inputs), // groups come in topological order
            attributes);
    for (int i = 0; i < outputs.size(); i++) {
      replacements.put(outputs.get(i), outputs.size() == 1 ? fusion : element(fusion, i));
    }
    written.add(region);
  }

  private List<HloInstruction> present(List<HloInstruction> instructions) {
    List<HloInstruction> present = new ArrayList<>(instructions.size());
    for (HloInstruction instruction : instructions) {
      present.add(present(instruction));
    }
    return present;
  }

  /** The value that an instruction has now. */
  private HloInstruction present(HloInstruction instruction) {
    return replacements.getOrDefault(instruction, instruction);
  }

  /** Makes all users of outputs use what stands in for them, each user once. */
  private void redirectUsers() {
    Set<HloInstruction> users = new LinkedHashSet<>();
    replacements.keySet().forEach(output -> users.addAll(output.users()));
    for (HloInstruction user : users) {
      user.replaceOperands(present(user.operands()));
    }
    computation.setRoot(present(computation.root()));
  }

  /** Removes what only the members of a group needed: they must not keep each other alive. */
  private void removeMembers(Region region) {
    for (HloInstruction member : region.members().reversed()) {
      if (DeadInstructions.isPresent(member) && member.users().isEmpty() && !member.isRoot()) {
        computation.remove(member);
      }
    }
  }

  private HloInstruction element(HloInstruction fusion, int index) {
    return computation.add(
        fusion.name() + ".element",
        Opcode.GET_TUPLE_ELEMENT,
        fusion.shape().asTuple().element(index),
        List.of(fusion),
        Attributes.of(Attribute.INDEX, (long) index));
  }

  private HloComputation fusedComputation(
      Region region, FusionForm form, List<HloInstruction> inputs) {
    HloComputation inside = computation.module().addComputation("fused_" + form.prefix());
    fused.add(inside);
    Map<HloInstruction, HloInstruction> copies = new HashMap<>();
    for (int i = 0; i < inputs.size(); i++) {
      copies.put(
          inputs.get(i),
          inside.add(
              "param_" + i,
              Opcode.PARAMETER,
              inputs.get(i).shape(),
              List.of(),
              Attributes.of(Attribute.PARAMETER_NUMBER, (long) i)));
    }
    for (HloInstruction member : region.members()) {
      copies.put(member, ModuleCloner.copyInto(inside, member, copies, UnaryOperator.identity()));
    }
    List<HloInstruction> results = region.outputs().stream().map(copies::get).toList();
    if (results.size() == 1) {
      inside.setRoot(results.getFirst());
    } else {
      List<Shape> shapes = results.stream().map(HloInstruction::shape).toList();
      inside.setRoot(
          inside.add("results", Opcode.TUPLE, new TupleShape(shapes), results, Attributes.none()));
    }
    return inside;
  }

  /** Removes recomputed instructions that no kernel reads from memory. */
  private void removeDead() {
    for (HloInstruction instruction : List.copyOf(computation.instructions()).reversed()) {
      boolean movement = FusableOps.isLoop(instruction) || instruction.opcode() == Opcode.CONSTANT;
      if (movement && instruction.users().isEmpty() && !instruction.isRoot()) {
        computation.remove(instruction);
      }
    }
  }
}
