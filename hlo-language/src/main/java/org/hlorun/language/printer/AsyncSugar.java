package org.hlorun.language.printer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.shape.Shape;
import org.hlorun.language.shape.TupleShape;

/**
 * Which asynchronous calls are written as {@code <op>-start}, {@code -update} and {@code -done} of
 * the one instruction that the called computation wraps. Such a computation is not printed, so
 * everything about it must follow from the start instruction: its parameters are the operands of
 * its root in order, its shapes are those in the start's shape, its thread is the start's, and
 * nobody else calls it.
 */
final class AsyncSugar {
  /** What a parameter may say; only where it came from is lost. */
  private static final Set<Attribute<?>> PLAIN_PARAMETER =
      Set.of(Attribute.PARAMETER_NUMBER, Attribute.METADATA, Attribute.ORIGIN);

  private final Set<HloComputation> calledOtherwise = new HashSet<>();
  private final Map<HloInstruction, Optional<HloInstruction>> wrapped = new HashMap<>();
  private final Set<HloComputation> hidden = new HashSet<>();

  AsyncSugar(HloModule module) {
    List<HloInstruction> starts = new ArrayList<>();
    for (HloComputation computation : module.computations()) {
      for (HloInstruction instruction : computation.instructions()) {
        if (instruction.opcode() == Opcode.ASYNC_START) {
          starts.add(instruction);
        } else if (instruction.opcode() != Opcode.ASYNC_UPDATE
            && instruction.opcode() != Opcode.ASYNC_DONE) {
          calledOtherwise.addAll(instruction.calledComputations());
        }
      }
    }
    for (HloInstruction start : starts) {
      Optional<HloInstruction> root =
          start.attributes().find(Attribute.CALLS).flatMap(callee -> wrapped(start, callee));
      wrapped.put(start, root);
      root.ifPresent(instruction -> hidden.add(instruction.parent()));
    }
    for (HloInstruction start : starts) {
      // Another start may need the computation to be printed.
      if (wrapped.get(start).isEmpty()) {
        start.attributes().find(Attribute.CALLS).ifPresent(hidden::remove);
      }
    }
  }

  /** Whether all callers of a computation say in their own line what it does. */
  boolean isHidden(HloComputation computation) {
    return hidden.contains(computation);
  }

  /**
   * The instruction that an async instruction is written as, if it is.
   *
   * @param instruction a start, update or done
   */
  Optional<HloInstruction> wrapped(HloInstruction instruction) {
    List<HloInstruction> chain = new ArrayList<>();
    HloInstruction link = instruction;
    while (!wrapped.containsKey(link) && isContinuation(link)) {
      chain.add(link);
      link = link.operand(0);
    }
    Optional<HloInstruction> root = wrapped.getOrDefault(link, Optional.empty());
    chain.forEach(continuation -> wrapped.put(continuation, root));
    return root;
  }

  private static boolean isContinuation(HloInstruction instruction) {
    return (instruction.opcode() == Opcode.ASYNC_UPDATE
            || instruction.opcode() == Opcode.ASYNC_DONE)
        && instruction.operandCount() > 0;
  }

  private Optional<HloInstruction> wrapped(HloInstruction start, HloComputation callee) {
    HloInstruction root = callee.root();
    boolean expressible =
        !calledOtherwise.contains(callee)
            && hasSugar(root.opcode())
            && wrapsOnlyRoot(callee)
            && shapesFollow(start, callee)
            && threadOf(start).equals(callee.executionThread())
            && agree(start, root, Attribute.FRONTEND_ATTRIBUTES)
            && agree(start, root, Attribute.STATISTICS)
            && !root.has(Attribute.SHARDING)
            && agree(start, root, Attribute.BACKEND_CONFIG)
            && agree(start, root, Attribute.OUTPUT_TO_OPERAND_ALIASING);
    return expressible ? Optional.of(root) : Optional.empty();
  }

  /** Opcodes with start and done forms of their own are written differently. */
  private static boolean hasSugar(Opcode opcode) {
    return opcode != Opcode.PARAMETER
        && opcode != Opcode.CONSTANT
        && Opcode.of(opcode.mnemonic() + "-start").isEmpty()
        && Opcode.of(opcode.mnemonic() + "-done").isEmpty()
        && opcode != Opcode.ASYNC_START
        && opcode != Opcode.ASYNC_UPDATE
        && opcode != Opcode.ASYNC_DONE;
  }

  private static boolean wrapsOnlyRoot(HloComputation callee) {
    HloInstruction root = callee.root();
    return callee.instructions().size() == root.operandCount() + 1
        && root.controlPredecessors().isEmpty()
        && callee.parameters().equals(root.operands())
        && callee.parameters().stream().allMatch(AsyncSugar::isPlain);
  }

  private static boolean isPlain(HloInstruction parameter) {
    return PLAIN_PARAMETER.containsAll(parameter.attributes().keys())
        && parameter.controlPredecessors().isEmpty();
  }

  private static boolean shapesFollow(HloInstruction start, HloComputation callee) {
    return start.shape() instanceof TupleShape shape
        && shape.size() >= 2
        && shape.element(0) instanceof TupleShape parameters
        && parameters.equals(new TupleShape(parameterShapes(callee)))
        && shape.element(1).equals(callee.root().shape());
  }

  private static List<Shape> parameterShapes(HloComputation callee) {
    return callee.root().operands().stream().map(HloInstruction::shape).toList();
  }

  private static String threadOf(HloInstruction start) {
    return start.find(Attribute.ASYNC_EXECUTION_THREAD).orElse(HloComputation.MAIN_THREAD);
  }

  /** Whether one line can state an attribute for both the start and the wrapped instruction. */
  private static boolean agree(HloInstruction start, HloInstruction root, Attribute<?> attribute) {
    return !root.has(attribute)
        || !start.has(attribute)
        || Objects.equals(root.find(attribute), start.find(attribute));
  }
}
