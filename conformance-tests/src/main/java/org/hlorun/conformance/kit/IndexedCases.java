package org.hlorun.conformance.kit;

import java.util.ArrayList;
import java.util.List;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.shape.ElementType;

/** Cases of what moves elements to places that data decide. */
final class IndexedCases {
  private static final List<String> INDEX_TYPES = List.of("s32", "s64", "u8", "u32", "s8");

  private IndexedCases() {}

  static List<ConformanceCase> cases(Opcode opcode, ElementType type) {
    return switch (opcode) {
      case DYNAMIC_SLICE -> dynamicSlices(type);
      case DYNAMIC_UPDATE_SLICE -> dynamicUpdates(type);
      case GATHER -> gathers(type);
      case SCATTER -> scatters(type);
      case SORT -> sorts(type);
      case TOPK -> topK(type);
      default -> List.of();
    };
  }

  private static List<ConformanceCase> dynamicSlices(ElementType type) {
    List<ConformanceCase> cases = new ArrayList<>();
    for (String index : INDEX_TYPES) {
      for (int variant = 0; variant < 3; variant++) {
        new CaseBuilder(Opcode.DYNAMIC_SLICE, type, "[11,13] at " + index + " " + variant)
            .operand(type.text() + "[11,13]", Values.special())
            .operand(index + "[]", variant == 0 ? Values.extreme(true) : Values.indices(11))
            .operand(index + "[]", variant == 1 ? Values.extreme(false) : Values.indices(13))
            .root(type.text() + "[3,4] dynamic-slice(p0, p1, p2), dynamic_slice_sizes={3,4}")
            .ifPresent(cases::add);
      }
    }
    new CaseBuilder(Opcode.DYNAMIC_SLICE, type, "nothing")
        .operand(type.text() + "[5]", Values.special())
        .operand("s32[]", Values.indices(5))
        .root(type.text() + "[0] dynamic-slice(p0, p1), dynamic_slice_sizes={0}")
        .ifPresent(cases::add);
    return cases;
  }

  private static List<ConformanceCase> dynamicUpdates(ElementType type) {
    List<ConformanceCase> cases = new ArrayList<>();
    for (String index : INDEX_TYPES) {
      for (int variant = 0; variant < 3; variant++) {
        new CaseBuilder(Opcode.DYNAMIC_UPDATE_SLICE, type, "[11,13] at " + index + " " + variant)
            .operand(type.text() + "[11,13]", Values.special())
            .operand(type.text() + "[3,4]", Values.numbers())
            .operand(index + "[]", variant == 0 ? Values.extreme(true) : Values.indices(11))
            .operand(index + "[]", variant == 1 ? Values.extreme(false) : Values.indices(13))
            .root(type.text() + "[11,13] dynamic-update-slice(p0, p1, p2, p3)")
            .ifPresent(cases::add);
      }
    }
    return cases;
  }

  private static List<ConformanceCase> gathers(ElementType type) {
    List<ConformanceCase> cases = new ArrayList<>();
    for (String index : INDEX_TYPES) {
      new CaseBuilder(Opcode.GATHER, type, "rows by " + index)
          .operand(type.text() + "[11,13]", Values.special())
          .operand(index + "[17,1]", Values.indices(11))
          .root(
              "gather(p0, p1), offset_dims={1}, collapsed_slice_dims={0}, start_index_map={0},"
                  + " index_vector_dim=1, slice_sizes={1,13}")
          .ifPresent(cases::add);
      new CaseBuilder(Opcode.GATHER, type, "windows by " + index)
          .operand(type.text() + "[11,13]{0,1}", Values.special())
          .operand(index + "[2,7]", Values.indices(11))
          .root(
              "gather(p0, p1), offset_dims={0,2}, collapsed_slice_dims={}, start_index_map={1,0},"
                  + " index_vector_dim=0, slice_sizes={3,2}")
          .ifPresent(cases::add);
    }
    new CaseBuilder(Opcode.GATHER, type, "batches")
        .operand(type.text() + "[3,7,5]", Values.special())
        .operand("s32[3,4,1]", Values.indices(7))
        .root(
            "gather(p0, p1), offset_dims={2}, collapsed_slice_dims={1}, start_index_map={1},"
                + " operand_batching_dims={0}, start_indices_batching_dims={0},"
                + " index_vector_dim=2, slice_sizes={1,1,5}")
        .ifPresent(cases::add);
    new CaseBuilder(Opcode.GATHER, type, "nothing")
        .operand(type.text() + "[11]", Values.special())
        .operand("s32[0,1]", Values.indices(11))
        .root(
            "gather(p0, p1), offset_dims={}, collapsed_slice_dims={0}, start_index_map={0},"
                + " index_vector_dim=1, slice_sizes={1}")
        .ifPresent(cases::add);
    return cases;
  }

