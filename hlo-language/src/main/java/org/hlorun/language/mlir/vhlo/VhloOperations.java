package org.hlorun.language.mlir.vhlo;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hlorun.language.mlir.vhlo.VhloOperation.VhloAttribute;

/**
 * The table of the operations of {@code vhlo}. An attribute is written {@code name:RULE}, where no
 * rule is {@link AttributeRule#AS_IS}, with {@code @2} behind the name if it came with the second
 * version, and {@code @-1} if only the first has it.
 */
public final class VhloOperations {
  private static final Pattern NAME = Pattern.compile("vhlo\\.(.+)_v([1-9][0-9]?)");
  private static final Pattern ATTRIBUTE =
      Pattern.compile("([a-z_]+)(?:@(-?[0-9]+))?(?::([A-Z_]+))?");

  private static final String CHANNEL = "channel_id:NOT_ZERO";
  private static final String DEVICES = "replica_groups use_global_device_ids:FLAG " + CHANNEL;
  private static final String TRANSFER =
      "channel_id:FIELD channel_type:FIELD is_host_transfer:NOT_FALSE"
          + " source_target_pairs@2:NOT_EMPTY";
  private static final String CONVOLUTION =
      "input_batch_dimension:FIELD input_feature_dimension:FIELD input_spatial_dimensions:FIELD"
          + " kernel_input_feature_dimension:FIELD kernel_output_feature_dimension:FIELD"
          + " kernel_spatial_dimensions:FIELD output_batch_dimension:FIELD"
          + " output_feature_dimension:FIELD output_spatial_dimensions:FIELD"
          + " batch_group_count feature_group_count window_strides:NOT_ONES"
          + " lhs_dilation:NOT_ONES rhs_dilation:NOT_ONES window_reversal:NOT_ZEROS"
          + " precision_config:NOT_DEFAULT_PRECISION";
  private static final String GATHER =
      "offset_dims:FIELD collapsed_slice_dims:FIELD operand_batching_dims@2:FIELD"
          + " start_indices_batching_dims@2:FIELD start_index_map:FIELD index_vector_dim:FIELD"
          + " indices_are_sorted:NOT_FALSE";
  private static final String BATCH_NORM = "epsilon feature_index";

  /** Operations without attributes. */
  private static final List<String> PLAIN =
      List.of(
          "abs",
          "add",
          "after_all",
          "and",
          "async_done",
          "async_start",
          "atan2",
          "bitcast_convert",
          "case",
          "ceil",
          "clamp",
          "complex",
          "compute_reshape_shape",
          "convert",
          "count_leading_zeros",
          "create_token",
          "cstr_reshapable",
          "divide",
          "dynamic_pad",
          "dynamic_reshape",
          "dynamic_update_slice",
          "floor",
          "if",
          "imag",
          "is_finite",
          "maximum",
          "minimum",
          "multiply",
          "negate",
          "not",
          "optimization_barrier",
          "or",
          "partition_id",
          "popcnt",
          "power",
          "real",
          "real_dynamic_slice",
          "remainder",
          "replica_id",
          "reshape",
          "return",
          "round_nearest_afz",
          "round_nearest_even",
          "select",
          "shift_left",
          "shift_right_arithmetic",
          "shift_right_logical",
          "sign",
          "subtract",
          "tuple",
          "uniform_dequantize",
          "uniform_quantize",
          "while",
          "xor");

  /** Operations whose second version says how accurate the result must be. */
  private static final List<String> ACCURATE =
      List.of(
          "cbrt",
          "cosine",
          "exponential",
          "exponential_minus_one",
          "log",
          "log_plus_one",
          "logistic",
          "rsqrt",
          "sine",
          "sqrt",
          "tan",
          "tanh");

  private static final Map<String, VhloOperation> TABLE = new VhloOperations().operations;

  private final Map<String, VhloOperation> operations = new HashMap<>();

  private VhloOperations() {
    PLAIN.forEach(name -> add(name, 1, ""));
    ACCURATE.forEach(name -> add(name, 2, "result_accuracy@2:NOT_DEFAULT_ACCURACY"));
    addFunctions();
    addCollectives();
    addMovement();
    addContractions();
    addReductions();
    addMiscellaneous();
  }

