package org.hlorun.language.stablehlo;

import java.util.List;
import java.util.Map;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.Attributes;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;

/** Operations that move elements to places that operands say, and sorting. */
final class IndexingConverters {
  private IndexingConverters() {}

  static void register(Map<String, Converter> table) {
    table.put("stablehlo.dynamic_slice", Converter.of(IndexingConverters::dynamicSlice));
    table.put(
        "stablehlo.dynamic_update_slice", ElementwiseConverters.plain(Opcode.DYNAMIC_UPDATE_SLICE));
    table.put("stablehlo.gather", Converter.of(op -> gather(op, op.integers("slice_sizes"))));
    table.put("stablehlo.scatter", IndexingConverters::scatter);
    table.put("stablehlo.sort", IndexingConverters::sort);
  }

  private static HloInstruction dynamicSlice(Op op) {
    return op.builder()
        .add(
            Opcode.DYNAMIC_SLICE,
            op.operands(),
            Attributes.of(Attribute.DYNAMIC_SLICE_SIZES, op.integers("slice_sizes")));
  }

  static HloInstruction gather(Op op, LongList sliceSizes) {
    Fields numbers = op.struct("dimension_numbers");
    Attributes attributes =
        Attributes.builder()
            .put(Attribute.OFFSET_DIMS, numbers.integers("offset_dims"))
            .put(Attribute.COLLAPSED_SLICE_DIMS, numbers.integers("collapsed_slice_dims"))
            .put(Attribute.START_INDEX_MAP, numbers.integers("start_index_map"))
            .put(Attribute.OPERAND_BATCHING_DIMS, numbers.integers("operand_batching_dims"))
            .put(
                Attribute.START_INDICES_BATCHING_DIMS,
                numbers.integers("start_indices_batching_dims"))
            .put(Attribute.INDEX_VECTOR_DIM, numbers.integer("index_vector_dim"))
            .put(Attribute.SLICE_SIZES, sliceSizes)
            .put(Attribute.INDICES_ARE_SORTED, op.bool("indices_are_sorted", false))
            .build();
    return op.builder().add(Opcode.GATHER, List.of(op.operand(0), op.operand(1)), attributes);
  }

  private static List<HloInstruction> scatter(Op op) {
    Fields numbers = op.struct("scatter_dimension_numbers");
    Attributes attributes =
        Attributes.builder()
            .put(Attribute.UPDATE_WINDOW_DIMS, numbers.integers("update_window_dims"))
            .put(Attribute.INSERTED_WINDOW_DIMS, numbers.integers("inserted_window_dims"))
            .put(
                Attribute.SCATTER_DIMS_TO_OPERAND_DIMS,
                numbers.integers("scatter_dims_to_operand_dims"))
            .put(Attribute.INPUT_BATCHING_DIMS, numbers.integers("input_batching_dims"))
            .put(
                Attribute.SCATTER_INDICES_BATCHING_DIMS,
                numbers.integers("scatter_indices_batching_dims"))
            .put(Attribute.INDEX_VECTOR_DIM, numbers.integer("index_vector_dim"))
            .put(Attribute.INDICES_ARE_SORTED, op.bool("indices_are_sorted", false))
            .put(Attribute.UNIQUE_INDICES, op.bool("unique_indices", false))
            .put(Attribute.TO_APPLY, Regions.function(op, 0))
            .build();
    int inputs = op.operandCount() / 2;
    List<HloInstruction> operands =
        Promotion.operands(op, 0, i -> i == inputs ? -1 : i < inputs ? i : i - 1);
    HloInstruction scatter = op.builder().add(Opcode.SCATTER, operands, attributes);
    return op.builder().unpack(scatter, inputs);
  }

  private static List<HloInstruction> sort(Op op) {
    HloComputation comparator = Regions.function(op, 0);
    int rank = op.shape(0).rank();
    long dimension = op.integer("dimension", -1);
    Attributes attributes =
        Attributes.builder()
            .put(Attribute.DIMENSIONS, LongList.of(dimension < 0 ? dimension + rank : dimension))
            .put(Attribute.IS_STABLE, op.bool("is_stable", false))
            .put(Attribute.TO_APPLY, comparator)
            .build();
    HloInstruction sort = op.builder().add(Opcode.SORT, op.operands(), attributes);
    return op.builder().unpack(sort, op.operandCount());
  }
}
