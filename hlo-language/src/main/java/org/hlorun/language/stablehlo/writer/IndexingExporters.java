package org.hlorun.language.stablehlo.writer;

import java.util.List;
import java.util.Map;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.mlir.MlirAttribute;
import org.hlorun.language.mlir.MlirAttribute.DictionaryAttribute;
import org.hlorun.language.mlir.MlirType;
import org.hlorun.language.mlir.MlirValue;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;

/** Opcodes that move elements to places that operands say, sorting, dynamic sizes. */
final class IndexingExporters {
  private IndexingExporters() {}

  static void register(Map<Opcode, Exporter> table) {
    table.put(
        Opcode.DYNAMIC_SLICE,
        s ->
            dynamic(
                s,
                1,
                Map.of("slice_sizes", MlirAttributes.list(s.get(Attribute.DYNAMIC_SLICE_SIZES)))));
    table.put(Opcode.DYNAMIC_UPDATE_SLICE, s -> dynamic(s, 2, Map.of()));
    table.put(Opcode.GATHER, IndexingExporters::gather);
    table.put(Opcode.SCATTER, IndexingExporters::scatter);
    table.put(Opcode.SORT, IndexingExporters::sort);
    table.put(Opcode.TOPK, IndexingExporters::topK);
    table.put(Opcode.GET_DIMENSION_SIZE, IndexingExporters::dimensionSize);
    table.put(Opcode.SET_DIMENSION_SIZE, IndexingExporters::dimensionSize);
    table.put(Opcode.DYNAMIC_RESHAPE, IndexingExporters::dynamicReshape);
  }

  /** Slices whose indices are scalars; older programs have one vector of them. */
  private static Value dynamic(Source source, int first, Map<String, MlirAttribute> attributes) {
    if (source.instruction().operandCount() > first && source.array(first).rank() != 0) {
      throw source.unsupported("StableHLO wants each start index as a scalar");
    }
    return source.add("stablehlo." + source.shortName(), attributes);
  }

  private static Value gather(Source source) {
    MlirAttribute numbers =
        MlirAttributes.struct(
            "stablehlo.gather",
            "offset_dims",
            source.integers(Attribute.OFFSET_DIMS),
            "collapsed_slice_dims",
            source.integers(Attribute.COLLAPSED_SLICE_DIMS),
            "operand_batching_dims",
            source.integers(Attribute.OPERAND_BATCHING_DIMS),
            "start_indices_batching_dims",
            source.integers(Attribute.START_INDICES_BATCHING_DIMS),
            "start_index_map",
            source.integers(Attribute.START_INDEX_MAP),
            "index_vector_dim",
            source.get(Attribute.INDEX_VECTOR_DIM));
    return source.add(
        "stablehlo.gather",
        Map.of(
            "dimension_numbers",
            numbers,
            "slice_sizes",
            MlirAttributes.list(source.get(Attribute.SLICE_SIZES)),
            "indices_are_sorted",
            MlirAttributes.bool(source.flag(Attribute.INDICES_ARE_SORTED))));
  }

  private static Value scatter(Source source) {
    MlirAttribute numbers =
        MlirAttributes.struct(
            "stablehlo.scatter",
            "update_window_dims",
            source.integers(Attribute.UPDATE_WINDOW_DIMS),
            "inserted_window_dims",
            source.integers(Attribute.INSERTED_WINDOW_DIMS),
            "input_batching_dims",
            source.integers(Attribute.INPUT_BATCHING_DIMS),
            "scatter_indices_batching_dims",
            source.integers(Attribute.SCATTER_INDICES_BATCHING_DIMS),
            "scatter_dims_to_operand_dims",
            source.integers(Attribute.SCATTER_DIMS_TO_OPERAND_DIMS),
            "index_vector_dim",
            source.get(Attribute.INDEX_VECTOR_DIM));
    return source.addSpread(
        "stablehlo.scatter",
        source.operands(),
        Map.of(
            "scatter_dimension_numbers",
            numbers,
            "indices_are_sorted",
            MlirAttributes.bool(source.flag(Attribute.INDICES_ARE_SORTED)),
            "unique_indices",
            MlirAttributes.bool(source.flag(Attribute.UNIQUE_INDICES))),
        source.block().function(source.get(Attribute.TO_APPLY)));
  }

  private static Value sort(Source source) {
    return source.addSpread(
        "stablehlo.sort",
        source.operands(),
        Map.of(
            "dimension",
            MlirAttributes.i64(source.get(Attribute.DIMENSIONS).get(0)),
            "is_stable",
            MlirAttributes.bool(source.flag(Attribute.IS_STABLE))),
        source.block().function(source.get(Attribute.TO_APPLY)));
  }

  /** CHLO has only the largest; the smallest are a custom call that XLA knows too. */
  private static Value topK(Source source) {
    MlirAttribute k = MlirAttributes.i64(source.get(Attribute.K));
    if (source.find(Attribute.LARGEST).orElse(true)) {
      return source.add("chlo.top_k", Map.of("k", k));
    }
    return source.add(
        "stablehlo.custom_call",
        Map.of(
            "call_target_name",
            MlirAttributes.string("mhlo.topk"),
            "mhlo.attributes",
            new DictionaryAttribute(Map.of("k", k, "largest", MlirAttributes.bool(false)))));
  }

  private static Value dimensionSize(Source source) {
    return source.add(
        "stablehlo." + source.shortName(),
        Map.of("dimension", MlirAttributes.i64(source.get(Attribute.DIMENSIONS).get(0))));
  }

  /** The sizes, which HLO takes one by one, as a vector. */
  private static Value dynamicReshape(Source source) {
    BlockExport block = source.block();
    int rank = source.instruction().operandCount() - 1;
    if (rank == 0) {
      return source.add("stablehlo.reshape");
    }
    ElementType type = source.array(1).elementType();
    MlirType one = MlirTypes.tensor(ArrayShape.of(type, 1));
    List<MlirValue> sizes =
        source.operands(1, rank + 1).stream()
            .map(
                size ->
                    block
                        .add("stablehlo.reshape", List.of(size), Map.of(), List.of(), List.of(one))
                        .getFirst())
            .toList();
    MlirValue vector =
        block
            .add(
                "stablehlo.concatenate",
                sizes,
                Map.of("dimension", MlirAttributes.i64(0)),
                List.of(),
                List.of(MlirTypes.tensor(ArrayShape.of(type, LongList.of(rank)))))
            .getFirst();
    return source.add("stablehlo.dynamic_reshape", List.of(source.operand(0), vector), Map.of());
  }
}
