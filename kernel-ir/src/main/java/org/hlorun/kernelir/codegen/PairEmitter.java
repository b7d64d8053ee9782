package org.hlorun.kernelir.codegen;

import java.util.HashMap;
import java.util.Map;
import org.hlorun.kernelir.ir.BinaryKind;
import org.hlorun.kernelir.ir.Buffer;
import org.hlorun.kernelir.ir.CastKind;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.Operation;
import org.hlorun.kernelir.ir.ScalarType;
import org.hlorun.kernelir.ir.Value;

/** Writes operations on pairs of 16-bit integers, the halves of 32-bit ones. */
final class PairEmitter {
  /**
   * Lanes that are every second one of elements that were loaded together.
   *
   * @param buffer memory that nothing writes
   * @param start where the load starts
   * @param register all elements, two for each lane
   * @param type their type
   * @param part 0 for the even ones, 1 for the odd ones
   * @param cast how they have been widened to 32 bits; null = they have not
   */
  private record Part(
      Buffer buffer, IndexExpr start, String register, ScalarType type, int part, CastKind cast) {

    boolean isBefore(Part other) {
      return part == 0
          && other.part == 1
          && buffer == other.buffer
          && start.equals(other.start)
          && cast == other.cast;
    }
  }

  private final LlvmText text;
  private final Operands operands;
  private final Map<Value, Part> parts = new HashMap<>();

  PairEmitter(LlvmText text, Operands operands) {
    this.text = text;
    this.operands = operands;
  }

  /** Forgets what an earlier copy of the code, for a whole vector, knew of a load. */
  void forget(Operation.Load load) {
    parts.remove(load.result());
  }

  /** Notes that a load's lanes are part of a register with their neighbours. */
  void noteLoad(Operation.Load load, IndexExpr start, String register, int part) {
    if (load.buffer().role() == Buffer.Role.INPUT) {
      ScalarType type = load.result().type();
      parts.put(load.result(), new Part(load.buffer(), start, register, type, part, null));
    }
  }

  /** Notes that a cast's lanes are such a part, if its operand's are. */
  void noteCast(Operation.Cast op) {
    Part part = parts.get(op.operand());
    boolean widens = op.kind() == CastKind.SIGN_EXTEND || op.kind() == CastKind.ZERO_EXTEND;
    if (part != null && widens && part.type == ScalarType.I8) {
      parts.put(
          op.result(),
          new Part(part.buffer, part.start, part.register, part.type, part.part, op.kind()));
    } else {
      parts.remove(op.result());
    }
  }

  /** Neighbours of memory that are widened are pairs already; else halves are put together. */
  void pair(Operation.Binary op) {
    Part low = parts.get(op.lhs());
    Part high = parts.get(op.rhs());
    boolean vector = operands.isVector(op.lhs()) || operands.isVector(op.rhs());
    String type = operands.type(ScalarType.I32, vector);
    if (low != null && high != null && low.cast != null && low.isBefore(high)) {
      int count = 2 * operands.lanes().width();
      String wide = LlvmText.vector(ScalarType.I16, count);
      String word = low.cast == CastKind.SIGN_EXTEND ? "sext" : "zext";
      String narrow = LlvmText.vector(low.type, count);
      String halves = text.assign(word + " " + narrow + " " + low.register + " to " + wide);
      put(op.result(), true, "bitcast " + wide + " " + halves + " to " + type);
      return;
    }
    String mask = vector ? operands.splat(ScalarType.I32, "65535") : "65535";
    String shift = vector ? operands.splat(ScalarType.I32, "16") : "16";
    String below = text.assign("and " + type + " " + operands.as(op.lhs(), vector) + ", " + mask);
    String above = text.assign("shl " + type + " " + operands.as(op.rhs(), vector) + ", " + shift);
    put(op.result(), vector, "or " + type + " " + below + ", " + above);
  }

  /** {@link BinaryKind#MUL_ADD_PAIRS} in the form that LLVM makes one instruction of if it can. */
  void multiplyAdd(Operation.Binary op) {
    boolean vector = operands.isVector(op.lhs()) || operands.isVector(op.rhs());
    int width = vector ? operands.lanes().width() : 1;
    String wide = LlvmText.vector(ScalarType.I32, 2 * width);
    String products =
        text.assign(
            "mul nsw " + wide + " " + halves(op.lhs(), vector) + ", " + halves(op.rhs(), vector));
    String even = every2nd(products, width, 0);
    String odd = every2nd(products, width, 1);
    String type = LlvmText.vector(ScalarType.I32, width);
    String sums = "add " + type + " " + even + ", " + odd;
    if (vector) {
      put(op.result(), true, sums);
    } else {
      put(op.result(), false, "extractelement " + type + " " + text.assign(sums) + ", i64 0");
    }
  }

  private void put(Value result, boolean vector, String instruction) {
    operands.put(result, new Operand(text.assign(instruction), vector));
  }

  /** The halves of 32-bit integers, widened with their sign. */
  private String halves(Value pairs, boolean vector) {
    int width = vector ? operands.lanes().width() : 1;
    String narrow = LlvmText.vector(ScalarType.I16, 2 * width);
    String type = operands.type(ScalarType.I32, vector);
    String cut =
        text.assign("bitcast " + type + " " + operands.as(pairs, vector) + " to " + narrow);
    return text.assign(
        "sext " + narrow + " " + cut + " to " + LlvmText.vector(ScalarType.I32, 2 * width));
  }

  private String every2nd(String values, int width, int first) {
    String type = LlvmText.vector(ScalarType.I32, 2 * width);
    return text.shuffle(type, values, "poison", width, lane -> 2 * lane + first);
  }
}
