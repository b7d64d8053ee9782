package org.hlorun.gpu.emulator.instruction;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.hlorun.gpu.emulator.arithmetic.Comparison;
import org.hlorun.gpu.emulator.arithmetic.FloatArithmetic;
import org.hlorun.gpu.emulator.arithmetic.FloatFormat;
import org.hlorun.gpu.emulator.arithmetic.IntegerArithmetic;
import org.hlorun.gpu.emulator.arithmetic.Rounding;
import org.hlorun.gpu.emulator.machine.Steps;
import org.hlorun.gpu.emulator.text.Operand;
import org.hlorun.gpu.emulator.text.PtxType;

/** Relations of numbers, and what is chosen by them. */
final class ComparisonInstructions {
  private static final List<String> RELATIONS =
      List.of(
          "eq", "ne", "lt", "le", "gt", "ge", "lo", "ls", "hi", "hs", "equ", "neu", "ltu", "leu",
          "gtu", "geu", "num", "nan");
  private static final List<String> COMBINATIONS = List.of("and", "or", "xor");
  private static final Map<String, Integer> TABLES = Map.of("and", 0xC0, "or", 0xFC, "xor", 0x3C);
  private static final Map<String, Integer> COMPLEMENT_TABLES =
      Map.of("and", 0x0C, "or", 0xCF, "xor", 0xC3);

  private ComparisonInstructions() {}

  static void register(Map<String, Consumer<Emission>> table) {
    table.put("setp", ComparisonInstructions::setPredicate);
    table.put("set", ComparisonInstructions::set);
    table.put("selp", ComparisonInstructions::select);
    table.put("slct", ComparisonInstructions::selectBySign);
    table.put("testp", ComparisonInstructions::test);
  }

  private static void setPredicate(Emission emission) {
    String relation = emission.takeOne(RELATIONS);
    String combination = emission.takeAny(COMBINATIONS);
    boolean flush = emission.take("ftz");
    PtxType type = emission.takeType();
    emission.end(combination == null ? 3 : 4);
    Operand first = emission.operand(0);
    Operand second = null;
    if (first instanceof Operand.Pair pair) {
      second = pair.second();
      first = pair.first();
    }
    if (type.isPair()) {
      pairs(emission, relation, flush, type, combination, first, second);
      return;
    }
    int a = emission.source(1, type);
    int b = emission.source(2, type);
    String key = relation + (flush ? ".ftz." : ".") + type;
    Comparison comparison = comparison(emission, relation, flush, type);
    if (combination == null && second == null) {
      emission.emit(Steps.compare(key, () -> comparison, emission.predicateResult(first), a, b));
      return;
    }
    int holds = emission.kernel().temporaryPredicate();
    emission.emit(Steps.compare(key, () -> comparison, holds, a, b));
    combine(emission, combination, holds, first, second);
  }

  /** Combines a relation with a third operand; the second result does so with its complement. */
  private static void combine(
      Emission emission, String combination, int holds, Operand first, Operand second) {
    int with = combination == null ? holds : emission.predicate(emission.operand(3));
    if (second != null) {
      int other = emission.kernel().temporaryPredicate();
      int table = combination == null ? 0x0F : COMPLEMENT_TABLES.get(combination);
      emission.emit(Steps.logic(table, other, holds, with, with));
      int table1 = combination == null ? 0xF0 : TABLES.get(combination);
      emission.emit(Steps.logic(table1, emission.predicateResult(first), holds, with, with));
      emission.emit(Steps.logic(0xF0, emission.predicateResult(second), other, other, other));
      return;
    }
    emission.emit(
        Steps.logic(TABLES.get(combination), emission.predicateResult(first), holds, with, with));
  }

  /** Two relations at once: the first result is that of the lower halves. */
  private static void pairs(
      Emission emission,
      String relation,
      boolean flush,
      PtxType type,
      String combination,
      Operand low,
      Operand high) {
    if (high == null) {
      throw emission.unsupported("needs two predicates, as in %p|%q");
    }
    Comparison half = comparison(emission, relation, flush, type.half());
    int a = emission.source(1, type);
    int b = emission.source(2, type);
    int lowHolds = emission.kernel().temporaryPredicate();
    int highHolds = emission.kernel().temporaryPredicate();
    String key = relation + (flush ? ".ftz." : ".") + type;
    emission.emit(
        Steps.compare(
            key + ".low", () -> (x, y) -> half.test(x & 0xFFFF, y & 0xFFFF), lowHolds, a, b));
    emission.emit(
        Steps.compare(
            key + ".high", () -> (x, y) -> half.test(x >>> 16, y >>> 16), highHolds, a, b));
    int with = combination == null ? lowHolds : emission.predicate(emission.operand(3));
    int table = combination == null ? 0xF0 : TABLES.get(combination);
    int combined = emission.kernel().temporaryPredicate();
    emission.emit(Steps.logic(table, combined, highHolds, with, with));
    emission.emit(Steps.logic(table, emission.predicateResult(low), lowHolds, with, with));
    emission.emit(Steps.logic(0xF0, emission.predicateResult(high), combined, combined, combined));
  }

