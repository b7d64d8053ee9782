// Pretty forms, each followed by the generic form of the same operations.
func.func @unary(%a: tensor<2x3xf32>) {
  %0 = stablehlo.abs %a : tensor<2x3xf32>
  %1 = stablehlo.cbrt %a : tensor<2x3xf32>
  %2 = stablehlo.ceil %a : tensor<2x3xf32>
  %3 = stablehlo.cosine %a : tensor<2x3xf32>
  %4 = stablehlo.count_leading_zeros %a : tensor<2x3xf32>
  %5 = stablehlo.exponential %a : tensor<2x3xf32>
  %6 = stablehlo.exponential_minus_one %a : tensor<2x3xf32>
  %7 = stablehlo.floor %a : tensor<2x3xf32>
  %8 = stablehlo.log %a : tensor<2x3xf32>
  %9 = stablehlo.log_plus_one %a : tensor<2x3xf32>
  %10 = stablehlo.logistic %a : tensor<2x3xf32>
  %11 = stablehlo.negate %a : tensor<2x3xf32>
  %12 = stablehlo.not %a : tensor<2x3xf32>
  %13 = stablehlo.popcnt %a : tensor<2x3xf32>
  %14 = stablehlo.round_nearest_afz %a : tensor<2x3xf32>
  %15 = stablehlo.round_nearest_even %a : tensor<2x3xf32>
  %16 = stablehlo.rsqrt %a : tensor<2x3xf32>
  %17 = stablehlo.sign %a : tensor<2x3xf32>
  %18 = stablehlo.sine %a : tensor<2x3xf32>
  %19 = stablehlo.sqrt %a : tensor<2x3xf32>
  %20 = stablehlo.tan %a : tensor<2x3xf32>
  %21 = stablehlo.tanh %a : tensor<2x3xf32>
  %22 = stablehlo.convert %a : tensor<2x3xf32>
  %23 = stablehlo.imag %a : tensor<2x3xf32>
  %24 = stablehlo.real %a : tensor<2x3xf32>
  return
}
// -----
func.func @unary(%a: tensor<2x3xf32>) {
  %0 = "stablehlo.abs"(%a) : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %1 = "stablehlo.cbrt"(%a) : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %2 = "stablehlo.ceil"(%a) : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %3 = "stablehlo.cosine"(%a) : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %4 = "stablehlo.count_leading_zeros"(%a) : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %5 = "stablehlo.exponential"(%a) : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %6 = "stablehlo.exponential_minus_one"(%a) : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %7 = "stablehlo.floor"(%a) : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %8 = "stablehlo.log"(%a) : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %9 = "stablehlo.log_plus_one"(%a) : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %10 = "stablehlo.logistic"(%a) : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %11 = "stablehlo.negate"(%a) : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %12 = "stablehlo.not"(%a) : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %13 = "stablehlo.popcnt"(%a) : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %14 = "stablehlo.round_nearest_afz"(%a) : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %15 = "stablehlo.round_nearest_even"(%a) : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %16 = "stablehlo.rsqrt"(%a) : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %17 = "stablehlo.sign"(%a) : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %18 = "stablehlo.sine"(%a) : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %19 = "stablehlo.sqrt"(%a) : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %20 = "stablehlo.tan"(%a) : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %21 = "stablehlo.tanh"(%a) : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %22 = "stablehlo.convert"(%a) : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %23 = "stablehlo.imag"(%a) : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %24 = "stablehlo.real"(%a) : (tensor<2x3xf32>) -> tensor<2x3xf32>
  "func.return"() : () -> ()
}
// -----
func.func @binary(%a: tensor<2x3xf32>, %b: tensor<2x3xf32>) {
  %0 = stablehlo.add %a, %b : tensor<2x3xf32>
  %1 = stablehlo.and %a, %b : tensor<2x3xf32>
  %2 = stablehlo.atan2 %a, %b : tensor<2x3xf32>
  %3 = stablehlo.divide %a, %b : tensor<2x3xf32>
  %4 = stablehlo.maximum %a, %b : tensor<2x3xf32>
  %5 = stablehlo.minimum %a, %b : tensor<2x3xf32>
  %6 = stablehlo.multiply %a, %b : tensor<2x3xf32>
  %7 = stablehlo.or %a, %b : tensor<2x3xf32>
  %8 = stablehlo.power %a, %b : tensor<2x3xf32>
  %9 = stablehlo.remainder %a, %b : tensor<2x3xf32>
  %10 = stablehlo.shift_left %a, %b : tensor<2x3xf32>
  %11 = stablehlo.shift_right_arithmetic %a, %b : tensor<2x3xf32>
  %12 = stablehlo.shift_right_logical %a, %b : tensor<2x3xf32>
  %13 = stablehlo.subtract %a, %b : tensor<2x3xf32>
  %14 = stablehlo.xor %a, %b : tensor<2x3xf32>
  func.return
}
// -----
func.func @binary(%a: tensor<2x3xf32>, %b: tensor<2x3xf32>) {
  %0 = "stablehlo.add"(%a, %b) : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  %1 = "stablehlo.and"(%a, %b) : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  %2 = "stablehlo.atan2"(%a, %b) : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  %3 = "stablehlo.divide"(%a, %b) : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  %4 = "stablehlo.maximum"(%a, %b) : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  %5 = "stablehlo.minimum"(%a, %b) : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  %6 = "stablehlo.multiply"(%a, %b) : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  %7 = "stablehlo.or"(%a, %b) : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  %8 = "stablehlo.power"(%a, %b) : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  %9 = "stablehlo.remainder"(%a, %b) : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  %10 = "stablehlo.shift_left"(%a, %b) : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  %11 = "stablehlo.shift_right_arithmetic"(%a, %b) : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  %12 = "stablehlo.shift_right_logical"(%a, %b) : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  %13 = "stablehlo.subtract"(%a, %b) : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  %14 = "stablehlo.xor"(%a, %b) : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  return
}
// -----
func.func @types_written_out(%a: tensor<2xf32>, %b: tensor<2xcomplex<f32>>, %c: tensor<2xi1>, %d: tensor<?xf32>) {
  %0 = stablehlo.convert %a : (tensor<2xf32>) -> tensor<2xi8>
  %1 = stablehlo.is_finite %a {note = "x"} : (tensor<2xf32>) -> tensor<2xi1>
  %2 = stablehlo.real %b : (tensor<2xcomplex<f32>>) -> tensor<2xf32>
  %3 = stablehlo.complex %a, %a : tensor<2xcomplex<f32>>
  %4 = stablehlo.complex %a, %a : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xcomplex<f32>>
  %5 = stablehlo.select %c, %a, %a : tensor<2xi1>, tensor<2xf32>
  %6 = stablehlo.select %c, %a, %d : (tensor<2xi1>, tensor<2xf32>, tensor<?xf32>) -> tensor<2xf32>
  %7 = stablehlo.clamp %a, %a, %a : tensor<2xf32>
  %8 = stablehlo.compare  LT, %a, %a,  TOTALORDER : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xi1>
  %9 = stablehlo.compare NE, %a, %a : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xi1>
  %10 = stablehlo.reduce_precision %a, format = e5m10 : tensor<2xf32>
  %11 = stablehlo.uniform_quantize %a : (tensor<2xf32>) -> tensor<2x!quant.uniform<i8:f32, 0.5:1>>
  %12 = stablehlo.uniform_dequantize %11 : (tensor<2x!quant.uniform<i8:f32, 0.5:1>>) -> tensor<2xf32>
  %13 = stablehlo.constant {note = 1 : i32} dense<[1.0, 2.0]> : tensor<2xf32>
  %14 = stablehlo.constant() <{value = dense<[1, 2]> : tensor<2xi8>}> : () -> tensor<2x!quant.uniform<i8:f32, 0.5:1>>
  %15 = stablehlo.iota dim = 0 : tensor<2xi32>
  %16 = stablehlo.partition_id : tensor<ui32>
  %17 = stablehlo.replica_id : tensor<ui32>
  return
}
// -----
func.func @types_written_out(%a: tensor<2xf32>, %b: tensor<2xcomplex<f32>>, %c: tensor<2xi1>, %d: tensor<?xf32>) {
  %0 = "stablehlo.convert"(%a) : (tensor<2xf32>) -> tensor<2xi8>
  %1 = "stablehlo.is_finite"(%a) {note = "x"} : (tensor<2xf32>) -> tensor<2xi1>
  %2 = "stablehlo.real"(%b) : (tensor<2xcomplex<f32>>) -> tensor<2xf32>
  %3 = "stablehlo.complex"(%a, %a) : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xcomplex<f32>>
  %4 = "stablehlo.complex"(%a, %a) : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xcomplex<f32>>
  %5 = "stablehlo.select"(%c, %a, %a) : (tensor<2xi1>, tensor<2xf32>, tensor<2xf32>) -> tensor<2xf32>
  %6 = "stablehlo.select"(%c, %a, %d) : (tensor<2xi1>, tensor<2xf32>, tensor<?xf32>) -> tensor<2xf32>
  %7 = "stablehlo.clamp"(%a, %a, %a) : (tensor<2xf32>, tensor<2xf32>, tensor<2xf32>) -> tensor<2xf32>
  %8 = "stablehlo.compare"(%a, %a) <{comparison_direction = #stablehlo<comparison_direction LT>, compare_type = #stablehlo<comparison_type TOTALORDER>}> : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xi1>
  %9 = "stablehlo.compare"(%a, %a) {comparison_direction = #stablehlo<comparison_direction NE>} : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xi1>
  %10 = "stablehlo.reduce_precision"(%a) {exponent_bits = 5 : i32, mantissa_bits = 10 : i32} : (tensor<2xf32>) -> tensor<2xf32>
  %11 = "stablehlo.uniform_quantize"(%a) : (tensor<2xf32>) -> tensor<2x!quant.uniform<i8<-128:127>:f32, 5.0e-1:1>>
  %12 = "stablehlo.uniform_dequantize"(%11) : (tensor<2x!quant.uniform<i8:f32, 0.5:1>>) -> tensor<2xf32>
  %13 = "stablehlo.constant"() {note = 1 : i32, value = dense<[1.0, 2.0]> : tensor<2xf32>} : () -> tensor<2xf32>
  %14 = "stablehlo.constant"() {value = dense<[1, 2]> : tensor<2xi8>} : () -> tensor<2x!quant.uniform<i8:f32, 0.5:1>>
  %15 = "stablehlo.iota"() {iota_dimension = 0 : i64} : () -> tensor<2xi32>
  %16 = "stablehlo.partition_id"() : () -> tensor<ui32>
  %17 = "stablehlo.replica_id"() : () -> tensor<ui32>
  "func.return"() : () -> ()
}
