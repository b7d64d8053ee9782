package org.hlorun.conformance.generator;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hlorun.language.attribute.ComparisonDirection;
import org.hlorun.language.attribute.FusionKind;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.Attributes;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;

/** Loops that end, branches, calls, fusions. */
final class ControlSteps {
  private static final int MAX_TRIPS = 5;

  private ControlSteps() {}

  /** So many values, any of them several times. */
  private static List<Value> some(Body body, int low, int high) {
    List<Value> values = new ArrayList<>();
    int count = body.draw.between(low, high);
    for (int i = 0; i < count; i++) {
      body.find(v -> true).ifPresent(values::add);
    }
    return values;
  }

  /** Gives a new computation values of the ranges of others, as parameters or in one tuple. */
  private static void receive(Body callee, Value operand) {
    Value parameter = callee.parameter(operand.instruction().shape(), operand.ranges());
    if (!parameter.isArray()) {
      MiscellaneousSteps.takeApart(callee, parameter);
    }
  }

  /** A loop of a few trips: of a number that is a constant, or that depends on the data besides. */
  static boolean loop(Body body) {
    List<Value> carried = some(body, 1, 4);
    if (carried.isEmpty()) {
      return false;
    }
    List<Value> state = new ArrayList<>();
    state.add(body.scalar(ElementType.S32, 0));
    List<Range> ranges = new ArrayList<>(List.of(Range.integers(MAX_TRIPS)));
    for (Value value : carried) {
      state.add(value);
      boolean exact = value.range().isExact() && value.type().isFloat();
      ranges.add(exact ? value.range().withOpenZero() : value.range().unknown(value.type()));
    }
    Value initial = body.tuple(state);
    HloComputation inner = loopBody(body, initial, ranges);
    HloComputation condition = condition(body, initial, ranges);
    Attributes attributes =
        Attributes.of(Attribute.CONDITION, condition).with(Attribute.BODY, inner);
    Value result =
        body.add(Opcode.WHILE, initial.instruction().shape(), ranges, attributes, List.of(initial));
    body.elements(result);
    return true;
  }

  private static HloComputation loopBody(Body body, Value initial, List<Range> ranges) {
    Body inner = new Body(body.draft, "body", body.depth + 1);
    Value parameter = inner.parameter(initial.instruction().shape(), ranges);
    List<Value> elements = inner.elements(parameter);
    Steps.add(inner, inner.draw.between(1, 5));
    List<Value> next = new ArrayList<>();
    Value one = inner.scalar(ElementType.S32, 1);
    Range counter = ranges.getFirst();
    next.add(inner.add(Opcode.ADD, counter, Attributes.none(), elements.getFirst(), one));
    for (int i = 1; i < elements.size(); i++) {
      Value element = elements.get(i);
      Range range = ranges.get(i);
      boolean keep = inner.draw.percent(20);
      next.add(
          inner
              .find(v -> !keep && v.hasShape(element.shape()) && range.contains(v.range()))
              .orElse(element));
    }
    inner.computation.setRoot(inner.tuple(next).instruction());
    return inner.computation;
  }

  private static HloComputation condition(Body body, Value initial, List<Range> ranges) {
    Body inner = new Body(body.draft, "condition", body.depth + 1);
    Value parameter = inner.parameter(initial.instruction().shape(), ranges);
    Value counter = inner.elements(parameter).getFirst();
    Value limit = inner.scalar(ElementType.S32, inner.draw.between(0, MAX_TRIPS));
    Value go =
        inner.add(
            Opcode.COMPARE,
            Range.integers(1),
            Attributes.of(Attribute.DIRECTION, ComparisonDirection.LT),
            counter,
            limit);
    Optional<Value> scalar =
        inner.find(
            v -> v.rank() == 0 && v.type() != ElementType.S32 && ElementwiseSteps.isComputable(v));
    if (scalar.isPresent() && inner.draw.percent(60)) {
      Value other = inner.like(scalar.get().shape());
      Value more = ElementwiseSteps.compare(inner, scalar.get(), other);
      go = inner.add(Opcode.AND, Range.integers(1), Attributes.none(), go, more);
    }
    inner.computation.setRoot(go.instruction());
    return inner.computation;
  }

  static boolean conditional(Body body) {
    List<Value> models = List.of();
    boolean indexed = body.draw.percent(40);
    int branches = indexed ? body.draw.between(1, 4) : 2;
    List<Value> operands = new ArrayList<>();
    ElementType type = indexed ? ElementType.S32 : ElementType.PRED;
    operands.add(body.like(ArrayShape.scalar(type)));
    List<HloComputation> computations = new ArrayList<>();
    List<Range> ranges = null;
    for (int i = 0; i < branches; i++) {
      Value operand = branchOperand(body);
      operands.add(operand);
      Branch branch = branch(body, operand, models);
      models = branch.results();
      Value root = branch.root();
      computations.add(root.instruction().parent());
      ranges = ranges == null ? root.ranges() : union(ranges, root.ranges());
    }
    Attributes attributes =
        indexed
            ? Attributes.of(Attribute.BRANCH_COMPUTATIONS, computations)
            : Attributes.of(Attribute.TRUE_COMPUTATION, computations.get(0))
                .with(Attribute.FALSE_COMPUTATION, computations.get(1));
    var shape = computations.getFirst().root().shape();
    Value result = body.add(Opcode.CONDITIONAL, shape, ranges, attributes, operands);
    if (!result.isArray()) {
      MiscellaneousSteps.takeApart(body, result);
    }
    return true;
  }