  private static Comparison comparison(
      Emission emission, String relation, boolean flush, PtxType type) {
    Comparison comparison;
    if (type.isFloat()) {
      FloatFormat format = ArithmeticInstructions.format(emission, type);
      comparison =
          new FloatArithmetic(format, Rounding.NEAREST_EVEN, flush, FloatArithmetic.Clamp.NONE)
              .comparison(relation);
    } else {
      boolean equality = relation.equals("eq") || relation.equals("ne");
      boolean signs = List.of("lo", "ls", "hi", "hs").contains(relation);
      boolean bits = type.kind() == PtxType.Kind.BITS;
      if (type.bits() < 16 || flush || bits && !equality || signs && type.isSigned()) {
        throw emission.unsupported("is not defined for values of type ." + type);
      }
      comparison = IntegerArithmetic.comparison(relation, type.bits(), type.isSigned());
    }
    if (comparison == null) {
      throw emission.unsupported("does not compare values of type ." + type);
    }
    return comparison;
  }

  /** The relation as a number: all ones or, for f32, 1.0. */
  private static void set(Emission emission) {
    String relation = emission.takeOne(RELATIONS);
    String combination = emission.takeAny(COMBINATIONS);
    boolean flush = emission.take("ftz");
    PtxType resultType = emission.takeType();
    PtxType type = emission.takeType();
    emission.end(combination == null ? 3 : 4);
    if (type.isPair() || resultType.bits() < 16 || resultType.isPair()) {
      throw emission.unsupported("is not defined for values of type ." + type);
    }
    int holds = emission.kernel().temporaryPredicate();
    Comparison comparison = comparison(emission, relation, flush, type);
    emission.emit(
        Steps.compare(
            relation + (flush ? ".ftz." : ".") + type,
            () -> comparison,
            holds,
            emission.source(1, type),
            emission.source(2, type)));
    if (combination != null) {
      int with = emission.predicate(emission.operand(3));
      emission.emit(Steps.logic(TABLES.get(combination), holds, holds, with, with));
    }
    long truth =
        switch (resultType) {
          case F32 -> 0x3F80_0000L;
          case F16 -> 0x3C00;
          case BF16 -> 0x3F80;
          case U16, S16 -> 0xFFFF;
          case U32, S32 -> 0xFFFF_FFFFL;
          default -> throw emission.unsupported("does not give values of type ." + resultType);
        };
    emission.emit(
        Steps.select(
            emission.result(0, resultType),
            emission.kernel().constant(truth),
            emission.kernel().constant(0),
            holds));
  }

  private static void select(Emission emission) {
    PtxType type = emission.takeType();
    emission.end(4);
    if (type.bits() < 16 || type.bits() > 64) {
      throw emission.unsupported("is not defined for values of type ." + type);
    }
    emission.emit(
        Steps.select(
            emission.result(0, type),
            emission.source(1, type),
            emission.source(2, type),
            emission.predicate(emission.operand(3))));
  }

  /** The first operand if the third is not negative; NaN is taken as negative. */
  private static void selectBySign(Emission emission) {
    boolean flush = emission.take("ftz");
    PtxType type = emission.takeType();
    PtxType by = emission.takeType();
    emission.end(4);
    if (by != PtxType.S32 && by != PtxType.F32 || type.bits() < 16) {
      throw emission.unsupported("chooses by a value of type .s32 or .f32");
    }
    int holds = emission.kernel().temporaryPredicate();
    Comparison comparison = comparison(emission, "ge", flush && by == PtxType.F32, by);
    emission.emit(
        Steps.compare(
            "ge" + (flush ? ".ftz." : ".") + by,
            () -> comparison,
            holds,
            emission.source(3, by),
            emission.kernel().constant(0)));
    emission.emit(
        Steps.select(
            emission.result(0, type), emission.source(1, type), emission.source(2, type), holds));
  }

  private static void test(Emission emission) {
    String kind =
        emission.takeOne(
            List.of("finite", "infinite", "number", "notanumber", "normal", "subnormal"));
    PtxType type = emission.takeType();
    emission.end(2);
    if (type != PtxType.F32 && type != PtxType.F64) {
      throw emission.unsupported("is not defined for values of type ." + type);
    }
    Comparison test =
        new FloatArithmetic(
                ArithmeticInstructions.format(emission, type),
                Rounding.NEAREST_EVEN,
                false,
                FloatArithmetic.Clamp.NONE)
            .test(kind);
    int a = emission.source(1, type);
    emission.emit(
        Steps.compare(
            emission.instruction().opcode(),
            () -> test,
            emission.predicateResult(emission.operand(0)),
            a,
            a));
  }
}
