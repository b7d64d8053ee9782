package org.hlorun.language.stablehlo;

import java.util.List;
import java.util.Map;
import org.hlorun.language.attribute.ComparisonDirection;
import org.hlorun.language.attribute.ComparisonType;
import org.hlorun.language.attribute.ResultAccuracy;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.Attributes;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.shape.ArrayShape;

/** Operations that work element by element. */
final class ElementwiseConverters {
  /** Those that are called like their opcode and have nothing but operands. */
  private static final List<Opcode> PLAIN =
      List.of(
          Opcode.ABS,
          Opcode.NEGATE,
          Opcode.SIGN,
          Opcode.NOT,
          Opcode.CEIL,
          Opcode.FLOOR,
          Opcode.ROUND_NEAREST_AFZ,
          Opcode.ROUND_NEAREST_EVEN,
          Opcode.IS_FINITE,
          Opcode.REAL,
          Opcode.IMAG,
          Opcode.POPCNT,
          Opcode.COUNT_LEADING_ZEROS,
          Opcode.CBRT,
          Opcode.COSINE,
          Opcode.EXPONENTIAL,
          Opcode.EXPONENTIAL_MINUS_ONE,
          Opcode.LOG,
          Opcode.LOG_PLUS_ONE,
          Opcode.LOGISTIC,
          Opcode.RSQRT,
          Opcode.SINE,
          Opcode.SQRT,
          Opcode.TAN,
          Opcode.TANH,
          Opcode.ADD,
          Opcode.SUBTRACT,
          Opcode.MULTIPLY,
          Opcode.DIVIDE,
          Opcode.REMAINDER,
          Opcode.MAXIMUM,
          Opcode.MINIMUM,
          Opcode.POWER,
          Opcode.ATAN2,
          Opcode.AND,
          Opcode.OR,
          Opcode.XOR,
          Opcode.SHIFT_LEFT,
          Opcode.SHIFT_RIGHT_ARITHMETIC,
          Opcode.SHIFT_RIGHT_LOGICAL,
          Opcode.COMPLEX,
          Opcode.CLAMP,
          Opcode.SELECT);

  private ElementwiseConverters() {}

  static void register(Map<String, Converter> table) {
    for (Opcode opcode : PLAIN) {
      table.put("stablehlo." + opcode.name().toLowerCase(java.util.Locale.ROOT), plain(opcode));
    }
    table.put("stablehlo.real", Converter.of(op -> component(op, Opcode.REAL)));
    table.put("stablehlo.imag", Converter.of(op -> component(op, Opcode.IMAG)));
    table.put("stablehlo.cbrt", Converter.of(ElementwiseConverters::cubeRoot));
    table.put(
        "stablehlo.maximum",
        Converter.of(op -> extreme(op, Opcode.MAXIMUM, ComparisonDirection.GT)));
    table.put(
        "stablehlo.minimum",
        Converter.of(op -> extreme(op, Opcode.MINIMUM, ComparisonDirection.LT)));
    table.put("stablehlo.compare", Converter.of(ElementwiseConverters::compare));
    table.put("stablehlo.convert", Converter.of(ElementwiseConverters::convert));
    table.put("stablehlo.bitcast_convert", Converter.of(ElementwiseConverters::bitcastConvert));
    table.put("stablehlo.reduce_precision", Converter.of(ElementwiseConverters::reducePrecision));
  }

  /** An operation that is the opcode. */
  static Converter plain(Opcode opcode) {
    return Converter.of(op -> op.builder().add(opcode, op.operands(), accuracy(op, opcode)));
  }

