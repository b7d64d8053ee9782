package org.hlorun.conformance.kit;

import java.util.ArrayList;
import java.util.List;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.shape.ElementType;

/** Cases of tuples, calls, loops, branches and random bits. */
final class ControlCases {
  private ControlCases() {}

  static List<ConformanceCase> cases(Opcode opcode, ElementType type) {
    List<ConformanceCase> cases = new ArrayList<>();
    for (String shape : List.of("[]", "[0]", "[7]", "[5,13]{0,1}")) {
      String full = type.text() + shape;
      switch (opcode) {
        case TUPLE, GET_TUPLE_ELEMENT, OPT_BARRIER -> tuples(opcode, type, full, cases);
        case CALL -> call(type, full, cases);
        case FUSION -> fusion(type, full, cases);
        case WHILE -> loops(type, full, cases);
        case CONDITIONAL -> branches(type, full, cases);
        case RNG_BIT_GENERATOR -> randomBits(type, full, cases);
        default -> {}
      }
    }
    return cases;
  }

  private static void tuples(
      Opcode opcode, ElementType type, String full, List<ConformanceCase> cases) {
    CaseBuilder builder = new CaseBuilder(opcode, type, full);
    builder.operand(full, Values.special()).operand(full, Values.numbers());
    builder.line("u = (%1$s, %1$s) tuple(p1, p0)".formatted(full));
    builder.line("t = (%1$s, (%1$s, %1$s)) tuple(p0, u)".formatted(full));
    String root =
        switch (opcode) {
          case GET_TUPLE_ELEMENT -> "get-tuple-element(t), index=1";
          case OPT_BARRIER -> "(%1$s, (%1$s, %1$s)) opt-barrier(t)".formatted(full);
          default -> "tuple(t, p1)";
        };
    builder.root(root).ifPresent(cases::add);
  }

  private static String swap(String name, String full) {
    return "%s { a = %2$s parameter(0) b = %2$s parameter(1) ROOT r = (%2$s, %2$s) tuple(b, a) }"
        .formatted(name, full);
  }

  private static void call(ElementType type, String full, List<ConformanceCase> cases) {
    new CaseBuilder(Opcode.CALL, type, full)
        .computation(swap("swap", full))
        .operand(full, Values.special())
        .operand(full, Values.numbers())
        .root("(%1$s, %1$s) call(p0, p1), to_apply=swap".formatted(full))
        .ifPresent(cases::add);
  }

  private static void fusion(ElementType type, String full, List<ConformanceCase> cases) {
    new CaseBuilder(Opcode.FUSION, type, full)
        .computation(
            "fused { a = %1$s parameter(0) b = %1$s parameter(1) p = pred%2$s compare(a, b), direction=EQ ROOT r = %1$s select(p, b, a) }"
                .formatted(full, full.substring(type.text().length())))
        .operand(full, Values.special())
        .operand(full, Values.integers(2))
        .root("%s fusion(p0, p1), kind=kLoop, calls=fused".formatted(full))
        .ifPresent(cases::add);
  }

  private static void loops(ElementType type, String full, List<ConformanceCase> cases) {
    for (int trips : new int[] {0, 1, 2, 5}) {
      new CaseBuilder(Opcode.WHILE, type, full + " " + trips)
          .computation(
              """
              more {
                s = (s32[], %1$s, %1$s) parameter(0)
                i = s32[] get-tuple-element(s), index=0
                n = s32[] constant(%2$d)
                ROOT r = pred[] compare(i, n), direction=LT
              }\
              """
                  .formatted(full, trips))
          .computation(
              """
              next {
                s = (s32[], %1$s, %1$s) parameter(0)
                i = s32[] get-tuple-element(s), index=0
                a = %1$s get-tuple-element(s), index=1
                b = %1$s get-tuple-element(s), index=2
                one = s32[] constant(1)
                j = s32[] add(i, one)
                ROOT r = (s32[], %1$s, %1$s) tuple(j, b, a)
              }\
              """
                  .formatted(full))
          .operand(full, Values.special())
          .operand(full, Values.numbers())
          .line("zero = s32[] constant(0)")
          .line("s = (s32[], %1$s, %1$s) tuple(zero, p0, p1)".formatted(full))
          .root("(s32[], %1$s, %1$s) while(s), condition=more, body=next".formatted(full))
          .ifPresent(cases::add);
    }
  }

  private static void branches(ElementType type, String full, List<ConformanceCase> cases) {
    for (int taken : new int[] {-1, 0, 1, 2, 3, 100}) {
      CaseBuilder builder = new CaseBuilder(Opcode.CONDITIONAL, type, full + " " + taken);
      for (String name : List.of("first", "second", "third")) {
        String operands =
            switch (name) {
              case "first" -> "a, b";
              case "second" -> "b, a";
              default -> "b, b";
            };
        builder.computation(
            "%1$s { s = (%2$s, %2$s) parameter(0) a = %2$s get-tuple-element(s), index=0 b = %2$s get-tuple-element(s), index=1 ROOT r = (%2$s, %2$s) tuple(%3$s) }"
                .formatted(name, full, operands));
      }
      builder
          .operand(full, Values.special())
          .operand(full, Values.numbers())
          .operand("s32[]", Values.all(taken))
          .line("s = (%1$s, %1$s) tuple(p0, p1)".formatted(full))
          .root(
              "(%1$s, %1$s) conditional(p2, s, s, s), branch_computations={first, second, third}"
                  .formatted(full))
          .ifPresent(cases::add);
    }
  }

  private static void randomBits(ElementType type, String full, List<ConformanceCase> cases) {
    for (String algorithm : List.of("rng_three_fry", "rng_philox", "rng_default")) {
      new CaseBuilder(Opcode.RNG_BIT_GENERATOR, type, algorithm + " " + full)
          .operand("u64[2]", Values.numbers())
          .root("(u64[2], %s) rng-bit-generator(p0), algorithm=%s".formatted(full, algorithm))
          .ifPresent(cases::add);
    }
  }
}
