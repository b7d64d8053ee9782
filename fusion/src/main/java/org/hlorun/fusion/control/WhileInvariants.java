package org.hlorun.fusion.control;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hlorun.fusion.pass.HloPass;
import org.hlorun.fusion.rewrite.Constants;
import org.hlorun.fusion.rewrite.InstructionBuilder;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.ir.Opcode;

/**
 * Elements that a loop hands on as they are. With {@code x} such an element's beginning:
 *
 * <pre>
 * get-tuple-element(while(tuple(..., x, ...)), i) => x
 * get-tuple-element(parameter of body or condition, i) => x, if x is a constant or a splat
 * </pre>
 */
public final class WhileInvariants implements HloPass {
  /** The greatest number of elements of a constant that is copied into a loop. */
  private static final long MAX_CONSTANT = 256;

  @Override
  public String name() {
    return "while-invariants";
  }

  @Override
  public boolean run(HloModule module) {
    if (!module.hasAny(List.of(Opcode.WHILE))) {
      return false;
    }
    Map<HloComputation, Integer> callers = new HashMap<>();
    List<WhileLoop> loops = new ArrayList<>();
    for (HloComputation computation : module.computations()) {
      for (HloInstruction instruction : computation.instructions()) {
        WhileLoop.of(instruction).ifPresent(loops::add);
        instruction.calledComputations().forEach(c -> callers.merge(c, 1, Integer::sum));
      }
    }
    boolean changed = false;
    for (WhileLoop loop : loops) {
      changed |= forward(loop, callers);
    }
    if (changed) {
      module.computations().forEach(HloComputation::sortTopologically);
    }
    return changed;
  }

  private static boolean forward(WhileLoop loop, Map<HloComputation, Integer> callers) {
    Map<Integer, List<HloInstruction>> outside = elements(loop.instruction());
    List<Map<Integer, List<HloInstruction>>> inside = new ArrayList<>();
    for (HloComputation computation : List.of(loop.body(), loop.condition())) {
      if (callers.get(computation) == 1) {
        inside.add(elements(WhileLoop.parameter(computation)));
      }
    }
    boolean changed = false;
    for (int i = 0; i < loop.size(); i++) {
      HloInstruction init = loop.isInvariant(i) ? loop.knownInit(i).orElse(null) : null;
      if (init != null) {
        changed |= forwardOutside(outside.getOrDefault(i, List.of()), init);
        for (Map<Integer, List<HloInstruction>> elements : inside) {
          changed |= forwardInside(elements.getOrDefault(i, List.of()), i, init);
        }
      }
    }
    return changed;
  }

  /** The get-tuple-elements of a tuple by index. */
  private static Map<Integer, List<HloInstruction>> elements(HloInstruction tuple) {
    Map<Integer, List<HloInstruction>> elements = new HashMap<>();
    for (HloInstruction user : tuple.users()) {
      if (user.opcode() == Opcode.GET_TUPLE_ELEMENT) {
        int index = Math.toIntExact(user.get(Attribute.INDEX));
        elements.computeIfAbsent(index, i -> new ArrayList<>()).add(user);
      }
    }
    return elements;
  }

  private static boolean forwardOutside(List<HloInstruction> elements, HloInstruction init) {
    boolean changed = false;
    for (HloInstruction element : elements) {
      if (!element.users().isEmpty() || element.isRoot()) {
        element.parent().replaceAllUses(element, init);
        changed = true;
      }
    }
    return changed;
  }

  private static boolean forwardInside(
      List<HloInstruction> elements, int index, HloInstruction init) {
    boolean constant =
        Constants.splat(init).isPresent()
            || Constants.value(init).filter(v -> v.elementCount() <= MAX_CONSTANT).isPresent();
    if (!constant) {
      return false;
    }
    HloInstruction copy = null;
    for (HloInstruction element : elements) {
      for (HloInstruction user : List.copyOf(element.users())) {
        if (!isHandingOn(user, element, index)) {
          copy = copy == null ? copy(init, element) : copy;
          replaceOperand(user, element, copy);
        }
      }
    }
    return copy != null;
  }

  private static HloInstruction copy(HloInstruction constant, HloInstruction place) {
    InstructionBuilder builder = new InstructionBuilder(place);
    return Constants.value(constant)
        .map(builder::constant)
        .orElseGet(
            () ->
                builder.splat(
                    builder.constant(Constants.splat(constant).orElseThrow()),
                    constant.shape().asArray().dimensions()));
  }

  /** Whether a user is the tuple at the end of the body, which has the element in its own place. */
  private static boolean isHandingOn(HloInstruction user, HloInstruction element, int index) {
    return user.isRoot()
        && user.opcode() == Opcode.TUPLE
        && user.operand(index) == element
        && user.operands().stream().filter(element::equals).count() == 1;
  }

  private static void replaceOperand(
      HloInstruction user, HloInstruction element, HloInstruction replacement) {
    for (int i = 0; i < user.operandCount(); i++) {
      if (user.operand(i) == element) {
        user.replaceOperand(i, replacement);
      }
    }
  }
}
