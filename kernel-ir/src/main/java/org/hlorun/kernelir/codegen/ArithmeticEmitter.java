package org.hlorun.kernelir.codegen;

import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.hlorun.kernelir.ir.BinaryKind;
import org.hlorun.kernelir.ir.CastKind;
import org.hlorun.kernelir.ir.Operation;
import org.hlorun.kernelir.ir.ScalarType;
import org.hlorun.kernelir.ir.Value;

/** Writes operations that compute a value from values. */
final class ArithmeticEmitter {
  private static final HexFormat DIGITS = HexFormat.of().withUpperCase();

  private final LlvmText text;
  private final Operands operands;
  private final PairEmitter pairs;
  private final Map<Value, Double> floatConstants = new HashMap<>();
  private int registerBytes;

  ArithmeticEmitter(LlvmText text, Operands operands, PairEmitter pairs) {
    this.text = text;
    this.operands = operands;
    this.pairs = pairs;
  }

  void setRegisterBytes(int bytes) {
    registerBytes = bytes;
  }

  private boolean anyVector(Value... values) {
    for (Value value : values) {
      if (operands.isVector(value)) {
        return true;
      }
    }
    return false;
  }

  private void put(Value result, boolean vector, String instruction) {
    operands.put(result, new Operand(text.assign(instruction), vector));
  }

  void constant(Operation.Constant op) {
    operands.put(op.result(), new Operand(literal(op.result().type(), op.bits()), false));
    switch (op.result().type()) {
      case F32 -> floatConstants.put(op.result(), (double) Float.intBitsToFloat((int) op.bits()));
      case F64 -> floatConstants.put(op.result(), Double.longBitsToDouble(op.bits()));
      default -> {}
    }
  }

  /** Floats are written by their bits: {@code double} as hexadecimal, as LLVM wants it. */
  static String literal(ScalarType type, long bits) {
    return switch (type) {
      case I1 -> bits == 0 ? "false" : "true";
      case F64 -> "0x" + DIGITS.toHexDigits(bits);
      case F32 -> floatLiteral((int) bits);
      case F16 -> "0xH" + DIGITS.toHexDigits((short) bits);
      default -> Long.toString(bits << (64 - type.bits()) >> (64 - type.bits()));
    };
  }

  private static String floatLiteral(int bits) {
    float value = Float.intBitsToFloat(bits);
    if (Float.isNaN(value)) {
      long sign = bits < 0 ? 1L << 63 : 0;
      long payload = (long) (bits & 0x7FFFFF) << 29;
      return "0x" + DIGITS.toHexDigits(sign | 0x7FF0000000000000L | payload);
    }
    return "0x" + DIGITS.toHexDigits(Double.doubleToRawLongBits(value));
  }

  void unary(Operation.Unary op) {
    boolean vector = anyVector(op.operand());
    String a = operands.as(op.operand(), vector);
    String type = operands.type(op.result().type(), vector);
    switch (op.kind()) {
      case FNEG -> put(op.result(), vector, "fneg " + type + " " + a);
      case FABS -> intrinsic(op.result(), vector, "fabs", "", a);
      case SQRT -> intrinsic(op.result(), vector, "sqrt", "", a);
      case FLOOR -> intrinsic(op.result(), vector, "floor", "", a);
      case CEIL -> intrinsic(op.result(), vector, "ceil", "", a);
      case TRUNC -> intrinsic(op.result(), vector, "trunc", "", a);
      case ROUND_EVEN -> intrinsic(op.result(), vector, "roundeven", "", a);
      case POPCNT -> intrinsic(op.result(), vector, "ctpop", "", a);
      case CTLZ -> intrinsic(op.result(), vector, "ctlz", ", i1 false", a);
      case SELDOM -> operands.put(op.result(), operands.get(op.operand()));
    }
  }

  private String suffix(ScalarType type, boolean vector) {
    return (vector ? "v" + operands.lanes().width() : "") + LlvmText.suffix(type);
  }

  /** Calls an intrinsic whose operands have the result's type. */
  private void intrinsic(
      Value result, boolean vector, String name, String flag, String... arguments) {
    String type = operands.type(result.type(), vector);
    String symbol = "@llvm." + name + "." + suffix(result.type(), vector);
    String types = String.join(", ", Collections.nCopies(arguments.length, type));
    text.declare(type + " " + symbol + "(" + types + (flag.isEmpty() ? "" : ", i1 immarg") + ")");
    StringBuilder list = new StringBuilder();
    for (String argument : arguments) {
      list.append(list.isEmpty() ? "" : ", ").append(type).append(' ').append(argument);
    }
    put(result, vector, "call " + type + " " + symbol + "(" + list + flag + ")");
  }

