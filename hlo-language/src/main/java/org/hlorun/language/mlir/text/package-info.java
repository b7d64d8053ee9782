/**
 * MLIR as text: {@link org.hlorun.language.mlir.text.MlirParser} reads it, in generic form and in
 * the pretty forms of {@code builtin}, {@code func}, {@code stablehlo}, {@code chlo}, {@code
 * check}, {@code interpreter}, {@code sdy}, and what dynamic programs use of {@code arith}, {@code
 * tensor} and {@code shape}.
 *
 * <p>Whatever the form, an operation has the attributes of its generic form. Where the forms
 * differ, these are the names (an absent optional attribute stays absent; its default is the
 * dialect's):
 *
 * <pre>
 * operation                  attributes from its pretty form
 * builtin.module             sym_name (string)
 * func.func                  sym_name, sym_visibility (strings), function_type (type),
 *                            arg_attrs, res_attrs (arrays of dictionaries, if any is not empty);
 *                            a declaration has a region without blocks
 * func.call                  callee (symbol)
 * stablehlo.constant         value (dense or resource)
 * stablehlo.iota             iota_dimension (i64); so dynamic_iota
 * stablehlo.compare          comparison_direction, compare_type (comparison_type)
 * stablehlo.broadcast_in_dim broadcast_dimensions; so dynamic_broadcast_in_dim
 * stablehlo.broadcast        broadcast_sizes
 * stablehlo.transpose        permutation
 * stablehlo.reverse          dimensions
 * stablehlo.slice            start_indices, limit_indices, strides
 * stablehlo.dynamic_slice    slice_sizes
 * stablehlo.pad              edge_padding_low, edge_padding_high, interior_padding
 * stablehlo.concatenate      dimension (i64)
 * stablehlo.{get,set}_dimension_size  dimension (i64)
 * stablehlo.dot              precision_config (array of precision)
 * stablehlo.dot_general      dot_dimension_numbers (dot), precision_config, algorithm
 *                            (dot_algorithm)
 * stablehlo.convolution      dimension_numbers (conv), window_strides, padding (tensor of two
 *                            columns), lhs_dilation, rhs_dilation, window_reversal (array of i1);
 *                            so dynamic_conv
 * stablehlo.fft              fft_type, fft_length
 * stablehlo.cholesky         lower (bool)
 * stablehlo.reduce           dimensions; operands are inputs, then initial values; "applies" has
 *                            become a region
 * stablehlo.reduce_precision exponent_bits, mantissa_bits (i32)
 * stablehlo.rng              rng_distribution
 * stablehlo.rng_bit_generator rng_algorithm
 * stablehlo.get_tuple_element index (i32)
 * stablehlo.custom_call      call_target_name (string)
 * stablehlo.composite        name (string)
 * stablehlo.einsum           einsum_config (string); so unary_einsum
 * stablehlo.while            regions cond and body with the same arguments
 * chlo.top_k                 k (i64)
 * chlo.scan                  dimension (i64), operandSegmentSizes (array of two i32)
 * check.expect_*_const       value; tolerance (f64)
 * check.expect_close         max_ulp_difference, min_ulp_difference (i64)
 * interpreter.probe          probe_id (string)
 * sdy.mesh                   sym_name (string), mesh
 * sdy.sharding_constraint    sharding; so reshard, data_flow_edge
 * sdy.manual_computation     in_shardings, out_shardings, manual_axes
 * </pre>
 *
 * <p>Lists of integers are dense attributes of a tensor of rank 1 of {@code i64}, like {@code
 * array<i64: ...>}; texts of older versions may have {@code dense<0> : tensor<2xi64>} in the same
 * place. Enums are dialect attributes named for the enum, the word being the body: {@code
 * stablehlo.comparison_direction} of body {@code LT}. Structs are dialect attributes with fields
 * and no body: {@code stablehlo.gather}, {@code stablehlo.scatter}, {@code stablehlo.dot}, {@code
 * chlo.ragged_dot}, {@code stablehlo.channel_handle}, {@code stablehlo.output_operand_alias},
 * {@code stablehlo.dot_algorithm}, {@code stablehlo.result_accuracy}, {@code
 * stablehlo.replica_group_mesh_axes}, {@code stablehlo.mesh}, {@code stablehlo.mesh_axis}, {@code
 * stablehlo.axis_ref}, with the fields of their text, where an absent list is empty and an absent
 * integer 0; {@code stablehlo.conv} with {@code input_batch_dimension}, {@code
 * input_feature_dimension}, {@code input_spatial_dimensions} and likewise {@code
 * kernel_input_feature_dimension}, {@code kernel_output_feature_dimension}, {@code
 * kernel_spatial_dimensions} and {@code output_*}; {@code stablehlo.bounds} (also written {@code
 * type_extensions}) with the list {@code bounds}, where {@link
 * org.hlorun.language.mlir.MlirType.TensorType#DYNAMIC} is no bound. The attributes of {@code sdy}
 * and {@code vhlo} keep their body as text.
 *
 * <p>Start reading at {@code MlirParser}, {@code OperationReader} and {@code Forms}, the table of
 * pretty forms.
 */
package org.hlorun.language.mlir.text;
