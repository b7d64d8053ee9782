package org.hlorun.language.mlir.text;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.mlir.MlirAttribute;
import org.hlorun.language.mlir.MlirAttribute.DenseAttribute;

/** The table of dialect attributes that are structs: their fields in the order of printing. */
final class StructAttributes {

  /** What the value of a field is. */
  enum Kind {
    /** A list of integers, empty if absent. */
    DIMENSIONS,
    /** An integer, 0 if absent. */
    INTEGER,
    /** {@code (1)2}. */
    SUB_AXIS,
    /** A list of {@code stablehlo.mesh_axis}, whose elements may lack their name. */
    MESH_AXES,
    /** A list of {@code stablehlo.axis_ref}, whose elements may lack their name. */
    AXIS_REFERENCES,
    /** Any attribute. */
    OTHER;

    /** The value of an absent field, or null if there is none. */
    MlirAttribute absent() {
      return switch (this) {
        case DIMENSIONS -> DenseAttribute.ofLongs(LongList.empty());
        case INTEGER -> DialectAttributeReader.integer(0);
        case SUB_AXIS, MESH_AXES, AXIS_REFERENCES, OTHER -> null;
      };
    }
  }

  private static final Map<String, Map<String, Kind>> STRUCTS =
      Map.ofEntries(
          Map.entry(
              "stablehlo.gather",
              fields(
                  "offset_dims",
                  "collapsed_slice_dims",
                  "operand_batching_dims",
                  "start_indices_batching_dims",
                  "start_index_map",
                  "index_vector_dim:INTEGER")),
          Map.entry(
              "stablehlo.scatter",
              fields(
                  "update_window_dims",
                  "inserted_window_dims",
                  "input_batching_dims",
                  "scatter_indices_batching_dims",
                  "scatter_dims_to_operand_dims",
                  "index_vector_dim:INTEGER")),
          Map.entry(
              "stablehlo.dot",
              fields(
                  "lhs_batching_dimensions",
                  "rhs_batching_dimensions",
                  "lhs_contracting_dimensions",
                  "rhs_contracting_dimensions")),
          Map.entry(
              "chlo.ragged_dot",
              fields(
                  "lhs_batching_dimensions",
                  "rhs_batching_dimensions",
                  "lhs_contracting_dimensions",
                  "rhs_contracting_dimensions",
                  "lhs_ragged_dimensions",
                  "rhs_group_dimensions")),
          Map.entry(
              "stablehlo.conv",
              fields(
                  "input_batch_dimension:INTEGER",
                  "input_feature_dimension:INTEGER",
                  "input_spatial_dimensions",
                  "kernel_input_feature_dimension:INTEGER",
                  "kernel_output_feature_dimension:INTEGER",
                  "kernel_spatial_dimensions",
                  "output_batch_dimension:INTEGER",
                  "output_feature_dimension:INTEGER",
                  "output_spatial_dimensions")),
          Map.entry("stablehlo.channel_handle", fields("handle:INTEGER", "type:INTEGER")),
          Map.entry(
              "stablehlo.output_operand_alias",
              fields("output_tuple_indices", "operand_index:INTEGER", "operand_tuple_indices")),
          Map.entry(
              "stablehlo.dot_algorithm",
              fields(
                  "lhs_precision_type:OTHER",
                  "rhs_precision_type:OTHER",
                  "accumulation_type:OTHER",
                  "lhs_component_count:INTEGER",
                  "rhs_component_count:INTEGER",
                  "num_primitive_operations:INTEGER",
                  "allow_imprecise_accumulation:OTHER")),
          Map.entry(
              "stablehlo.result_accuracy",
              fields("atol:OTHER", "rtol:OTHER", "ulps:INTEGER", "mode:OTHER")),
          Map.entry("stablehlo.axis_ref", fields("name:OTHER", "sub_axis_info:SUB_AXIS")),
          Map.entry("stablehlo.mesh_axis", fields("name:OTHER", "size:INTEGER")),
          Map.entry("stablehlo.mesh", fields("axes:MESH_AXES", "device_ids:OTHER")),
          Map.entry(
              "stablehlo.replica_group_mesh_axes", fields("mesh:OTHER", "axes:AXIS_REFERENCES")));

  private StructAttributes() {}

  /** Fields written {@code name} (dimensions) or {@code name:KIND}. */
  private static Map<String, Kind> fields(String... specifications) {
    Map<String, Kind> fields = new LinkedHashMap<>();
    for (String specification : specifications) {
      int colon = specification.indexOf(':');
      if (colon < 0) {
        fields.put(specification, Kind.DIMENSIONS);
      } else {
        fields.put(
            specification.substring(0, colon), Kind.valueOf(specification.substring(colon + 1)));
      }
    }
    return Collections.unmodifiableMap(fields);
  }

  static boolean isStruct(String name) {
    return STRUCTS.containsKey(name);
  }

  /** The fields of a struct attribute. */
  static Map<String, Kind> of(String name) {
    return STRUCTS.get(name);
  }
}
