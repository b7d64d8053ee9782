package org.hlorun.kernelir.codegen;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.hlorun.kernelir.ir.LookupTable;
import org.hlorun.kernelir.ir.Operation;
import org.hlorun.kernelir.ir.ScalarType;

/**
 * Writes lookups in tables. Processors with vectors of 64 bytes find sixteen numbers of a table
 * that two of them hold by one instruction; for others the lanes are looked up one by one.
 */
final class LookupEmitter {
  private static final int AVX512 = 64;
  private static final int LANES = 16;
  private static final String TABLE = LlvmText.vector(ScalarType.F32, LANES);
  private static final String INDICES = LlvmText.vector(ScalarType.I32, LANES);
  private static final String PERMUTE = "@llvm.x86.avx512.vpermi2var.ps.512";

  private final LlvmText text;
  private final Operands operands;
  private int registerBytes;

  LookupEmitter(LlvmText text, Operands operands) {
    this.text = text;
    this.operands = operands;
  }

  /** Says how many bytes a vector register of the machine has: 64 are AVX-512. */
  void setRegisterBytes(int bytes) {
    registerBytes = bytes;
  }

  void emit(Operation.Lookup op) {
    boolean vector = operands.isVector(op.index());
    String index = operands.get(op.index()).text();
    String result =
        !vector
            ? element(op.table(), index)
            : registerBytes == AVX512 && op.table().size() <= 2 * LANES
                ? permuted(op.table(), index)
                : oneByOne(op.table(), index);
    operands.put(op.result(), new Operand(result, vector));
  }

  private String element(LookupTable table, String index) {
    String place = text.assign("and i32 " + index + ", " + (table.size() - 1));
    String numbers = literal(table, 0, table.size());
    return text.assign("extractelement " + numbers + ", i32 " + place);
  }

  private String oneByOne(LookupTable table, String index) {
    int width = operands.lanes().width();
    String indices = LlvmText.vector(ScalarType.I32, width);
    String result = "poison";
    for (int lane = 0; lane < width; lane++) {
      String place = text.assign("extractelement " + indices + " " + index + ", i64 " + lane);
      String vector = LlvmText.vector(ScalarType.F32, width) + " " + result;
      String number = "float " + element(table, place);
      result = text.assign("insertelement " + vector + ", " + number + ", i64 " + lane);
    }
    return result;
  }

  /** As many lanes as there are, sixteen at a time: what is less is filled up. */
  private String permuted(LookupTable table, String index) {
    int width = operands.lanes().width();
    String indices = LlvmText.vector(ScalarType.I32, width);
    String result = null;
    for (int first = 0; first < width; first += LANES) {
      int from = first;
      String part =
          width == LANES
              ? index
              : text.shuffle(
                  indices, index, "poison", LANES, i -> from + i < width ? from + i : -1);
      String numbers = permutation(table, part);
      result = result == null ? numbers : joined(result, numbers, from);
    }
    return width < LANES ? text.shuffle(TABLE, result, "poison", width, i -> i) : result;
  }

  /** A table of fewer numbers than two vectors hold is repeated in them. */
  private String permutation(LookupTable table, String index) {
    text.declare(TABLE + " " + PERMUTE + "(" + TABLE + ", " + INDICES + ", " + TABLE + ")");
    String low = literal(table, 0, LANES);
    String high = literal(table, LANES, LANES);
    String arguments = low + ", " + INDICES + " " + index + ", " + high;
    return text.assign("call " + TABLE + " " + PERMUTE + "(" + arguments + ")");
  }

  /** The lanes so far, {@code count} of them, and sixteen more. */
  private String joined(String before, String more, int count) {
    String wide = LlvmText.vector(ScalarType.F32, count);
    String filled =
        count == LANES ? more : text.shuffle(TABLE, more, "poison", count, i -> i < LANES ? i : -1);
    return text.shuffle(wide, before, filled, count + LANES, i -> i);
  }

  private static String literal(LookupTable table, int first, int count) {
    return IntStream.range(first, first + count)
        .mapToObj(i -> "float " + ArithmeticEmitter.literal(ScalarType.F32, table.bits(i)))
        .collect(Collectors.joining(", ", LlvmText.vector(ScalarType.F32, count) + " <", ">"));
  }
}