  private VhloOperation add(String name, int versions, String attributes) {
    return put(name, row("stablehlo." + name, versions, attributes));
  }

  private VhloOperation put(String name, VhloOperation operation) {
    operations.put(name, operation);
    return operation;
  }

  private void add(String name, int versions, String attributes, String attribute, String struct) {
    put(name, row("stablehlo." + name, versions, attributes).withStruct(attribute, struct));
  }

  private static VhloOperation row(String name, int versions, String specification) {
    Map<String, VhloAttribute> attributes = new LinkedHashMap<>();
    Matcher matcher = ATTRIBUTE.matcher(specification);
    while (matcher.find()) {
      int version = matcher.group(2) == null ? 1 : Integer.parseInt(matcher.group(2));
      AttributeRule rule =
          matcher.group(3) == null ? AttributeRule.AS_IS : AttributeRule.valueOf(matcher.group(3));
      attributes.put(
          matcher.group(1),
          new VhloAttribute(
              rule, Math.max(version, 1), version < 0 ? -version : Integer.MAX_VALUE));
    }
    return new VhloOperation(name, versions, attributes, VhloOperation.NO_STRUCT);
  }

  private void addFunctions() {
    put(
        "func",
        row(
            "func.func",
            1,
            "sym_name function_type sym_visibility:NOT_EMPTY arg_attrs:NOT_EMPTY"
                + " res_attrs:NOT_EMPTY"));
    put("call", row("func.call", 1, "callee:SYMBOL"));
    add(
        "composite",
        2,
        "name composite_attributes:NOT_EMPTY decomposition:SYMBOL version:NOT_ZERO");
    add(
        "custom_call",
        2,
        "call_target_name has_side_effect:NOT_FALSE backend_config:NOT_EMPTY api_version:NOT_ONE"
            + " called_computations:SYMBOLS operand_layouts:NOT_EMPTY result_layouts:NOT_EMPTY"
            + " output_operand_aliases:NOT_EMPTY result_tilings@2:NOT_EMPTY");
  }

  private void addCollectives() {
    add("all_gather", 2, "all_gather_dim " + DEVICES);
    add("all_reduce", 2, DEVICES);
    add("all_to_all", 2, "split_dimension concat_dimension split_count replica_groups " + CHANNEL);
    add("collective_broadcast", 2, "replica_groups has_dynamic_root@2:FLAG " + CHANNEL);
    add("collective_permute", 1, "source_target_pairs " + CHANNEL);
    add("collective_reduce", 1, "has_dynamic_root:FLAG " + DEVICES);
    add("cross-replica-sum", 1, "replica_groups");
    add("reduce_scatter", 1, "scatter_dimension " + DEVICES);
    add("infeed", 1, "infeed_config:NOT_EMPTY layout:NOT_EMPTY");
    add("outfeed", 1, "outfeed_config:NOT_EMPTY");
    add("recv", 2, TRANSFER, "channel_handle", "stablehlo.channel_handle");
    add("send", 2, TRANSFER, "channel_handle", "stablehlo.channel_handle");
  }

  private void addMovement() {
    add("broadcast", 1, "broadcast_sizes");
    add("broadcast_in_dim", 1, "broadcast_dimensions");
    add("concatenate", 1, "dimension");
    add(
        "dynamic_broadcast_in_dim",
        1,
        "broadcast_dimensions known_expanding_dimensions:NOT_EMPTY"
            + " known_nonexpanding_dimensions:NOT_EMPTY");
    add("dynamic_slice", 1, "slice_sizes");
    add("pad", 1, "edge_padding_low edge_padding_high interior_padding");
    add("reverse", 1, "dimensions");
    add("slice", 1, "start_indices limit_indices strides");
    add("transpose", 1, "permutation");
    add("torch_index_select", 1, "dim batch_dims");
    add("gather", 2, GATHER + " slice_sizes", "dimension_numbers", "stablehlo.gather");
    add("dynamic_gather", 2, GATHER, "dimension_numbers", "stablehlo.gather");
    add(
        "scatter",
        2,
        "update_window_dims:FIELD inserted_window_dims:FIELD input_batching_dims@2:FIELD"
            + " scatter_indices_batching_dims@2:FIELD scatter_dims_to_operand_dims:FIELD"
            + " index_vector_dim:FIELD indices_are_sorted:NOT_FALSE unique_indices:NOT_FALSE",
        "scatter_dimension_numbers",
        "stablehlo.scatter");
  }

