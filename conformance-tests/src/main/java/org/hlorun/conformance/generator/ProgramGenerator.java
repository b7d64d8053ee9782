package org.hlorun.conformance.generator;

import java.util.ArrayList;
import java.util.List;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;
import org.hlorun.language.shape.Layout;
import org.hlorun.language.shape.Shape;
import org.hlorun.language.shape.TupleShape;

/**
 * Makes random programs. One seed and the same options give the same program and the same arguments
 * on every machine.
 *
 * <p>A program starts with parameters and grows by {@link Steps}; its result is what nobody used.
 * Results are defined bit by bit, up to the bits of NaN, the sign of zeros that come from
 * contractions, and, in programs that call functions such as {@code exponential}, some ULPs.
 */
public final class ProgramGenerator {
  private ProgramGenerator() {}

  /** The program of a seed. */
  public static RandomProgram generate(long seed, GeneratorOptions options) {
    Draw draw = new Draw(seed);
    Draft draft = new Draft(draw, options, "random_" + Long.toUnsignedString(seed));
    Body body = new Body(draft, "main", 0);
    int parameters = draw.between(1, 5);
    for (int i = 0; i < parameters; i++) {
      parameter(body);
    }
    List<Literal> arguments = new ArrayList<>();
    for (Value parameter : parametersOf(body)) {
      arguments.add(Literals.random(draw, parameter.instruction().shape(), parameter.ranges()));
    }
    Steps.add(body, draw.between(options.minSteps(), options.maxSteps()));
    body.computation.setRoot(root(body).instruction());
    draft.module.setEntry(body.computation);
    draft.module.sortTopologically();
    controlDependencies(draw, body.computation);
    return new RandomProgram(seed, draft.module, arguments);
  }

  private static void parameter(Body body) {
    Draw draw = body.draw;
    if (draw.percent(90)) {
      ArrayShape shape = array(body);
      body.parameter(shape, List.of(range(draw, shape.elementType())));
      return;
    }
    List<Shape> shapes = new ArrayList<>();
    List<Range> ranges = new ArrayList<>();
    int count = draw.between(1, 3);
    for (int i = 0; i < count; i++) {
      ArrayShape shape = array(body);
      shapes.add(shape);
      ranges.add(range(draw, shape.elementType()));
    }
    MiscellaneousSteps.takeApart(body, body.parameter(new TupleShape(shapes), ranges));
  }

  private static ArrayShape array(Body body) {
    ArrayShape shape = body.draft.shape(body.draft.type());
    return body.draft.layouts && body.draw.percent(40)
        ? shape.withLayout(Layout.of(LongList.of(body.draw.permutation(shape.rank()))))
        : shape;
  }

  private static Range range(Draw draw, ElementType type) {
    return type.isFloat() && draw.percent(25) ? Range.any(type) : Literals.smallRange(type);
  }

  private static List<Value> parametersOf(Body body) {
    List<Value> all = new ArrayList<>(body.arrays());
    all.addAll(body.tuples());
    List<Value> parameters = new ArrayList<>();
    for (HloInstruction instruction : body.computation.parameters()) {
      parameters.add(
          all.stream().filter(v -> v.instruction() == instruction).findFirst().orElseThrow());
    }
    return parameters;
  }

  /** What nobody used: an array, a tuple, or a tuple in a tuple. */
  private static Value root(Body body) {
    Draw draw = body.draw;
    List<Value> all = new ArrayList<>(body.arrays());
    all.addAll(body.approximations());
    List<Value> results = new ArrayList<>();
    for (Value value : all) {
      if (value.instruction().users().isEmpty()
          && value.instruction().opcode() != Opcode.PARAMETER) {
        results.add(value);
      }
    }
    while (results.size() > 6) {
      results.remove(draw.between(0, results.size() - 1));
    }
    if (results.isEmpty() || draw.percent(20)) {
      results.add(draw.of(all));
    }
    if (draw.percent(25)) {
      return results.getLast();
    }
    if (draw.percent(15)) {
      results.set(0, body.tuple(List.of(results.getFirst(), draw.of(all))));
    }
    return body.tuple(results);
  }

  /** Sometimes an instruction waits for an earlier one that it does not use. */
  private static void controlDependencies(Draw draw, HloComputation entry) {
    int count = draw.percent(10) ? draw.between(1, 3) : 0;
    List<HloInstruction> instructions = entry.instructions();
    for (int i = 0; i < count && instructions.size() > 2; i++) {
      int later = draw.between(1, instructions.size() - 1);
      instructions.get(later).addControlPredecessor(instructions.get(draw.between(0, later - 1)));
    }
  }
}
