// Threefry 2x32 with 20 rounds, key 0 and counter 0: the known answer of Random123.
func.func @threefry() {
  %state = stablehlo.constant dense<[0, 0]> : tensor<2xui64>
  %next, %bits = stablehlo.rng_bit_generator %state, algorithm = THREE_FRY : (tensor<2xui64>) -> (tensor<2xui64>, tensor<2xui32>)
  %expected = stablehlo.constant dense<[1797259609, 2579123966]> : tensor<2xui32>
  check.expect_eq %bits, %expected : tensor<2xui32>
  func.return
}

// -----

// All that can be said of numbers from no given generator: they lie in their interval.
func.func @uniform() {
  %a = stablehlo.constant dense<2.0> : tensor<f32>
  %b = stablehlo.constant dense<3.0> : tensor<f32>
  %n = stablehlo.constant dense<[50]> : tensor<1xi64>
  %x = stablehlo.rng %a, %b, %n, distribution = UNIFORM : (tensor<f32>, tensor<f32>, tensor<1xi64>) -> tensor<50xf32>
  %whole = stablehlo.floor %x : tensor<50xf32>
  check.expect_eq_const %whole, dense<2.0> : tensor<50xf32>
  func.return
}
