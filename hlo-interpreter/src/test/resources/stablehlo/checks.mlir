// All forms of checks, on values that pass.
func.func @checks() {
  %x = stablehlo.constant dense<[1.0, 2.0]> : tensor<2xf32>
  %y = stablehlo.constant dense<[1.0005, 2.0]> : tensor<2xf32>
  check.expect_eq %x, %x : tensor<2xf32>
  check.expect_almost_eq %x, %y : tensor<2xf32>
  check.expect_almost_eq %x, %y, tolerance = 0.01 : tensor<2xf32>
  %z = stablehlo.constant dense<[0x3F800002, 0x40000002]> : tensor<2xf32>
  check.expect_close %x, %z, max_ulp_difference = 2, min_ulp_difference = 2 : tensor<2xf32>, tensor<2xf32>
  %n = stablehlo.constant dense<[3, 4]> : tensor<2xi32>
  %a = "check.eq"(%n) {value = dense<[3, 4]> : tensor<2xi32>} : (tensor<2xi32>) -> tensor<i1>
  %b = "check.almost_eq"(%x) {value = dense<[1.00005, 2.0]> : tensor<2xf32>} : (tensor<2xf32>) -> tensor<i1>
  %p = interpreter.probe %n, probe_id = "n" : tensor<2xi32>
  check.expect_serialized_eq %p, probe_id = "n" : tensor<2xi32>
  interpreter.print %p : tensor<2xi32>
  check.expect_eq_const %p, dense<[3, 4]> : tensor<2xi32>
  func.return
}
