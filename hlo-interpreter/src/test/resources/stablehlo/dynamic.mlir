// Sizes computed from constants and from sizes of other arrays.
func.func @computed_sizes() {
  %x = stablehlo.constant dense<[[1, 2, 3], [4, 5, 6]]> : tensor<2x3xi32>
  %rows = stablehlo.get_dimension_size %x, dim = 0 : (tensor<2x3xi32>) -> tensor<i32>
  %columns = stablehlo.get_dimension_size %x, dim = 1 : (tensor<2x3xi32>) -> tensor<i32>
  %count = stablehlo.multiply %rows, %columns : tensor<i32>
  %shape = stablehlo.reshape %count : (tensor<i32>) -> tensor<1xi32>
  %flat = stablehlo.dynamic_reshape %x, %shape : (tensor<2x3xi32>, tensor<1xi32>) -> tensor<?xi32>
  %one = stablehlo.constant dense<1> : tensor<1xi32>
  %limit = stablehlo.subtract %shape, %one : tensor<1xi32>
  %part = stablehlo.real_dynamic_slice %flat, %one, %limit, %one : (tensor<?xi32>, tensor<1xi32>, tensor<1xi32>, tensor<1xi32>) -> tensor<?xi32>
  %sum = stablehlo.add %part, %part : tensor<?xi32>
  %cast = stablehlo.convert %sum : (tensor<?xi32>) -> tensor<4xi32>
  check.expect_eq_const %cast, dense<[4, 6, 8, 10]> : tensor<4xi32>
  func.return
}

// -----

// A function for any size, called with two.
module @polymorphic {
  func.func @main() {
    %n = stablehlo.constant dense<3> : tensor<i32>
    %x = stablehlo.constant dense<[1, 2, 3]> : tensor<3xi32>
    %a = func.call @twice(%n, %x) : (tensor<i32>, tensor<3xi32>) -> tensor<?xi32>
    %m = stablehlo.constant dense<2> : tensor<i32>
    %y = stablehlo.constant dense<[5, 6]> : tensor<2xi32>
    %b = func.call @twice(%m, %y) : (tensor<i32>, tensor<2xi32>) -> tensor<?xi32>
    %c = stablehlo.concatenate %a, %b, dim = 0 : (tensor<?xi32>, tensor<?xi32>) -> tensor<5xi32>
    check.expect_eq_const %c, dense<[1, 3, 5, 5, 7]> : tensor<5xi32>
    func.return
  }
  func.func private @twice(%n: tensor<i32>, %x: tensor<?xi32>) -> tensor<?xi32> {
    %shape = stablehlo.reshape %n : (tensor<i32>) -> tensor<1xi32>
    %iota = stablehlo.dynamic_iota %shape, dim = 0 : (tensor<1xi32>) -> tensor<?xi32>
    %sum = stablehlo.add %x, %iota : tensor<?xi32>
    func.return %sum : tensor<?xi32>
  }
}

// -----

// Operations that dynamic programs write as custom calls.
module @custom_calls {
  func.func @main() {
    %x = stablehlo.constant dense<[1, 5, 3, 4]> : tensor<4xi32>
    %k = stablehlo.constant dense<2> : tensor<i32>
    %top:2 = stablehlo.custom_call @stablehlo.dynamic_top_k(%x, %k) {indices_of_shape_operands = dense<[2, 3]> : tensor<2xi64>} : (tensor<4xi32>, tensor<i32>) -> (tensor<?xi32>, tensor<?xi32>)
    %values = stablehlo.convert %top#0 : (tensor<?xi32>) -> tensor<2xi32>
    check.expect_eq_const %values, dense<[5, 4]> : tensor<2xi32>
    %zero = stablehlo.constant dense<0> : tensor<i32>
    %two = stablehlo.constant dense<2> : tensor<1xi32>
    %one = stablehlo.constant dense<1> : tensor<1xi32>
    %padding = stablehlo.constant dense<0> : tensor<1x2xi32>
    %sums = stablehlo.custom_call @stablehlo.dynamic_reduce_window(%x, %zero, %two, %one, %one, %one, %padding) {called_computations = [@sum]} : (tensor<4xi32>, tensor<i32>, tensor<1xi32>, tensor<1xi32>, tensor<1xi32>, tensor<1xi32>, tensor<1x2xi32>) -> tensor<?xi32>
    %three = stablehlo.convert %sums : (tensor<?xi32>) -> tensor<3xi32>
    check.expect_eq_const %three, dense<[6, 8, 7]> : tensor<3xi32>
    func.return
  }
  func.func private @sum(%a: tensor<i32>, %b: tensor<i32>) -> tensor<i32> {
    %0 = stablehlo.add %a, %b : tensor<i32>
    func.return %0 : tensor<i32>
  }
}

