package org.hlorun.conformance.kit;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.hlorun.language.attribute.ComparisonDirection;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.shape.ElementType;

/** Cases of elementwise opcodes: every shape, with special values in all pairs. */
final class ElementwiseCases {
  /** Scalars, nothing, one, a prime, more than a vector register, a large prime, other layouts. */
  static final List<String> SHAPES =
      List.of(
          "[]",
          "[0]",
          "[1]",
          "[7]",
          "[33]",
          "[2609]",
          "[5,13]{0,1}",
          "[3,0,2]",
          "[2,3,5,7]{1,3,0,2}");

  private ElementwiseCases() {}

  static List<ConformanceCase> cases(Opcode opcode, ElementType type) {
    return switch (opcode) {
      case CONVERT -> conversions(type);
      case BITCAST_CONVERT -> bitcasts(type);
      case STOCHASTIC_CONVERT -> stochastic(type);
      case COMPARE -> comparisons(type);
      case REDUCE_PRECISION -> precisions(type);
      case CLAMP -> clamps(type);
      case SELECT -> selects(type);
      default -> plain(opcode, type, opcode.arity().min(), "");
    };
  }

  private static List<ConformanceCase> plain(
      Opcode opcode, ElementType type, int arity, String attributes) {
    List<ConformanceCase> cases = new ArrayList<>();
    for (String shape : SHAPES) {
      CaseBuilder builder = new CaseBuilder(opcode, type, shape + attributes);
      for (int i = 0; i < arity; i++) {
        builder.operand(type.text() + shape, Values.special());
      }
      builder
          .root("%s(%s)%s".formatted(opcode.mnemonic(), operands(arity), attributes))
          .ifPresent(cases::add);
    }
    if (arity > 0) {
      CaseBuilder builder = new CaseBuilder(opcode, type, "[61] numbers" + attributes);
      for (int i = 0; i < arity; i++) {
        builder.operand(type.text() + "[61]", Values.numbers());
      }
      builder
          .root("%s(%s)%s".formatted(opcode.mnemonic(), operands(arity), attributes))
          .ifPresent(cases::add);
    }
    return cases;
  }

  static String operands(int count) {
    return IntStream.range(0, count).mapToObj(i -> "p" + i).collect(Collectors.joining(", "));
  }

  private static List<ConformanceCase> conversions(ElementType type) {
    List<ConformanceCase> cases = new ArrayList<>();
    for (ElementType to : ElementType.values()) {
      for (String shape : List.of("[61]", "[3,5]{0,1}")) {
        new CaseBuilder(Opcode.CONVERT, type, shape + " to " + to)
            .operand(type.text() + shape, Values.special())
            .root("%s%s convert(p0)".formatted(to.text(), shape))
            .ifPresent(cases::add);
      }
      new CaseBuilder(Opcode.CONVERT, type, "numbers to " + to)
          .operand(type.text() + "[37]", Values.numbers())
          .root("%s[37] convert(p0)".formatted(to.text()))
          .ifPresent(cases::add);
    }
    return cases;
  }

  private static List<ConformanceCase> bitcasts(ElementType type) {
    List<ConformanceCase> cases = new ArrayList<>();
    for (ElementType to : ElementType.values()) {
      for (String shape : List.of("[8]", "[3,8]", "[5,4]", "[7,2]", "[0,2]")) {
        String result = shape;
        if (to.bitWidth() > type.bitWidth()) {
          result = shape.replaceAll(",[0-9]+]", "]");
        } else if (to.bitWidth() < type.bitWidth()) {
          result = shape.replace("]", "," + type.bitWidth() / to.bitWidth() + "]");
        }
        new CaseBuilder(Opcode.BITCAST_CONVERT, type, shape + " to " + to.text() + result)
            .operand(type.text() + shape, Values.special())
            .root("%s%s bitcast-convert(p0)".formatted(to.text(), result))
            .ifPresent(cases::add);
      }
    }
    return cases;
  }

  private static List<ConformanceCase> stochastic(ElementType type) {
    List<ConformanceCase> cases = new ArrayList<>();
    for (ElementType to : ElementType.values()) {
      for (String bits : List.of("u8", "u16", "u32", "u64")) {
        new CaseBuilder(Opcode.STOCHASTIC_CONVERT, type, "to " + to.text() + " " + bits)
            .operand(type.text() + "[61]", Values.special())
            .operand(bits + "[61]", Values.numbers())
            .root("%s[61] stochastic-convert(p0, p1)".formatted(to.text()))
            .ifPresent(cases::add);
      }
    }
    return cases;
  }

  private static List<ConformanceCase> comparisons(ElementType type) {
    List<ConformanceCase> cases = new ArrayList<>();
    for (ComparisonDirection direction : ComparisonDirection.values()) {
      for (String order : List.of("", ", type=TOTALORDER")) {
        cases.addAll(plain(Opcode.COMPARE, type, 2, ", direction=" + direction + order));
      }
    }
    return cases;
  }

  private static List<ConformanceCase> precisions(ElementType type) {
    List<ConformanceCase> cases = new ArrayList<>();
    for (String bits : List.of("5 10", "8 7", "4 3", "8 23", "11 52", "2 1", "8 0")) {
      String[] parts = bits.split(" ");
      new CaseBuilder(Opcode.REDUCE_PRECISION, type, bits)
          .operand(type.text() + "[61]", Values.special())
          .operand(type.text() + "[61]", Values.numbers())
          .line(
              "a = %s[61] reduce-precision(p1), exponent_bits=%s, mantissa_bits=%s"
                  .formatted(type.text(), parts[0], parts[1]))
          .line(
              "b = %s[61] reduce-precision(p0), exponent_bits=%s, mantissa_bits=%s"
                  .formatted(type.text(), parts[0], parts[1]))
          .root("tuple(a, b)")
          .ifPresent(cases::add);
    }
    return cases;
  }

  private static List<ConformanceCase> clamps(ElementType type) {
    List<ConformanceCase> cases = new ArrayList<>(plain(Opcode.CLAMP, type, 3, ""));
    new CaseBuilder(Opcode.CLAMP, type, "scalar bounds")
        .operand(type.text() + "[]", Values.integers(2))
        .operand(type.text() + "[61]", Values.special())
        .operand(type.text() + "[]", Values.integers(9))
        .root("clamp(p0, p1, p2)")
        .ifPresent(cases::add);
    return cases;
  }

  private static List<ConformanceCase> selects(ElementType type) {
    List<ConformanceCase> cases = new ArrayList<>();
    for (String shape : SHAPES) {
      for (String predicate : shape.equals("[]") ? List.of(shape) : List.of(shape, "[]")) {
        new CaseBuilder(Opcode.SELECT, type, shape + " by " + predicate)
            .operand("pred" + predicate, Values.integers(1))
            .operand(type.text() + shape, Values.special())
            .operand(type.text() + shape, Values.numbers())
            .root("select(p0, p1, p2)")
            .ifPresent(cases::add);
      }
    }
    return cases;
  }
}
