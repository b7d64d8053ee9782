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

// -----

// Weights of scales 0.5 and 2 per output column, zero points 1 and -1:
// [[(3-1)*0.5, (0+1)*2], [(5-1)*0.5, (2+1)*2]] = [[1, 2], [2, 6]]; [1.5, 2] times that is [5.5, 15].
func.func @hybrid_dot_per_axis() {
  %x = stablehlo.constant dense<[[1.5, 2.0]]> : tensor<1x2xf32>
  %s = stablehlo.constant dense<[[3, 0], [5, 2]]> : tensor<2x2xi8>
  %w = stablehlo.bitcast_convert %s : (tensor<2x2xi8>) -> tensor<2x2x!quant.uniform<i8:f32:1, {0.5:1, 2.0:-1}>>
  %r = stablehlo.dot_general %x, %w, contracting_dims = [1] x [0] : (tensor<1x2xf32>, tensor<2x2x!quant.uniform<i8:f32:1, {0.5:1, 2.0:-1}>>) -> tensor<1x2xf32>
  check.expect_eq_const %r, dense<[[5.5, 15.0]]> : tensor<1x2xf32>
  func.return
}

// -----

// Per axis through a transpose, whose result is quantised along its dimension 0: storage moves.
func.func @per_axis_moves_with_its_dimension() {
  %x = stablehlo.constant dense<[[1.0, 8.0], [-2.0, 4.0]]> : tensor<2x2xf32>
  %q = stablehlo.uniform_quantize %x : (tensor<2x2xf32>) -> tensor<2x2x!quant.uniform<i8:f32:1, {0.5:3, 4.0}>>
  %t = stablehlo.transpose %q, dims = [1, 0] : (tensor<2x2x!quant.uniform<i8:f32:1, {0.5:3, 4.0}>>) -> tensor<2x2x!quant.uniform<i8:f32:0, {0.5:3, 4.0}>>
  %s = stablehlo.bitcast_convert %t : (tensor<2x2x!quant.uniform<i8:f32:0, {0.5:3, 4.0}>>) -> tensor<2x2xi8>
  check.expect_eq_const %s, dense<[[5, -1], [2, 1]]> : tensor<2x2xi8>
  %d = stablehlo.uniform_dequantize %t : (tensor<2x2x!quant.uniform<i8:f32:0, {0.5:3, 4.0}>>) -> tensor<2x2xf32>
  check.expect_eq_const %d, dense<[[1.0, -2.0], [8.0, 4.0]]> : tensor<2x2xf32>
  func.return
}

// -----

// 1.5 + 2 = 3.5 is stored as 3.5 / 0.25 + 2 = 16; ties go to the even neighbour (2.5 -> 2, 3.5 -> 4).
func.func @add_between_types_and_ties() {
  %a = stablehlo.constant dense<[1.5, 0.5, 1.5]> : tensor<3xf32>
  %b = stablehlo.constant dense<[2.0, 2.0, 2.0]> : tensor<3xf32>
  %qa = stablehlo.uniform_quantize %a : (tensor<3xf32>) -> tensor<3x!quant.uniform<i8:f32, 0.5:-7>>
  %qb = stablehlo.uniform_quantize %b : (tensor<3xf32>) -> tensor<3x!quant.uniform<ui8:f32, 1.0:9>>
  %r = stablehlo.add %qa, %qb : (tensor<3x!quant.uniform<i8:f32, 0.5:-7>>, tensor<3x!quant.uniform<ui8:f32, 1.0:9>>) -> tensor<3x!quant.uniform<i16:f32, 0.25:2>>
  %s = stablehlo.bitcast_convert %r : (tensor<3x!quant.uniform<i16:f32, 0.25:2>>) -> tensor<3xi16>
  check.expect_eq_const %s, dense<[16, 12, 16]> : tensor<3xi16>
  %t = stablehlo.uniform_quantize %r : (tensor<3x!quant.uniform<i16:f32, 0.25:2>>) -> tensor<3x!quant.uniform<i8:f32, 1.0>>
  %u = stablehlo.bitcast_convert %t : (tensor<3x!quant.uniform<i8:f32, 1.0>>) -> tensor<3xi8>
  check.expect_eq_const %u, dense<[4, 2, 4]> : tensor<3xi8>
  func.return
}

