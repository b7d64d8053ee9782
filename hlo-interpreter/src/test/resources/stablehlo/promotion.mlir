// Functions of a wider type than the operands: the operands are converted first, the result has the function's type.
// 2049 and 4097 are lost in f16 sums, not in f32 ones. Expected values: by hand.
func.func @reduce() {
  %x = stablehlo.constant dense<[2048.0, 1.0, 2048.0]> : tensor<3xf16>
  %zero = stablehlo.constant dense<0.0> : tensor<f16>
  %r = "stablehlo.reduce"(%x, %zero) ({
    ^bb0(%a: tensor<f32>, %b: tensor<f32>):
      %c = stablehlo.add %a, %b : tensor<f32>
      stablehlo.return %c : tensor<f32>
  }) {dimensions = array<i64: 0>} : (tensor<3xf16>, tensor<f16>) -> tensor<f32>
  check.expect_eq_const %r, dense<4097.0> : tensor<f32>
  func.return
}

// -----

func.func @reduce_window() {
  %x = stablehlo.constant dense<[2048.0, 1.0, 2048.0]> : tensor<3xf16>
  %zero = stablehlo.constant dense<0.0> : tensor<f16>
  %r = "stablehlo.reduce_window"(%x, %zero) ({
    ^bb0(%a: tensor<f32>, %b: tensor<f32>):
      %c = stablehlo.add %a, %b : tensor<f32>
      stablehlo.return %c : tensor<f32>
  }) {window_dimensions = array<i64: 2>} : (tensor<3xf16>, tensor<f16>) -> tensor<2xf32>
  check.expect_eq_const %r, dense<2049.0> : tensor<2xf32>
  func.return
}

// -----

func.func @scatter() {
  %x = stablehlo.constant dense<[100, 0]> : tensor<2xi8>
  %at = stablehlo.constant dense<[[0], [0], [1]]> : tensor<3x1xi32>
  %u = stablehlo.constant dense<[100, 100, -7]> : tensor<3xi8>
  %r = "stablehlo.scatter"(%x, %at, %u) <{
    scatter_dimension_numbers = #stablehlo.scatter<inserted_window_dims = [0], scatter_dims_to_operand_dims = [0], index_vector_dim = 1>
  }> ({
    ^bb0(%a: tensor<i32>, %b: tensor<i32>):
      %c = stablehlo.add %a, %b : tensor<i32>
      stablehlo.return %c : tensor<i32>
  }) : (tensor<2xi8>, tensor<3x1xi32>, tensor<3xi8>) -> tensor<2xi32>
  check.expect_eq_const %r, dense<[300, -7]> : tensor<2xi32>
  func.return
}

// -----

// Both windows select the middle element.
func.func @select_and_scatter() {
  %x = stablehlo.constant dense<[1.0, 9.0, 2.0]> : tensor<3xf16>
  %s = stablehlo.constant dense<[2048.0, 1.0]> : tensor<2xf16>
  %zero = stablehlo.constant dense<0.0> : tensor<f16>
  %r = "stablehlo.select_and_scatter"(%x, %s, %zero) ({
    ^bb0(%a: tensor<f16>, %b: tensor<f16>):
      %c = stablehlo.compare GE, %a, %b : (tensor<f16>, tensor<f16>) -> tensor<i1>
      stablehlo.return %c : tensor<i1>
  }, {
    ^bb0(%a: tensor<f32>, %b: tensor<f32>):
      %c = stablehlo.add %a, %b : tensor<f32>
      stablehlo.return %c : tensor<f32>
  }) {window_dimensions = array<i64: 2>, window_strides = array<i64: 1>} : (tensor<3xf16>, tensor<2xf16>, tensor<f16>) -> tensor<3xf32>
  check.expect_eq_const %r, dense<[0.0, 2049.0, 0.0]> : tensor<3xf32>
  func.return
}

// -----

module @collectives {
  func.func public @all_reduce(%x: tensor<2xi8>) -> tensor<2xi32> {
    %r = "stablehlo.all_reduce"(%x) ({
      ^bb0(%a: tensor<i32>, %b: tensor<i32>):
        %c = stablehlo.add %a, %b : tensor<i32>
        stablehlo.return %c : tensor<i32>
    }) {replica_groups = dense<[[0, 1]]> : tensor<1x2xi64>} : (tensor<2xi8>) -> tensor<2xi32>
    return %r : tensor<2xi32>
  }
  func.func public @reduce_scatter(%x: tensor<2xi8>) -> tensor<1xi32> {
    %r = "stablehlo.reduce_scatter"(%x) ({
      ^bb0(%a: tensor<i32>, %b: tensor<i32>):
        %c = stablehlo.add %a, %b : tensor<i32>
        stablehlo.return %c : tensor<i32>
    }) {replica_groups = dense<[[0, 1]]> : tensor<1x2xi64>, scatter_dimension = 0 : i64} : (tensor<2xi8>) -> tensor<1xi32>
    return %r : tensor<1xi32>
  }
  func.func public @main() {
    %x = stablehlo.constant dense<[100, 1]> : tensor<2xi8>
    %y = stablehlo.constant dense<[100, 2]> : tensor<2xi8>
    %a:2 = "interpreter.run_parallel"(%x, %y) {programs=[[@all_reduce], [@all_reduce]]} : (tensor<2xi8>, tensor<2xi8>) -> (tensor<2xi32>, tensor<2xi32>)
    check.expect_eq_const %a#0, dense<[200, 3]> : tensor<2xi32>
    check.expect_eq_const %a#1, dense<[200, 3]> : tensor<2xi32>
    %b:2 = "interpreter.run_parallel"(%x, %y) {programs=[[@reduce_scatter], [@reduce_scatter]]} : (tensor<2xi8>, tensor<2xi8>) -> (tensor<1xi32>, tensor<1xi32>)
    check.expect_eq_const %b#0, dense<[200]> : tensor<1xi32>
    check.expect_eq_const %b#1, dense<[3]> : tensor<1xi32>
    func.return
  }
}

// -----

// A sum of i8 with scale 0.5 in a function of i32 with scale 0.25 from 1: the numbers 63.5 + 63.5 + 1 = 128 are stored as
// 128 / 0.25 + 1 = 513; taken as they are stored, 127 + 127 + 2 would be another number.
func.func @quantized() {
  %s = stablehlo.constant dense<[127, 127, 2]> : tensor<3xi8>
  %x = stablehlo.bitcast_convert %s : (tensor<3xi8>) -> tensor<3x!quant.uniform<i8:f32, 0.5>>
  %z = stablehlo.constant dense<0> : tensor<i8>
  %zero = stablehlo.bitcast_convert %z : (tensor<i8>) -> tensor<!quant.uniform<i8:f32, 0.5>>
  %r = "stablehlo.reduce"(%x, %zero) ({
    ^bb0(%a: tensor<!quant.uniform<i32:f32, 0.25:1>>, %b: tensor<!quant.uniform<i32:f32, 0.25:1>>):
      %c = stablehlo.add %a, %b : tensor<!quant.uniform<i32:f32, 0.25:1>>
      stablehlo.return %c : tensor<!quant.uniform<i32:f32, 0.25:1>>
  }) {dimensions = array<i64: 0>} : (tensor<3x!quant.uniform<i8:f32, 0.5>>, tensor<!quant.uniform<i8:f32, 0.5>>) -> tensor<!quant.uniform<i32:f32, 0.25:1>>
  %i = stablehlo.bitcast_convert %r : (tensor<!quant.uniform<i32:f32, 0.25:1>>) -> tensor<i32>
  check.expect_eq_const %i, dense<513> : tensor<i32>
  func.return
}
