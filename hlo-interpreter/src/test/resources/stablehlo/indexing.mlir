func.func @slices() {
  %x = stablehlo.constant dense<[[1, 2, 3], [4, 5, 6], [7, 8, 9]]> : tensor<3x3xi32>
  %s = stablehlo.slice %x [0:3:2, 1:3] : (tensor<3x3xi32>) -> tensor<2x2xi32>
  check.expect_eq_const %s, dense<[[2, 3], [8, 9]]> : tensor<2x2xi32>
  // Starts are moved so that the slice lies inside: (5, -1) is (1, 0).
  %i = stablehlo.constant dense<5> : tensor<i64>
  %j = stablehlo.constant dense<-1> : tensor<i64>
  %d = stablehlo.dynamic_slice %x, %i, %j, sizes = [2, 2] : (tensor<3x3xi32>, tensor<i64>, tensor<i64>) -> tensor<2x2xi32>
  check.expect_eq_const %d, dense<[[4, 5], [7, 8]]> : tensor<2x2xi32>
  %u = stablehlo.dynamic_update_slice %x, %s, %i, %j : (tensor<3x3xi32>, tensor<2x2xi32>, tensor<i64>, tensor<i64>) -> tensor<3x3xi32>
  check.expect_eq_const %u, dense<[[1, 2, 3], [2, 3, 6], [8, 9, 9]]> : tensor<3x3xi32>
  %r = stablehlo.reverse %x, dims = [1] : tensor<3x3xi32>
  check.expect_eq_const %r, dense<[[3, 2, 1], [6, 5, 4], [9, 8, 7]]> : tensor<3x3xi32>
  %zero = stablehlo.constant dense<0> : tensor<i32>
  %p = stablehlo.pad %s, %zero, low = [0, -1], high = [1, 1], interior = [1, 0] : (tensor<2x2xi32>, tensor<i32>) -> tensor<4x2xi32>
  check.expect_eq_const %p, dense<[[3, 0], [0, 0], [9, 0], [0, 0]]> : tensor<4x2xi32>
  %v = stablehlo.constant dense<[1, 2]> : tensor<2xi32>
  %b = "stablehlo.broadcast"(%v) {broadcast_sizes = array<i64: 2>} : (tensor<2xi32>) -> tensor<2x2xi32>
  check.expect_eq_const %b, dense<[[1, 2], [1, 2]]> : tensor<2x2xi32>
  func.return
}

// -----

// Two updates to one place add up; the one outside is dropped.
func.func @scatter() {
  %x = stablehlo.constant dense<[10, 20, 30]> : tensor<3xi32>
  %i = stablehlo.constant dense<[[1], [1], [3]]> : tensor<3x1xi64>
  %u = stablehlo.constant dense<[1, 2, 4]> : tensor<3xi32>
  %r = "stablehlo.scatter"(%x, %i, %u) ({
    ^bb0(%a: tensor<i32>, %b: tensor<i32>):
      %s = stablehlo.add %a, %b : tensor<i32>
      stablehlo.return %s : tensor<i32>
  }) {
    scatter_dimension_numbers = #stablehlo.scatter<inserted_window_dims = [0], scatter_dims_to_operand_dims = [0], index_vector_dim = 1>
  } : (tensor<3xi32>, tensor<3x1xi64>, tensor<3xi32>) -> tensor<3xi32>
  check.expect_eq_const %r, dense<[10, 23, 30]> : tensor<3xi32>
  func.return
}

// -----

func.func @windows() {
  %x = stablehlo.constant dense<[1, 5, 2, 4]> : tensor<4xi32>
  %zero = stablehlo.constant dense<0> : tensor<i32>
  %w = "stablehlo.reduce_window"(%x, %zero) ({
    ^bb0(%a: tensor<i32>, %b: tensor<i32>):
      %s = stablehlo.add %a, %b : tensor<i32>
      stablehlo.return %s : tensor<i32>
  }) {window_dimensions = array<i64: 2>, window_strides = array<i64: 2>, padding = dense<[[1, 1]]> : tensor<1x2xi64>} : (tensor<4xi32>, tensor<i32>) -> tensor<3xi32>
  check.expect_eq_const %w, dense<[1, 7, 4]> : tensor<3xi32>
  // The largest of each pair gets the pair's update.
  %u = stablehlo.constant dense<[10, 20]> : tensor<2xi32>
  %s = "stablehlo.select_and_scatter"(%x, %u, %zero) ({
    ^bb0(%a: tensor<i32>, %b: tensor<i32>):
      %c = stablehlo.compare GE, %a, %b : (tensor<i32>, tensor<i32>) -> tensor<i1>
      stablehlo.return %c : tensor<i1>
  }, {
    ^bb0(%a: tensor<i32>, %b: tensor<i32>):
      %c = stablehlo.add %a, %b : tensor<i32>
      stablehlo.return %c : tensor<i32>
  }) {window_dimensions = array<i64: 2>, window_strides = array<i64: 2>} : (tensor<4xi32>, tensor<2xi32>, tensor<i32>) -> tensor<4xi32>
  check.expect_eq_const %s, dense<[0, 10, 0, 20]> : tensor<4xi32>
  %m = "stablehlo.map"(%x, %x) ({
    ^bb0(%a: tensor<i32>, %b: tensor<i32>):
      %c = stablehlo.multiply %a, %b : tensor<i32>
      stablehlo.return %c : tensor<i32>
  }) {dimensions = array<i64: 0>} : (tensor<4xi32>, tensor<4xi32>) -> tensor<4xi32>
  check.expect_eq_const %m, dense<[1, 25, 4, 16]> : tensor<4xi32>
  func.return
}
