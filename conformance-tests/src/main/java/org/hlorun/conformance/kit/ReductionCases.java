package org.hlorun.conformance.kit;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;

/** Cases of reductions, windows, maps and scans. */
final class ReductionCases {
  private static final List<String> COMBINERS =
      List.of("add", "multiply", "maximum", "minimum", "and", "or", "xor");

  private ReductionCases() {}

  static List<ConformanceCase> cases(Opcode opcode, ElementType type) {
    return switch (opcode) {
      case REDUCE -> reductions(type);
      case REDUCE_WINDOW -> windows(type);
      case SELECT_AND_SCATTER -> selections(type);
      case MAP -> maps(type);
      case SCAN -> scans(type);
      default -> List.of();
    };
  }

  static String combiner(ElementType type, String opcode) {
    return "combine { a = %1$s[] parameter(0) b = %1$s[] parameter(1) ROOT c = %1$s[] %2$s(a, b) }"
        .formatted(type.text(), opcode);
  }

  private static Values neutral(String by) {
    return switch (by) {
      case "multiply" -> Values.all(1);
      case "maximum" -> Values.extreme(true);
      case "minimum" -> Values.extreme(false);
      case "and" -> (shape, operand, seed) -> ones(shape);
      default -> Values.all(0);
    };
  }

  private static ArrayLiteral ones(ArrayShape shape) {
    ArrayLiteral literal = ArrayLiteral.allocate(shape);
    if (shape.elementType().isPred() || shape.elementType().isInteger()) {
      literal.setBits(0, -1);
    }
    return literal;
  }

  /** What a combiner may be tried on: a product of many numbers leaves every float type. */
  private static Values values(String by, boolean special) {
    if (by.equals("multiply")) {
      return Values.integers(1);
    }
    boolean ordered = by.equals("maximum") || by.equals("minimum");
    return special && ordered ? Values.special() : Values.numbers();
  }

  private static List<ConformanceCase> reductions(ElementType type) {
    List<ConformanceCase> cases = new ArrayList<>();
    for (String by : COMBINERS) {
      for (String form :
          List.of(
              "[7] 0",
              "[0] 0",
              "[1] 0",
              "[33] 0",
              "[2609] 0",
              "[5,13] 0",
              "[5,13] 1",
              "[5,13]{0,1} 0,1",
              "[3,0,2] 1",
              "[2,3,5,7] 1,3",
              "[3,67] 1",
              "[67,3] 0")) {
        String[] parts = form.split(" ");
        new CaseBuilder(Opcode.REDUCE, type, by + " " + form)
            .computation(combiner(type, by))
            .operand(type.text() + parts[0], values(by, true))
            .operand(type.text() + "[]", neutral(by))
            .root("reduce(p0, p1), dimensions={%s}, to_apply=combine".formatted(parts[1]))
            .ifPresent(cases::add);
      }
    }
    for (String direction : List.of("GT", "LT", "GE", "LE")) {
      for (String shape : List.of("[7]", "[5,13]", "[131]")) {
        argument(type, direction, shape).ifPresent(cases::add);
      }
    }
    new CaseBuilder(Opcode.REDUCE, type, "add from a start")
        .computation(combiner(type, "add"))
        .operand(type.text() + "[61]", Values.integers(3))
        .operand(type.text() + "[]", Values.integers(9))
        .root("reduce(p0, p1), dimensions={0}, to_apply=combine")
        .ifPresent(cases::add);
    return cases;
  }

  /** The largest or smallest elements and their places, the first of equal ones. */
  private static Optional<ConformanceCase> argument(
      ElementType type, String direction, String shape) {
    String reducer =
        """
        best {
          a = %1$s[] parameter(0)
          i = s32[] parameter(1)
          b = %1$s[] parameter(2)
          j = s32[] parameter(3)
          better = pred[] compare(a, b), direction=%2$s
          equal = pred[] compare(a, b), direction=EQ
          earlier = pred[] compare(i, j), direction=LT
          tie = pred[] and(equal, earlier)
          first = pred[] %3$s
          value = %1$s[] select(first, a, b)
          place = s32[] select(first, i, j)
          ROOT r = (%1$s[], s32[]) tuple(value, place)
        }\
        """;
    String first = direction.endsWith("T") ? "or(better, tie)" : "select(equal, earlier, better)";
    String last = shape.contains(",") ? "1" : "0";
    boolean most = direction.startsWith("G");
    return new CaseBuilder(Opcode.REDUCE, type, "place of " + direction + " " + shape)
        .computation(reducer.formatted(type.text(), direction, first))
        .operand(type.text() + shape, Values.integers(2))
        .operand(type.text() + "[]", Values.extreme(most))
        .line("i = s32%s iota(), iota_dimension=%s".formatted(shape, last))
        .line("none = s32[] constant(2147483647)")
        .root("reduce(p0, i, p1, none), dimensions={%s}, to_apply=best".formatted(last));
  }