  void binary(Operation.Binary op) {
    switch (op.kind()) {
      case MUL_ADD_PAIRS -> pairs.multiplyAdd(op);
      case PAIR -> pairs.pair(op);
      default -> ofLanes(op);
    }
  }

  private void ofLanes(Operation.Binary op) {
    boolean vector = anyVector(op.lhs(), op.rhs());
    String a = operands.as(op.lhs(), vector);
    String b = operands.as(op.rhs(), vector);
    String known = vector ? null : ScalarLiterals.logical(op.kind(), a, b);
    if (known != null) {
      operands.put(op.result(), new Operand(known, false));
      return;
    }
    String name = intrinsicOf(op.kind());
    if (isBound(op.kind(), op.rhs())) {
      bound(op, vector, a, b, floatConstants.get(op.rhs()));
    } else if (isBound(op.kind(), op.lhs())) {
      bound(op, vector, b, a, floatConstants.get(op.lhs()));
    } else if (vector && VectorExtremum.covers(op.kind(), op.result().type(), registerBytes)) {
      var extremum = new VectorExtremum(text, op.result().type(), operands.lanes().width());
      operands.put(op.result(), new Operand(extremum.of(op.kind(), a, b), true));
    } else if (name != null) {
      intrinsic(op.result(), vector, name, "", a, b);
    } else if (vector
        && VectorDivision.covers(op.kind(), op.result().type(), registerBytes)
        && !LaneLiterals.isNumber(operands.get(op.rhs()).text())) {
      int width = operands.lanes().width();
      var division = new VectorDivision(text, op.result().type(), op.kind(), width);
      operands.put(op.result(), new Operand(division.of(a, b), true));
    } else if (vector
        && op.kind() == BinaryKind.FREM
        && VectorRemainder.covers(op.result().type())) {
      var remainder = new VectorRemainder(text, op.result().type(), operands.lanes().width());
      operands.put(op.result(), new Operand(remainder.of(a, b), true));
    } else {
      String type = operands.type(op.result().type(), vector);
      String word = op.kind().name().toLowerCase(Locale.ROOT);
      put(op.result(), vector, word + " " + type + " " + a + ", " + b);
    }
  }

  private boolean isBound(BinaryKind kind, Value value) {
    Double constant = floatConstants.get(value);
    return (kind == BinaryKind.FMIN || kind == BinaryKind.FMAX)
        && constant != null
        && !constant.isNaN();
  }

  /**
   * The larger or smaller of a value and a constant, by one comparison that a NaN fails: then the
   * value stays. Zeros of both signs compare equal, so of two zeros the constant is taken if it is
   * the one wanted: +0 of a maximum, -0 of a minimum.
   */
  private void bound(Operation.Binary op, boolean vector, String x, String c, double constant) {
    boolean maximum = op.kind() == BinaryKind.FMAX;
    boolean wantedZero = constant == 0 && maximum == (1 / constant > 0);
    String predicate = (maximum ? "ol" : "og") + (wantedZero ? "e" : "t");
    String type = operands.type(op.result().type(), vector);
    String test = text.assign("fcmp " + predicate + " " + type + " " + x + ", " + c);
    String condition = operands.type(ScalarType.I1, vector);
    put(
        op.result(),
        vector,
        "select " + condition + " " + test + ", " + type + " " + c + ", " + type + " " + x);
  }

  private static String intrinsicOf(BinaryKind kind) {
    return switch (kind) {
      case SMIN -> "smin";
      case SMAX -> "smax";
      case UMIN -> "umin";
      case UMAX -> "umax";
      case FMIN -> "minimum";
      case FMAX -> "maximum";
      default -> null;
    };
  }

  void compare(Operation.Compare op) {
    boolean vector = anyVector(op.lhs(), op.rhs());
    String lhs = operands.as(op.lhs(), vector);
    String rhs = operands.as(op.rhs(), vector);
    String known =
        vector
            ? LaneLiterals.compare(op.predicate(), lhs, rhs, operands.lanes().width())
            : ScalarLiterals.compare(op.lhs().type(), op.predicate(), lhs, rhs);
    if (known != null) {
      operands.put(op.result(), new Operand(known, vector));
      return;
    }
    String instruction = op.lhs().type().isFloat() ? "fcmp " : "icmp ";
    String predicate = op.predicate().name().toLowerCase(Locale.ROOT);
    String type = operands.type(op.lhs().type(), vector);
    put(op.result(), vector, instruction + predicate + " " + type + " " + lhs + ", " + rhs);
  }

