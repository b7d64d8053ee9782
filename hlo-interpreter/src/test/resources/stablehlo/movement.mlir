// Sizes of 1 are repeated; dimensions may be permuted.
func.func @broadcast_in_dim() {
  %x = stablehlo.constant dense<[[1], [2]]> : tensor<2x1xi32>
  %a = stablehlo.broadcast_in_dim %x, dims = [0, 1] : (tensor<2x1xi32>) -> tensor<2x3xi32>
  check.expect_eq_const %a, dense<[[1, 1, 1], [2, 2, 2]]> : tensor<2x3xi32>
  %b = stablehlo.broadcast_in_dim %x, dims = [1, 0] : (tensor<2x1xi32>) -> tensor<1x2xi32>
  check.expect_eq_const %b, dense<[[1, 2]]> : tensor<1x2xi32>
  %y = stablehlo.constant dense<[[1, 2, 3], [4, 5, 6]]> : tensor<2x3xi32>
  %c = stablehlo.broadcast_in_dim %y, dims = [2, 0] : (tensor<2x3xi32>) -> tensor<3x1x2xi32>
  check.expect_eq_const %c, dense<[[[1, 4]], [[2, 5]], [[3, 6]]]> : tensor<3x1x2xi32>
  func.return
}

// -----

// Without index_vector_dim it is 0: the indices are columns.
func.func @gather_default_index_vector_dim() {
  %x = stablehlo.constant dense<[[1, 2, 3], [4, 5, 6]]> : tensor<2x3xi32>
  %i = stablehlo.constant dense<[[0, 1], [2, 0]]> : tensor<2x2xi64>
  %r = "stablehlo.gather"(%x, %i) {
    dimension_numbers = #stablehlo.gather<collapsed_slice_dims = [0, 1], start_index_map = [0, 1]>,
    slice_sizes = array<i64: 1, 1>
  } : (tensor<2x3xi32>, tensor<2x2xi64>) -> tensor<2xi32>
  // (0, 2) and (1, 0)
  check.expect_eq_const %r, dense<[3, 4]> : tensor<2xi32>
  func.return
}

// -----

func.func @two_results_of_sort() {
  %k = stablehlo.constant dense<[3, 1, 2]> : tensor<3xi32>
  %v = stablehlo.constant dense<[10.0, 20.0, 30.0]> : tensor<3xf32>
  %r:2 = "stablehlo.sort"(%k, %v) ({
  ^bb0(%a: tensor<i32>, %b: tensor<i32>, %c: tensor<f32>, %d: tensor<f32>):
    %p = stablehlo.compare LT, %a, %b : (tensor<i32>, tensor<i32>) -> tensor<i1>
    stablehlo.return %p : tensor<i1>
  }) : (tensor<3xi32>, tensor<3xf32>) -> (tensor<3xi32>, tensor<3xf32>)
  check.expect_eq_const %r#0, dense<[1, 2, 3]> : tensor<3xi32>
  check.expect_eq_const %r#1, dense<[20.0, 30.0, 10.0]> : tensor<3xf32>
  func.return
}

// -----

// A large splat is a scalar and a broadcast.
func.func @large_splat() {
  %x = stablehlo.constant dense<2> : tensor<1000xi32>
  %zero = stablehlo.constant dense<0> : tensor<i32>
  %r = stablehlo.reduce(%x init: %zero) applies stablehlo.add across dimensions = [0] : (tensor<1000xi32>, tensor<i32>) -> tensor<i32>
  check.expect_eq_const %r, dense<2000> : tensor<i32>
  func.return
}
