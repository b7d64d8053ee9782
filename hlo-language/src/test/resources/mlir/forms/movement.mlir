func.func @dimensions(%a: tensor<3x4xi32>, %b: tensor<3xi32>, %s: tensor<i32>, %i: tensor<i64>, %n: tensor<2xindex>) {
  %0 = stablehlo.broadcast_in_dim %b, dims = [0] : (tensor<3xi32>) -> tensor<3x4xi32>
  %1 = stablehlo.broadcast_in_dim %s, dims = [] : (tensor<i32>) -> tensor<3x4xi32>
  %2 = stablehlo.broadcast %b, sizes = [1, 2] : (tensor<3xi32>) -> tensor<1x2x3xi32>
  %3 = stablehlo.transpose %a, dims = [1, 0] : (tensor<3x4xi32>) -> tensor<4x3xi32>
  %4 = stablehlo.reverse %a, dims = [0, 1] : tensor<3x4xi32>
  %5 = stablehlo.reshape %a : (tensor<3x4xi32>) -> tensor<12xi32>
  %6 = stablehlo.bitcast_convert %a : (tensor<3x4xi32>) -> tensor<3x4xf32>
  %7 = stablehlo.slice %a [1:3, 0:4:2] : (tensor<3x4xi32>) -> tensor<2x2xi32>
  %8 = stablehlo.slice %s [] : (tensor<i32>) -> tensor<i32>
  %9 = stablehlo.dynamic_slice %a, %i, %i, sizes = [1, 4] : (tensor<3x4xi32>, tensor<i64>, tensor<i64>) -> tensor<1x4xi32>
  %10 = stablehlo.dynamic_update_slice %a, %9, %i, %i : (tensor<3x4xi32>, tensor<1x4xi32>, tensor<i64>, tensor<i64>) -> tensor<3x4xi32>
  %11 = stablehlo.pad %b, %s, low = [-1], high = [4], interior = [0] : (tensor<3xi32>, tensor<i32>) -> tensor<6xi32>
  %12 = stablehlo.concatenate %a, %a, dim = 1 : (tensor<3x4xi32>, tensor<3x4xi32>) -> tensor<3x8xi32>
  %13 = stablehlo.get_dimension_size %a, dim = 1 : (tensor<3x4xi32>) -> tensor<i32>
  %14 = stablehlo.set_dimension_size %a, %s, dim = 1 : (tensor<3x4xi32>, tensor<i32>) -> tensor<3x?xi32, #stablehlo.bounds<?, 4>>
  %15 = stablehlo.dynamic_iota %n, dim = 0 : (tensor<2xindex>) -> tensor<?x?xi32>
  %16 = stablehlo.dynamic_reshape %b, %n : (tensor<3xi32>, tensor<2xindex>) -> tensor<?x?xi32>
  %17 = stablehlo.dynamic_broadcast_in_dim %b, %n, dims = [1] {known_expanding_dimensions = array<i64>} : (tensor<3xi32>, tensor<2xindex>) -> tensor<?x?xi32>
  %18 = stablehlo.dynamic_pad %a, %s, %n, %n, %n : (tensor<3x4xi32>, tensor<i32>, tensor<2xindex>, tensor<2xindex>, tensor<2xindex>) -> tensor<?x?xi32>
  %19 = stablehlo.real_dynamic_slice %a, %n, %n, %n : (tensor<3x4xi32>, tensor<2xindex>, tensor<2xindex>, tensor<2xindex>) -> tensor<?x?xi32>
  %20 = stablehlo.compute_reshape_shape %n, %n : (tensor<2xindex>, tensor<2xindex>) -> tensor<2xindex>
  %21 = stablehlo.cstr_reshapable %n, %n : (tensor<2xindex>, tensor<2xindex>) -> !shape.witness
  return
}
// -----
func.func @dimensions(%a: tensor<3x4xi32>, %b: tensor<3xi32>, %s: tensor<i32>, %i: tensor<i64>, %n: tensor<2xindex>) {
  %0 = "stablehlo.broadcast_in_dim"(%b) {broadcast_dimensions = array<i64: 0>} : (tensor<3xi32>) -> tensor<3x4xi32>
  %1 = "stablehlo.broadcast_in_dim"(%s) {broadcast_dimensions = array<i64>} : (tensor<i32>) -> tensor<3x4xi32>
  %2 = "stablehlo.broadcast"(%b) {broadcast_sizes = array<i64: 1, 2>} : (tensor<3xi32>) -> tensor<1x2x3xi32>
  %3 = "stablehlo.transpose"(%a) {permutation = array<i64: 1, 0>} : (tensor<3x4xi32>) -> tensor<4x3xi32>
  %4 = "stablehlo.reverse"(%a) {dimensions = array<i64: 0, 1>} : (tensor<3x4xi32>) -> tensor<3x4xi32>
  %5 = "stablehlo.reshape"(%a) : (tensor<3x4xi32>) -> tensor<12xi32>
  %6 = "stablehlo.bitcast_convert"(%a) : (tensor<3x4xi32>) -> tensor<3x4xf32>
  %7 = "stablehlo.slice"(%a) {start_indices = array<i64: 1, 0>, limit_indices = array<i64: 3, 4>, strides = array<i64: 1, 2>} : (tensor<3x4xi32>) -> tensor<2x2xi32>
  %8 = "stablehlo.slice"(%s) {start_indices = array<i64>, limit_indices = array<i64>, strides = array<i64>} : (tensor<i32>) -> tensor<i32>
  %9 = "stablehlo.dynamic_slice"(%a, %i, %i) {slice_sizes = array<i64: 1, 4>} : (tensor<3x4xi32>, tensor<i64>, tensor<i64>) -> tensor<1x4xi32>
  %10 = "stablehlo.dynamic_update_slice"(%a, %9, %i, %i) : (tensor<3x4xi32>, tensor<1x4xi32>, tensor<i64>, tensor<i64>) -> tensor<3x4xi32>
  %11 = "stablehlo.pad"(%b, %s) {edge_padding_low = array<i64: -1>, edge_padding_high = array<i64: 4>, interior_padding = array<i64: 0>} : (tensor<3xi32>, tensor<i32>) -> tensor<6xi32>
  %12 = "stablehlo.concatenate"(%a, %a) {dimension = 1 : i64} : (tensor<3x4xi32>, tensor<3x4xi32>) -> tensor<3x8xi32>
  %13 = "stablehlo.get_dimension_size"(%a) {dimension = 1} : (tensor<3x4xi32>) -> tensor<i32>
  %14 = "stablehlo.set_dimension_size"(%a, %s) {dimension = 1 : i64} : (tensor<3x4xi32>, tensor<i32>) -> tensor<3x?xi32, #stablehlo.type_extensions<bounds = [?, 4]>>
  %15 = "stablehlo.dynamic_iota"(%n) {iota_dimension = 0 : i64} : (tensor<2xindex>) -> tensor<?x?xi32>
  %16 = "stablehlo.dynamic_reshape"(%b, %n) : (tensor<3xi32>, tensor<2xindex>) -> tensor<?x?xi32>
  %17 = "stablehlo.dynamic_broadcast_in_dim"(%b, %n) {broadcast_dimensions = array<i64: 1>, known_expanding_dimensions = array<i64>} : (tensor<3xi32>, tensor<2xindex>) -> tensor<?x?xi32>
  %18 = "stablehlo.dynamic_pad"(%a, %s, %n, %n, %n) : (tensor<3x4xi32>, tensor<i32>, tensor<2xindex>, tensor<2xindex>, tensor<2xindex>) -> tensor<?x?xi32>
  %19 = "stablehlo.real_dynamic_slice"(%a, %n, %n, %n) : (tensor<3x4xi32>, tensor<2xindex>, tensor<2xindex>, tensor<2xindex>) -> tensor<?x?xi32>
  %20 = "stablehlo.compute_reshape_shape"(%n, %n) : (tensor<2xindex>, tensor<2xindex>) -> tensor<2xindex>
  %21 = "stablehlo.cstr_reshapable"(%n, %n) : (tensor<2xindex>, tensor<2xindex>) -> !shape.witness
  return
}
