package org.hlorun.conformance.kit;

import java.util.ArrayList;
import java.util.List;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.shape.ElementType;

/** Cases of sums of products. */
final class ContractionCases {
  private static final List<List<String>> DOTS =
      List.of(
          List.of("[7]", "[7]", "[]", "lhs_contracting_dims={0}, rhs_contracting_dims={0}"),
          List.of("[5,13]", "[13]", "[5]", "lhs_contracting_dims={1}, rhs_contracting_dims={0}"),
          List.of(
              "[5,13]", "[13,7]", "[5,7]", "lhs_contracting_dims={1}, rhs_contracting_dims={0}"),
          List.of(
              "[13,5]", "[7,13]", "[5,7]", "lhs_contracting_dims={0}, rhs_contracting_dims={1}"),
          List.of(
              "[13,5]{0,1}",
              "[13,7]{0,1}",
              "[5,7]",
              "lhs_contracting_dims={0}, rhs_contracting_dims={0}"),
          List.of(
              "[37,67]",
              "[67,41]",
              "[37,41]",
              "lhs_contracting_dims={1}, rhs_contracting_dims={0}"),
          List.of(
              "[64,64]",
              "[64,64]",
              "[64,64]",
              "lhs_contracting_dims={1}, rhs_contracting_dims={0}"),
          List.of(
              "[3,5,7]",
              "[3,7,2]",
              "[3,5,2]",
              "lhs_batch_dims={0}, rhs_batch_dims={0}, lhs_contracting_dims={2},"
                  + " rhs_contracting_dims={1}"),
          List.of("[3,0]", "[0,5]", "[3,5]", "lhs_contracting_dims={1}, rhs_contracting_dims={0}"),
          List.of("[1,1]", "[1,1]", "[1,1]", "lhs_contracting_dims={1}, rhs_contracting_dims={0}"),
          List.of("[3]", "[5]", "[3,5]", "lhs_contracting_dims={}, rhs_contracting_dims={}"),
          List.of(
              "[2,3,5]",
              "[3,5,7]",
              "[2,7]",
              "lhs_contracting_dims={1,2}, rhs_contracting_dims={0,1}"));

  private static final List<List<String>> CONVOLUTIONS =
      List.of(
          List.of("[1,7,3]", "[3,3,2]", "size=3", "b0f_0io->b0f", ""),
          List.of("[2,8,8,3]", "[3,3,3,5]", "size=3x3 pad=1_1x1_1", "b01f_01io->b01f", ""),
          List.of("[2,3,9,9]", "[4,3,3,3]", "size=3x3 stride=2x2", "bf01_oi01->bf01", ""),
          List.of(
              "[1,6,6,4]", "[2,2,2,4]", "size=2x2", "b01f_01io->b01f", ", feature_group_count=2"),
          List.of(
              "[1,5,5,2]",
              "[3,3,1,2]",
              "size=3x3 pad=1_1x1_1",
              "b01f_01io->b01f",
              ", feature_group_count=2"),
          List.of("[1,7,2]", "[2,2,2]", "size=2 rhs_dilate=2", "b0f_0io->b0f", ""),
          List.of("[1,4,2]", "[3,2,2]", "size=3 pad=2_2 lhs_dilate=2", "b0f_0io->b0f", ""),
          List.of("[1,7,1]", "[3,1,1]", "size=3 rhs_reversal=1", "b0f_0io->b0f", ""),
          List.of("[4,5,2]", "[3,2,4]", "size=3", "b0f_0io->b0f", ", batch_group_count=2"),
          List.of("[2,5,5,8]{1,2,3,0}", "[1,1,8,16]", "size=1x1", "b01f_01io->b01f", ""),
          List.of("[1,0,2]", "[1,2,2]", "size=1", "b0f_0io->b0f", ""));

  private ContractionCases() {}

  static List<ConformanceCase> cases(Opcode opcode, ElementType type) {
    return switch (opcode) {
      case DOT -> dots(type);
      case CONVOLUTION -> convolutions(type);
      case RAGGED_DOT -> raggedDots(type);
      default -> List.of();
    };
  }

  private static List<ConformanceCase> dots(ElementType type) {
    List<ConformanceCase> cases = new ArrayList<>();
    for (List<String> form : DOTS) {
      for (Values values : List.of(Values.numbers(), Values.integers(3))) {
        boolean exact = !cases.isEmpty() && cases.size() % 2 == 1;
        String name = form.get(0) + form.get(1) + " " + form.get(3) + (exact ? " exact" : "");
        new CaseBuilder(Opcode.DOT, type, name)
            .operand(type.text() + form.get(0), values)
            .operand(type.text() + form.get(1), values)
            .root("%s%s dot(p0, p1), %s".formatted(type.text(), form.get(2), form.get(3)))
            .ifPresent(cases::add);
      }
    }
    wider(type, cases);
    return cases;
  }

  /** Narrow factors and a wide result. */
  private static void wider(ElementType type, List<ConformanceCase> cases) {
    if (type.bitWidth() > 16 || type.isPred()) {
      return;
    }
    String wide = type.isFloat() ? "f32" : type.isSigned() ? "s32" : "u32";
    new CaseBuilder(Opcode.DOT, type, "to " + wide)
        .operand(type.text() + "[13,37]", Values.numbers())
        .operand(type.text() + "[37,11]", Values.numbers())
        .root(
            "%s[13,11] dot(p0, p1), lhs_contracting_dims={1}, rhs_contracting_dims={0}"
                .formatted(wide))
        .ifPresent(cases::add);
  }

  private static List<ConformanceCase> convolutions(ElementType type) {
    List<ConformanceCase> cases = new ArrayList<>();
    for (List<String> form : CONVOLUTIONS) {
      for (boolean exact : List.of(false, true)) {
        Values values = exact ? Values.integers(2) : Values.numbers();
        new CaseBuilder(Opcode.CONVOLUTION, type, form + (exact ? " exact" : ""))
            .operand(type.text() + form.get(0), values)
            .operand(type.text() + form.get(1), values)
            .root(
                "convolution(p0, p1), window={%s}, dim_labels=%s%s"
                    .formatted(form.get(2), form.get(3), form.get(4)))
            .ifPresent(cases::add);
      }
    }
    return cases;
  }

  private static List<ConformanceCase> raggedDots(ElementType type) {
    List<ConformanceCase> cases = new ArrayList<>();
    new CaseBuilder(Opcode.RAGGED_DOT, type, "rows in groups")
        .operand(type.text() + "[11,5]", Values.numbers())
        .operand(type.text() + "[3,5,7]", Values.numbers())
        .operand("s32[3]", Values.integers(3))
        .fixed()
        .line("z = s32[] constant(0)")
        .line("zs = s32[3] broadcast(z), dimensions={}")
        .line("sizes = s32[3] maximum(p2, zs)")
        .root(
            "%s[11,7] ragged-dot(p0, p1, sizes), lhs_contracting_dims={1}, rhs_contracting_dims={1}, lhs_ragged_dims={0}, rhs_group_dims={0}"
                .formatted(type.text()))
        .ifPresent(cases::add);
    return cases;
  }
}
