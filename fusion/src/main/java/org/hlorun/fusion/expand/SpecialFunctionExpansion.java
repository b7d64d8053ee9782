package org.hlorun.fusion.expand;

import org.hlorun.fusion.rewrite.InstructionBuilder;
import org.hlorun.fusion.rewrite.InstructionPass;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;

/**
 * The special functions that normal random numbers and exact GELUs are made of, for back ends that
 * ask for it: custom calls {@code chlo.erfc} and {@code chlo.erf_inv} become arithmetic, that of
 * f32 for narrower floats, which are rounded once more. A few units in the last place off.
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
    boolean isInverse = target.equals("chlo.erf_inv");
    if (!isInverse && !target.equals("chlo.erfc") || !isFunction(call)) {
      return null;
    }
    HloInstruction x = call.operand(0);
    ArrayShape shape = x.shape().asArray();
    ElementType type = shape.elementType();
    ElementType wideType = type.bitWidth() < 32 ? ElementType.F32 : type;
    InstructionBuilder builder = new InstructionBuilder(call);
    ErrorFunctionArithmetic arithmetic =
        new ErrorFunctionArithmetic(call, shape.withElementType(wideType));
    HloInstruction wide = builder.convert(x, wideType);
    HloInstruction result = isInverse ? arithmetic.inverse(wide) : arithmetic.complement(wide);
    return builder.convert(result, type);
  }

  /** An array of floats to one like it. */
  private static boolean isFunction(HloInstruction call) {
    return call.operands().size() == 1
        && call.operand(0).shape() instanceof ArrayShape shape
        && shape.elementType().isFloat()
        && !shape.hasDynamicDimensions()
        && call.shape().equals(shape);
  }
}
