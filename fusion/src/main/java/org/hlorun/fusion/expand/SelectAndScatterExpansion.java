package org.hlorun.fusion.expand;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.hlorun.fusion.rewrite.Effects;
import org.hlorun.fusion.rewrite.InstructionBuilder;
import org.hlorun.fusion.rewrite.InstructionPass;
import org.hlorun.language.attribute.ComparisonDirection;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.Attributes;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.ir.ModuleCloner;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;
import org.hlorun.language.shape.Shape;
import org.hlorun.language.shape.TupleShape;

/**
 * Select-and-scatter as a window reduction that finds the position of the element which {@code
 * select} prefers, and a scatter to these positions:
 *
 * <pre>
 * select-and-scatter(x, source, init) =>
 *   (_, position) = reduce-window((x, iota), (0, -1)) by
 *     (a, i), (b, j): j &lt; 0 or (i &gt;= 0 and select(a, b)) ? (a, i) : (b, j)
 *   scatter(broadcast(init), position, source)
 * </pre>
 *
 * <p>Padding has position -1, and so does a window of nothing but padding, whose source element the
 * scatter drops: it is out of bounds. Exact, as both go over windows in the order of the source;
 * but only for scatters that are one commutative operation, because the operands of {@code scatter}
 * stand the other way round in the computation of a scatter.
 */
public final class SelectAndScatterExpansion extends InstructionPass {
  private static final ElementType POSITION = ElementType.S32;

  private Effects effects = new Effects();

  public SelectAndScatterExpansion() {
    super(Opcode.SELECT_AND_SCATTER);
  }

  @Override
  public String name() {
    return "select-and-scatter-expansion";
  }

  @Override
  protected void begin(HloModule module) {
    effects = new Effects();
  }

  @Override
  protected HloInstruction replacement(HloInstruction instruction) {
    if (!isExpandable(instruction)) {
      return null;
    }
    HloInstruction operand = instruction.operand(0);
    HloInstruction source = instruction.operand(1);
    InstructionBuilder builder = new InstructionBuilder(instruction);
    ArrayShape shape = operand.shape().asArray();
    long count = shape.elementCount();
    HloInstruction iota =
        builder.add(
            Opcode.IOTA,
            ArrayShape.of(POSITION, count),
            List.of(),
            Attributes.of(Attribute.IOTA_DIMENSION, 0L));
    HloInstruction selected =
        builder.add(
            Opcode.REDUCE_WINDOW,
            TupleShape.of(
                ArrayShape.of(shape.elementType(), sizes(source)),
                ArrayShape.of(POSITION, sizes(source))),
            List.of(
                operand,
                builder.reshape(iota, shape.dimensions()),
                builder.scalar(shape.elementType(), 0),
                builder.scalar(POSITION, -1)),
            Attributes.of(Attribute.WINDOW, instruction.get(Attribute.WINDOW))
                .with(Attribute.TO_APPLY, preferred(instruction)));
    long updates = source.shape().asArray().elementCount();
    HloInstruction positions =
        builder.reshape(builder.element(selected, 1), LongList.of(updates, 1));
    HloInstruction scatter =
        builder.add(
            Opcode.SCATTER,
            ArrayShape.of(shape.elementType(), count),
            List.of(
                builder.splat(instruction.operand(2), LongList.of(count)),
                positions,
                builder.reshape(source, LongList.of(updates))),
            scatterAttributes(instruction.get(Attribute.SCATTER)));
    return builder.reshape(scatter, shape.dimensions());
  }

  private static Attributes scatterAttributes(HloComputation combiner) {
    return Attributes.of(Attribute.UPDATE_WINDOW_DIMS, LongList.empty())
        .with(Attribute.INSERTED_WINDOW_DIMS, LongList.of(0))
        .with(Attribute.SCATTER_DIMS_TO_OPERAND_DIMS, LongList.of(0))
        .with(Attribute.INDEX_VECTOR_DIM, 1L)
        .with(Attribute.TO_APPLY, combiner);
  }

