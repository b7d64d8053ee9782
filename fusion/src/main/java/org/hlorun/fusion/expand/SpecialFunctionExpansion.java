package org.hlorun.fusion.expand;

import org.hlorun.fusion.rewrite.InstructionBuilder;
import org.hlorun.fusion.rewrite.InstructionPass;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;

/**
 * Special functions of CHLO, for back ends that ask for it: custom calls {@code chlo.erfc} and
 * {@code chlo.erf_inv}, of which normal random numbers and exact GELUs are made, {@code
 * chlo.lgamma}, {@code chlo.digamma}, {@code chlo.polygamma} of the constant orders 0 and 1, {@code
 * chlo.bessel_i1e} and {@code chlo.next_after} become arithmetic. Those of narrower floats are
 * those of f32, rounded once more; {@link ErrorFunctionArithmetic}, {@link GammaArithmetic} and
 * {@link BesselArithmetic} state errors, and neighbours are exact. Functions of the gamma and
 * Bessel families are computed in f64, so that f32 is off by little more than its rounding.
 *
 * <p>{@code chlo.zeta} and other orders of {@code chlo.polygamma} stay: their series have powers in
 * every term.
 */
public final class SpecialFunctionExpansion extends InstructionPass {
  public SpecialFunctionExpansion() {
    super(Opcode.CUSTOM_CALL);
  }

  @Override
  public String name() {
    return "special-function-expansion";
  }

  @Override
  public boolean isOnRequest() {
    return true;
  }

  @Override
  protected HloInstruction replacement(HloInstruction call) {
    String target = call.get(Attribute.CUSTOM_CALL_TARGET);
    if (!target.startsWith("chlo.") || !isFunction(call)) {
      return null;
    }
    return switch (call.operandCount()) {
      case 1 -> ofOne(target, call);
      case 2 -> ofTwo(target, call);
      default -> null;
    };
  }

  private static HloInstruction ofOne(String target, HloInstruction call) {
    return switch (target) {
      case "chlo.erfc", "chlo.erf_inv" -> errorFunction(target, call);
      case "chlo.lgamma", "chlo.digamma", "chlo.bessel_i1e" ->
          inDoubles(target, call, call.operand(0));
      default -> null;
    };
  }

  private static HloInstruction ofTwo(String target, HloInstruction call) {
    HloInstruction x = call.operand(0);
    ArrayShape shape = x.shape().asArray();
    if (target.equals("chlo.next_after") && NeighbourArithmetic.isFor(shape.elementType())) {
      return new NeighbourArithmetic(call, shape).next(x, call.operand(1));
    }
    if (target.equals("chlo.polygamma") && isEverywhere(x, 0)) {
      return inDoubles("chlo.digamma", call, call.operand(1));
    }
    if (target.equals("chlo.polygamma") && isEverywhere(x, 1)) {
      return inDoubles("trigamma", call, call.operand(1));
    }
    return null;
  }

  private static HloInstruction errorFunction(String target, HloInstruction call) {
    HloInstruction x = call.operand(0);
    ArrayShape shape = x.shape().asArray();
    ElementType type = shape.elementType();
    ElementType wideType = widened(type);
    InstructionBuilder builder = new InstructionBuilder(call);
    ErrorFunctionArithmetic arithmetic =
        new ErrorFunctionArithmetic(call, shape.withElementType(wideType));
    HloInstruction wide = builder.convert(x, wideType);
    boolean isInverse = target.equals("chlo.erf_inv");
    HloInstruction result = isInverse ? arithmetic.inverse(wide) : arithmetic.complement(wide);
    return builder.convert(result, type);
  }

  private static ElementType widened(ElementType type) {
    return type.bitWidth() < 32 ? ElementType.F32 : type;
  }

  private static HloInstruction inDoubles(String name, HloInstruction call, HloInstruction x) {
    ArrayShape shape = call.shape().asArray();
    ElementType type = shape.elementType();
    ArrayShape doubles = shape.withElementType(ElementType.F64);
    InstructionBuilder builder = new InstructionBuilder(call);
    HloInstruction wide = builder.convert(builder.convert(x, widened(type)), ElementType.F64);
    HloInstruction result =
        switch (name) {
          case "chlo.lgamma" -> new GammaArithmetic(call, doubles).logGamma(wide);
          case "chlo.digamma" -> new GammaArithmetic(call, doubles).digamma(wide);
          case "trigamma" -> new GammaArithmetic(call, doubles).trigamma(wide);
          default ->
              new BesselArithmetic(call, doubles).scaledOfOrderOne(wide, type == ElementType.F64);
        };
    return builder.convert(builder.convert(result, widened(type)), type);
  }

  /** Whether an array is a constant that is one number at every index. */
  private static boolean isEverywhere(HloInstruction array, double number) {
    HloInstruction source = array;
    while (source.opcode() == Opcode.BROADCAST
        || source.opcode() == Opcode.RESHAPE
        || source.opcode() == Opcode.CONVERT) {
      source = source.operand(0);
    }
    if (source.opcode() != Opcode.CONSTANT
        || !(source.get(Attribute.VALUE) instanceof ArrayLiteral value)
        || !value.elementType().isFloat()) {
      return false;
    }
    for (long i = 0; i < value.elementCount(); i++) {
      if (value.getDouble(i) != number) {
        return false;
      }
    }
    return true;
  }

  /** Arrays of floats of one shape to one like them. */
  private static boolean isFunction(HloInstruction call) {
    for (HloInstruction operand : call.operands()) {
      if (!call.shape().equals(operand.shape())) {
        return false;
      }
    }
    return call.shape() instanceof ArrayShape shape
        && shape.elementType().isFloat()
        && !shape.hasDynamicDimensions();
  }
}
