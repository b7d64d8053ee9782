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
