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

/** Writes operations on pairs of 16-bit integers or of bf16, the halves of 32-bit integers. */
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

  /** Lanes of the instruction that multiplies pairs of bf16. */
  private static final int DOT_LANES = 16;

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

  /** Notes that a cast's lanes are such a part, widened once, if its operand's are. */
  void noteCast(Operation.Cast op) {
    Part part = parts.get(op.operand());
    boolean widens = op.kind() == CastKind.SIGN_EXTEND || op.kind() == CastKind.ZERO_EXTEND;
    if (part != null && part.cast == null && widens && op.result().type() == ScalarType.I32) {
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
      String halves = low.register;
      if (low.type != ScalarType.I16) {
        String word = low.cast == CastKind.SIGN_EXTEND ? "sext" : "zext";
        String narrow = LlvmText.vector(low.type, count);
        halves = text.assign(word + " " + narrow + " " + low.register + " to " + wide);
      }
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

  /**
   * A sum with the products of pairs of bf16, by AVX512-BF16's instruction: 16 lanes at a time, of
   * which nobody uses the last ones if there are fewer.
   */
  void fma(Operation.Fma op) {
    boolean vector =
        operands.isVector(op.a()) || operands.isVector(op.b()) || operands.isVector(op.c());
    int width = vector ? operands.lanes().width() : 1;
    String total = null;
    for (int first = 0; first < width; first += DOT_LANES) {
      String sums = dot(op, vector, width, first);
      total = total == null ? sums : joined(total, sums, first);
    }
    String dots = LlvmText.vector(ScalarType.F32, Math.ceilDiv(width, DOT_LANES) * DOT_LANES);
    if (!vector) {
      put(op.result(), false, "extractelement " + dots + " " + total + ", i64 0");
    } else if (width % DOT_LANES == 0) {
      operands.put(op.result(), new Operand(total, true));
    } else {
      String cut = text.shuffle(dots, total, "poison", width, lane -> lane);
      operands.put(op.result(), new Operand(cut, true));
    }
  }

  private String dot(Operation.Fma op, boolean vector, int width, int first) {
    String sums = LlvmText.vector(ScalarType.F32, DOT_LANES);
    String halves = "<" + 2 * DOT_LANES + " x bfloat>";
    String symbol = "@llvm.x86.avx512bf16.dpbf16ps.512";
    text.declare(sums + " " + symbol + "(" + sums + ", " + halves + ", " + halves + ")");
    String c = lanes(op.c(), vector, width, first);
    String a = halves(op.a(), vector, width, first, halves);
    String b = halves(op.b(), vector, width, first, halves);
    return text.assign(
        "call %s %s(%s %s, %s %s, %s %s)".formatted(sums, symbol, sums, c, halves, a, halves, b));
  }

  /** Lanes of a value from one on; all of them are the same if it is no vector. */
  private String lanes(Value value, boolean vector, int width, int first) {
    String type = LlvmText.vector(value.type(), vector ? width : 1);
    String values =
        vector
            ? operands.as(value, true)
            : text.assign(
                "insertelement %s poison, %s %s, i64 0"
                    .formatted(
                        type, operands.type(value.type(), false), operands.as(value, false)));
    return text.shuffle(
        type, values, "poison", DOT_LANES, lane -> first + lane < width ? first + lane : -1);
  }

  private String halves(Value pairs, boolean vector, int width, int first, String type) {
    String words = LlvmText.vector(ScalarType.I32, DOT_LANES);
    return text.assign(
        "bitcast " + words + " " + lanes(pairs, vector, width, first) + " to " + type);
  }

  private String joined(String before, String next, int count) {
    String type = LlvmText.vector(ScalarType.F32, count);
    String wide = next;
    if (count > DOT_LANES) {
      String one = LlvmText.vector(ScalarType.F32, DOT_LANES);
      wide = text.shuffle(one, next, "poison", count, lane -> lane < DOT_LANES ? lane : -1);
    }
    return text.shuffle(type, before, wide, count + DOT_LANES, lane -> lane);
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