// -----

// The numbers 0, 1, 2 stored in steps of 0.5 from 1.
func.func @iota_counts_in_numbers() {
  %q = stablehlo.iota dim = 0 : tensor<3x!quant.uniform<i8:f32, 0.5:1>>
  %s = stablehlo.bitcast_convert %q : (tensor<3x!quant.uniform<i8:f32, 0.5:1>>) -> tensor<3xi8>
  check.expect_eq_const %s, dense<[1, 3, 5]> : tensor<3xi8>
  func.return
}

// -----

// 2^24 + 1 less the zero point 1 is 2^24, which f32 has: the difference must be taken in integers.
func.func @wide_storage_is_subtracted_exactly() {
  %s = stablehlo.constant dense<[16777217, -2147483648]> : tensor<2xi32>
  %q = stablehlo.bitcast_convert %s : (tensor<2xi32>) -> tensor<2x!quant.uniform<i32:f32, 0.5:1>>
  %d = stablehlo.uniform_dequantize %q : (tensor<2x!quant.uniform<i32:f32, 0.5:1>>) -> tensor<2xf32>
  check.expect_eq_const %d, dense<[8388608.0, -1073741824.0]> : tensor<2xf32>
  func.return
}

// -----

// A sum of stored values, each step in numbers: (3-1)*0.5 + (5-1)*0.5 + (7-1)*0.5 = 6, stored as 13.
// The initial value 0 is stored as 1. The largest of them is stored as it was.
func.func @reductions_compute_in_numbers() {
  %s = stablehlo.constant dense<[3, 5, 7]> : tensor<3xi8>
  %q = stablehlo.bitcast_convert %s : (tensor<3xi8>) -> tensor<3x!quant.uniform<i8:f32, 0.5:1>>
  %z = stablehlo.constant dense<1> : tensor<i8>
  %zero = stablehlo.bitcast_convert %z : (tensor<i8>) -> tensor<!quant.uniform<i8:f32, 0.5:1>>
  %sum = "stablehlo.reduce"(%q, %zero) ({
    ^bb0(%a: tensor<!quant.uniform<i8:f32, 0.5:1>>, %b: tensor<!quant.uniform<i8:f32, 0.5:1>>):
      %c = stablehlo.add %a, %b : tensor<!quant.uniform<i8:f32, 0.5:1>>
      stablehlo.return %c : tensor<!quant.uniform<i8:f32, 0.5:1>>
  }) {dimensions = array<i64: 0>} : (tensor<3x!quant.uniform<i8:f32, 0.5:1>>, tensor<!quant.uniform<i8:f32, 0.5:1>>) -> tensor<!quant.uniform<i8:f32, 0.5:1>>
  %t = stablehlo.bitcast_convert %sum : (tensor<!quant.uniform<i8:f32, 0.5:1>>) -> tensor<i8>
  check.expect_eq_const %t, dense<13> : tensor<i8>
  func.return
}

// -----

