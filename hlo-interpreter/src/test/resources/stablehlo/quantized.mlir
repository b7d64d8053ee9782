// (10 + 30) * 0.1 = 4; -128 and 127 are the ends of the range.
func.func @round_trip_saturates() {
  %x = stablehlo.constant dense<[4.0, 1000.0, -1000.0]> : tensor<3xf32>
  %q = stablehlo.uniform_quantize %x : (tensor<3xf32>) -> tensor<3x!quant.uniform<i8:f32, 0.5:-20>>
  %s = stablehlo.bitcast_convert %q : (tensor<3x!quant.uniform<i8:f32, 0.5:-20>>) -> tensor<3xi8>
  check.expect_eq_const %s, dense<[-12, 127, -128]> : tensor<3xi8>
  %d = stablehlo.uniform_dequantize %q : (tensor<3x!quant.uniform<i8:f32, 0.5:-20>>) -> tensor<3xf32>
  check.expect_eq_const %d, dense<[4.0, 73.5, -54.0]> : tensor<3xf32>
  func.return
}

// -----

func.func @dot() {
  %a = stablehlo.constant dense<[[2, 4]]> : tensor<1x2xi8>
  %b = stablehlo.constant dense<[[1], [3]]> : tensor<2x1xi8>
  %qa = stablehlo.bitcast_convert %a : (tensor<1x2xi8>) -> tensor<1x2x!quant.uniform<i8:f32, 0.5>>
  %qb = stablehlo.bitcast_convert %b : (tensor<2x1xi8>) -> tensor<2x1x!quant.uniform<i8:f32, 2.0:1>>
  %r = stablehlo.dot_general %qa, %qb, contracting_dims = [1] x [0] : (tensor<1x2x!quant.uniform<i8:f32, 0.5>>, tensor<2x1x!quant.uniform<i8:f32, 2.0:1>>) -> tensor<1x1x!quant.uniform<i32:f32, 1.0:7>>
  // 1 * 0 + 2 * 4 = 8, stored as 15
  %s = stablehlo.bitcast_convert %r : (tensor<1x1x!quant.uniform<i32:f32, 1.0:7>>) -> tensor<1x1xi32>
  check.expect_eq_const %s, dense<15> : tensor<1x1xi32>
  func.return
}
