func.func @dots(%a: tensor<2x3x4xf32>, %b: tensor<2x4x3xf32>, %v: tensor<3xf32>) {
  %0 = stablehlo.dot %v, %v : (tensor<3xf32>, tensor<3xf32>) -> tensor<f32>
  %1 = stablehlo.dot %v, %v, precision = [DEFAULT, HIGHEST] : (tensor<3xf32>, tensor<3xf32>) -> tensor<f32>
  %2 = stablehlo.dot_general %v, %v, contracting_dims = [0] x [0] : (tensor<3xf32>, tensor<3xf32>) -> tensor<f32>
  %3 = stablehlo.dot_general %a, %b, batching_dims = [0] x [0], contracting_dims = [2] x [1], precision = [HIGH, HIGH], algorithm = <lhs_precision_type = tf32, rhs_precision_type = tf32, accumulation_type = f32, lhs_component_count = 1, rhs_component_count = 1, num_primitive_operations = 3, allow_imprecise_accumulation = false> : (tensor<2x3x4xf32>, tensor<2x4x3xf32>) -> tensor<2x3x3xf32>
  %4 = stablehlo.dot_general %a, %b, contracting_dims = [] x [] : (tensor<2x3x4xf32>, tensor<2x4x3xf32>) -> tensor<2x3x4x2x4x3xf32>
  %5 = stablehlo.einsum %a, %b, config = "abc,acd->abd" : (tensor<2x3x4xf32>, tensor<2x4x3xf32>) -> tensor<2x3x3xf32>
  %6 = stablehlo.unary_einsum %v, config = "a->" : (tensor<3xf32>) -> tensor<f32>
  %7 = stablehlo.cholesky %a, lower = true : tensor<2x3x4xf32>
  %8 = stablehlo.cholesky %a : tensor<2x3x4xf32>
  %9 = stablehlo.fft %v, type =  RFFT, length = [3] : (tensor<3xf32>) -> tensor<2xcomplex<f32>>
  return
}
// -----
func.func @dots(%a: tensor<2x3x4xf32>, %b: tensor<2x4x3xf32>, %v: tensor<3xf32>) {
  %0 = "stablehlo.dot"(%v, %v) : (tensor<3xf32>, tensor<3xf32>) -> tensor<f32>
  %1 = "stablehlo.dot"(%v, %v) {precision_config = [#stablehlo<precision DEFAULT>, #stablehlo<precision HIGHEST>]} : (tensor<3xf32>, tensor<3xf32>) -> tensor<f32>
  %2 = "stablehlo.dot_general"(%v, %v) {dot_dimension_numbers = #stablehlo.dot<rhs_contracting_dimensions = [0], lhs_contracting_dimensions = [0]>} : (tensor<3xf32>, tensor<3xf32>) -> tensor<f32>
  %3 = "stablehlo.dot_general"(%a, %b) {
    dot_dimension_numbers = #stablehlo.dot<
      lhs_batching_dimensions = [0],
      rhs_batching_dimensions = [0],
      lhs_contracting_dimensions = [2],
      rhs_contracting_dimensions = [1],
    >,
    precision_config = [#stablehlo<precision HIGH>, #stablehlo<precision HIGH>],
    algorithm = #stablehlo.dot_algorithm<
      lhs_precision_type = tf32,
      rhs_precision_type = tf32,
      accumulation_type = f32,
      lhs_component_count = 1,
      rhs_component_count = 1,
      num_primitive_operations = 3,
      allow_imprecise_accumulation = false
    >
  } : (tensor<2x3x4xf32>, tensor<2x4x3xf32>) -> tensor<2x3x3xf32>
  %4 = "stablehlo.dot_general"(%a, %b) {dot_dimension_numbers = #stablehlo<dot<>>} : (tensor<2x3x4xf32>, tensor<2x4x3xf32>) -> tensor<2x3x4x2x4x3xf32>
  %5 = "stablehlo.einsum"(%a, %b) {einsum_config = "abc,acd->abd"} : (tensor<2x3x4xf32>, tensor<2x4x3xf32>) -> tensor<2x3x3xf32>
  %6 = "stablehlo.unary_einsum"(%v) {einsum_config = "a->"} : (tensor<3xf32>) -> tensor<f32>
  %7 = "stablehlo.cholesky"(%a) {lower = true} : (tensor<2x3x4xf32>) -> tensor<2x3x4xf32>
  %8 = "stablehlo.cholesky"(%a) : (tensor<2x3x4xf32>) -> tensor<2x3x4xf32>
  %9 = "stablehlo.fft"(%v) {fft_type = #stablehlo<fft_type RFFT>, fft_length = array<i64: 3>} : (tensor<3xf32>) -> tensor<2xcomplex<f32>>
  return
}
// -----
func.func @convolutions(%a: tensor<1x8x8x2xf32>, %b: tensor<3x3x2x4xf32>, %p: tensor<2x2xi64>) {
  %0 = stablehlo.convolution(%a, %b) dim_numbers = [b, 0, 1, f]x[0, 1, i, o]->[b, 0, 1, f], window = {stride = [1, 2], pad = [[0, 1], [-2, 3]], lhs_dilate = [1, 1], rhs_dilate = [2, 1], reverse = [false, true]} {batch_group_count = 1 : i64, feature_group_count = 1 : i64} : (tensor<1x8x8x2xf32>, tensor<3x3x2x4xf32>) -> tensor<1x5x4x4xf32>
  %1 = stablehlo.convolution(%a, %b) dim_numbers = [b, 1, 0, f]x[0, 1, i, o]->[f, 0, 1, b], window = {reverse = [0, 1]} {batch_group_count = 1 : i64, feature_group_count = 1 : i64} : (tensor<1x8x8x2xf32>, tensor<3x3x2x4xf32>) -> tensor<4x6x6x1xf32>
  %2 = stablehlo.dynamic_conv(%a, %b, %p) dim_numbers = [b, 0, 1, f]x[0, 1, i, o]->[b, 0, 1, f], window = {} {batch_group_count = 1 : i64, feature_group_count = 1 : i64} : (tensor<1x8x8x2xf32>, tensor<3x3x2x4xf32>, tensor<2x2xi64>) -> tensor<1x6x6x4xf32>
  return
}
// -----
func.func @convolutions(%a: tensor<1x8x8x2xf32>, %b: tensor<3x3x2x4xf32>, %p: tensor<2x2xi64>) {
  %0 = "stablehlo.convolution"(%a, %b) {
    dimension_numbers = #stablehlo.conv<raw
      input_batch_dimension = 0, input_feature_dimension = 3, input_spatial_dimensions = [1, 2],
      kernel_input_feature_dimension = 2, kernel_output_feature_dimension = 3, kernel_spatial_dimensions = [0, 1],
      output_batch_dimension = 0, output_feature_dimension = 3, output_spatial_dimensions = [1, 2]>,
    window_strides = array<i64: 1, 2>,
    padding = dense<[[0, 1], [-2, 3]]> : tensor<2x2xi64>,
    lhs_dilation = array<i64: 1, 1>,
    rhs_dilation = array<i64: 2, 1>,
    window_reversal = array<i1: false, true>,
    batch_group_count = 1 : i64,
    feature_group_count = 1 : i64
  } : (tensor<1x8x8x2xf32>, tensor<3x3x2x4xf32>) -> tensor<1x5x4x4xf32>
  %1 = "stablehlo.convolution"(%a, %b) {
    dimension_numbers = #stablehlo.conv<raw
      input_batch_dimension = 0, input_feature_dimension = 3, input_spatial_dimensions = [2, 1],
      kernel_input_feature_dimension = 2, kernel_output_feature_dimension = 3, kernel_spatial_dimensions = [0, 1],
      output_batch_dimension = 3, output_feature_dimension = 0, output_spatial_dimensions = [1, 2]>,
    window_reversal = array<i1: false, true>,
    batch_group_count = 1 : i64,
    feature_group_count = 1 : i64
  } : (tensor<1x8x8x2xf32>, tensor<3x3x2x4xf32>) -> tensor<4x6x6x1xf32>
  %2 = "stablehlo.dynamic_conv"(%a, %b, %p) {
    dimension_numbers = #stablehlo.conv<[b, 0, 1, f]x[0, 1, i, o]->[b, 0, 1, f]>,
    batch_group_count = 1 : i64,
    feature_group_count = 1 : i64
  } : (tensor<1x8x8x2xf32>, tensor<3x3x2x4xf32>, tensor<2x2xi64>) -> tensor<1x6x6x4xf32>
  return
}