  private boolean isExpandable(HloInstruction instruction) {
    ArrayShape shape = instruction.shape().asArray();
    ElementType type = shape.elementType();
    HloComputation combiner = instruction.get(Attribute.SCATTER);
    return !type.isComplex()
        && instruction.operands().stream()
            .allMatch(operand -> operand.shape().asArray().elementType() == type)
        && instruction.has(Attribute.WINDOW)
        && shape.rank() > 0
        && shape.elementCount() > 0
        && shape.elementCount() <= Integer.MAX_VALUE
        && instruction.operand(1).shape().asArray().elementCount() > 0
        && isCommutative(combiner, type)
        && !effects.hasEffect(instruction.get(Attribute.SELECT));
  }

  private static boolean isCommutative(HloComputation combiner, ElementType type) {
    HloInstruction root = combiner.root();
    boolean commutes =
        switch (root.opcode()) {
          case ADD, MULTIPLY, MAXIMUM, MINIMUM, AND, OR, XOR -> true;
          default -> false;
        };
    return commutes
        && root.operand(0) != root.operand(1)
        && root.operands().stream().allMatch(o -> o.opcode() == Opcode.PARAMETER)
        && root.shape().asArray().elementType() == type;
  }

  /** The computation that keeps one of two elements and positions. */
  private static HloComputation preferred(HloInstruction instruction) {
    HloComputation select = instruction.get(Attribute.SELECT);
    HloComputation computation = select.module().addComputation("preferred");
    ElementType type = instruction.operand(0).shape().asArray().elementType();
    HloInstruction a = parameter(computation, 0, type);
    HloInstruction i = parameter(computation, 1, POSITION);
    HloInstruction b = parameter(computation, 2, type);
    HloInstruction j = parameter(computation, 3, POSITION);
    Map<HloInstruction, HloInstruction> copies = new HashMap<>();
    copies.put(select.parameters().get(0), a);
    copies.put(select.parameters().get(1), b);
    for (HloInstruction step : select.instructions()) {
      if (step.opcode() != Opcode.PARAMETER) {
        copies.put(
            step, ModuleCloner.copyInto(computation, step, copies, UnaryOperator.identity()));
      }
    }
    HloInstruction zero = add(computation, Opcode.CONSTANT, POSITION);
    zero.set(Attribute.VALUE, ArrayLiteral.scalar(POSITION, 0));
    HloInstruction padded = compare(computation, ComparisonDirection.LT, j, zero);
    HloInstruction present = compare(computation, ComparisonDirection.GE, i, zero);
    HloInstruction kept =
        add(computation, Opcode.AND, ElementType.PRED, present, copies.get(select.root()));
    HloInstruction first = add(computation, Opcode.OR, ElementType.PRED, padded, kept);
    HloInstruction value = add(computation, Opcode.SELECT, type, first, a, b);
    HloInstruction position = add(computation, Opcode.SELECT, POSITION, first, i, j);
    Shape both = TupleShape.of(value.shape(), position.shape());
    computation.setRoot(
        computation.add("both", Opcode.TUPLE, both, List.of(value, position), Attributes.none()));
    return computation;
  }

  private static HloInstruction parameter(
      HloComputation computation, long number, ElementType type) {
    HloInstruction parameter = add(computation, Opcode.PARAMETER, type);
    parameter.set(Attribute.PARAMETER_NUMBER, number);
    return parameter;
  }

  private static HloInstruction compare(
      HloComputation computation,
      ComparisonDirection direction,
      HloInstruction left,
      HloInstruction right) {
    HloInstruction compare = add(computation, Opcode.COMPARE, ElementType.PRED, left, right);
    compare.set(Attribute.DIRECTION, direction);
    return compare;
  }

  private static HloInstruction add(
      HloComputation computation, Opcode opcode, ElementType type, HloInstruction... operands) {
    return computation.add(
        opcode.mnemonic(), opcode, ArrayShape.of(type), List.of(operands), Attributes.none());
  }

  private static LongList sizes(HloInstruction array) {
    return array.shape().asArray().dimensions();
  }
}
