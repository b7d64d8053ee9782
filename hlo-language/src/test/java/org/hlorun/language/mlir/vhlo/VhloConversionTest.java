package org.hlorun.language.mlir.vhlo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Optional;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.mlir.MlirOperation;
import org.hlorun.language.mlir.text.MlirParser;
import org.hlorun.language.mlir.text.MlirPrinter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What operations of vhlo become, and which attributes their versions have. */
class VhloConversionTest {
  private static MlirOperation operation(String name, String attributes) {
    String text = "\"%s\"() {%s} : () -> ()".formatted(name, attributes);
    return MlirParser.parse(SourceText.of("t", text))
        .regions()
        .getFirst()
        .blocks()
        .getFirst()
        .operations()
        .getFirst();
  }

  private static final String NO_ALGORITHM =
      "accumulation_type = none, lhs_precision_type = none, rhs_precision_type = none,"
          + " lhs_component_count = none, rhs_component_count = none,"
          + " num_primitive_operations = none, allow_imprecise_accumulation = none";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "abs_v1 | | stablehlo.abs |",
        "abs_v1 | mhlo.a = \"{x}\" | stablehlo.abs | mhlo.a = \"{x}\"",
        "func_v1 | sym_name = \"f\", sym_visibility = \"\", arg_attrs = [], res_attrs = []"
            + " | func.func | sym_name = \"f\"",
        "func_v1 | sym_visibility = \"private\", arg_attrs = [{a = 1}]"
            + " | func.func | sym_visibility = \"private\", arg_attrs = [{a = 1}]",
        "call_v1 | callee = \"f\" | func.call | callee = @f",
        "composite_v1 | composite_attributes = {}, decomposition = \"d\", name = \"n\", version = 0"
            + " | stablehlo.composite | decomposition = @d, name = \"n\"",
        "composite_v2 | composite_attributes = {a = 1}, decomposition = \"d\", version = 2"
            + " | stablehlo.composite | composite_attributes = {a = 1}, decomposition = @d,"
            + " version = 2",
        "custom_call_v1 | api_version = 1 : i32, backend_config = \"\", call_target_name = \"t\","
            + " called_computations = [], has_side_effect = false, operand_layouts = [],"
            + " output_operand_aliases = [], result_layouts = []"
            + " | stablehlo.custom_call | call_target_name = \"t\"",
        "custom_call_v2 | api_version = 4 : i32, backend_config = {a = 1},"
            + " called_computations = [\"f\"], has_side_effect = true, result_tilings = []"
            + " | stablehlo.custom_call | api_version = 4 : i32, backend_config = {a = 1},"
            + " called_computations = [@f], has_side_effect = true",
        "all_gather_v2 | all_gather_dim = 1, channel_id = 0, use_global_device_ids = false"
            + " | stablehlo.all_gather | all_gather_dim = 1",
        "all_reduce_v1 | channel_id = 3, use_global_device_ids = true | stablehlo.all_reduce"
            + " | channel_handle = #stablehlo.channel_handle<handle = 3, type = 0>,"
            + " use_global_device_ids",
        "send_v1 | channel_id = 0, channel_type = 2, is_host_transfer = true | stablehlo.send"
            + " | channel_handle = #stablehlo.channel_handle<handle = 0, type = 2>,"
            + " is_host_transfer = true",
        "recv_v2 | channel_id = 1, channel_type = 1, is_host_transfer = false,"
            + " source_target_pairs = dense<> : tensor<0x2xi64> | stablehlo.recv"
            + " | channel_handle = #stablehlo.channel_handle<handle = 1, type = 1>",
        "gather_v1 | offset_dims = array<i64: 2>, collapsed_slice_dims = array<i64: 0>,"
            + " start_index_map = array<i64: 1>, index_vector_dim = 2, indices_are_sorted = false,"
            + " slice_sizes = array<i64: 1> | stablehlo.gather"
            + " | dimension_numbers = #stablehlo.gather<offset_dims = [2],"
            + " collapsed_slice_dims = [0], start_index_map = [1], index_vector_dim = 2>,"
            + " slice_sizes = array<i64: 1>",
        "scatter_v2 | update_window_dims = array<i64: 1>, inserted_window_dims = array<i64>,"
            + " input_batching_dims = array<i64: 0>, scatter_indices_batching_dims = array<i64: 0>,"
            + " scatter_dims_to_operand_dims = array<i64: 1>, index_vector_dim = 1,"
            + " indices_are_sorted = true, unique_indices = false | stablehlo.scatter"
            + " | scatter_dimension_numbers = #stablehlo.scatter<update_window_dims = [1],"
            + " input_batching_dims = [0], scatter_indices_batching_dims = [0],"
            + " scatter_dims_to_operand_dims = [1], index_vector_dim = 1>,"
            + " indices_are_sorted = true",
        "sort_v1 | dimension = -1, is_stable = false | stablehlo.sort |",
        "sort_v1 | dimension = 0, is_stable = true | stablehlo.sort"
            + " | dimension = 0, is_stable = true",
        "compare_v1 | comparison_direction = #stablehlo<comparison_direction LT>,"
            + " compare_type = #stablehlo<comparison_type NOTYPE> | stablehlo.compare"
            + " | comparison_direction = #stablehlo<comparison_direction LT>",
        "reduce_window_v1 | window_dimensions = array<i64: 1, 1>,"
            + " window_strides = array<i64: 1, 1>, base_dilations = array<i64: 1, 2>,"
            + " window_dilations = dense<1> : tensor<2xi64>, padding = dense<0> : tensor<2x2xi64>"
            + " | stablehlo.reduce_window | window_dimensions = array<i64: 1, 1>,"
            + " base_dilations = array<i64: 1, 2>",
        "dot_v1 | precision_config = [#stablehlo<precision DEFAULT>,"
            + " #stablehlo<precision DEFAULT>] | stablehlo.dot |",
        "dot_v1 | precision_config = [#stablehlo<precision HIGH>, #stablehlo<precision DEFAULT>]"
            + " | stablehlo.dot | precision_config = [#stablehlo<precision HIGH>,"
            + " #stablehlo<precision DEFAULT>]",
        "log_v1 | | stablehlo.log |",
        "log_v2 | result_accuracy = #stablehlo.result_accuracy<atol = 0.0, rtol = 0.0, ulps = 0,"
            + " mode = #stablehlo<result_accuracy_mode DEFAULT>> | stablehlo.log |",
        "log_v2 | result_accuracy = #stablehlo.result_accuracy<atol = 0.0, rtol = 0.0, ulps = 3,"
            + " mode = #stablehlo<result_accuracy_mode TOLERANCE>> | stablehlo.log"
            + " | result_accuracy = #stablehlo.result_accuracy<atol = 0.0, rtol = 0.0, ulps = 3,"
            + " mode = #stablehlo<result_accuracy_mode TOLERANCE>>"
      })
  void operationsKeepWhatTheyMean(
      String name, String attributes, String newName, String newAttributes) {
    check(name, attributes == null ? "" : attributes, newName, newAttributes);
  }

  private static void check(String name, String attributes, String newName, String newAttributes) {
    MlirOperation converted =
        VhloConversion.toStablehlo(operation("vhlo." + name, attributes), "vhlo.func_v1");
    MlirOperation expected = operation(newName, newAttributes == null ? "" : newAttributes);
    assertEquals(MlirPrinter.print(expected), MlirPrinter.print(converted));
  }

  @Test
  void aConvolutionsNumbersAreAStruct() {
    String numbers =
        "input_batch_dimension = 0, input_feature_dimension = 3,"
            + " input_spatial_dimensions = array<i64: 1, 2>, kernel_input_feature_dimension = 2,"
            + " kernel_output_feature_dimension = 3, kernel_spatial_dimensions = array<i64: 0, 1>,"
            + " output_batch_dimension = 0, output_feature_dimension = 3,"
            + " output_spatial_dimensions = array<i64: 1, 2>";
    String defaults =
        "window_strides = array<i64: 1, 1>, lhs_dilation = array<i64: 1, 1>,"
            + " rhs_dilation = array<i64: 1, 1>, window_reversal = array<i1: false, false>,"
            + " precision_config = [#stablehlo<precision DEFAULT>]";
    String expected =
        "dimension_numbers = #stablehlo.conv<[b, 0, 1, f]x[0, 1, i, o]->[b, 0, 1, f]>";
    for (String name : List.of("convolution_v1", "dynamic_conv_v1", "dynamic_conv_v2")) {
      String base = name.substring(0, name.length() - 3);
      check(name, numbers + ", " + defaults, "stablehlo." + base, expected);
      String padded = ", padding = dense<1> : tensor<2x2xi64>";
      check(name, numbers + padded, "stablehlo." + base, expected + padded);
    }
  }

  @Test
  void aDotsAlgorithmIsAStructUnlessItHasNone() {
    String numbers =
        "lhs_batching_dimensions = array<i64>, rhs_batching_dimensions = array<i64>,"
            + " lhs_contracting_dimensions = array<i64: 1>,"
            + " rhs_contracting_dimensions = array<i64: 0>";
    String dot =
        "dot_dimension_numbers = #stablehlo.dot<lhs_contracting_dimensions = [1],"
            + " rhs_contracting_dimensions = [0]>";
    check("dot_general_v1", numbers, "stablehlo.dot_general", dot);
    check("dot_general_v2", numbers + ", " + NO_ALGORITHM, "stablehlo.dot_general", dot);
    String algorithm =
        "lhs_precision_type = bf16, rhs_precision_type = bf16, accumulation_type = f32,"
            + " lhs_component_count = 1, rhs_component_count = 1, num_primitive_operations = 3,"
            + " allow_imprecise_accumulation = false";
    check(
        "dot_general_v2",
        numbers + ", " + algorithm,
        "stablehlo.dot_general",
        dot + ", algorithm = #stablehlo.dot_algorithm<" + algorithm + ">");
  }

  @Test
  void returnsAreThoseOfTheirParent() {
    MlirOperation operation = operation("vhlo.return_v1", "");
    assertEquals("func.return", VhloConversion.toStablehlo(operation, "vhlo.func_v1").name());
    assertEquals("stablehlo.return", VhloConversion.toStablehlo(operation, "vhlo.while_v1").name());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "call_v1 | callee = 1 | the attribute callee is of the wrong kind",
        "all_reduce_v1 | channel_id = \"x\" | the attribute channel_id is of the wrong kind",
        "custom_call_v1 | called_computations = [1]"
            + " | the attribute called_computations is of the wrong kind"
      })
  void attributesOfTheWrongKindAreRefused(String name, String attributes, String message) {
    MlirOperation operation = operation("vhlo." + name, attributes);
    HloException e =
        assertThrows(HloException.class, () -> VhloConversion.toStablehlo(operation, ""));
    assertEquals(DiagnosticCode.ATTRIBUTE, e.diagnostic().code());
    assertEquals(message, e.diagnostic().message());
  }

  @Test
  void attributesStandInAlphabeticalOrder() {
    assertEquals(
        Optional.of(List.of("compare_type", "comparison_direction")),
        VhloOperations.attributes("vhlo.compare_v1"));
    List<String> v1 = VhloOperations.attributes("vhlo.dynamic_conv_v1").orElseThrow();
    List<String> v2 = VhloOperations.attributes("vhlo.dynamic_conv_v2").orElseThrow();
    assertEquals(17, v1.size());
    assertEquals(16, v2.size());
    assertEquals(
        Optional.of(
            List.of(
                "collapsed_slice_dims",
                "index_vector_dim",
                "indices_are_sorted",
                "offset_dims",
                "slice_sizes",
                "start_index_map")),
        VhloOperations.attributes("vhlo.gather_v1"));
    assertEquals(Optional.of(List.of()), VhloOperations.attributes("vhlo.add_v1"));
    assertEquals(
        Optional.of(List.of("replica_groups")),
        VhloOperations.attributes("vhlo.cross-replica-sum_v1"));
    assertEquals(Optional.empty(), VhloOperations.attributes("vhlo.add_v2"));
    assertEquals(Optional.empty(), VhloOperations.attributes("stablehlo.add"));
  }
}