// -----

// Approximate answers that are exact: sorted with any number of arrays, cut by k or by the type.
module @approximate_top_k {
  func.func @main() {
    %x = stablehlo.constant dense<[[3.0, 1.0, 4.0, 2.0], [5.0, 8.0, 7.0, 7.0]]> : tensor<2x4xf32>
    %places = stablehlo.iota dim = 1 : tensor<2x4xi32>
    %lowest = stablehlo.constant dense<0xFF800000> : tensor<f32>
    %nowhere = stablehlo.constant dense<-1> : tensor<i32>
    %k = stablehlo.constant dense<2> : tensor<i32>
    %a:2 = stablehlo.custom_call @stablehlo.dynamic_approx_top_k(%x, %places, %lowest, %nowhere, %k) {
      called_computations = [@above], mhlo.backend_config = {aggregate_to_topk = true, is_fallback = true, recall_target = 0.95 : f32, reduction_dim = 1 : i64, reduction_input_size_override = -1 : i64}
    } : (tensor<2x4xf32>, tensor<2x4xi32>, tensor<f32>, tensor<i32>, tensor<i32>) -> (tensor<2x?xf32>, tensor<2x?xi32>)
    %values = stablehlo.convert %a#0 : (tensor<2x?xf32>) -> tensor<2x2xf32>
    %indices = stablehlo.convert %a#1 : (tensor<2x?xi32>) -> tensor<2x2xi32>
    check.expect_eq_const %values, dense<[[4.0, 3.0], [8.0, 7.0]]> : tensor<2x2xf32>
    check.expect_eq_const %indices, dense<[[2, 0], [1, 2]]> : tensor<2x2xi32>
    %b:2 = stablehlo.custom_call @ApproxTopK(%x, %places, %lowest, %nowhere) {
      called_computations = [@above], mhlo.backend_config = {aggregate_to_topk = true, recall_target = 0.95 : f32, reduction_dim = 0 : i64, reduction_input_size_override = -1 : i64, top_k = 1 : i64}
    } : (tensor<2x4xf32>, tensor<2x4xi32>, tensor<f32>, tensor<i32>) -> (tensor<1x4xf32>, tensor<1x4xi32>)
    check.expect_eq_const %b#0, dense<[[5.0, 8.0, 7.0, 7.0]]> : tensor<1x4xf32>
    %c:2 = stablehlo.custom_call @ApproxTopK(%x, %places, %lowest, %nowhere) {
      called_computations = [@above], mhlo.backend_config = {aggregate_to_topk = false, recall_target = 0.95 : f32, reduction_dim = -1 : i64, reduction_input_size_override = -1 : i64, top_k = 2 : i64}
    } : (tensor<2x4xf32>, tensor<2x4xi32>, tensor<f32>, tensor<i32>) -> (tensor<2x3xf32>, tensor<2x3xi32>)
    check.expect_eq_const %c#1, dense<[[2, 0, 3], [1, 2, 3]]> : tensor<2x3xi32>
    func.return
  }
  func.func private @above(%a: tensor<f32>, %b: tensor<f32>, %i: tensor<i32>, %j: tensor<i32>) -> tensor<i1> {
    %0 = stablehlo.compare GT, %a, %b : (tensor<f32>, tensor<f32>) -> tensor<i1>
    func.return %0 : tensor<i1>
  }
}