  void select(Operation.Select op) {
    Boolean known = ScalarLiterals.flag(operands.get(op.condition()).text());
    if (known != null) {
      operands.put(op.result(), operands.get(known ? op.onTrue() : op.onFalse()));
      return;
    }
    boolean vector = anyVector(op.condition(), op.onTrue(), op.onFalse());
    String type = operands.type(op.result().type(), vector);
    boolean lanes = operands.isVector(op.condition());
    String condition =
        operands.type(ScalarType.I1, lanes) + " " + operands.as(op.condition(), lanes);
    String onTrue = type + " " + operands.as(op.onTrue(), vector);
    String onFalse = type + " " + operands.as(op.onFalse(), vector);
    put(op.result(), vector, "select " + condition + ", " + onTrue + ", " + onFalse);
  }

  void fma(Operation.Fma op) {
    if (op.a().type() != op.c().type()) {
      pairs.fma(op);
      return;
    }
    boolean vector = anyVector(op.a(), op.b(), op.c());
    intrinsic(
        op.result(),
        vector,
        "fma",
        "",
        operands.as(op.a(), vector),
        operands.as(op.b(), vector),
        operands.as(op.c(), vector));
  }

  void cast(Operation.Cast op) {
    pairs.noteCast(op);
    boolean vector = anyVector(op.operand());
    String from = operands.type(op.operand().type(), vector);
    String to = operands.type(op.result().type(), vector);
    String a = operands.as(op.operand(), vector);
    String word = word(op.kind());
    if (word != null) {
      put(op.result(), vector, word + " " + from + " " + a + " to " + to);
      return;
    }
    boolean isSigned = op.kind() == CastKind.FLOAT_TO_SIGNED;
    ScalarType type = op.operand().type();
    if (vector && SaturatingConversion.covers(type)) {
      int width = operands.lanes().width();
      var conversion = new SaturatingConversion(text, type, op.result().type(), isSigned, width);
      operands.put(op.result(), new Operand(conversion.of(a), true));
      return;
    }
    String name = isSigned ? "fptosi.sat" : "fptoui.sat";
    String symbol =
        "@llvm."
            + name
            + "."
            + suffix(op.result().type(), vector)
            + "."
            + suffix(op.operand().type(), vector);
    text.declare(to + " " + symbol + "(" + from + ")");
    put(op.result(), vector, "call " + to + " " + symbol + "(" + from + " " + a + ")");
  }

  private static String word(CastKind kind) {
    return switch (kind) {
      case TRUNCATE -> "trunc";
      case ZERO_EXTEND -> "zext";
      case SIGN_EXTEND -> "sext";
      case FLOAT_EXTEND -> "fpext";
      case FLOAT_TRUNCATE -> "fptrunc";
      case SIGNED_TO_FLOAT -> "sitofp";
      case UNSIGNED_TO_FLOAT -> "uitofp";
      case BITS -> "bitcast";
      case FLOAT_TO_SIGNED, FLOAT_TO_UNSIGNED -> null;
    };
  }

  /** Calls a function of the C library once for every lane. */
  void call(Operation.Call op) {
    boolean vector = anyVector(op.arguments().toArray(Value[]::new));
    String type = LlvmText.type(op.result().type());
    String types = String.join(", ", Collections.nCopies(op.arguments().size(), type));
    text.declare(type + " @" + op.function() + "(" + types + ") nounwind");
    if (!vector) {
      put(op.result(), false, callText(op, type));
      return;
    }
    List<String> vectors = op.arguments().stream().map(operands::vector).toList();
    String vectorType = operands.type(op.result().type(), true);
    String result = "poison";
    for (int lane = 0; lane < operands.lanes().width(); lane++) {
      StringBuilder arguments = new StringBuilder();
      for (String argument : vectors) {
        String element =
            text.assign("extractelement " + vectorType + " " + argument + ", i64 " + lane);
        arguments.append(arguments.isEmpty() ? "" : ", ").append(type).append(' ').append(element);
      }
      String value = text.assign("call " + type + " @" + op.function() + "(" + arguments + ")");
      result =
          text.assign(
              "insertelement "
                  + vectorType
                  + " "
                  + result
                  + ", "
                  + type
                  + " "
                  + value
                  + ", i64 "
                  + lane);
    }
    operands.put(op.result(), new Operand(result, true));
  }

  private String callText(Operation.Call op, String type) {
    StringBuilder arguments = new StringBuilder();
    for (Value argument : op.arguments()) {
      arguments.append(arguments.isEmpty() ? "" : ", ").append(type).append(' ');
      arguments.append(operands.scalar(argument));
    }
    return "call " + type + " @" + op.function() + "(" + arguments + ")";
  }
}
