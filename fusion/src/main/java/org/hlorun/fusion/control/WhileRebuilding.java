package org.hlorun.fusion.control;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.hlorun.fusion.rewrite.Effects;
import org.hlorun.fusion.rewrite.InstructionBuilder;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.Attributes;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.ModuleCloner;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.shape.Shape;
import org.hlorun.language.shape.TupleShape;

/**
 * Makes a loop anew that carries other elements: some of the old ones in their order, then values
 * from outside that stand in for instructions of the body.
 */
final class WhileRebuilding {
  private final WhileLoop loop;
  private final List<Integer> kept;

  /** Where an old element is in the new tuple. */
  private final Map<Integer, Integer> places = new HashMap<>();

  private final List<HloInstruction> hoisted;
  private final Effects effects;
  private final TupleShape shape;

  /**
   * @param kept the indices of the elements that stay
   * @param hoisted instructions of the body that do not change from iteration to iteration
   */
  WhileRebuilding(
      WhileLoop loop, List<Integer> kept, List<HloInstruction> hoisted, Effects effects) {
    this.loop = loop;
    this.kept = kept;
    kept.forEach(k -> places.put(k, places.size()));
    this.hoisted = hoisted;
    this.effects = effects;
    List<Shape> shapes = new ArrayList<>();
    kept.forEach(k -> shapes.add(loop.instruction().shape().asTuple().element(k)));
    hoisted.forEach(h -> shapes.add(h.shape()));
    this.shape = new TupleShape(shapes);
  }

  /**
   * Puts the new loop into the place of the old one.
   *
   * @param outside the values that the hoisted instructions have
   * @param made instructions made already, to which the new ones are added
   */
  List<HloInstruction> rebuild(List<HloInstruction> outside, List<HloInstruction> made) {
    HloInstruction old = loop.instruction();
    InstructionBuilder builder = new InstructionBuilder(old);
    List<HloInstruction> inits = new ArrayList<>();
    kept.forEach(k -> inits.add(loop.init(k, builder, made)));
    inits.addAll(outside);
    HloInstruction init = builder.tuple(inits);
    Attributes attributes =
        old.attributes()
            .without(Attribute.BACKEND_CONFIG)
            .without(Attribute.SHARDING)
            .with(Attribute.BODY, copyBody())
            .with(Attribute.CONDITION, copyCondition());
    HloInstruction fresh = builder.add(Opcode.WHILE, shape, List.of(init), attributes);
    made.add(init);
    made.add(fresh);
    List<HloInstruction> elements = new ArrayList<>();
    for (int i = 0; i < loop.size(); i++) {
      Integer index = places.get(i);
      if (index == null) {
        elements.add(loop.init(i, builder, made)); // nobody looks at it
      } else {
        elements.add(builder.element(fresh, index));
        made.add(elements.getLast());
      }
    }
    HloInstruction result = builder.tuple(elements);
    made.add(result);
    old.parent().replaceAllUses(old, result);
    old.parent().remove(old);
    return made;
  }

  private HloComputation copyBody() {
    HloInstruction root = loop.body().root();
    List<HloInstruction> results = new ArrayList<>();
    kept.forEach(k -> results.add(root.operand(k)));
    HloComputation copy = target(loop.body());
    HloInstruction parameter = WhileLoop.parameter(copy);
    Map<HloInstruction, HloInstruction> copies = new HashMap<>();
    InstructionBuilder builder = new InstructionBuilder(parameter);
    List<HloInstruction> constant = new ArrayList<>();
    for (int i = 0; i < hoisted.size(); i++) {
      constant.add(builder.element(parameter, kept.size() + i));
      copies.put(hoisted.get(i), constant.getLast());
    }
    copyNeeded(loop.body(), results, copy, copies);
    List<HloInstruction> elements = new ArrayList<>();
    results.forEach(r -> elements.add(copies.get(r)));
    elements.addAll(constant);
    copy.setRoot(new InstructionBuilder(parameter).tuple(elements));
    return copy;
  }

  private HloComputation copyCondition() {
    HloComputation copy = target(loop.condition());
    Map<HloInstruction, HloInstruction> copies = new HashMap<>();
    HloInstruction root = loop.condition().root();
    copyNeeded(loop.condition(), List.of(root), copy, copies);
    copy.setRoot(copies.get(root));
    return copy;
  }

  /** An empty copy with a parameter of the new shape. */
  private HloComputation target(HloComputation source) {
    HloComputation copy = source.module().addComputation(source.name());
    copy.setExecutionThread(source.executionThread());
    copy.add(
        WhileLoop.parameter(source).name(),
        Opcode.PARAMETER,
        shape,
        List.of(),
        Attributes.of(Attribute.PARAMETER_NUMBER, 0L));
    return copy;
  }

  private void copyNeeded(
      HloComputation source,
      List<HloInstruction> results,
      HloComputation target,
      Map<HloInstruction, HloInstruction> copies) {
    Set<HloInstruction> needed = new HashSet<>(results);
    for (HloInstruction instruction : source.instructions().reversed()) {
      if (effects.hasEffect(instruction)) {
        needed.add(instruction);
      }
      if (needed.contains(instruction) && !copies.containsKey(instruction)) {
        needed.addAll(instruction.operands());
      }
    }
    HloInstruction parameter = WhileLoop.parameter(source);
    for (HloInstruction instruction : source.instructions()) {
      if (!needed.contains(instruction)
          || copies.containsKey(instruction)
          || instruction == parameter) {
        continue;
      }
      copies.put(
          instruction,
          instruction.operands().contains(parameter)
              ? element(instruction, target)
              : ModuleCloner.copyInto(target, instruction, copies, UnaryOperator.identity()));
    }
  }

  private HloInstruction element(HloInstruction element, HloComputation target) {
    int index = places.get(Math.toIntExact(element.get(Attribute.INDEX)));
    return new InstructionBuilder(WhileLoop.parameter(target))
        .element(WhileLoop.parameter(target), index);
  }
}
