package org.hlorun.fusion.expand;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hlorun.fusion.rewrite.ElementTypes;
import org.hlorun.fusion.rewrite.InstructionBuilder;
import org.hlorun.fusion.rewrite.InstructionPass;
import org.hlorun.fusion.rewrite.Reducer;
import org.hlorun.fusion.rewrite.ScalarComputations;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.Attributes;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;
import org.hlorun.language.shape.Shape;
import org.hlorun.language.shape.TupleShape;

/**
 * Arithmetic on floats of 8 bits and less, computed in a wider type: {@code op(x, y) =>
 * convert(op(convert(x), convert(y)))}. What remains of such types is data movement and {@code
 * convert}. For back ends that ask for it.
 *
 * <p>Results stay those of the operation rounded once. The wide type is f32 where that follows from
 * f32 having more than twice the bits (S. Figueroa, "When is double rounding innocuous?", SIGNUM
 * 1995): {@code + - * / sqrt} and what is exact, and f64 for every other function, for sums and
 * products, linear algebra, and {@code f8e8m0fnu}, whose products leave the range of f32. A
 * reduction by one operation and a contraction round their result only. {@code reduce-precision}
 * depends on the format it is applied to, and stays where it changes something.
 */
public final class NarrowFloatLegalization extends InstructionPass {
  private final Map<HloComputation, Optional<Opcode>> reducers = new HashMap<>();
  private final Map<Opcode, HloComputation> wideReducers = new HashMap<>();

  public NarrowFloatLegalization() {
    super(candidates());
  }

  private static Opcode[] candidates() {
    List<Opcode> opcodes =
        new ArrayList<>(
            List.of(
                Opcode.REDUCE,
                Opcode.REDUCE_WINDOW,
                Opcode.DOT,
                Opcode.CONVOLUTION,
                Opcode.CHOLESKY,
                Opcode.TRIANGULAR_SOLVE,
                Opcode.TOPK,
                Opcode.IOTA));
    for (Opcode opcode : Opcode.values()) {
      if (opcode.isElementwise() && !keepsBits(opcode)) {
        opcodes.add(opcode);
      }
    }
    return opcodes.toArray(Opcode[]::new);
  }

  private static boolean keepsBits(Opcode opcode) {
    return switch (opcode) {
      case COPY, SELECT, CONVERT, BITCAST_CONVERT, STOCHASTIC_CONVERT -> true;
      default -> false;
    };
  }

  @Override
  public String name() {
    return "narrow-float-legalization";
  }

  @Override
  public boolean isOnRequest() {
    return true;
  }

  /** What reducers do is looked at before they are rewritten themselves. */
  @Override
  protected void begin(HloModule module) {
    reducers.clear();
    wideReducers.clear();
    for (HloComputation computation : module.computations()) {
      reducers.put(computation, Reducer.operation(computation));
    }
  }

  @Override
  protected HloInstruction replacement(HloInstruction instruction) {
    if (!isNarrow(instruction) && !readsNarrow(instruction)) {
      return null;
    }
    return switch (instruction.opcode()) {
      case REDUCE, REDUCE_WINDOW -> reduction(instruction);
      case DOT, CONVOLUTION -> contraction(instruction);
      case TOPK -> largest(instruction);
      case IOTA -> iota(instruction);
      case REDUCE_PRECISION -> keepsFormat(instruction) ? instruction.operand(0) : null;
      default -> computed(instruction, wide(instruction), instruction.attributes());
    };
  }

  private static boolean readsNarrow(HloInstruction instruction) {
    for (int i = 0; i < instruction.operandCount(); i++) {
      if (isNarrow(instruction.operand(i))) {
        return true;
      }
    }
    return false;
  }

  private static boolean isNarrow(HloInstruction value) {
    return value.shape() instanceof ArrayShape array && isNarrow(array.elementType());
  }

  private static boolean isNarrow(ElementType type) {
    return type.isFloat() && type.bitWidth() <= 8;
  }

  private static ElementType type(HloInstruction value) {
    return value.shape().asArray().elementType();
  }

