package org.hlorun.language.parser;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.Attributes;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.shape.Shape;

/** A computation while its instructions are being read, and what their names mean. */
final class Scope {
  private record Projection(HloInstruction tuple, long index) {}

  private final HloComputation computation;
  private final boolean single;
  private boolean hasRoot;
  private final Map<String, HloInstruction> byName = new HashMap<>();
  private final Map<Projection, HloInstruction> projections = new HashMap<>();
  private final Map<String, Integer> generated = new HashMap<>();
  private final Map<Long, HloInstruction> parameters = new HashMap<>();
  private final Map<HloInstruction, HloInstruction> asyncStarts = new HashMap<>();

  /**
   * A scope without instructions.
   *
   * @param single whether this is the outermost scope of a single-instruction text, where unknown
   *     operands become parameters
   */
  Scope(HloComputation computation, boolean single) {
    this.computation = computation;
    this.single = single;
  }

  HloComputation computation() {
    return computation;
  }

  boolean isSingle() {
    return single;
  }

  /** The instruction that the text calls {@code name}, or null. */
  HloInstruction find(String name) {
    return byName.get(name);
  }

  Iterable<String> names() {
    return byName.keySet();
  }

  /** Adds an instruction with a name from the text. */
  HloInstruction add(
      String name,
      Opcode opcode,
      Shape shape,
      List<HloInstruction> operands,
      Attributes attributes) {
    HloInstruction instruction = computation.add(name, opcode, shape, operands, attributes);
    byName.put(name, instruction);
    return instruction;
  }

  /** Adds an instruction that has no name in the text: it is called {@code stem} or the like. */
  HloInstruction addUnnamed(
      String stem,
      Opcode opcode,
      Shape shape,
      List<HloInstruction> operands,
      Attributes attributes) {
    String name;
    do {
      int number = generated.merge(stem, 1, Integer::sum) - 1;
      name = number == 0 ? stem : stem + "." + number;
    } while (byName.containsKey(name));
    return add(name, opcode, shape, operands, attributes);
  }

  /** Adds the next parameter of a single-instruction text; {@code name} may be null. */
  HloInstruction addMissingParameter(String name, Shape shape) {
    long number = parameters.size();
    HloInstruction parameter =
        add(
            name == null ? "_" + number : name,
            Opcode.PARAMETER,
            shape,
            List.of(),
            Attributes.of(Attribute.PARAMETER_NUMBER, number));
    parameters.put(number, parameter);
    return parameter;
  }

  boolean hasRoot() {
    return hasRoot;
  }

  /** Makes an instruction the result of the computation. */
  void setRoot(HloInstruction root) {
    hasRoot = true;
    computation.setRoot(root);
  }

  boolean hasParameter(long number) {
    return parameters.containsKey(number);
  }

  void defineParameter(long number, HloInstruction parameter) {
    parameters.put(number, parameter);
  }

  /** The parameters by number. */
  Map<Long, HloInstruction> parameters() {
    return parameters;
  }

  /** The element of a tuple that {@code tuple#index} stands for, made at its first use. */
  HloInstruction project(HloInstruction tuple, long index, String path) {
    return projections.computeIfAbsent(
        new Projection(tuple, index),
        key ->
            addUnnamed(
                path.replace('#', '_'),
                Opcode.GET_TUPLE_ELEMENT,
                tuple.shape().asTuple().element((int) index),
                List.of(tuple),
                Attributes.of(Attribute.INDEX, index)));
  }

  /** The async-start that an async-start or async-update belongs to, or null for anything else. */
  HloInstruction asyncStart(HloInstruction instruction) {
    return asyncStarts.get(instruction);
  }

  void defineAsync(HloInstruction instruction, HloInstruction start) {
    asyncStarts.put(instruction, start);
  }
}
