// Numbers whose results are exact, worked out by hand.
func.func @floats() {
  %x = stablehlo.constant dense<[-2.5, -0.5, 0.0, 1.5, 2.5]> : tensor<5xf32>
  %y = stablehlo.constant dense<[2.0, 0.25, 1.0, -0.5, 2.5]> : tensor<5xf32>
  %abs = stablehlo.abs %x : tensor<5xf32>
  check.expect_eq_const %abs, dense<[2.5, 0.5, 0.0, 1.5, 2.5]> : tensor<5xf32>
  %neg = stablehlo.negate %x : tensor<5xf32>
  check.expect_eq_const %neg, dense<[2.5, 0.5, 0.0, -1.5, -2.5]> : tensor<5xf32>
  %sign = stablehlo.sign %x : tensor<5xf32>
  check.expect_eq_const %sign, dense<[-1.0, -1.0, 0.0, 1.0, 1.0]> : tensor<5xf32>
  %ceil = stablehlo.ceil %x : tensor<5xf32>
  check.expect_eq_const %ceil, dense<[-2.0, 0.0, 0.0, 2.0, 3.0]> : tensor<5xf32>
  %floor = stablehlo.floor %x : tensor<5xf32>
  check.expect_eq_const %floor, dense<[-3.0, -1.0, 0.0, 1.0, 2.0]> : tensor<5xf32>
  %afz = stablehlo.round_nearest_afz %x : tensor<5xf32>
  check.expect_eq_const %afz, dense<[-3.0, -1.0, 0.0, 2.0, 3.0]> : tensor<5xf32>
  %even = stablehlo.round_nearest_even %x : tensor<5xf32>
  check.expect_eq_const %even, dense<[-2.0, 0.0, 0.0, 2.0, 2.0]> : tensor<5xf32>
  %quotient = stablehlo.divide %x, %y : tensor<5xf32>
  check.expect_eq_const %quotient, dense<[-1.25, -2.0, 0.0, -3.0, 1.0]> : tensor<5xf32>
  %rest = stablehlo.remainder %x, %y : tensor<5xf32>
  check.expect_eq_const %rest, dense<[-0.5, 0.0, 0.0, 0.0, 0.0]> : tensor<5xf32>
  %low = stablehlo.constant dense<-1.0> : tensor<f32>
  %high = stablehlo.constant dense<1.0> : tensor<f32>
  %clamp = stablehlo.clamp %low, %x, %high : (tensor<f32>, tensor<5xf32>, tensor<f32>) -> tensor<5xf32>
  check.expect_eq_const %clamp, dense<[-1.0, -0.5, 0.0, 1.0, 1.0]> : tensor<5xf32>
  func.return
}

// -----

// Decimal expansions of the powers and angles to 17 digits.
func.func @powers_and_angles() {
  %x = stablehlo.constant dense<[2.5, 0.3, 10.0]> : tensor<3xf64>
  %y = stablehlo.constant dense<[-1.5, 3.0, 0.5]> : tensor<3xf64>
  %p = stablehlo.power %x, %y : tensor<3xf64>
  %pe = stablehlo.constant dense<[0.25298221281347033, 0.026999999999999996, 3.1622776601683795]> : tensor<3xf64>
  check.expect_close %p, %pe, max_ulp_difference = 3 : tensor<3xf64>, tensor<3xf64>
  %a = stablehlo.constant dense<[1.0, -2.0, 0.1]> : tensor<3xf64>
  %b = stablehlo.constant dense<[-1.0, 0.5, 3.0]> : tensor<3xf64>
  %t = stablehlo.atan2 %a, %b : tensor<3xf64>
  %te = stablehlo.constant dense<[2.356194490192345, -1.3258176636680326, 0.033320995878247196]> : tensor<3xf64>
  check.expect_close %t, %te, max_ulp_difference = 3 : tensor<3xf64>, tensor<3xf64>
  func.return
}

// -----

