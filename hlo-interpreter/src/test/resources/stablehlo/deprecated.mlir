// Batched products, summed over a letter of one operand only, with the result's dimensions moved.
func.func @einsum() {
  %x = stablehlo.constant dense<[[[1, 2], [3, 4]], [[5, 6], [7, 8]]]> : tensor<2x2x2xi32>
  %y = stablehlo.constant dense<[[1, 10], [2, 20]]> : tensor<2x2xi32>
  // r[i, b] = sum over j of x[b, i, j] y[b, j]
  %r = stablehlo.einsum %x, %y, config = "bij,bj->ib" : (tensor<2x2x2xi32>, tensor<2x2xi32>) -> tensor<2x2xi32>
  check.expect_eq_const %r, dense<[[21, 130], [43, 174]]> : tensor<2x2xi32>
  // s[j, k] = sum over b and i of x[b, i, j], times the sum over c of y[c, k]
  %s = stablehlo.einsum %x, %y, config = "bij,ck->jk" : (tensor<2x2x2xi32>, tensor<2x2xi32>) -> tensor<2x2xi32>
  check.expect_eq_const %s, dense<[[48, 480], [60, 600]]> : tensor<2x2xi32>
  %t = stablehlo.unary_einsum %x, config = "bij->jb" : (tensor<2x2x2xi32>) -> tensor<2x2xi32>
  check.expect_eq_const %t, dense<[[4, 12], [6, 14]]> : tensor<2x2xi32>
  func.return
}

// -----

func.func @torch_index_select() {
  %x = stablehlo.constant dense<[[1, 2, 3], [4, 5, 6]]> : tensor<2x3xi32>
  %i = stablehlo.constant dense<[[2, 0], [1, 1]]> : tensor<2x2xi32>
  %r = "stablehlo.torch_index_select"(%x, %i) {dim = 1 : i64, batch_dims = 0 : i64} : (tensor<2x3xi32>, tensor<2x2xi32>) -> tensor<2x2x2xi32>
  check.expect_eq_const %r, dense<[[[3, 1], [2, 2]], [[6, 4], [5, 5]]]> : tensor<2x2x2xi32>
  %b = "stablehlo.torch_index_select"(%x, %i) {dim = 1 : i64, batch_dims = 1 : i64} : (tensor<2x3xi32>, tensor<2x2xi32>) -> tensor<2x2xi32>
  check.expect_eq_const %b, dense<[[3, 1], [5, 5]]> : tensor<2x2xi32>
  %j = stablehlo.constant dense<[1, 0]> : tensor<2xi32>
  %c = "stablehlo.torch_index_select"(%x, %j) {dim = 0 : i64, batch_dims = 0 : i64} : (tensor<2x3xi32>, tensor<2xi32>) -> tensor<2x3xi32>
  check.expect_eq_const %c, dense<[[4, 5, 6], [1, 2, 3]]> : tensor<2x3xi32>
  func.return
}

// -----

module @cross_replica_sum {
  func.func @f(%x: tensor<2xf32>) -> tensor<2xf32> {
    %0 = "stablehlo.cross-replica-sum"(%x) {replica_groups = dense<[[0, 1]]> : tensor<1x2xi64>} : (tensor<2xf32>) -> tensor<2xf32>
    return %0 : tensor<2xf32>
  }
  func.func @main() {
    %a = stablehlo.constant dense<[1.0, 2.0]> : tensor<2xf32>
    %b = stablehlo.constant dense<[10.0, 20.0]> : tensor<2xf32>
    %r:2 = "interpreter.run_parallel"(%a, %b) {programs = [[@f], [@f]]} : (tensor<2xf32>, tensor<2xf32>) -> (tensor<2xf32>, tensor<2xf32>)
    check.expect_eq_const %r#0, dense<[11.0, 22.0]> : tensor<2xf32>
    check.expect_eq_const %r#1, dense<[11.0, 22.0]> : tensor<2xf32>
    func.return
  }
}
