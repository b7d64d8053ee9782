// LAPACK's routines as JAX prints them on a CPU. The first matrix is L L^T with L = [[2, 0], [1, 2]], the second
// one is not positive definite: info says so, and the selects that JAX puts behind make it NaN.
func.func @cholesky() {
  %a = stablehlo.constant dense<[[[4.0, 9.0], [2.0, 5.0]], [[1.0, 2.0], [2.0, 1.0]]]> : tensor<2x2x2xf32>
  %4:2 = stablehlo.custom_call @lapack_spotrf_ffi(%a) {backend_config = "", mhlo.backend_config = {uplo = 76 : ui8}, mhlo.frontend_attributes = {num_batch_dims = "1"}, operand_layouts = [dense<[1, 2, 0]> : tensor<3xindex>], output_operand_aliases = [#stablehlo.output_operand_alias<output_tuple_indices = [0], operand_index = 0, operand_tuple_indices = []>], result_layouts = [dense<[1, 2, 0]> : tensor<3xindex>, dense<0> : tensor<1xindex>], sdy.sharding_rule = #sdy.op_sharding_rule<([i, j, k])->([i, l, m], [i]) {i=2, j=2, k=2, l=2, m=2}, custom>} : (tensor<2x2x2xf32>) -> (tensor<2x2x2xf32>, tensor<2xi32>)
  // The other triangle stays; the minor of order 2 is 1 - 4.
  %first = stablehlo.slice %4#0 [0:1, 0:2, 0:2] : (tensor<2x2x2xf32>) -> tensor<1x2x2xf32>
  check.expect_eq_const %first, dense<[[[2.0, 9.0], [1.0, 2.0]]]> : tensor<1x2x2xf32>
  check.expect_eq_const %4#1, dense<[0, 2]> : tensor<2xi32>
  %c = stablehlo.constant dense<0> : tensor<i32>
  %5 = stablehlo.broadcast_in_dim %c, dims = [] : (tensor<i32>) -> tensor<2xi32>
  %6 = stablehlo.compare EQ, %4#1, %5, SIGNED : (tensor<2xi32>, tensor<2xi32>) -> tensor<2xi1>
  %7 = stablehlo.broadcast_in_dim %6, dims = [0] : (tensor<2xi1>) -> tensor<2x1x1xi1>
  %cst_0 = stablehlo.constant dense<0x7FC00000> : tensor<f32>
  %8 = stablehlo.broadcast_in_dim %cst_0, dims = [] : (tensor<f32>) -> tensor<2x2x2xf32>
  %9 = stablehlo.broadcast_in_dim %7, dims = [0, 1, 2] : (tensor<2x1x1xi1>) -> tensor<2x2x2xi1>
  %10 = stablehlo.select %9, %4#0, %8 : tensor<2x2x2xi1>, tensor<2x2x2xf32>
  %11 = stablehlo.compare NE, %10, %10 : (tensor<2x2x2xf32>, tensor<2x2x2xf32>) -> tensor<2x2x2xi1>
  check.expect_eq_const %11, dense<[[[false, false], [false, false]], [[true, true], [true, true]]]> : tensor<2x2x2xi1>
  func.return
}

// -----

// The same factor of the transposed matrix is above the diagonal.
func.func @cholesky_upper() {
  %a = stablehlo.constant dense<[[4.0, 2.0], [9.0, 5.0]]> : tensor<2x2xf64>
  %0:2 = stablehlo.custom_call @lapack_dpotrf_ffi(%a) {backend_config = "", mhlo.backend_config = {uplo = 85 : ui8}, operand_layouts = [dense<[0, 1]> : tensor<2xindex>], result_layouts = [dense<[0, 1]> : tensor<2xindex>, dense<> : tensor<0xindex>]} : (tensor<2x2xf64>) -> (tensor<2x2xf64>, tensor<i32>)
  check.expect_eq_const %0#0, dense<[[2.0, 1.0], [9.0, 2.0]]> : tensor<2x2xf64>
  check.expect_eq_const %0#1, dense<0> : tensor<i32>
  func.return
}

// -----

// L = [[2, 0], [1, 4]]: L x = [2, 9] has the solution [1, 2], L^T x = [4, 8] has [1, 2], x L = [4, 8] has [1, 2] as
// row, and with ones on the diagonal L x = [1, 3] has [1, 2]. What is above the diagonal does not matter.
func.func @triangular_solve() {
  %l = stablehlo.constant dense<[[2.0, 7.0], [1.0, 4.0]]> : tensor<2x2xf32>
  %b = stablehlo.constant dense<[[2.0], [9.0]]> : tensor<2x1xf32>
  %x = stablehlo.custom_call @lapack_strsm_ffi(%l, %b) {backend_config = "", mhlo.backend_config = {diag = 78 : ui8, side = 76 : ui8, trans_x = 78 : ui8, uplo = 76 : ui8}, mhlo.frontend_attributes = {num_batch_dims = "0"}, operand_layouts = [dense<[0, 1]> : tensor<2xindex>, dense<[0, 1]> : tensor<2xindex>], output_operand_aliases = [#stablehlo.output_operand_alias<output_tuple_indices = [], operand_index = 1, operand_tuple_indices = []>], result_layouts = [dense<[0, 1]> : tensor<2xindex>], sdy.sharding_rule = #sdy.op_sharding_rule<([i, j], [k, l])->([m, n]) {i=2, j=2, k=2, l=1, m=2, n=1}, custom>} : (tensor<2x2xf32>, tensor<2x1xf32>) -> tensor<2x1xf32>
  check.expect_eq_const %x, dense<[[1.0], [2.0]]> : tensor<2x1xf32>
  %bt = stablehlo.constant dense<[[4.0], [8.0]]> : tensor<2x1xf32>
  %xt = stablehlo.custom_call @lapack_strsm_ffi(%l, %bt) {backend_config = "", mhlo.backend_config = {diag = 78 : ui8, side = 76 : ui8, trans_x = 84 : ui8, uplo = 76 : ui8}} : (tensor<2x2xf32>, tensor<2x1xf32>) -> tensor<2x1xf32>
  check.expect_eq_const %xt, dense<[[1.0], [2.0]]> : tensor<2x1xf32>
  %br = stablehlo.constant dense<[[4.0, 8.0]]> : tensor<1x2xf32>
  %xr = stablehlo.custom_call @lapack_strsm_ffi(%l, %br) {backend_config = "", mhlo.backend_config = {diag = 78 : ui8, side = 82 : ui8, trans_x = 78 : ui8, uplo = 76 : ui8}} : (tensor<2x2xf32>, tensor<1x2xf32>) -> tensor<1x2xf32>
  check.expect_eq_const %xr, dense<[[1.0, 2.0]]> : tensor<1x2xf32>
  %bu = stablehlo.constant dense<[[1.0], [3.0]]> : tensor<2x1xf32>
  %xu = stablehlo.custom_call @lapack_strsm_ffi(%l, %bu) {backend_config = "", mhlo.backend_config = {diag = 85 : ui8, side = 76 : ui8, trans_x = 78 : ui8, uplo = 76 : ui8}} : (tensor<2x2xf32>, tensor<2x1xf32>) -> tensor<2x1xf32>
  check.expect_eq_const %xu, dense<[[1.0], [2.0]]> : tensor<2x1xf32>
  func.return
}

// -----

// (i) x = (1) has the solution -i, its adjoint i.
func.func @complex_triangular_solve() {
  %a = stablehlo.constant dense<[[(0.0, 1.0)]]> : tensor<1x1xcomplex<f32>>
  %b = stablehlo.constant dense<[[(1.0, 0.0)]]> : tensor<1x1xcomplex<f32>>
  %x = stablehlo.custom_call @lapack_ctrsm_ffi(%a, %b) {backend_config = "", mhlo.backend_config = {diag = 78 : ui8, side = 76 : ui8, trans_x = 84 : ui8, uplo = 85 : ui8}} : (tensor<1x1xcomplex<f32>>, tensor<1x1xcomplex<f32>>) -> tensor<1x1xcomplex<f32>>
  check.expect_almost_eq_const %x, dense<[[(0.0, -1.0)]]> : tensor<1x1xcomplex<f32>>
  %y = stablehlo.custom_call @lapack_ctrsm_ffi(%a, %b) {backend_config = "", mhlo.backend_config = {diag = 78 : ui8, side = 76 : ui8, trans_x = 67 : ui8, uplo = 85 : ui8}} : (tensor<1x1xcomplex<f32>>, tensor<1x1xcomplex<f32>>) -> tensor<1x1xcomplex<f32>>
  check.expect_almost_eq_const %y, dense<[[(0.0, 1.0)]]> : tensor<1x1xcomplex<f32>>
  func.return
}

// -----

// Rows 1 and 2 are exchanged in the first matrix. The second one is singular in its first column: info is 1, and the
// rest is factored all the same.
func.func @lu() {
  %a = stablehlo.constant dense<[[[1.0, 2.0, 3.0], [4.0, 4.0, 8.0]], [[0.0, 5.0, 6.0], [0.0, 10.0, 4.0]]]> : tensor<2x2x3xf64>
  %0:3 = stablehlo.custom_call @lapack_dgetrf_ffi(%a) {backend_config = "", mhlo.backend_config = {}, mhlo.frontend_attributes = {num_batch_dims = "1"}, operand_layouts = [dense<[1, 2, 0]> : tensor<3xindex>], output_operand_aliases = [#stablehlo.output_operand_alias<output_tuple_indices = [0], operand_index = 0, operand_tuple_indices = []>], result_layouts = [dense<[1, 2, 0]> : tensor<3xindex>, dense<[1, 0]> : tensor<2xindex>, dense<0> : tensor<1xindex>], sdy.sharding_rule = #sdy.op_sharding_rule<([i, j, k])->([i, l, m], [i, n], [i]) {i=2, j=2, k=3, l=2, m=3, n=2}, custom>} : (tensor<2x2x3xf64>) -> (tensor<2x2x3xf64>, tensor<2x2xi32>, tensor<2xi32>)
  check.expect_eq_const %0#0, dense<[[[4.0, 4.0, 8.0], [0.25, 1.0, 1.0]], [[0.0, 5.0, 6.0], [0.0, 10.0, 4.0]]]> : tensor<2x2x3xf64>
  check.expect_eq_const %0#1, dense<[[2, 2], [1, 2]]> : tensor<2x2xi32>
  check.expect_eq_const %0#2, dense<[0, 1]> : tensor<2xi32>
  func.return
}

// -----

// Of the column [3, 4], which is 5 long: R = -5, tau = (5 + 3) / 5, v = [1, 4 / (3 + 5)]; the first column of Q is
// [1 - tau, -tau / 2]. Nothing is below a single number: it stays, and Q is 1.
func.func @qr() {
  %a = stablehlo.constant dense<[[3.0], [4.0]]> : tensor<2x1xf32>
  %0:2 = stablehlo.custom_call @lapack_sgeqrf_ffi(%a) {backend_config = "", mhlo.backend_config = {}, mhlo.frontend_attributes = {num_batch_dims = "0"}, operand_layouts = [dense<[0, 1]> : tensor<2xindex>], output_operand_aliases = [#stablehlo.output_operand_alias<output_tuple_indices = [0], operand_index = 0, operand_tuple_indices = []>], result_layouts = [dense<[0, 1]> : tensor<2xindex>, dense<0> : tensor<1xindex>], sdy.sharding_rule = #sdy.op_sharding_rule<([i, j])->([k, l], [m]) {i=2, j=1, k=2, l=1, m=1}, custom>} : (tensor<2x1xf32>) -> (tensor<2x1xf32>, tensor<1xf32>)
  check.expect_almost_eq_const %0#0, dense<[[-5.0], [0.5]]> : tensor<2x1xf32>
  check.expect_almost_eq_const %0#1, dense<[1.6]> : tensor<1xf32>
  %cst = stablehlo.constant dense<0.000000e+00> : tensor<f32>
  %1 = stablehlo.pad %0#0, %cst, low = [0, 0], high = [0, 1], interior = [0, 0] : (tensor<2x1xf32>, tensor<f32>) -> tensor<2x2xf32>
  %2 = stablehlo.custom_call @lapack_sorgqr_ffi(%1, %0#1) {backend_config = "", mhlo.backend_config = {}, mhlo.frontend_attributes = {num_batch_dims = "0"}, operand_layouts = [dense<[0, 1]> : tensor<2xindex>, dense<0> : tensor<1xindex>], output_operand_aliases = [#stablehlo.output_operand_alias<output_tuple_indices = [], operand_index = 0, operand_tuple_indices = []>], result_layouts = [dense<[0, 1]> : tensor<2xindex>], sdy.sharding_rule = #sdy.op_sharding_rule<([i, j], [k])->([l, m]) {i=2, j=2, k=1, l=2, m=2}, custom>} : (tensor<2x2xf32>, tensor<1xf32>) -> tensor<2x2xf32>
  check.expect_almost_eq_const %2, dense<[[-0.6, -0.8], [-0.8, 0.6]]> : tensor<2x2xf32>
  %s = stablehlo.constant dense<[[-3.0]]> : tensor<1x1xf32>
  %3:2 = stablehlo.custom_call @lapack_sgeqrf_ffi(%s) {backend_config = "", mhlo.backend_config = {}} : (tensor<1x1xf32>) -> (tensor<1x1xf32>, tensor<1xf32>)
  check.expect_eq_const %3#0, dense<[[-3.0]]> : tensor<1x1xf32>
  check.expect_eq_const %3#1, dense<[0.0]> : tensor<1xf32>
  func.return
}

// -----

// [[2, 1], [1, 2]] has the eigenvalues 1 and 3 with eigenvectors (1, -1) and (1, 1), over the root of two. Only the
// lower triangle counts. The second matrix is NaN: it has no eigenvalues, and info is not zero.
func.func @eigenvalues() {
  %a = stablehlo.constant dense<[[[2.0, 7.0], [1.0, 2.0]], [[0xFFC00000, 0.0], [0.0, 1.0]]]> : tensor<2x2x2xf32>
  %4:3 = stablehlo.custom_call @lapack_ssyevd_ffi(%a) {backend_config = "", mhlo.backend_config = {mode = 86 : ui8, uplo = 76 : ui8}, mhlo.frontend_attributes = {num_batch_dims = "1"}, operand_layouts = [dense<[1, 2, 0]> : tensor<3xindex>], output_operand_aliases = [#stablehlo.output_operand_alias<output_tuple_indices = [0], operand_index = 0, operand_tuple_indices = []>], result_layouts = [dense<[1, 2, 0]> : tensor<3xindex>, dense<[1, 0]> : tensor<2xindex>, dense<0> : tensor<1xindex>], sdy.sharding_rule = #sdy.op_sharding_rule<([i, j, k])->([i, l, m], [i, n], [i]) {i=2, j=2, k=2, l=2, m=2, n=2}, custom>} : (tensor<2x2x2xf32>) -> (tensor<2x2x2xf32>, tensor<2x2xf32>, tensor<2xi32>)
  %c = stablehlo.constant dense<0> : tensor<i32>
  %5 = stablehlo.broadcast_in_dim %c, dims = [] : (tensor<i32>) -> tensor<2xi32>
  %6 = stablehlo.compare EQ, %4#2, %5, SIGNED : (tensor<2xi32>, tensor<2xi32>) -> tensor<2xi1>
  check.expect_eq_const %6, dense<[true, false]> : tensor<2xi1>
  %values = stablehlo.slice %4#1 [0:1, 0:2] : (tensor<2x2xf32>) -> tensor<1x2xf32>
  check.expect_almost_eq_const %values, dense<[[1.0, 3.0]]> : tensor<1x2xf32>
  %v = stablehlo.slice %4#0 [0:1, 0:2, 0:2] : (tensor<2x2x2xf32>) -> tensor<1x2x2xf32>
  %m = stablehlo.abs %v : tensor<1x2x2xf32>
  check.expect_almost_eq_const %m, dense<[[[0.70710678, 0.70710678], [0.70710678, 0.70710678]]]> : tensor<1x2x2xf32>
  // The signs of the first vector differ.
  %top = stablehlo.slice %v [0:1, 0:1, 0:2] : (tensor<1x2x2xf32>) -> tensor<1x1x2xf32>
  %low = stablehlo.slice %v [0:1, 1:2, 0:2] : (tensor<1x2x2xf32>) -> tensor<1x1x2xf32>
  %products = stablehlo.multiply %top, %low : tensor<1x1x2xf32>
  check.expect_almost_eq_const %products, dense<[[[-0.5, 0.5]]]> : tensor<1x1x2xf32>
  func.return
}

// -----

// A matrix of orthogonal columns of the lengths 3 and 4: U and V^T are unit vectors but for signs. Of the second one
// there is NaN in, and info is not zero.
func.func @singular_values() {
  %a = stablehlo.constant dense<[[[3.0, 0.0], [0.0, 0.0], [0.0, -4.0]], [[0xFFC00000, 0.0], [0.0, 1.0], [0.0, 0.0]]]> : tensor<2x3x2xf32>
  %0:5 = stablehlo.custom_call @lapack_sgesdd_ffi(%a) {backend_config = "", mhlo.backend_config = {mode = 65 : ui8}, mhlo.frontend_attributes = {num_batch_dims = "1"}, operand_layouts = [dense<[1, 2, 0]> : tensor<3xindex>], output_operand_aliases = [#stablehlo.output_operand_alias<output_tuple_indices = [0], operand_index = 0, operand_tuple_indices = []>], result_layouts = [dense<[1, 2, 0]> : tensor<3xindex>, dense<[1, 0]> : tensor<2xindex>, dense<[1, 2, 0]> : tensor<3xindex>, dense<[1, 2, 0]> : tensor<3xindex>, dense<0> : tensor<1xindex>], sdy.sharding_rule = #sdy.op_sharding_rule<([i, j, k])->([i, l, m], [i, n], [i, o, p], [i, q, r], [i]) {i=2, j=3, k=2, l=3, m=2, n=2, o=3, p=3, q=2, r=2}, custom>} : (tensor<2x3x2xf32>) -> (tensor<2x3x2xf32>, tensor<2x2xf32>, tensor<2x3x3xf32>, tensor<2x2x2xf32>, tensor<2xi32>)
  %c = stablehlo.constant dense<0> : tensor<i32>
  %1 = stablehlo.broadcast_in_dim %c, dims = [] : (tensor<i32>) -> tensor<2xi32>
  %2 = stablehlo.compare EQ, %0#4, %1, SIGNED : (tensor<2xi32>, tensor<2xi32>) -> tensor<2xi1>
  check.expect_eq_const %2, dense<[true, false]> : tensor<2xi1>
  %s = stablehlo.slice %0#1 [0:1, 0:2] : (tensor<2x2xf32>) -> tensor<1x2xf32>
  check.expect_almost_eq_const %s, dense<[[4.0, 3.0]]> : tensor<1x2xf32>
  %u = stablehlo.slice %0#2 [0:1, 0:3, 0:3] : (tensor<2x3x3xf32>) -> tensor<1x3x3xf32>
  %mu = stablehlo.abs %u : tensor<1x3x3xf32>
  check.expect_almost_eq_const %mu, dense<[[[0.0, 1.0, 0.0], [0.0, 0.0, 1.0], [1.0, 0.0, 0.0]]]> : tensor<1x3x3xf32>
  %v = stablehlo.slice %0#3 [0:1, 0:2, 0:2] : (tensor<2x2x2xf32>) -> tensor<1x2x2xf32>
  %mv = stablehlo.abs %v : tensor<1x2x2xf32>
  check.expect_almost_eq_const %mv, dense<[[[0.0, 1.0], [1.0, 0.0]]]> : tensor<1x2x2xf32>
  // Without vectors, and of a wide matrix.
  %w = stablehlo.constant dense<[[0.0, 6.0, 8.0]]> : tensor<1x3xf64>
  %3:5 = stablehlo.custom_call @lapack_dgesdd_ffi(%w) {backend_config = "", mhlo.backend_config = {mode = 78 : ui8}} : (tensor<1x3xf64>) -> (tensor<1x3xf64>, tensor<1xf64>, tensor<1x1xf64>, tensor<3x3xf64>, tensor<i32>)
  check.expect_almost_eq_const %3#1, dense<[10.0]> : tensor<1xf64>
  check.expect_eq_const %3#4, dense<0> : tensor<i32>
  func.return
}