  private void addContractions() {
    String numbers = "dimension_numbers";
    add("convolution", 1, CONVOLUTION + " padding:NOT_ZEROS", numbers, "stablehlo.conv");
    add("dynamic_conv", 2, CONVOLUTION + " padding@-1:NOT_ZEROS", numbers, "stablehlo.conv");
    add("dot", 1, "precision_config:NOT_DEFAULT_PRECISION");
    add(
        "dot_general",
        2,
        "lhs_batching_dimensions:FIELD rhs_batching_dimensions:FIELD"
            + " lhs_contracting_dimensions:FIELD rhs_contracting_dimensions:FIELD"
            + " precision_config:NOT_DEFAULT_PRECISION lhs_precision_type@2 rhs_precision_type@2"
            + " accumulation_type@2 lhs_component_count@2 rhs_component_count@2"
            + " num_primitive_operations@2 allow_imprecise_accumulation@2",
        "dot_dimension_numbers",
        "stablehlo.dot");
    add("einsum", 1, "einsum_config");
    add("unary_einsum", 1, "einsum_config");
    add("cholesky", 1, "lower:NOT_FALSE");
    add("triangular_solve", 1, "left_side lower unit_diagonal transpose_a");
    add("fft", 1, "fft_type fft_length");
  }

  private void addReductions() {
    add("map", 1, "dimensions");
    add("reduce", 1, "dimensions");
    add(
        "reduce_window",
        1,
        "window_dimensions window_strides:NOT_ONES base_dilations:NOT_ONES"
            + " window_dilations:NOT_ONES padding:NOT_ZEROS");
    add("select_and_scatter", 1, "window_dimensions window_strides:NOT_ONES padding:NOT_ZEROS");
    add("sort", 1, "dimension:NOT_MINUS_ONE is_stable:NOT_FALSE");
  }

  private void addMiscellaneous() {
    add("batch_norm_grad", 1, BATCH_NORM);
    add("batch_norm_inference", 1, BATCH_NORM);
    add("batch_norm_training", 1, BATCH_NORM);
    add("compare", 1, "comparison_direction compare_type:NOT_NO_TYPE");
    add("constant", 1, "value");
    add("dynamic_iota", 1, "iota_dimension");
    add("get_dimension_size", 1, "dimension");
    add("get_tuple_element", 1, "index");
    add("iota", 1, "iota_dimension");
    add("reduce_precision", 1, "exponent_bits mantissa_bits");
    add("rng", 1, "rng_distribution");
    add("rng_bit_generator", 1, "rng_algorithm");
    add("set_dimension_size", 1, "dimension");
  }

  /** The operation of a name with its version, such as {@code vhlo.add_v1}. */
  static Optional<VhloOperation> find(String name) {
    return parsed(name, (operation, _) -> operation);
  }

  /**
   * The names of the attributes of an operation in alphabetical order, in which they are encoded.
   *
   * @param name dialect, name and version
   */
  public static Optional<List<String>> attributes(String name) {
    return parsed(name, VhloOperation::attributes);
  }

  private interface OfVersion<T> {
    T apply(VhloOperation operation, int version);
  }

  private static <T> Optional<T> parsed(String name, OfVersion<T> result) {
    Matcher matcher = NAME.matcher(name);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    VhloOperation operation = TABLE.get(matcher.group(1));
    int version = Integer.parseInt(matcher.group(2));
    return operation == null || version > operation.versions()
        ? Optional.empty()
        : Optional.of(result.apply(operation, version));
  }
}
