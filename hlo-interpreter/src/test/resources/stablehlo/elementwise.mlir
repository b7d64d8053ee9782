// Complex numbers are ordered by real part, then imaginary part.
func.func @complex_extremes() {
  %x = stablehlo.constant dense<[(1.0, 2.0), (1.0, 5.0)]> : tensor<2xcomplex<f32>>
  %y = stablehlo.constant dense<[(0.0, 9.0), (1.0, 6.0)]> : tensor<2xcomplex<f32>>
  %a = stablehlo.maximum %x, %y : tensor<2xcomplex<f32>>
  %b = stablehlo.minimum %x, %y : tensor<2xcomplex<f32>>
  check.expect_eq_const %a, dense<[(1.0, 2.0), (1.0, 6.0)]> : tensor<2xcomplex<f32>>
  check.expect_eq_const %b, dense<[(0.0, 9.0), (1.0, 5.0)]> : tensor<2xcomplex<f32>>
  func.return
}

// -----

func.func @complex_cube_root() {
  %x = stablehlo.constant dense<(0.0, 8.0)> : tensor<complex<f64>>
  %a = stablehlo.cbrt %x : tensor<complex<f64>>
  // 2 (cos 30 + i sin 30)
  check.expect_almost_eq_const %a, dense<(1.7320508075688772, 1.0)> : tensor<complex<f64>>, tolerance = 1.0e-15
  func.return
}

// -----

func.func @real_parts_of_real_numbers() {
  %x = stablehlo.constant dense<[1.0, -2.0]> : tensor<2xf32>
  %re = stablehlo.real %x : tensor<2xf32>
  %im = stablehlo.imag %x : tensor<2xf32>
  check.expect_eq_const %re, dense<[1.0, -2.0]> : tensor<2xf32>
  check.expect_eq_const %im, dense<0.0> : tensor<2xf32>
  func.return
}

// -----

func.func @total_order() {
  %x = stablehlo.constant dense<[-0.0, 0x7FC00000]> : tensor<2xf32>
  %y = stablehlo.constant dense<[0.0, 0x7F800000]> : tensor<2xf32>
  %a = stablehlo.compare LT, %x, %y, TOTALORDER : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xi1>
  %b = stablehlo.compare LT, %x, %y, FLOAT : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xi1>
  check.expect_eq_const %a, dense<[true, false]> : tensor<2xi1>
  check.expect_eq_const %b, dense<[false, false]> : tensor<2xi1>
  func.return
}
