// A column against a row: every pair of their elements.
func.func @integers() {
  %x = stablehlo.constant dense<[[12], [-7]]> : tensor<2x1xi32>
  %y = stablehlo.constant dense<[2, 5]> : tensor<2xi32>
  %0 = chlo.broadcast_subtract %x, %y : (tensor<2x1xi32>, tensor<2xi32>) -> tensor<2x2xi32>
  check.expect_eq_const %0, dense<[[10, 7], [-9, -12]]> : tensor<2x2xi32>
  %1 = chlo.broadcast_multiply %x, %y : (tensor<2x1xi32>, tensor<2xi32>) -> tensor<2x2xi32>
  check.expect_eq_const %1, dense<[[24, 60], [-14, -35]]> : tensor<2x2xi32>
  %2 = chlo.broadcast_divide %x, %y : (tensor<2x1xi32>, tensor<2xi32>) -> tensor<2x2xi32>
  check.expect_eq_const %2, dense<[[6, 2], [-3, -1]]> : tensor<2x2xi32>
  %3 = chlo.broadcast_remainder %x, %y : (tensor<2x1xi32>, tensor<2xi32>) -> tensor<2x2xi32>
  check.expect_eq_const %3, dense<[[0, 2], [-1, -2]]> : tensor<2x2xi32>
  %4 = chlo.broadcast_maximum %x, %y : (tensor<2x1xi32>, tensor<2xi32>) -> tensor<2x2xi32>
  check.expect_eq_const %4, dense<[[12, 12], [2, 5]]> : tensor<2x2xi32>
  %5 = chlo.broadcast_minimum %x, %y : (tensor<2x1xi32>, tensor<2xi32>) -> tensor<2x2xi32>
  check.expect_eq_const %5, dense<[[2, 5], [-7, -7]]> : tensor<2x2xi32>
  %6 = chlo.broadcast_and %x, %y : (tensor<2x1xi32>, tensor<2xi32>) -> tensor<2x2xi32>
  check.expect_eq_const %6, dense<[[0, 4], [0, 1]]> : tensor<2x2xi32>
  %7 = chlo.broadcast_or %x, %y : (tensor<2x1xi32>, tensor<2xi32>) -> tensor<2x2xi32>
  check.expect_eq_const %7, dense<[[14, 13], [-5, -3]]> : tensor<2x2xi32>
  %8 = chlo.broadcast_xor %x, %y : (tensor<2x1xi32>, tensor<2xi32>) -> tensor<2x2xi32>
  check.expect_eq_const %8, dense<[[14, 9], [-5, -4]]> : tensor<2x2xi32>
  %9 = chlo.broadcast_shift_left %x, %y : (tensor<2x1xi32>, tensor<2xi32>) -> tensor<2x2xi32>
  check.expect_eq_const %9, dense<[[48, 384], [-28, -224]]> : tensor<2x2xi32>
  %10 = chlo.broadcast_shift_right_arithmetic %x, %y : (tensor<2x1xi32>, tensor<2xi32>) -> tensor<2x2xi32>
  check.expect_eq_const %10, dense<[[3, 0], [-2, -1]]> : tensor<2x2xi32>
  %11 = chlo.broadcast_shift_right_logical %x, %y : (tensor<2x1xi32>, tensor<2xi32>) -> tensor<2x2xi32>
  check.expect_eq_const %11, dense<[[3, 0], [1073741822, 134217727]]> : tensor<2x2xi32>
  %12 = chlo.broadcast_power %x, %y : (tensor<2x1xi32>, tensor<2xi32>) -> tensor<2x2xi32>
  check.expect_eq_const %12, dense<[[144, 248832], [49, -16807]]> : tensor<2x2xi32>
  func.return
}

// -----

