// Sizes computed with other dialects, as shape polymorphic programs do.
func.func @sizes() {
  %x = stablehlo.constant dense<[[1, 2, 3], [4, 5, 6]]> : tensor<2x3xi32>
  %c1 = arith.constant 1 : index
  %n = tensor.dim %x, %c1 : tensor<2x3xi32>
  %c2 = arith.constant 2 : index
  %a = arith.addi %n, %c2 : index
  %b = arith.muli %a, %c2 : index
  %c = arith.subi %b, %n : index
  %d = arith.divsi %c, %c2 : index
  %e = arith.remsi %c, %n : index
  %f = arith.maxsi %d, %e : index
  %g = arith.minsi %d, %e : index
  // a = 5, b = 10, c = 7, d = 3, e = 1, f = 3, g = 1
  %f32 = arith.index_cast %f : index to i32
  %f64 = arith.extsi %f32 : i32 to i64
  %g64 = arith.index_cast %g : index to i64
  %g32 = arith.trunci %g64 : i64 to i32
  %h32 = arith.trunci %f64 : i64 to i32
  %sizes = tensor.from_elements %h32, %g32 : tensor<2xi32>
  check.expect_eq_const %sizes, dense<[3, 1]> : tensor<2xi32>
  %v = stablehlo.constant dense<[7, 8, 9]> : tensor<3xi32>
  %r = stablehlo.dynamic_reshape %v, %sizes : (tensor<3xi32>, tensor<2xi32>) -> tensor<?x?xi32>
  %s = tensor.cast %r : tensor<?x?xi32> to tensor<3x1xi32>
  check.expect_eq_const %s, dense<[[7], [8], [9]]> : tensor<3x1xi32>
  %shape = shape.shape_of %x : tensor<2x3xi32> -> tensor<2xindex>
  %zero = arith.constant 0 : index
  %two = tensor.extract %shape[%zero] : tensor<2xindex>
  %two64 = arith.index_cast %two : index to i64
  %again = tensor.from_elements %two64 : tensor<1xi64>
  check.expect_eq_const %again, dense<2> : tensor<1xi64>
  func.return
}

// -----

// Dynamic operations whose operands are constants.
func.func @dynamic_operations() {
  %x = stablehlo.constant dense<[1, 2, 3]> : tensor<3xi32>
  %sizes = stablehlo.constant dense<[2, 3]> : tensor<2xi64>
  %b = "stablehlo.dynamic_broadcast_in_dim"(%x, %sizes) {broadcast_dimensions = array<i64: 1>} : (tensor<3xi32>, tensor<2xi64>) -> tensor<?x?xi32>
  %b1 = tensor.cast %b : tensor<?x?xi32> to tensor<2x3xi32>
  check.expect_eq_const %b1, dense<[[1, 2, 3], [1, 2, 3]]> : tensor<2x3xi32>
  %zero = stablehlo.constant dense<0> : tensor<i32>
  %low = stablehlo.constant dense<1> : tensor<1xi64>
  %high = stablehlo.constant dense<-1> : tensor<1xi64>
  %interior = stablehlo.constant dense<1> : tensor<1xi64>
  %p = stablehlo.dynamic_pad %x, %zero, %low, %high, %interior : (tensor<3xi32>, tensor<i32>, tensor<1xi64>, tensor<1xi64>, tensor<1xi64>) -> tensor<?xi32>
  %p1 = tensor.cast %p : tensor<?xi32> to tensor<5xi32>
  check.expect_eq_const %p1, dense<[0, 1, 0, 2, 0]> : tensor<5xi32>
  %i = stablehlo.constant dense<[[1], [0]]> : tensor<2x1xi64>
  %one = stablehlo.constant dense<2> : tensor<1xi64>
  %g = "stablehlo.dynamic_gather"(%x, %i, %one) {
    dimension_numbers = #stablehlo.gather<offset_dims = [1], start_index_map = [0], index_vector_dim = 1>
  } : (tensor<3xi32>, tensor<2x1xi64>, tensor<1xi64>) -> tensor<2x?xi32>
  %g1 = tensor.cast %g : tensor<2x?xi32> to tensor<2x2xi32>
  check.expect_eq_const %g1, dense<[[2, 3], [1, 2]]> : tensor<2x2xi32>
  %in = stablehlo.reshape %x : (tensor<3xi32>) -> tensor<1x3x1xi32>
  %k = stablehlo.constant dense<[[[1]], [[10]]]> : tensor<2x1x1xi32>
  %padding = stablehlo.constant dense<[[1, 0]]> : tensor<1x2xi64>
  %c = "stablehlo.dynamic_conv"(%in, %k, %padding) {
    dimension_numbers = #stablehlo.conv<[b, 0, f]x[0, i, o]->[b, 0, f]>,
    feature_group_count = 1 : i64, batch_group_count = 1 : i64
  } : (tensor<1x3x1xi32>, tensor<2x1x1xi32>, tensor<1x2xi64>) -> tensor<1x?x1xi32>
  %c1 = tensor.cast %c : tensor<1x?x1xi32> to tensor<1x3x1xi32>
  // 0 * 1 + 1 * 10, 1 * 1 + 2 * 10, 2 * 1 + 3 * 10
  check.expect_eq_const %c1, dense<[[[10], [21], [32]]]> : tensor<1x3x1xi32>
  %n = stablehlo.constant dense<2> : tensor<i32>
  %short = stablehlo.set_dimension_size %x, %n, dim = 0 : (tensor<3xi32>, tensor<i32>) -> tensor<?xi32, #stablehlo.bounds<3>>
  %size = stablehlo.get_dimension_size %short, dim = 0 : (tensor<?xi32, #stablehlo.bounds<3>>) -> tensor<i32>
  check.expect_eq_const %size, dense<2> : tensor<i32>
  func.return
}