  private static List<ConformanceCase> windows(ElementType type) {
    List<ConformanceCase> cases = new ArrayList<>();
    for (String by : COMBINERS) {
      for (String form :
          List.of(
              "[7] size=3",
              "[33] size=4 stride=3 pad=1_2",
              "[13] size=13 pad=12_0",
              "[5,13] size=2x3 stride=1x2",
              "[7,9]{0,1} size=3x3 pad=1_1x1_1",
              "[9] size=2 rhs_dilate=3",
              "[5] size=2 lhs_dilate=2",
              "[0,3] size=1x2",
              "[2,8,8,3] size=1x2x2x1 stride=1x2x2x1")) {
        int space = form.indexOf(' ');
        new CaseBuilder(Opcode.REDUCE_WINDOW, type, by + " " + form)
            .computation(combiner(type, by))
            .operand(type.text() + form.substring(0, space), values(by, true))
            .operand(type.text() + "[]", neutral(by))
            .root(
                "reduce-window(p0, p1), window={%s}, to_apply=combine"
                    .formatted(form.substring(space + 1)))
            .ifPresent(cases::add);
      }
    }
    return cases;
  }

  private static List<ConformanceCase> selections(ElementType type) {
    List<ConformanceCase> cases = new ArrayList<>();
    for (String direction : List.of("GE", "LE", "GT")) {
      for (List<String> form :
          List.of(
              List.of("[8]", "[4]", "size=2 stride=2"),
              List.of("[9]", "[9]", "size=3 pad=1_1"),
              List.of("[4,6]", "[2,2]", "size=2x3 stride=2x3"),
              List.of("[6,6]{0,1}", "[2,2]", "size=3x3 stride=2x2"))) {
        new CaseBuilder(Opcode.SELECT_AND_SCATTER, type, direction + " " + form)
            .computation(
                "choose { a = %1$s[] parameter(0) b = %1$s[] parameter(1) ROOT c = pred[] compare(a, b), direction=%2$s }"
                    .formatted(type.text(), direction))
            .computation(combiner(type, type.isPred() ? "or" : "add"))
            .operand(type.text() + form.get(0), Values.integers(2))
            .operand(type.text() + form.get(1), Values.integers(3))
            .operand(type.text() + "[]", Values.all(0))
            .root(
                "select-and-scatter(p0, p1, p2), window={%s}, select=choose, scatter=combine"
                    .formatted(form.get(2)))
            .ifPresent(cases::add);
      }
    }
    return cases;
  }

  private static List<ConformanceCase> maps(ElementType type) {
    List<ConformanceCase> cases = new ArrayList<>();
    for (String shape : List.of("[]", "[7]", "[0]", "[5,13]{0,1}", "[1031]")) {
      int rank = shape.equals("[]") ? 0 : shape.contains(",") ? 2 : 1;
      String dimensions = rank == 0 ? "" : rank == 1 ? "0" : "0,1";
      new CaseBuilder(Opcode.MAP, type, shape)
          .computation(
              "combine { a = %1$s[] parameter(0) b = %1$s[] parameter(1) c = %1$s[] maximum(a, b) ROOT d = %1$s[] add(c, b) }"
                  .formatted(type.text()))
          .operand(type.text() + shape, Values.special())
          .operand(type.text() + shape, Values.integers(2))
          .root("map(p0, p1), dimensions={%s}, to_apply=combine".formatted(dimensions))
          .ifPresent(cases::add);
    }
    return cases;
  }

  private static List<ConformanceCase> scans(ElementType type) {
    List<ConformanceCase> cases = new ArrayList<>();
    for (String reverse : List.of("false", "true")) {
      for (String shape : List.of("[7]", "[33]", "[1]")) {
        new CaseBuilder(Opcode.SCAN, type, shape + " " + reverse)
            .computation(
                """
                sum {
                  a = %1$s[] parameter(0)
                  b = %1$s[] parameter(1)
                  c = %1$s[] add(a, b)
                  ROOT r = (%1$s[], %1$s[]) tuple(c, c)
                }\
                """
                    .formatted(type.text()))
            .operand(type.text() + shape, Values.integers(1))
            .operand(type.text() + "[]", Values.all(0))
            .root(
                "(%1$s%2$s, %1$s[]) scan(p0, p1), dimensions={0}, num_carries=1, is_reverse=%3$s, to_apply=sum"
                    .formatted(type.text(), shape, reverse))
            .ifPresent(cases::add);
      }
    }
    return cases;
  }
}