  private static List<ConformanceCase> scatters(ElementType type) {
    List<ConformanceCase> cases = new ArrayList<>();
    String rows =
        "scatter(p0, p1, p2), update_window_dims={1}, inserted_window_dims={0},"
            + " scatter_dims_to_operand_dims={0}, index_vector_dim=1, to_apply=combine";
    for (String by : List.of("add", "maximum", "multiply", "or")) {
      for (String index : List.of("s32", "s64", "u8")) {
        new CaseBuilder(Opcode.SCATTER, type, by + " rows by " + index)
            .computation(ReductionCases.combiner(type, by))
            .operand(type.text() + "[11,13]", Values.integers(3))
            .operand(index + "[17,1]", Values.indices(11))
            .operand(type.text() + "[17,13]", Values.integers(2))
            .root(rows)
            .ifPresent(cases::add);
      }
    }
    new CaseBuilder(Opcode.SCATTER, type, "replace, each once")
        .computation(
            "combine { a = %1$s[] parameter(0) ROOT b = %1$s[] parameter(1) }"
                .formatted(type.text()))
        .operand(type.text() + "[11,13]{0,1}", Values.special())
        .operand("s32[11,1]", Values.permutation())
        .operand(type.text() + "[11,13]", Values.numbers())
        .fixed()
        .root(rows + ", unique_indices=true")
        .ifPresent(cases::add);
    new CaseBuilder(Opcode.SCATTER, type, "windows")
        .computation(ReductionCases.combiner(type, "add"))
        .operand(type.text() + "[7,9]", Values.integers(3))
        .operand("s32[5,2]", Values.indices(6))
        .operand(type.text() + "[5,2,3]", Values.integers(2))
        .root(
            "scatter(p0, p1, p2), update_window_dims={1,2}, inserted_window_dims={},"
                + " scatter_dims_to_operand_dims={0,1}, index_vector_dim=1, to_apply=combine")
        .ifPresent(cases::add);
    return cases;
  }

  private static List<ConformanceCase> sorts(ElementType type) {
    List<ConformanceCase> cases = new ArrayList<>();
    for (String direction : List.of("LT", "GT")) {
      for (String shape : List.of("[7]", "[0]", "[1]", "[5,13]", "[67]", "[1031]")) {
        String last = shape.contains(",") ? "1" : "0";
        String order = type.isFloat() ? ", type=TOTALORDER" : "";
        String comparator =
            """
            order {
              a = %1$s[] parameter(0)
              b = %1$s[] parameter(1)
              i = s32[] parameter(2)
              j = s32[] parameter(3)
              ROOT c = pred[] compare(a, b), direction=%2$s%3$s
            }\
            """;
        // Many equal keys, with their numbers beside them: a sort that is not stable shows.
        new CaseBuilder(Opcode.SORT, type, "stable " + shape + " " + direction)
            .computation(comparator.formatted(type.text(), direction, order))
            .operand(type.text() + shape, Values.integers(2))
            .line("i = s32%s iota(), iota_dimension=%s".formatted(shape, last))
            .root(
                "(%1$s%2$s, s32%2$s) sort(p0, i), dimensions={%3$s}, is_stable=true, to_apply=order"
                    .formatted(type.text(), shape, last))
            .ifPresent(cases::add);
        new CaseBuilder(Opcode.SORT, type, shape + " " + direction)
            .computation(
                "order { a = %1$s[] parameter(0) b = %1$s[] parameter(1) ROOT c = pred[] compare(a, b), direction=%2$s%3$s }"
                    .formatted(type.text(), direction, order))
            .operand(type.text() + shape, Values.special())
            .root("sort(p0), dimensions={0}, to_apply=order")
            .ifPresent(cases::add);
      }
    }
    return cases;
  }

  private static List<ConformanceCase> topK(ElementType type) {
    List<ConformanceCase> cases = new ArrayList<>();
    for (String shape : List.of("7 1", "7 7", "3,13 5", "67 9")) {
      String[] parts = shape.split(" ");
      String result = "[" + parts[0].replaceAll("[0-9]+$", parts[1]) + "]";
      for (boolean largest : List.of(true, false)) {
        new CaseBuilder(Opcode.TOPK, type, shape + " " + largest)
            .operand(type.text() + "[" + parts[0] + "]", Values.integers(3))
            .root(
                "(%s%s, s32%s) topk(p0), k=%s, largest=%s"
                    .formatted(type.text(), result, result, parts[1], largest))
            .ifPresent(cases::add);
      }
    }
    return cases;
  }
}
