func.func @checks(%a: tensor<2xf32>, %b: tensor<i32>) {
  check.eq %b, dense<1> : tensor<i32>
  check.almost_eq %a, dense<[1.0, 2.0]> : tensor<2xf32>
  check.expect_eq %a, %a : tensor<2xf32>
  check.expect_eq_const %b, dense<1> : tensor<i32>
  check.expect_almost_eq %a, %a, tolerance = 0.1 : tensor<2xf32>
  check.expect_almost_eq_const %a, dense<1.0> : tensor<2xf32>
  check.expect_almost_eq_const %a, dense<1.0> : tensor<2xf32>, tolerance = 0.5
  check.expect_almost_eq_const %a, dense<1.0> : tensor<2xf32> {tolerance = 0.5}
  check.expect_close %a, %a, max_ulp_difference = 3, min_ulp_difference = 1 : tensor<2xf32>, tensor<2xf32>
  check.expect_serialized_eq %a, probe_id = "p", iter = 1 : tensor<2xf32>
  %0 = interpreter.print %a : tensor<2xf32>
  %1 = interpreter.probe %a, probe_id = "p" : tensor<2xf32>
  return
}
// -----
func.func @checks(%a: tensor<2xf32>, %b: tensor<i32>) {
  "check.eq"(%b) <{value = dense<1> : tensor<i32>}> : (tensor<i32>) -> ()
  "check.almost_eq"(%a) <{value = dense<[1.0, 2.0]> : tensor<2xf32>}> : (tensor<2xf32>) -> ()
  "check.expect_eq"(%a, %a) : (tensor<2xf32>, tensor<2xf32>) -> ()
  "check.expect_eq_const"(%b) <{value = dense<1> : tensor<i32>}> : (tensor<i32>) -> ()
  "check.expect_almost_eq"(%a, %a) <{tolerance = 0.1 : f64}> : (tensor<2xf32>, tensor<2xf32>) -> ()
  "check.expect_almost_eq_const"(%a) <{value = dense<1.0> : tensor<2xf32>}> : (tensor<2xf32>) -> ()
  "check.expect_almost_eq_const"(%a) <{value = dense<1.0> : tensor<2xf32>, tolerance = 0.5 : f64}> : (tensor<2xf32>) -> ()
  "check.expect_almost_eq_const"(%a) <{value = dense<1.0> : tensor<2xf32>, tolerance = 0.5 : f64}> : (tensor<2xf32>) -> ()
  "check.expect_close"(%a, %a) <{max_ulp_difference = 3 : i64, min_ulp_difference = 1 : i64}> : (tensor<2xf32>, tensor<2xf32>) -> ()
  "check.expect_serialized_eq"(%a) <{probe_id = "p", iter = 1 : i64}> : (tensor<2xf32>) -> ()
  %0 = "interpreter.print"(%a) : (tensor<2xf32>) -> tensor<2xf32>
  %1 = "interpreter.probe"(%a) <{probe_id = "p"}> : (tensor<2xf32>) -> tensor<2xf32>
  return
}