func.func @integers() {
  %x = stablehlo.constant dense<[-7, 7, 12, -128]> : tensor<4xi8>
  %y = stablehlo.constant dense<[2, -2, 10, 1]> : tensor<4xi8>
  %and = stablehlo.and %x, %y : tensor<4xi8>
  check.expect_eq_const %and, dense<[0, 6, 8, 0]> : tensor<4xi8>
  %or = stablehlo.or %x, %y : tensor<4xi8>
  check.expect_eq_const %or, dense<[-5, -1, 14, -127]> : tensor<4xi8>
  %xor = stablehlo.xor %x, %y : tensor<4xi8>
  check.expect_eq_const %xor, dense<[-5, -7, 6, -127]> : tensor<4xi8>
  %not = stablehlo.not %x : tensor<4xi8>
  check.expect_eq_const %not, dense<[6, -8, -13, 127]> : tensor<4xi8>
  %ones = stablehlo.popcnt %x : tensor<4xi8>
  check.expect_eq_const %ones, dense<[6, 3, 2, 1]> : tensor<4xi8>
  %zeros = stablehlo.count_leading_zeros %x : tensor<4xi8>
  check.expect_eq_const %zeros, dense<[0, 5, 4, 0]> : tensor<4xi8>
  %rest = stablehlo.remainder %x, %y : tensor<4xi8>
  check.expect_eq_const %rest, dense<[-1, 1, 2, 0]> : tensor<4xi8>
  // Shifts by as many bits as there are, or more, leave zeros or copies of the sign.
  %by = stablehlo.constant dense<[1, 2, 8, 9]> : tensor<4xi8>
  %left = stablehlo.shift_left %x, %by : tensor<4xi8>
  check.expect_eq_const %left, dense<[-14, 28, 0, 0]> : tensor<4xi8>
  %signed = stablehlo.shift_right_arithmetic %x, %by : tensor<4xi8>
  check.expect_eq_const %signed, dense<[-4, 1, 0, -1]> : tensor<4xi8>
  %plain = stablehlo.shift_right_logical %x, %by : tensor<4xi8>
  check.expect_eq_const %plain, dense<[124, 1, 0, 0]> : tensor<4xi8>
  func.return
}

// -----

func.func @narrow_integers() {
  %x = stablehlo.constant dense<[7, -8, 3]> : tensor<3xi4>
  %y = stablehlo.constant dense<[1, -1, 2]> : tensor<3xi4>
  %sum = stablehlo.add %x, %y : tensor<3xi4>
  check.expect_eq_const %sum, dense<[-8, 7, 5]> : tensor<3xi4>
  %u = stablehlo.constant dense<[15, 2, 9]> : tensor<3xui4>
  %v = stablehlo.constant dense<[1, 3, 9]> : tensor<3xui4>
  %d = stablehlo.subtract %u, %v : tensor<3xui4>
  check.expect_eq_const %d, dense<[14, 15, 0]> : tensor<3xui4>
  func.return
}

// -----

// f8E4M3FN has three digits behind the point: 1.0625 lies between 1 and 1.125 and goes to even.
func.func @narrow_floats() {
  %x = stablehlo.constant dense<[1.0625, 1.1875, 500.0]> : tensor<3xf32>
  %a = stablehlo.convert %x : (tensor<3xf32>) -> tensor<3xf8E4M3FN>
  %b = stablehlo.convert %a : (tensor<3xf8E4M3FN>) -> tensor<3xf32>
  check.expect_eq_const %b, dense<[1.0, 1.25, 0x7FC00000]> : tensor<3xf32>
  %y = stablehlo.constant dense<[0.3, 5.0, -9.0]> : tensor<3xf32>
  %c = stablehlo.convert %y : (tensor<3xf32>) -> tensor<3xf4E2M1FN>
  %d = stablehlo.convert %c : (tensor<3xf4E2M1FN>) -> tensor<3xf32>
  check.expect_eq_const %d, dense<[0.5, 4.0, -6.0]> : tensor<3xf32>
  %e = stablehlo.reduce_precision %x, format = e5m2 : tensor<3xf32>
  check.expect_eq_const %e, dense<[1.0, 1.25, 512.0]> : tensor<3xf32>
  func.return
}

// -----

func.func @predicates_and_complex() {
  %x = stablehlo.constant dense<[1.0, 0x7F800000, 0x7FC00000]> : tensor<3xf32>
  %f = stablehlo.is_finite %x : (tensor<3xf32>) -> tensor<3xi1>
  check.expect_eq_const %f, dense<[true, false, false]> : tensor<3xi1>
  %a = stablehlo.constant dense<[1.0, 2.0, 3.0]> : tensor<3xf32>
  %b = stablehlo.constant dense<[4.0, 5.0, 6.0]> : tensor<3xf32>
  %s = stablehlo.select %f, %a, %b : tensor<3xi1>, tensor<3xf32>
  check.expect_eq_const %s, dense<[1.0, 5.0, 6.0]> : tensor<3xf32>
  %c = stablehlo.complex %a, %b : tensor<3xcomplex<f32>>
  check.expect_eq_const %c, dense<[(1.0, 4.0), (2.0, 5.0), (3.0, 6.0)]> : tensor<3xcomplex<f32>>
  func.return
}