  private static Attributes accuracy(Op op, Opcode opcode) {
    if (op.attribute("result_accuracy").isEmpty()
        || opcode.use(Attribute.RESULT_ACCURACY).isEmpty()) {
      return Attributes.none();
    }
    Fields fields = op.struct("result_accuracy");
    String mode = op.word("mode", fields.values().get("mode"));
    ResultAccuracy accuracy =
        mode.equals("TOLERANCE")
            ? new ResultAccuracy(
                null,
                new ResultAccuracy.Tolerance(
                    fields.number("atol"), fields.number("rtol"), fields.integer("ulps")))
            : new ResultAccuracy(Words.parse(op, ResultAccuracy.Mode.class, mode), null);
    return accuracy.mode() == ResultAccuracy.Mode.DEFAULT
        ? Attributes.none()
        : Attributes.of(Attribute.RESULT_ACCURACY, accuracy);
  }

  /** {@code real} and {@code imag}, which StableHLO also has for real numbers. */
  private static HloInstruction component(Op op, Opcode opcode) {
    ArrayShape shape = op.shape(0);
    if (shape.elementType().isComplex()) {
      return op.builder().add(opcode, op.operand(0));
    }
    return opcode == Opcode.REAL ? op.operand(0) : op.builder().fill(shape, 0L);
  }

  /** The cube root, which HLO has for real numbers only: of complex ones, the power 1/3. */
  private static HloInstruction cubeRoot(Op op) {
    ArrayShape shape = op.shape(0);
    return shape.elementType().isComplex()
        ? op.builder().add(Opcode.POWER, op.operand(0), op.builder().fill(shape, 1.0 / 3))
        : op.builder().add(Opcode.CBRT, op.operand(0));
  }

  /** Complex numbers, which HLO does not order, compare by their real parts first. */
  private static HloInstruction extreme(Op op, Opcode opcode, ComparisonDirection direction) {
    HloBuilder builder = op.builder();
    HloInstruction x = op.operand(0);
    HloInstruction y = op.operand(1);
    if (!op.shape(0).elementType().isComplex()) {
      return builder.add(opcode, x, y);
    }
    HloInstruction realX = builder.add(Opcode.REAL, x);
    HloInstruction realY = builder.add(Opcode.REAL, y);
    HloInstruction byImaginary =
        builder.add(
            Opcode.AND,
            builder.compare(ComparisonDirection.EQ, realX, realY),
            builder.compare(direction, builder.add(Opcode.IMAG, x), builder.add(Opcode.IMAG, y)));
    HloInstruction first =
        builder.add(Opcode.OR, builder.compare(direction, realX, realY), byImaginary);
    return builder.add(Opcode.SELECT, first, x, y);
  }

  private static HloInstruction compare(Op op) {
    String direction = op.word("comparison_direction", "");
    Attributes attributes =
        Attributes.of(Attribute.DIRECTION, Words.parse(op, ComparisonDirection.class, direction));
    // The other types follow from the element type.
    if (op.word("compare_type", "").equals("TOTALORDER")) {
      attributes = attributes.with(Attribute.COMPARISON_TYPE, ComparisonType.TOTALORDER);
    }
    return op.builder().add(Opcode.COMPARE, op.operands(), attributes);
  }

  private static HloInstruction convert(Op op) {
    return op.builder().convert(op.operand(0), op.declaredArray(0).elementType());
  }

  private static HloInstruction bitcastConvert(Op op) {
    ArrayShape shape = op.shape(0);
    ArrayShape declared = op.declaredArray(0);
    if (shape.elementType() == declared.elementType()) {
      return op.operand(0);
    }
    ArrayShape result = shape.withElementType(declared.elementType());
    if (declared.rank() != shape.rank()) {
      if (Types.isUnbounded(declared)) {
        throw op.unknownSizes();
      }
      result = declared;
    }
    return op.builder().add(Opcode.BITCAST_CONVERT, result, op.operands(), Attributes.none());
  }

  private static HloInstruction reducePrecision(Op op) {
    Attributes attributes =
        Attributes.builder()
            .put(Attribute.EXPONENT_BITS, op.integer("exponent_bits"))
            .put(Attribute.MANTISSA_BITS, op.integer("mantissa_bits"))
            .build();
    return op.builder().add(Opcode.REDUCE_PRECISION, op.shape(0), op.operands(), attributes);
  }
}
