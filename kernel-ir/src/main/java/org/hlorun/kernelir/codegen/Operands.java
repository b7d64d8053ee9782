package org.hlorun.kernelir.codegen;

import java.util.HashMap;
import java.util.Map;
import org.hlorun.kernelir.ir.ScalarType;
import org.hlorun.kernelir.ir.Value;

/** Which text stands for which value, and the vector loop around. */
public final class Operands {
  private final LlvmText text;
  private final Map<Value, Operand> operands = new HashMap<>();
  private Lanes lanes;
  private Value innermost;

  Operands(LlvmText text) {
    this.text = text;
  }

  /** The vector loop that is being written; null outside of one. */
  public Lanes lanes() {
    return lanes;
  }

  public void setLanes(Lanes newLanes) {
    lanes = newLanes;
  }

  /** The variable of the innermost serial loop that is being written; null outside of one. */
  Value innermost() {
    return innermost;
  }

  void setInnermost(Value variable) {
    innermost = variable;
  }

  public void put(Value value, Operand operand) {
    operands.put(value, operand);
  }

  public Operand get(Value value) {
    Operand operand = operands.get(value);
    if (operand == null) {
      throw new IllegalStateException(
          "a value of type %s is used before it is computed".formatted(value.type()));
    }
    return operand;
  }

  public boolean isVector(Value value) {
    return get(value).vector();
  }

  /** The register of a value that is the same in all lanes. */
  public String scalar(Value value) {
    Operand operand = get(value);
    if (operand.vector()) {
      throw new IllegalStateException("a value that varies over lanes is used as a scalar");
    }
    return operand.text();
  }

  /** The register of a value with a lane each, splat if it is a scalar. */
  public String vector(Value value) {
    Operand operand = get(value);
    return operand.vector() ? operand.text() : splat(value.type(), operand.text());
  }

  /** A vector that has a scalar in every lane. */
  public String splat(ScalarType type, String scalar) {
    int width = lanes.width();
    if (!scalar.startsWith("%")) {
      return "splat (" + LlvmText.type(type) + " " + scalar + ")";
    }
    String vector = LlvmText.vector(type, width);
    String single =
        text.assign(
            "insertelement "
                + vector
                + " poison, "
                + LlvmText.type(type)
                + " "
                + scalar
                + ", i64 0");
    return text.assign(
        "shufflevector "
            + vector
            + " "
            + single
            + ", "
            + vector
            + " poison, <"
            + width
            + " x i32> zeroinitializer");
  }

  /** The value as a vector if {@code asVector}, else as a scalar. */
  public String as(Value value, boolean asVector) {
    return asVector ? vector(value) : scalar(value);
  }

  /** The type of a value as a vector or a scalar. */
  public String type(ScalarType type, boolean asVector) {
    return asVector ? LlvmText.vector(type, lanes.width()) : LlvmText.type(type);
  }
}
