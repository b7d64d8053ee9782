package org.hlorun.fusion.expand;

import java.util.ArrayList;
import java.util.List;
import org.hlorun.fusion.rewrite.InstructionBuilder;
import org.hlorun.fusion.rewrite.ScalarComputations;
import org.hlorun.language.attribute.ComparisonDirection;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.Attributes;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.shape.ElementType;
import org.hlorun.language.shape.Shape;
import org.hlorun.language.shape.TupleShape;

/** Makes a {@code while} that counts up and carries some values. */
final class CountedLoop {
  /** One iteration: makes the next carried values. */
  @FunctionalInterface
  interface Step {
    /**
     * The next values.
     *
     * @param builder makes instructions of the loop's body
     * @param index the iteration, an {@code s32} from 0
     * @param carried the values so far
     */
    List<HloInstruction> next(
        InstructionBuilder builder, HloInstruction index, List<HloInstruction> carried);
  }

  private CountedLoop() {}

  /** The last of the values behind a loop of {@code count} iterations that carries them. */
  static HloInstruction run(
      HloInstruction origin, long count, List<HloInstruction> initial, Step step) {
    InstructionBuilder builder = new InstructionBuilder(origin);
    HloModule module = origin.parent().module();
    List<HloInstruction> values = new ArrayList<>(List.of(builder.scalar(ElementType.S32, 0)));
    values.addAll(initial);
    HloInstruction start = builder.tuple(values);
    TupleShape shape = start.shape().asTuple();
    HloInstruction loop =
        builder.add(
            Opcode.WHILE,
            shape,
            List.of(start),
            Attributes.of(Attribute.CONDITION, condition(module, shape, count))
                .with(Attribute.BODY, body(module, shape, step)));
    return builder.element(loop, values.size() - 1);
  }

  private static HloComputation condition(HloModule module, Shape shape, long count) {
    HloComputation condition = module.addComputation("is_below_" + count);
    HloInstruction state = ScalarComputations.parameter(condition, "state", shape, 0);
    InstructionBuilder builder = new InstructionBuilder(state);
    HloInstruction index = builder.element(state, 0);
    HloInstruction limit = builder.scalar(ElementType.S32, (double) count);
    condition.setRoot(builder.compare(ComparisonDirection.LT, index, limit));
    return condition;
  }

  private static HloComputation body(HloModule module, TupleShape shape, Step step) {
    HloComputation body = module.addComputation("iteration");
    HloInstruction state = ScalarComputations.parameter(body, "state", shape, 0);
    InstructionBuilder builder = new InstructionBuilder(state);
    HloInstruction index = builder.element(state, 0);
    List<HloInstruction> carried = new ArrayList<>();
    for (int i = 1; i < shape.elements().size(); i++) {
      carried.add(builder.element(state, i));
    }
    List<HloInstruction> next = new ArrayList<>();
    next.add(builder.elementwise(Opcode.ADD, index, builder.scalar(ElementType.S32, 1)));
    next.addAll(step.next(builder, index, carried));
    body.setRoot(builder.tuple(next));
    return body;
  }
}