  private static Value branchOperand(Body body) {
    List<Value> given = some(body, 1, 3);
    return given.size() == 1 && body.draw.percent(60) ? given.getFirst() : body.tuple(given);
  }

  /** The values that a branch gives, and its root: the value itself if there is only one. */
  private record Branch(List<Value> results, Value root) {}

  /** A branch that computes values of the shapes of others, or of its own choice. */
  private static Branch branch(Body body, Value operand, List<Value> models) {
    Body inner = new Body(body.draft, "branch", body.depth + 1);
    receive(inner, operand);
    Steps.add(inner, inner.draw.between(0, 4));
    List<Value> results = new ArrayList<>();
    if (models.isEmpty()) {
      List<Value> known = inner.arrays();
      int count = Math.min(known.size(), inner.draw.between(1, 3));
      results.addAll(known.subList(known.size() - count, known.size()));
    } else {
      for (Value model : models) {
        results.add(inner.like(model.shape().withDefaultLayout()));
      }
    }
    Value root = results.size() == 1 ? results.getFirst() : inner.tuple(results);
    inner.computation.setRoot(root.instruction());
    return new Branch(results, root);
  }

  private static List<Range> union(List<Range> left, List<Range> right) {
    List<Range> ranges = new ArrayList<>();
    for (int i = 0; i < left.size(); i++) {
      ranges.add(left.get(i).union(right.get(i)));
    }
    return ranges;
  }

  static boolean call(Body body) {
    List<Value> operands = some(body, 1, 4);
    if (operands.isEmpty()) {
      return false;
    }
    Body callee = new Body(body.draft, "function", body.depth + 1);
    operands.forEach(operand -> receive(callee, operand));
    Steps.add(callee, callee.draw.between(1, 6));
    Value root = root(callee);
    int calls = body.draw.percent(30) ? 2 : 1;
    for (int i = 0; i < calls; i++) {
      invoke(
          body, Opcode.CALL, Attributes.of(Attribute.TO_APPLY, callee.computation), operands, root);
    }
    return true;
  }

  static boolean fusion(Body body) {
    List<Value> operands = some(body, 1, 4);
    if (operands.isEmpty()) {
      return false;
    }
    Body callee = new Body(body.draft, "fused", body.depth + 1);
    operands.forEach(operand -> receive(callee, operand));
    Steps.add(callee, callee.draw.between(1, 6), Steps.FUSIBLE);
    Value root = root(callee);
    Attributes attributes =
        Attributes.of(Attribute.FUSION_KIND, FusionKind.LOOP)
            .with(Attribute.CALLS, callee.computation);
    invoke(body, Opcode.FUSION, attributes, operands, root);
    return true;
  }

  /** Makes the last value, or a tuple of some, the root. */
  private static Value root(Body callee) {
    List<Value> last = callee.arrays();
    Value root = callee.draw.percent(50) ? last.getLast() : callee.tuple(some(callee, 1, 3));
    callee.computation.setRoot(root.instruction());
    return root;
  }

  private static void invoke(
      Body body, Opcode opcode, Attributes attributes, List<Value> operands, Value root) {
    Value result =
        body.add(opcode, root.instruction().shape(), root.ranges(), attributes, operands);
    if (!result.isArray()) {
      MiscellaneousSteps.takeApart(body, result);
    }
  }

  static boolean map(Body body) {
    Optional<Value> operand = body.find(ElementwiseSteps::isComputable);
    if (operand.isEmpty()) {
      return false;
    }
    ArrayShape shape = operand.get().shape();
    List<Value> operands = new ArrayList<>(List.of(operand.get()));
    if (body.draw.percent(50)) {
      operands.add(body.like(shape));
    }
    Body callee = new Body(body.draft, "mapped", body.depth + 1);
    for (Value value : operands) {
      callee.parameter(ArrayShape.scalar(value.type()), value.ranges());
    }
    Steps.add(callee, callee.draw.between(1, 4), Steps.SCALAR);
    Value root = callee.arrays().getLast();
    callee.computation.setRoot(root.instruction());
    Attributes attributes =
        Attributes.of(Attribute.DIMENSIONS, LongList.range(shape.rank()))
            .with(Attribute.TO_APPLY, callee.computation);
    body.add(Opcode.MAP, root.range(), attributes, operands.toArray(Value[]::new));
    return true;
  }
}
