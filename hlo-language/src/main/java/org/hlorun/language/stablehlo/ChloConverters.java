package org.hlorun.language.stablehlo;

import java.util.List;
import java.util.Map;
import org.hlorun.language.attribute.ComparisonDirection;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.Attributes;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.mlir.MlirAttribute.ArrayAttribute;
import org.hlorun.language.mlir.MlirAttribute.FloatAttribute;
import org.hlorun.language.mlir.MlirAttribute.IntegerAttribute;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;

/** CHLO: functions of one and two numbers, and top-k. */
final class ChloConverters {
  /** What is an opcode of HLO. */
  private static final List<Opcode> PLAIN =
      List.of(
          Opcode.ACOS,
          Opcode.ACOSH,
          Opcode.ASIN,
          Opcode.ASINH,
          Opcode.ATANH,
          Opcode.COSH,
          Opcode.ERF,
          Opcode.MULHI,
          Opcode.SINH,
          Opcode.TAN);

  /** What no opcode computes accurately enough: custom calls of the operation's own name. */
  static final List<String> SPECIAL =
      List.of(
          "bessel_i1e", "digamma", "erf_inv", "erfc", "lgamma", "next_after", "polygamma", "zeta");

  private ChloConverters() {}

  static void register(Map<String, Converter> table) {
    for (Opcode opcode : PLAIN) {
      table.put("chlo." + opcode.mnemonic(), ElementwiseConverters.plain(opcode));
    }
    for (String name : SPECIAL) {
      table.put("chlo." + name, Converter.of(op -> special(op, name)));
    }
    table.put("chlo.atan", Converter.of(ChloConverters::atan));
    table.put("chlo.square", Converter.of(ChloConverters::square));
    table.put("chlo.conj", Converter.of(ChloConverters::conjugate));
    table.put("chlo.constant_like", Converter.of(ChloConverters::constantLike));
    table.put("chlo.is_inf", Converter.of(op -> isInfinity(op, magnitude(op), 1)));
    table.put("chlo.is_pos_inf", Converter.of(op -> isInfinity(op, op.operand(0), 1)));
    table.put("chlo.is_neg_inf", Converter.of(op -> isInfinity(op, op.operand(0), -1)));
    table.put("chlo.top_k", op -> CustomCallTargets.topK(op, op.integer("k"), true));
  }

  /** An elementwise custom call; operands and result have one shape. */
  static HloInstruction special(Op op, String name) {
    return op.builder()
        .add(
            Opcode.CUSTOM_CALL,
            op.shape(0),
            op.operands(),
            Attributes.of(Attribute.CUSTOM_CALL_TARGET, "chlo." + name));
  }

  /** atan(x) = atan2(x, 1); of complex numbers, -i atanh(iz). */
  private static HloInstruction atan(Op op) {
    HloBuilder builder = op.builder();
    HloInstruction x = op.operand(0);
    if (!op.shape(0).elementType().isComplex()) {
      return builder.add(Opcode.ATAN2, x, builder.fill(op.shape(0), 1L));
    }
    HloInstruction re = builder.add(Opcode.REAL, x);
    HloInstruction im = builder.add(Opcode.IMAG, x);
    HloInstruction turned = builder.add(Opcode.COMPLEX, builder.add(Opcode.NEGATE, im), re);
    HloInstruction atanh = builder.add(Opcode.ATANH, turned);
    return builder.add(
        Opcode.COMPLEX,
        builder.add(Opcode.IMAG, atanh),
        builder.add(Opcode.NEGATE, builder.add(Opcode.REAL, atanh)));
  }

  private static HloInstruction square(Op op) {
    return op.builder().add(Opcode.MULTIPLY, op.operand(0), op.operand(0));
  }

  private static HloInstruction conjugate(Op op) {
    HloBuilder builder = op.builder();
    HloInstruction z = op.operand(0);
    return op.shape(0).elementType().isComplex()
        ? builder.add(
            Opcode.COMPLEX,
            builder.add(Opcode.REAL, z),
            builder.add(Opcode.NEGATE, builder.add(Opcode.IMAG, z)))
        : z;
  }

  private static HloInstruction constantLike(Op op) {
    ElementType type = op.shape(0).elementType();
    ArrayLiteral value = ArrayLiteral.allocate(ArrayShape.scalar(type));
    switch (op.attribute("value").orElse(null)) {
      case IntegerAttribute integer when !type.isFloat() && !type.isComplex() ->
          value.setLong(0, integer.longValue());
      case IntegerAttribute integer -> value.setDouble(0, integer.value().doubleValue());
      case FloatAttribute number -> value.setDouble(0, number.value());
      case ArrayAttribute(List<?> parts)
          when parts.size() == 2
              && parts.get(0) instanceof FloatAttribute re
              && parts.get(1) instanceof FloatAttribute im ->
          value.setComplex(0, re.value(), im.value());
      case null, default -> throw op.malformed("needs a number as attribute value");
    }
    return op.builder().broadcast(op.builder().constant(value), op.shape(0));
  }

  private static HloInstruction magnitude(Op op) {
    return op.builder().add(Opcode.ABS, op.operand(0));
  }

  private static HloInstruction isInfinity(Op op, HloInstruction x, int sign) {
    HloInstruction infinity = op.builder().fill(op.shape(0), sign * Double.POSITIVE_INFINITY);
    return op.builder().compare(ComparisonDirection.EQ, x, infinity);
  }
}