func.func @floats() {
  %x = stablehlo.constant dense<1.0> : tensor<f64>
  %y = stablehlo.constant dense<[1.5, 2.5]> : tensor<2xf64>
  %0 = chlo.broadcast_complex %y, %x : (tensor<2xf64>, tensor<f64>) -> tensor<2xcomplex<f64>>
  check.expect_eq_const %0, dense<[(1.5, 1.0), (2.5, 1.0)]> : tensor<2xcomplex<f64>>
  // atan(1 / 1.5) and atan(1 / 2.5)
  %1 = chlo.broadcast_atan2 %x, %y : (tensor<f64>, tensor<2xf64>) -> tensor<2xf64>
  check.expect_almost_eq_const %1, dense<[0.5880026035475675, 0.3805063771123649]> : tensor<2xf64>, tolerance = 1.0e-15
  %2 = chlo.broadcast_next_after %x, %y : (tensor<f64>, tensor<2xf64>) -> tensor<2xf64>
  check.expect_eq_const %2, dense<1.0000000000000002> : tensor<2xf64>
  // The trigamma function, to 16 digits.
  %3 = chlo.broadcast_polygamma %x, %y : (tensor<f64>, tensor<2xf64>) -> tensor<2xf64>
  %e3 = stablehlo.constant dense<[0.9348022005446793, 0.49035775610023485]> : tensor<2xf64>
  check.expect_close %3, %e3, max_ulp_difference = 3 : tensor<2xf64>, tensor<2xf64>
  %three = stablehlo.constant dense<3.0> : tensor<f64>
  %4 = chlo.broadcast_zeta %three, %y : (tensor<f64>, tensor<2xf64>) -> tensor<2xf64>
  %e4 = stablehlo.constant dense<[0.41439832211716, 0.1181020258208637]> : tensor<2xf64>
  check.expect_close %4, %e4, max_ulp_difference = 3 : tensor<2xf64>, tensor<2xf64>
  %p = stablehlo.constant dense<[true, false]> : tensor<2xi1>
  %5 = chlo.broadcast_select %p, %x, %y : (tensor<2xi1>, tensor<f64>, tensor<2xf64>) -> tensor<2xf64>
  check.expect_eq_const %5, dense<[1.0, 2.5]> : tensor<2xf64>
  func.return
}

// -----

func.func @others() {
  %c = chlo.constant dense<[1, 2]> : tensor<2xi32>
  %like = "chlo.constant_like"(%c) {value = 7 : i32} : (tensor<2xi32>) -> tensor<2xi32>
  check.expect_eq_const %like, dense<7> : tensor<2xi32>
  // The upper halves of 64-bit products: 2^32 * 2^32 is 2^64, -2^32 * 2^31 is -2^63.
  %x = stablehlo.constant dense<[4294967296, -4294967296]> : tensor<2xi64>
  %y = stablehlo.constant dense<[4294967296, 2147483648]> : tensor<2xi64>
  %m = chlo.mulhi %x, %y : tensor<2xi64>, tensor<2xi64> -> tensor<2xi64>
  check.expect_eq_const %m, dense<[1, -1]> : tensor<2xi64>
  %z = stablehlo.constant dense<[3.0, 9.0, 1.0, 9.0]> : tensor<4xf32>
  %v, %i = chlo.top_k(%z, k = 3) : tensor<4xf32> -> (tensor<3xf32>, tensor<3xi32>)
  check.expect_eq_const %v, dense<[9.0, 9.0, 3.0]> : tensor<3xf32>
  check.expect_eq_const %i, dense<[1, 3, 0]> : tensor<3xi32>
  func.return
}

// -----

// Running sums, with the last one as carry.
func.func @scan() {
  %x = stablehlo.constant dense<[1, 2, 3, 4]> : tensor<4xi32>
  %init = stablehlo.constant dense<10> : tensor<i32>
  %y, %last = chlo.scan(%x) inits(%init) dimension=0 {
    ^bb0(%a: tensor<i32>, %carry: tensor<i32>):
      %s = stablehlo.add %a, %carry : tensor<i32>
      stablehlo.return %s, %s : tensor<i32>, tensor<i32>
  } : (tensor<4xi32>, tensor<i32>) -> (tensor<4xi32>, tensor<i32>)
  check.expect_eq_const %y, dense<[11, 13, 16, 20]> : tensor<4xi32>
  check.expect_eq_const %last, dense<20> : tensor<i32>
  func.return
}

// -----

// Two rows times the first matrix, one row times the second.
func.func @ragged_dot() {
  %x = stablehlo.constant dense<[[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]> : tensor<3x2xf32>
  %w = stablehlo.constant dense<[[[1.0], [10.0]], [[2.0], [3.0]]]> : tensor<2x2x1xf32>
  %n = stablehlo.constant dense<[2, 1]> : tensor<2xi64>
  %r = "chlo.ragged_dot"(%x, %w, %n) {
    ragged_dot_dimension_numbers = #chlo.ragged_dot<
      lhs_contracting_dimensions = [1], rhs_contracting_dimensions = [1],
      lhs_ragged_dimensions = [0], rhs_group_dimensions = [0]>
  } : (tensor<3x2xf32>, tensor<2x2x1xf32>, tensor<2xi64>) -> tensor<3x1xf32>
  check.expect_eq_const %r, dense<[[21.0], [43.0], [28.0]]> : tensor<3x1xf32>
  func.return
}
