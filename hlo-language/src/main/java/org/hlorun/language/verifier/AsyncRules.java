package org.hlorun.language.verifier;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.hlorun.language.inference.Signature;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.shape.Shape;
import org.hlorun.language.shape.TupleShape;

/** Chains {@code async-start}, {@code async-update}*, {@code async-done} (I14). */
final class AsyncRules {
  private AsyncRules() {}

  /** ((parameters), result, context...) of a computation that nobody else wraps. */
  static void start(HloInstruction instruction, Facts facts) {
    HloComputation wrapped = wrapped(instruction);
    HloInstruction first = facts.firstAsyncCaller(wrapped, instruction);
    Violation.unless(
        first == instruction,
        Invariant.ASYNC,
        "Computation %s is called by more than one async op.",
        wrapped.name());
    TupleShape shape = chainShape(instruction);
    Signature signature = Signature.of(wrapped);
    checkBound(instruction.operandCount(), shape.element(0).asTuple(), signature);
    Violation.unless(
        shape.element(1).isCompatible(signature.result()),
        Invariant.RESULT,
        "The second element of the async shape must be the result of %s, %s, but is %s",
        wrapped.name(),
        signature.result(),
        shape.element(1));
    CallRules.checkAliasing(instruction);
    checkConsumer(instruction);
  }

  /** The first part of the shape lists the parameters that are bound, and perhaps the others. */
  private static void checkBound(int bound, TupleShape listed, Signature signature) {
    boolean compatible = listed.size() >= bound && listed.size() <= signature.arity();
    for (int i = 0; compatible && i < listed.size(); i++) {
      compatible = listed.element(i).isCompatible(signature.parameter(i));
    }
    Violation.unless(
        compatible,
        Invariant.RESULT,
        "The first element of the async shape must list the parameters of %s that are bound, of %s,"
            + " but is %s",
        signature.name(),
        new TupleShape(signature.parameters()),
        listed);
  }

  private static HloComputation wrapped(HloInstruction start) {
    Violation.unless(
        start.has(Attribute.CALLS), Invariant.ASYNC, "async-start must call a computation");
    return start.get(Attribute.CALLS);
  }

  private static TupleShape chainShape(HloInstruction instruction) {
    Violation.unless(
        instruction.shape() instanceof TupleShape tuple
            && tuple.size() >= 2
            && tuple.element(0).isTuple(),
        Invariant.RESULT,
        "AsyncStart and AsyncUpdate expect the shape to be in the form of ((operand0_shape,"
            + " operand1_shape, ...), output_shape, ...); got %s",
        instruction.shape());
    return instruction.shape().asTuple();
  }

  private static void checkConsumer(HloInstruction instruction) {
    Violation.unless(
        instruction.users().size() == 1 && isContinuation(instruction.users().iterator().next()),
        Invariant.ASYNC,
        "The %s instruction must be used by exactly one async-update or async-done",
        instruction.opcode());
  }

  private static boolean isContinuation(HloInstruction user) {
    return user.opcode() == Opcode.ASYNC_UPDATE || user.opcode() == Opcode.ASYNC_DONE;
  }

  static void update(HloInstruction instruction, Facts facts) {
    TupleShape before = chainShape(previous(instruction));
    TupleShape after = chainShape(instruction);
    // An update that binds more parameters may list them.
    List<Shape> expected = new ArrayList<>(before.elements());
    int listed = before.element(0).asTuple().size();
    if (after.element(0).asTuple().size() > listed && instruction.operandCount() > 1) {
      List<Shape> bound = new ArrayList<>(before.element(0).asTuple().elements());
      instruction.operands().stream().skip(1).forEach(operand -> bound.add(operand.shape()));
      expected.set(0, new TupleShape(bound));
    }
    OpcodeRules.expectShape(instruction, new TupleShape(expected));
    checkConsumer(instruction);
  }

  /** The result of the wrapped computation, all of whose parameters were bound on the way. */
  static void done(HloInstruction instruction, Facts facts) {
    previous(instruction);
    Deque<HloInstruction> chain = new ArrayDeque<>();
    HloInstruction link = instruction;
    while (link.opcode() != Opcode.ASYNC_START) {
      link = previous(link);
      chain.push(link);
    }
    checkRepeated(instruction, link);
    List<Shape> arguments = new ArrayList<>();
    for (HloInstruction part : chain) {
      checkRepeated(part, link);
      int skip = part.opcode() == Opcode.ASYNC_START ? 0 : 1;
      part.operands().stream().skip(skip).forEach(operand -> arguments.add(operand.shape()));
    }
    Signature signature = Signature.of(wrapped(link));
    Violation.unless(
        new TupleShape(arguments).isCompatible(new TupleShape(signature.parameters())),
        Invariant.ASYNC,
        "The async chain binds arguments %s, but computation %s takes %s",
        new TupleShape(arguments),
        signature.name(),
        new TupleShape(signature.parameters()));
    OpcodeRules.inferred(instruction, facts);
  }

  private static HloInstruction previous(HloInstruction instruction) {
    HloInstruction previous = instruction.operand(0);
    Violation.unless(
        previous.opcode() == Opcode.ASYNC_START || previous.opcode() == Opcode.ASYNC_UPDATE,
        Invariant.ASYNC,
        "AsyncUpdate and AsyncDone expect an asynchronous operation as their first operand.");
    return previous;
  }

  private static void checkRepeated(HloInstruction link, HloInstruction start) {
    boolean sameCallee = !link.has(Attribute.CALLS) || link.get(Attribute.CALLS) == wrapped(start);
    boolean sameThread =
        !link.has(Attribute.ASYNC_EXECUTION_THREAD)
            || link.attributes()
                .find(Attribute.ASYNC_EXECUTION_THREAD)
                .equals(
                    Optional.of(
                        start
                            .attributes()
                            .find(Attribute.ASYNC_EXECUTION_THREAD)
                            .orElse(HloComputation.MAIN_THREAD)));
    Violation.unless(
        sameCallee && sameThread,
        Invariant.ASYNC,
        "The %s calls another computation, or runs on another thread, than its start",
        link.opcode());
  }
}
