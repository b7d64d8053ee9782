// Values of the functions to 17 digits from their definitions.
func.func @functions() {
  %x = stablehlo.constant dense<0.5> : tensor<f64>
  %0 = chlo.lgamma %x : tensor<f64> -> tensor<f64>
  // log(sqrt(pi))
  check.expect_almost_eq_const %0, dense<0.57236494292470008> : tensor<f64>, tolerance = 1.0e-15
  %1 = chlo.digamma %x : tensor<f64> -> tensor<f64>
  // -gamma - 2 log 2
  check.expect_almost_eq_const %1, dense<-1.9635100260214235> : tensor<f64>, tolerance = 1.0e-15
  %2 = chlo.erfc %x : tensor<f64> -> tensor<f64>
  check.expect_almost_eq_const %2, dense<0.47950012218695346> : tensor<f64>, tolerance = 1.0e-15
  %3 = chlo.erf_inv %x : tensor<f64> -> tensor<f64>
  check.expect_almost_eq_const %3, dense<0.47693627620446987> : tensor<f64>, tolerance = 1.0e-15
  %two = stablehlo.constant dense<2.0> : tensor<f64>
  %one = stablehlo.constant dense<1.0> : tensor<f64>
  %4 = chlo.zeta %two, %one : tensor<f64>, tensor<f64> -> tensor<f64>
  // pi^2 / 6
  check.expect_almost_eq_const %4, dense<1.6449340668482264> : tensor<f64>, tolerance = 1.0e-15
  %5 = chlo.polygamma %one, %x : tensor<f64>, tensor<f64> -> tensor<f64>
  // pi^2 / 2
  check.expect_almost_eq_const %5, dense<4.9348022005446790> : tensor<f64>, tolerance = 2.0e-15
  func.return
}

// -----

func.func @next_after() {
  %x = stablehlo.constant dense<[0.0, 0.0, 1.0, -1.0]> : tensor<4xf16>
  %y = stablehlo.constant dense<[1.0, -1.0, 2.0, 0.0]> : tensor<4xf16>
  %0 = chlo.next_after %x, %y : tensor<4xf16>, tensor<4xf16> -> tensor<4xf16>
  check.expect_eq_const %0, dense<[0x0001, 0x8001, 0x3C01, 0xBBFF]> : tensor<4xf16>
  func.return
}

// -----

func.func @complex_atan() {
  %x = stablehlo.constant dense<(1.0, 0.0)> : tensor<complex<f64>>
  %0 = chlo.atan %x : tensor<complex<f64>> -> tensor<complex<f64>>
  check.expect_almost_eq_const %0, dense<(0.78539816339744831, 0.0)> : tensor<complex<f64>>, tolerance = 1.0e-15
  func.return
}

// -----

func.func @broadcasting() {
  %x = stablehlo.constant dense<[[1], [2]]> : tensor<2x1xi32>
  %y = stablehlo.constant dense<[10, 20, 30]> : tensor<3xi32>
  %0 = chlo.broadcast_add %x, %y : (tensor<2x1xi32>, tensor<3xi32>) -> tensor<2x3xi32>
  check.expect_eq_const %0, dense<[[11, 21, 31], [12, 22, 32]]> : tensor<2x3xi32>
  %1 = "chlo.broadcast_compare"(%x, %y) {comparison_direction = #chlo<comparison_direction LT>, broadcast_dimensions = array<i64: 1>} : (tensor<2x1xi32>, tensor<3xi32>) -> tensor<2x3xi1>
  check.expect_eq_const %1, dense<true> : tensor<2x3xi1>
  func.return
}

// -----

func.func @small_functions() {
  %x = stablehlo.constant dense<[0x7F800000, 0xFF800000, 3.0]> : tensor<3xf32>
  %0 = chlo.is_inf %x : tensor<3xf32> -> tensor<3xi1>
  %1 = chlo.is_pos_inf %x : tensor<3xf32> -> tensor<3xi1>
  %2 = chlo.is_neg_inf %x : tensor<3xf32> -> tensor<3xi1>
  check.expect_eq_const %0, dense<[true, true, false]> : tensor<3xi1>
  check.expect_eq_const %1, dense<[true, false, false]> : tensor<3xi1>
  check.expect_eq_const %2, dense<[false, true, false]> : tensor<3xi1>
  %z = stablehlo.constant dense<(1.0, 2.0)> : tensor<complex<f32>>
  %3 = chlo.conj %z : tensor<complex<f32>> -> tensor<complex<f32>>
  %4 = chlo.square %z : tensor<complex<f32>> -> tensor<complex<f32>>
  check.expect_eq_const %3, dense<(1.0, -2.0)> : tensor<complex<f32>>
  check.expect_eq_const %4, dense<(-3.0, 4.0)> : tensor<complex<f32>>
  func.return
}
