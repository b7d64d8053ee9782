package org.hlorun.language.inference;

import java.util.ArrayList;
import java.util.List;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;
import org.hlorun.language.shape.Shape;
import org.hlorun.language.shape.TokenShape;
import org.hlorun.language.shape.TupleShape;

/** Tuples, calls, loops, branches and tokens. */
final class ControlShapes {
  private ControlShapes() {}

  /** The shape itself if there is one, else a tuple of them. */
  static Shape single(List<? extends Shape> shapes) {
    return shapes.size() == 1 ? shapes.getFirst() : new TupleShape(List.copyOf(shapes));
  }

  /** {@code tuple}. */
  static Shape tuple(List<Shape> operands) {
    TupleShape result = new TupleShape(operands);
    TupleLimits.check(result);
    return result;
  }

  /** {@code get-tuple-element}. */
  static Shape element(Shape operand, long index) {
    Check.that(
        operand instanceof TupleShape,
        "Cannot infer shape: attempt to index into non-tuple: %s.",
        operand);
    TupleShape tuple = operand.asTuple();
    Check.that(
        index >= 0 && index < tuple.size(),
        "Cannot infer shape: attempt to index out of tuple bounds: %d >= %d in shape %s.",
        index,
        tuple.size(),
        tuple);
    return tuple.element((int) index);
  }

  /** {@code call}: the computation's result. */
  static Shape call(List<Shape> operands, Given attributes) {
    Signature callee = Signature.of(attributes.get(Attribute.TO_APPLY));
    checkArguments("Call", callee, operands);
    return callee.result();
  }

  /** Checks that a computation takes the operands. */
  static void checkArguments(String what, Signature callee, List<Shape> operands) {
    Check.that(
        callee.arity() == operands.size(),
        "%s applied function arity must match number of arguments; got: arity: %d, arguments: %d.",
        what,
        callee.arity(),
        operands.size());
    for (int i = 0; i < operands.size(); i++) {
      Check.that(
          callee.parameter(i).isCompatible(operands.get(i)),
          "%s parameter must match argument; got parameter %d shape: %s, argument shape: %s.",
          what,
          i,
          callee.parameter(i),
          operands.get(i));
    }
  }

  /** {@code while}: the shape of the state. */
  static Shape whileLoop(Shape state, Given attributes) {
    Signature condition = Signature.of(attributes.get(Attribute.CONDITION));
    Signature body = Signature.of(attributes.get(Attribute.BODY));
    Check.that(
        condition.arity() == 1, "Condition must take 1 arguments; got %d.", condition.arity());
    Check.that(body.arity() == 1, "Body must take 1 arguments; got %d.", body.arity());
    Check.that(
        condition.result().isCompatible(ArrayShape.scalar(ElementType.PRED)),
        "Condition must return a boolean; got %s.",
        condition.result());
    Check.that(
        body.result().isCompatible(condition.parameter(0))
            && body.result().isCompatible(body.parameter(0))
            && body.result().isCompatible(state),
        "The parameter of condition and body, the result of the body, and init must all have the"
            + " same shape; got Condition: %s; body: %s -> %s; init: %s.",
        condition.parameter(0),
        body.parameter(0),
        body.result(),
        state);
    return state;
  }

  /** {@code conditional}: the result of its branches. */
  static Shape conditional(List<Shape> operands, Given attributes) {
    Shape index = operands.getFirst();
    Check.that(
        index instanceof ArrayShape array
            && (array.elementType() == ElementType.PRED || array.elementType() == ElementType.S32),
        "branch_index must be bool or int32; got %s.",
        index);
    Check.that(index.isScalar(), "branch_index must be scalar; got %s.", index);
    boolean two = index.asArray().elementType() == ElementType.PRED;
    List<HloComputation> branches = branches(attributes, two);
    Check.that(!branches.isEmpty(), "A conditional must have at least one branch computation.");
    Check.that(
        branches.size() == operands.size() - 1,
        "A conditional takes one operand per branch computation; got %d operands for %d branches.",
        operands.size() - 1,
        branches.size());
    List<Signature> signatures = branches.stream().map(Signature::of).toList();
    Shape result = signatures.getFirst().result();
    for (int i = 0; i < branches.size(); i++) {
      checkBranch(signatures.get(i), i, operands.get(i + 1), result);
    }
    return result;
  }

  private static List<HloComputation> branches(Given attributes, boolean two) {
    if (attributes.has(Attribute.BRANCH_COMPUTATIONS)) {
      Check.that(
          !two,
          "A conditional on a predicate takes true_computation and false_computation, not"
              + " branch_computations.");
      return attributes.get(Attribute.BRANCH_COMPUTATIONS);
    }
    Check.that(
        two, "A conditional on an s32 index takes branch_computations, not true and false ones.");
    return List.of(
        attributes.get(Attribute.TRUE_COMPUTATION), attributes.get(Attribute.FALSE_COMPUTATION));
  }

  private static void checkBranch(Signature branch, int number, Shape operand, Shape result) {
    Check.that(
        branch.arity() == 1,
        "branch computation %d must take 1 argument; got %d.",
        number,
        branch.arity());
    Check.that(
        branch.parameter(0).isCompatible(operand),
        "branch operand %d must match the shape of the only parameter of branch computation %d:"
            + " got %s and %s.",
        number,
        number,
        operand,
        branch.parameter(0));
    Check.that(
        branch.result().isCompatible(result),
        "the result of branch 0 computation and branch %d computation must have the same shape:"
            + " got %s and %s.",
        number,
        result,
        branch.result());
  }

  /** {@code after-all}: a token of tokens. */
  static Shape afterAll(List<Shape> operands) {
    List<Shape> others = new ArrayList<>(operands);
    others.removeIf(Shape::isToken);
    Check.that(
        others.isEmpty(),
        "All operands of after-all must be tokens, but one is %s.",
        others.isEmpty() ? "" : others.getFirst());
    return TokenShape.INSTANCE;
  }

  /** {@code add-dependency}: the value's shape. */
  static Shape addDependency(Shape value, Shape token) {
    Check.that(
        token.isToken(), "The second operand of add-dependency must be a token; got %s.", token);
    return value;
  }
}
