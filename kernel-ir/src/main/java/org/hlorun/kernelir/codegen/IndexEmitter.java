package org.hlorun.kernelir.codegen;

import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.ScalarType;
import org.hlorun.kernelir.ir.Value;

/** Writes index expressions as 64-bit arithmetic. */
public final class IndexEmitter {
  private final LlvmText text;
  private final Operands operands;

  IndexEmitter(LlvmText text, Operands operands) {
    this.text = text;
    this.operands = operands;
  }

  /** Whether an index differs between lanes. */
  public boolean isVector(IndexExpr index) {
    if (operands.lanes() == null) {
      return false;
    }
    for (int i = 0; i < index.size(); i++) {
      if (isVector(index.atom(i))) {
        return true;
      }
    }
    return false;
  }

  private boolean isVector(IndexExpr.Atom atom) {
    return atom instanceof IndexExpr.Variable variable
        ? isVector(variable.value())
        : isVector(atom.dividend());
  }

  private boolean isVector(Value value) {
    return value == operands.lanes().variable() || operands.isVector(value);
  }

  /**
   * The distance between the indices of neighbouring lanes, if it is the same for all; null if not.
   */
  Long stride(IndexExpr index) {
    if (!isVector(index)) {
      return 0L;
    }
    Value variable = operands.lanes().variable();
    for (int i = 0; i < index.size(); i++) {
      IndexExpr.Atom atom = index.atom(i);
      if (!isLane(atom) && isVector(atom)) {
        return null;
      }
    }
    return index.factorOf(variable);
  }

  /** The index of lane 0, where {@link #stride} is not null. */
  String first(IndexExpr index) {
    return scalar(index);
  }

  /** The part of an index that changes with the innermost serial loop; 0 if none does. */
  IndexExpr moving(IndexExpr index) {
    IndexExpr moving = IndexExpr.constant(0);
    for (int i = 0; i < index.size(); i++) {
      if (index.atom(i) instanceof IndexExpr.Variable variable
          && variable.value() == operands.innermost()) {
        moving = moving.plus(IndexExpr.of(variable).times(index.factor(i)));
      }
    }
    return moving;
  }

  /** The indices as {@code <width x i64>}. */
  String vector(IndexExpr index) {
    String sum = null;
    IndexExpr affine = IndexExpr.constant(index.constant());
    for (int i = 0; i < index.size(); i++) {
      IndexExpr.Atom atom = index.atom(i);
      if (isVector(atom) && !isLane(atom)) {
        String product = timesVector(vector(atom), index.factor(i));
        sum = sum == null ? product : addVector(sum, product);
      } else {
        affine = affine.plus(IndexExpr.of(atom).times(index.factor(i)));
      }
    }
    String base = affineVector(affine);
    return sum == null ? base : addVector(sum, base);
  }

  /** The indices of lanes that are evenly apart: that of lane 0, and distances that are known. */
  private String affineVector(IndexExpr index) {
    long stride = index.factorOf(operands.lanes().variable());
    String first = scalar(index);
    if (stride == 0) {
      return operands.splat(ScalarType.I64, first);
    }
    int width = operands.lanes().width();
    if (LaneLiterals.isNumber(first)) {
      return LaneLiterals.integers(Long.parseLong(first), stride, width);
    }
    String distances = LaneLiterals.integers(0, stride, width);
    return addVector(operands.splat(ScalarType.I64, first), distances);
  }

  private boolean isLane(IndexExpr.Atom atom) {
    return atom instanceof IndexExpr.Variable v && v.value() == operands.lanes().variable();
  }

  private String addVector(String a, String b) {
    return text.assign("add " + i64s() + " " + a + ", " + b);
  }

  private String timesVector(String vector, long factor) {
    return factor == 1
        ? vector
        : text.assign(
            "mul "
                + i64s()
                + " "
                + vector
                + ", "
                + operands.splat(ScalarType.I64, Long.toString(factor)));
  }

  private String i64s() {
    return LlvmText.vector(ScalarType.I64, operands.lanes().width());
  }

