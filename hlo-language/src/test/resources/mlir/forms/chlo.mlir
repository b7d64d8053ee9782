func.func @chlo(%a: tensor<2xf32>, %b: tensor<3x2xf32>, %c: tensor<2xi1>, %i: tensor<1xindex>) {
  %0 = chlo.acos %a : tensor<2xf32> -> tensor<2xf32>
  %1 = chlo.acosh %a : tensor<2xf32> -> tensor<2xf32>
  %2 = chlo.asin %a : tensor<2xf32> -> tensor<2xf32>
  %3 = chlo.asinh %a : tensor<2xf32> -> tensor<2xf32>
  %4 = chlo.atan %a : tensor<2xf32> -> tensor<2xf32>
  %5 = chlo.atanh %a : tensor<2xf32> -> tensor<2xf32>
  %6 = chlo.bessel_i1e %a : tensor<2xf32> -> tensor<2xf32>
  %7 = chlo.conj %a : tensor<2xf32> -> tensor<2xf32>
  %8 = chlo.cosh %a : tensor<2xf32> -> tensor<2xf32>
  %9 = chlo.digamma %a : tensor<2xf32> -> tensor<2xf32>
  %10 = chlo.erf %a : tensor<2xf32> -> tensor<2xf32>
  %11 = chlo.erf_inv %a : tensor<2xf32> -> tensor<2xf32>
  %12 = chlo.erfc %a : tensor<2xf32> -> tensor<2xf32>
  %13 = chlo.lgamma %a : tensor<2xf32> -> tensor<2xf32>
  %14 = chlo.sinh %a : tensor<2xf32> -> tensor<2xf32>
  %15 = chlo.square %a : tensor<2xf32> -> tensor<2xf32>
  %16 = chlo.tan %a : tensor<2xf32> -> tensor<2xf32>
  %17 = chlo._asin_acos_kernel %a : tensor<2xf32> -> tensor<2xf32>
  %18 = chlo.erf %a : tensor<2xf32>
  %19 = chlo.is_inf %a : tensor<2xf32> -> tensor<2xi1>
  %20 = chlo.is_neg_inf %a : tensor<2xf32> -> tensor<2xi1>
  %21 = chlo.is_pos_inf %a : tensor<2xf32> -> tensor<2xi1>
  %22 = chlo.mulhi %a, %a : tensor<2xf32>, tensor<2xf32> -> tensor<2xf32>
  %23 = chlo.next_after %a, %a : tensor<2xf32>, tensor<2xf32> -> tensor<2xf32>
  %24 = chlo.polygamma %a, %a : tensor<2xf32>, tensor<2xf32> -> tensor<2xf32>
  %25 = chlo.zeta %a, %a : tensor<2xf32>, tensor<2xf32> -> tensor<2xf32>
  %26 = chlo.broadcast_add %a, %b {broadcast_dimensions = array<i64: 1>} : (tensor<2xf32>, tensor<3x2xf32>) -> tensor<3x2xf32>
  %27 = chlo.broadcast_and %a, %b {broadcast_dimensions = array<i64: 1>} : (tensor<2xf32>, tensor<3x2xf32>) -> tensor<3x2xf32>
  %28 = chlo.broadcast_atan2 %a, %b {broadcast_dimensions = array<i64: 1>} : (tensor<2xf32>, tensor<3x2xf32>) -> tensor<3x2xf32>
  %29 = chlo.broadcast_complex %a, %b {broadcast_dimensions = array<i64: 1>} : (tensor<2xf32>, tensor<3x2xf32>) -> tensor<3x2xf32>
  %30 = chlo.broadcast_divide %a, %b {broadcast_dimensions = array<i64: 1>} : (tensor<2xf32>, tensor<3x2xf32>) -> tensor<3x2xf32>
  %31 = chlo.broadcast_maximum %a, %b {broadcast_dimensions = array<i64: 1>} : (tensor<2xf32>, tensor<3x2xf32>) -> tensor<3x2xf32>
  %32 = chlo.broadcast_minimum %a, %b {broadcast_dimensions = array<i64: 1>} : (tensor<2xf32>, tensor<3x2xf32>) -> tensor<3x2xf32>
  %33 = chlo.broadcast_multiply %a, %b {broadcast_dimensions = array<i64: 1>} : (tensor<2xf32>, tensor<3x2xf32>) -> tensor<3x2xf32>
  %34 = chlo.broadcast_next_after %a, %b {broadcast_dimensions = array<i64: 1>} : (tensor<2xf32>, tensor<3x2xf32>) -> tensor<3x2xf32>
  %35 = chlo.broadcast_or %a, %b {broadcast_dimensions = array<i64: 1>} : (tensor<2xf32>, tensor<3x2xf32>) -> tensor<3x2xf32>
  %36 = chlo.broadcast_polygamma %a, %b {broadcast_dimensions = array<i64: 1>} : (tensor<2xf32>, tensor<3x2xf32>) -> tensor<3x2xf32>
  %37 = chlo.broadcast_power %a, %b {broadcast_dimensions = array<i64: 1>} : (tensor<2xf32>, tensor<3x2xf32>) -> tensor<3x2xf32>
  %38 = chlo.broadcast_remainder %a, %b {broadcast_dimensions = array<i64: 1>} : (tensor<2xf32>, tensor<3x2xf32>) -> tensor<3x2xf32>
  %39 = chlo.broadcast_shift_left %a, %b {broadcast_dimensions = array<i64: 1>} : (tensor<2xf32>, tensor<3x2xf32>) -> tensor<3x2xf32>
  %40 = chlo.broadcast_shift_right_arithmetic %a, %b {broadcast_dimensions = array<i64: 1>} : (tensor<2xf32>, tensor<3x2xf32>) -> tensor<3x2xf32>
  %41 = chlo.broadcast_shift_right_logical %a, %b {broadcast_dimensions = array<i64: 1>} : (tensor<2xf32>, tensor<3x2xf32>) -> tensor<3x2xf32>
  %42 = chlo.broadcast_subtract %a, %b {broadcast_dimensions = array<i64: 1>} : (tensor<2xf32>, tensor<3x2xf32>) -> tensor<3x2xf32>
  %43 = chlo.broadcast_xor %a, %b {broadcast_dimensions = array<i64: 1>} : (tensor<2xf32>, tensor<3x2xf32>) -> tensor<3x2xf32>
  %44 = chlo.broadcast_zeta %a, %b {broadcast_dimensions = array<i64: 1>} : (tensor<2xf32>, tensor<3x2xf32>) -> tensor<3x2xf32>
  %45 = chlo.broadcast_compare %a, %b {broadcast_dimensions = array<i64: 1>} : (tensor<2xf32>, tensor<3x2xf32>) -> tensor<3x2xf32>
  %46 = chlo.broadcast_select %c, %a, %b : (tensor<2xi1>, tensor<2xf32>, tensor<3x2xf32>) -> tensor<3x2xf32>
  %47:2 = chlo.minimum_broadcast_shapes %i, %i : tensor<1xindex>, tensor<1xindex> -> (tensor<?xindex>, tensor<?xindex>)
  %values, %indices = chlo.top_k(%b, k = 1) : tensor<3x2xf32> -> (tensor<3x1xf32>, tensor<3x1xi32>)
  %k = chlo.constant dense<1.0> : tensor<2xf32>
  %s = stablehlo.constant dense<0.0> : tensor<f32>
  %m:2 = chlo.scan(%a) inits(%s) dimension=0 attributes {is_reverse = true} {
  ^bb0(%p: tensor<f32>, %q: tensor<f32>):
    stablehlo.return %p, %q : tensor<f32>, tensor<f32>
  } : (tensor<2xf32>, tensor<f32>) -> (tensor<2xf32>, tensor<f32>)
  return
}
// -----
func.func @chlo(%a: tensor<2xf32>, %b: tensor<3x2xf32>, %c: tensor<2xi1>, %i: tensor<1xindex>) {
  %0 = "chlo.acos"(%a) : (tensor<2xf32>) -> tensor<2xf32>
  %1 = "chlo.acosh"(%a) : (tensor<2xf32>) -> tensor<2xf32>
  %2 = "chlo.asin"(%a) : (tensor<2xf32>) -> tensor<2xf32>
  %3 = "chlo.asinh"(%a) : (tensor<2xf32>) -> tensor<2xf32>
  %4 = "chlo.atan"(%a) : (tensor<2xf32>) -> tensor<2xf32>
  %5 = "chlo.atanh"(%a) : (tensor<2xf32>) -> tensor<2xf32>
  %6 = "chlo.bessel_i1e"(%a) : (tensor<2xf32>) -> tensor<2xf32>
  %7 = "chlo.conj"(%a) : (tensor<2xf32>) -> tensor<2xf32>
  %8 = "chlo.cosh"(%a) : (tensor<2xf32>) -> tensor<2xf32>
  %9 = "chlo.digamma"(%a) : (tensor<2xf32>) -> tensor<2xf32>
  %10 = "chlo.erf"(%a) : (tensor<2xf32>) -> tensor<2xf32>
  %11 = "chlo.erf_inv"(%a) : (tensor<2xf32>) -> tensor<2xf32>
  %12 = "chlo.erfc"(%a) : (tensor<2xf32>) -> tensor<2xf32>
  %13 = "chlo.lgamma"(%a) : (tensor<2xf32>) -> tensor<2xf32>
  %14 = "chlo.sinh"(%a) : (tensor<2xf32>) -> tensor<2xf32>
  %15 = "chlo.square"(%a) : (tensor<2xf32>) -> tensor<2xf32>
  %16 = "chlo.tan"(%a) : (tensor<2xf32>) -> tensor<2xf32>
  %17 = "chlo._asin_acos_kernel"(%a) : (tensor<2xf32>) -> tensor<2xf32>
  %18 = "chlo.erf"(%a) : (tensor<2xf32>) -> tensor<2xf32>
  %19 = "chlo.is_inf"(%a) : (tensor<2xf32>) -> tensor<2xi1>
  %20 = "chlo.is_neg_inf"(%a) : (tensor<2xf32>) -> tensor<2xi1>
  %21 = "chlo.is_pos_inf"(%a) : (tensor<2xf32>) -> tensor<2xi1>
  %22 = "chlo.mulhi"(%a, %a) : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xf32>
  %23 = "chlo.next_after"(%a, %a) : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xf32>
  %24 = "chlo.polygamma"(%a, %a) : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xf32>
  %25 = "chlo.zeta"(%a, %a) : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xf32>
  %26 = "chlo.broadcast_add"(%a, %b) {broadcast_dimensions = array<i64: 1>} : (tensor<2xf32>, tensor<3x2xf32>) -> tensor<3x2xf32>
  %27 = "chlo.broadcast_and"(%a, %b) {broadcast_dimensions = array<i64: 1>} : (tensor<2xf32>, tensor<3x2xf32>) -> tensor<3x2xf32>
  %28 = "chlo.broadcast_atan2"(%a, %b) {broadcast_dimensions = array<i64: 1>} : (tensor<2xf32>, tensor<3x2xf32>) -> tensor<3x2xf32>
  %29 = "chlo.broadcast_complex"(%a, %b) {broadcast_dimensions = array<i64: 1>} : (tensor<2xf32>, tensor<3x2xf32>) -> tensor<3x2xf32>
  %30 = "chlo.broadcast_divide"(%a, %b) {broadcast_dimensions = array<i64: 1>} : (tensor<2xf32>, tensor<3x2xf32>) -> tensor<3x2xf32>
  %31 = "chlo.broadcast_maximum"(%a, %b) {broadcast_dimensions = array<i64: 1>} : (tensor<2xf32>, tensor<3x2xf32>) -> tensor<3x2xf32>
  %32 = "chlo.broadcast_minimum"(%a, %b) {broadcast_dimensions = array<i64: 1>} : (tensor<2xf32>, tensor<3x2xf32>) -> tensor<3x2xf32>
  %33 = "chlo.broadcast_multiply"(%a, %b) {broadcast_dimensions = array<i64: 1>} : (tensor<2xf32>, tensor<3x2xf32>) -> tensor<3x2xf32>
  %34 = "chlo.broadcast_next_after"(%a, %b) {broadcast_dimensions = array<i64: 1>} : (tensor<2xf32>, tensor<3x2xf32>) -> tensor<3x2xf32>
  %35 = "chlo.broadcast_or"(%a, %b) {broadcast_dimensions = array<i64: 1>} : (tensor<2xf32>, tensor<3x2xf32>) -> tensor<3x2xf32>
  %36 = "chlo.broadcast_polygamma"(%a, %b) {broadcast_dimensions = array<i64: 1>} : (tensor<2xf32>, tensor<3x2xf32>) -> tensor<3x2xf32>
  %37 = "chlo.broadcast_power"(%a, %b) {broadcast_dimensions = array<i64: 1>} : (tensor<2xf32>, tensor<3x2xf32>) -> tensor<3x2xf32>
  %38 = "chlo.broadcast_remainder"(%a, %b) {broadcast_dimensions = array<i64: 1>} : (tensor<2xf32>, tensor<3x2xf32>) -> tensor<3x2xf32>
  %39 = "chlo.broadcast_shift_left"(%a, %b) {broadcast_dimensions = array<i64: 1>} : (tensor<2xf32>, tensor<3x2xf32>) -> tensor<3x2xf32>
  %40 = "chlo.broadcast_shift_right_arithmetic"(%a, %b) {broadcast_dimensions = array<i64: 1>} : (tensor<2xf32>, tensor<3x2xf32>) -> tensor<3x2xf32>
  %41 = "chlo.broadcast_shift_right_logical"(%a, %b) {broadcast_dimensions = array<i64: 1>} : (tensor<2xf32>, tensor<3x2xf32>) -> tensor<3x2xf32>
  %42 = "chlo.broadcast_subtract"(%a, %b) {broadcast_dimensions = array<i64: 1>} : (tensor<2xf32>, tensor<3x2xf32>) -> tensor<3x2xf32>
  %43 = "chlo.broadcast_xor"(%a, %b) {broadcast_dimensions = array<i64: 1>} : (tensor<2xf32>, tensor<3x2xf32>) -> tensor<3x2xf32>
  %44 = "chlo.broadcast_zeta"(%a, %b) {broadcast_dimensions = array<i64: 1>} : (tensor<2xf32>, tensor<3x2xf32>) -> tensor<3x2xf32>
  %45 = "chlo.broadcast_compare"(%a, %b) {broadcast_dimensions = array<i64: 1>} : (tensor<2xf32>, tensor<3x2xf32>) -> tensor<3x2xf32>
  %46 = "chlo.broadcast_select"(%c, %a, %b) : (tensor<2xi1>, tensor<2xf32>, tensor<3x2xf32>) -> tensor<3x2xf32>
  %47:2 = "chlo.minimum_broadcast_shapes"(%i, %i) : (tensor<1xindex>, tensor<1xindex>) -> (tensor<?xindex>, tensor<?xindex>)
  %values, %indices = "chlo.top_k"(%b) {k = 1 : i64} : (tensor<3x2xf32>) -> (tensor<3x1xf32>, tensor<3x1xi32>)
  %k = "chlo.constant"() {value = dense<1.0> : tensor<2xf32>} : () -> tensor<2xf32>
  %s = stablehlo.constant dense<0.0> : tensor<f32>
  %m:2 = "chlo.scan"(%a, %s) ({
  ^bb0(%p: tensor<f32>, %q: tensor<f32>):
    stablehlo.return %p, %q : tensor<f32>, tensor<f32>
  }) {dimension = 0 : i64, operandSegmentSizes = array<i32: 1, 1>, is_reverse = true} : (tensor<2xf32>, tensor<f32>) -> (tensor<2xf32>, tensor<f32>)
  return
}