  private static ElementType wide(HloInstruction instruction) {
    boolean power = instruction.operands().stream().anyMatch(o -> type(o) == ElementType.F8E8M0FNU);
    return !power && roundsOnce(instruction.opcode()) ? ElementType.F32 : ElementType.F64;
  }

  /** Whether the result in f32, rounded to a narrow float, is the exact one rounded once. */
  private static boolean roundsOnce(Opcode opcode) {
    return switch (opcode) {
      case ABS, NEGATE, SIGN, CEIL, FLOOR, ROUND_NEAREST_AFZ, ROUND_NEAREST_EVEN -> true;
      case IS_FINITE, COMPARE, CLAMP, MAXIMUM, MINIMUM -> true;
      case ADD, SUBTRACT, MULTIPLY, DIVIDE, SQRT -> true;
      default -> false;
    };
  }

  /** The instruction on operands of the wide type, its result narrow again if it was. */
  private static HloInstruction computed(
      HloInstruction instruction, ElementType wide, Attributes attributes) {
    InstructionBuilder builder = new InstructionBuilder(instruction);
    List<HloInstruction> operands =
        instruction.operands().stream().map(operand -> builder.convert(operand, wide)).toList();
    ArrayShape shape = instruction.shape().asArray();
    ElementType type = shape.elementType();
    Shape result = isNarrow(type) ? shape.withElementType(wide) : shape;
    return builder.convert(
        builder.add(instruction.opcode(), result, operands, attributes.without(Attribute.SHARDING)),
        type);
  }

  private HloInstruction reduction(HloInstruction reduction) {
    Opcode operation = reducers.get(reduction.get(Attribute.TO_APPLY)).orElse(null);
    boolean simple =
        operation != null
            && reduction.operandCount() == 2
            && reduction.operands().stream().allMatch(o -> type(o) == type(reduction));
    if (!simple) {
      return null; // the computation itself rounds
    }
    HloModule module = reduction.parent().module();
    HloComputation sum =
        wideReducers.computeIfAbsent(
            operation, o -> ScalarComputations.binary(module, o, ElementType.F64));
    return computed(
        reduction, ElementType.F64, reduction.attributes().with(Attribute.TO_APPLY, sum));
  }

  private static HloInstruction contraction(HloInstruction product) {
    // An algorithm names the types of the factors.
    Attributes attributes = product.attributes().without(Attribute.DOT_ALGORITHM);
    if (isNarrow(product)) {
      return computed(product, ElementType.F64, attributes);
    }
    ElementType result = type(product);
    InstructionBuilder builder = new InstructionBuilder(product);
    List<HloInstruction> operands = new ArrayList<>();
    for (HloInstruction operand : product.operands()) {
      ElementType type = ElementTypes.holds(result, type(operand)) ? result : ElementType.F32;
      operands.add(isNarrow(operand) ? builder.convert(operand, type) : operand);
    }
    return builder.add(
        product.opcode(), product.shape(), operands, attributes.without(Attribute.SHARDING));
  }

  private static HloInstruction largest(HloInstruction topk) {
    InstructionBuilder builder = new InstructionBuilder(topk);
    ElementType type = type(topk.operand(0));
    TupleShape shape = topk.shape().asTuple();
    ArrayShape values = shape.element(0).asArray();
    HloInstruction wide =
        builder.like(
            topk,
            TupleShape.of(values.withElementType(ElementType.F32), shape.element(1)),
            List.of(builder.convert(topk.operand(0), ElementType.F32)));
    return builder.tuple(
        List.of(builder.convert(builder.element(wide, 0), type), builder.element(wide, 1)));
  }

  private static HloInstruction iota(HloInstruction iota) {
    InstructionBuilder builder = new InstructionBuilder(iota);
    ArrayShape shape = iota.shape().asArray();
    HloInstruction numbers = builder.like(iota, shape.withElementType(ElementType.S64), List.of());
    return builder.convert(numbers, shape.elementType());
  }

  private static boolean keepsFormat(HloInstruction reducePrecision) {
    ElementType type = type(reducePrecision);
    return reducePrecision.get(Attribute.EXPONENT_BITS) >= type.floatFormat().exponentBits()
        && reducePrecision.get(Attribute.MANTISSA_BITS) >= type.floatFormat().mantissaBits();
  }
}