// A 1x1 convolution per output feature: 3 * (2*0.5) = 3 -> 3/0.25 = 12, 3 * (1-2)*2 = -6 -> -24 + 1.
func.func @convolution_per_axis() {
  %x = stablehlo.constant dense<[[[3]]]> : tensor<1x1x1xi8>
  %k = stablehlo.constant dense<[[[2, 1]]]> : tensor<1x1x2xi8>
  %qx = stablehlo.bitcast_convert %x : (tensor<1x1x1xi8>) -> tensor<1x1x1x!quant.uniform<i8:f32, 1.0>>
  %qk = stablehlo.bitcast_convert %k : (tensor<1x1x2xi8>) -> tensor<1x1x2x!quant.uniform<i8:f32:2, {0.5, 2.0:2}>>
  %r = stablehlo.convolution(%qx, %qk) dim_numbers = [b, 0, f]x[0, i, o]->[b, 0, f], window = {} {batch_group_count = 1 : i64, feature_group_count = 1 : i64} : (tensor<1x1x1x!quant.uniform<i8:f32, 1.0>>, tensor<1x1x2x!quant.uniform<i8:f32:2, {0.5, 2.0:2}>>) -> tensor<1x1x2x!quant.uniform<i32:f32:2, {0.25, 0.25:1}>>
  %s = stablehlo.bitcast_convert %r : (tensor<1x1x2x!quant.uniform<i32:f32:2, {0.25, 0.25:1}>>) -> tensor<1x1x2xi32>
  check.expect_eq_const %s, dense<[[[12, -23]]]> : tensor<1x1x2xi32>
  func.return
}

// -----

// Comparison is of the numbers: (4-0)*1 = 4 and (9-1)*0.5 = 4 are equal; logical results are plain.
func.func @compare_and_order() {
  %a = stablehlo.constant dense<[4, 5]> : tensor<2xi8>
  %b = stablehlo.constant dense<[9, 9]> : tensor<2xi8>
  %qa = stablehlo.bitcast_convert %a : (tensor<2xi8>) -> tensor<2x!quant.uniform<i8:f32, 1.0>>
  %qb = stablehlo.bitcast_convert %b : (tensor<2xi8>) -> tensor<2x!quant.uniform<i8:f32, 0.5:1>>
  %e = stablehlo.compare EQ, %qa, %qb : (tensor<2x!quant.uniform<i8:f32, 1.0>>, tensor<2x!quant.uniform<i8:f32, 0.5:1>>) -> tensor<2xi1>
  check.expect_eq_const %e, dense<[true, false]> : tensor<2xi1>
  %m = stablehlo.maximum %qa, %qb : (tensor<2x!quant.uniform<i8:f32, 1.0>>, tensor<2x!quant.uniform<i8:f32, 0.5:1>>) -> tensor<2x!quant.uniform<i8:f32, 0.5>>
  %s = stablehlo.bitcast_convert %m : (tensor<2x!quant.uniform<i8:f32, 0.5>>) -> tensor<2xi8>
  check.expect_eq_const %s, dense<[8, 10]> : tensor<2xi8>
  func.return
}

// -----

// select chooses numbers, whose types may have parameters of their own: 4 * 1 stored as 4 / 0.25 + 2 = 18, and
// (9 - 1) * 0.5 = 4, stored the same; a plain predicate.
func.func @select_between_types() {
  %p = stablehlo.constant dense<[true, false, true]> : tensor<3xi1>
  %a = stablehlo.constant dense<[4, 5, -3]> : tensor<3xi8>
  %b = stablehlo.constant dense<[7, 9, 7]> : tensor<3xi8>
  %qa = stablehlo.bitcast_convert %a : (tensor<3xi8>) -> tensor<3x!quant.uniform<i8:f32, 1.0>>
  %qb = stablehlo.bitcast_convert %b : (tensor<3xi8>) -> tensor<3x!quant.uniform<i8:f32, 0.5:1>>
  %r = stablehlo.select %p, %qa, %qb : (tensor<3xi1>, tensor<3x!quant.uniform<i8:f32, 1.0>>, tensor<3x!quant.uniform<i8:f32, 0.5:1>>) -> tensor<3x!quant.uniform<i8:f32, 0.25:2>>
  %s = stablehlo.bitcast_convert %r : (tensor<3x!quant.uniform<i8:f32, 0.25:2>>) -> tensor<3xi8>
  check.expect_eq_const %s, dense<[18, 18, -10]> : tensor<3xi8>
  func.return
}