  private String vector(IndexExpr.Atom atom) {
    return switch (atom) {
      case IndexExpr.Variable variable -> operands.vector(variable.value());
      case IndexExpr.Quotient quotient ->
          divideVector(quotient.dividend(), quotient.divisor(), "div");
      case IndexExpr.Remainder remainder ->
          divideVector(remainder.dividend(), remainder.divisor(), "rem");
    };
  }

  /**
   * Division of lanes, in 32 bits where they suffice: 64-bit vector division is many times slower.
   */
  private String divideVector(IndexExpr dividend, long divisor, String kind) {
    String numerator = vector(dividend);
    if (dividend.min() >= 0
        && dividend.max() <= Integer.MAX_VALUE
        && divisor <= Integer.MAX_VALUE) {
      String i32s = LlvmText.vector(ScalarType.I32, operands.lanes().width());
      String narrow = text.assign("trunc " + i64s() + " " + numerator + " to " + i32s);
      String splat = operands.splat(ScalarType.I32, Long.toString(divisor));
      String result = text.assign("u" + kind + " " + i32s + " " + narrow + ", " + splat);
      return text.assign("zext " + i32s + " " + result + " to " + i64s());
    }
    String splat = operands.splat(ScalarType.I64, Long.toString(divisor));
    return floorDivide(i64s(), numerator, splat, kind, dividend.min() >= 0, true);
  }

  private String floorDivide(
      String type, String numerator, String divisor, String kind, boolean positive, boolean lanes) {
    if (positive) {
      return text.assign("u" + kind + " " + type + " " + numerator + ", " + divisor);
    }
    String quotient = text.assign("sdiv " + type + " " + numerator + ", " + divisor);
    String product = text.assign("mul " + type + " " + quotient + ", " + divisor);
    String remainder = text.assign("sub " + type + " " + numerator + ", " + product);
    String zero = lanes ? "zeroinitializer" : "0";
    String negative = text.assign("icmp slt " + type + " " + remainder + ", " + zero);
    String flags = lanes ? LlvmText.vector(ScalarType.I1, operands.lanes().width()) : "i1";
    String correction = text.assign("sext " + flags + " " + negative + " to " + type);
    if (kind.equals("div")) {
      return text.assign("add " + type + " " + quotient + ", " + correction);
    }
    String masked = text.assign("and " + type + " " + divisor + ", " + correction);
    return text.assign("add " + type + " " + remainder + ", " + masked);
  }

  /** An index that is the same in all lanes, or that of lane 0 where lanes are evenly apart. */
  public String scalar(IndexExpr index) {
    String sum = null;
    long constant = index.constant();
    for (int i = 0; i < index.size(); i++) {
      String atom = scalar(index.atom(i));
      long factor = index.factor(i);
      if (LaneLiterals.isNumber(atom)) {
        constant += Long.parseLong(atom) * factor;
        continue;
      }
      String product = factor == 1 ? atom : text.assign("mul nsw i64 " + atom + ", " + factor);
      sum = sum == null ? product : text.assign("add nsw i64 " + sum + ", " + product);
    }
    if (sum == null) {
      return Long.toString(constant);
    }
    return constant == 0 ? sum : text.assign("add nsw i64 " + sum + ", " + constant);
  }

  private String scalar(IndexExpr.Atom atom) {
    if (atom instanceof IndexExpr.Variable variable) {
      Lanes lanes = operands.lanes();
      return lanes != null && variable.value() == lanes.variable()
          ? lanes.base()
          : operands.scalar(variable.value());
    }
    return atom instanceof IndexExpr.Quotient quotient
        ? divideScalar(quotient.dividend(), quotient.divisor(), "div")
        : divideScalar(atom.dividend(), ((IndexExpr.Remainder) atom).divisor(), "rem");
  }

  private String divideScalar(IndexExpr dividend, long divisor, String kind) {
    return floorDivide(
        "i64", scalar(dividend), Long.toString(divisor), kind, dividend.min() >= 0, false);
  }
}
