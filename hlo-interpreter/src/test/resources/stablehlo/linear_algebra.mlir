// [[4, 2], [2, 5]] = L L^T with L = [[2, 0], [1, 2]]; L y = [2, 5] has the solution [1, 2].
func.func @factors() {
  %a = stablehlo.constant dense<[[4.0, 2.0], [2.0, 5.0]]> : tensor<2x2xf32>
  %l = stablehlo.cholesky %a, lower = true : tensor<2x2xf32>
  // The upper half may be anything.
  %column = stablehlo.slice %l [0:2, 0:1] : (tensor<2x2xf32>) -> tensor<2x1xf32>
  check.expect_eq_const %column, dense<[[2.0], [1.0]]> : tensor<2x1xf32>
  %b = stablehlo.constant dense<[[2.0], [5.0]]> : tensor<2x1xf32>
  %y = "stablehlo.triangular_solve"(%l, %b) {left_side = true, lower = true, unit_diagonal = false, transpose_a = #stablehlo<transpose NO_TRANSPOSE>} : (tensor<2x2xf32>, tensor<2x1xf32>) -> tensor<2x1xf32>
  check.expect_eq_const %y, dense<[[1.0], [2.0]]> : tensor<2x1xf32>
  %d = stablehlo.dot %a, %b : (tensor<2x2xf32>, tensor<2x1xf32>) -> tensor<2x1xf32>
  check.expect_eq_const %d, dense<[[18.0], [29.0]]> : tensor<2x1xf32>
  func.return
}

// -----

func.func @fft() {
  %x = stablehlo.constant dense<[(1.0, 0.0), (2.0, 0.0), (3.0, 0.0), (4.0, 0.0)]> : tensor<4xcomplex<f32>>
  %y = stablehlo.fft %x, type = FFT, length = [4] : (tensor<4xcomplex<f32>>) -> tensor<4xcomplex<f32>>
  check.expect_almost_eq_const %y, dense<[(10.0, 0.0), (-2.0, 2.0), (-2.0, 0.0), (-2.0, -2.0)]> : tensor<4xcomplex<f32>>, tolerance = 1.0e-6
  func.return
}

// -----

// Columns of mean 2 and 4 and variance 1 and 4; with epsilon 0.5625 and 0 their deviations are
// 1.25 and (for the second program) 2.
func.func @batch_norm() {
  %x = stablehlo.constant dense<[[1.0], [3.0]]> : tensor<2x1xf32>
  %scale = stablehlo.constant dense<5.0> : tensor<1xf32>
  %offset = stablehlo.constant dense<1.0> : tensor<1xf32>
  %y, %mean, %variance = "stablehlo.batch_norm_training"(%x, %scale, %offset) {epsilon = 0.5625 : f32, feature_index = 1 : i64} : (tensor<2x1xf32>, tensor<1xf32>, tensor<1xf32>) -> (tensor<2x1xf32>, tensor<1xf32>, tensor<1xf32>)
  check.expect_almost_eq_const %y, dense<[[-3.0], [5.0]]> : tensor<2x1xf32>, tolerance = 1.0e-6
  check.expect_almost_eq_const %mean, dense<2.0> : tensor<1xf32>, tolerance = 1.0e-6
  check.expect_almost_eq_const %variance, dense<1.0> : tensor<1xf32>, tolerance = 1.0e-6
  %z = "stablehlo.batch_norm_inference"(%x, %scale, %offset, %mean, %variance) {epsilon = 0.5625 : f32, feature_index = 1 : i64} : (tensor<2x1xf32>, tensor<1xf32>, tensor<1xf32>, tensor<1xf32>, tensor<1xf32>) -> tensor<2x1xf32>
  check.expect_almost_eq_const %z, dense<[[-3.0], [5.0]]> : tensor<2x1xf32>, tolerance = 1.0e-6
  // For the gradient (1, 0): d offset = 1; d scale = (1 - 2) / 1.25 = -0.8; d x is scale / 1.25
  // times g - mean(g) - (x - mean) mean(g (x - mean)) / (variance + epsilon), where
  // mean(g (x - mean)) = -0.5: 4 (0.5 - 0.5 / 1.5625) = 0.72 and its opposite.
  %g = stablehlo.constant dense<[[1.0], [0.0]]> : tensor<2x1xf32>
  %dx, %ds, %do = "stablehlo.batch_norm_grad"(%x, %scale, %mean, %variance, %g) {epsilon = 0.5625 : f32, feature_index = 1 : i64} : (tensor<2x1xf32>, tensor<1xf32>, tensor<1xf32>, tensor<1xf32>, tensor<2x1xf32>) -> (tensor<2x1xf32>, tensor<1xf32>, tensor<1xf32>)
  check.expect_almost_eq_const %dx, dense<[[0.72], [-0.72]]> : tensor<2x1xf32>, tolerance = 1.0e-6
  check.expect_almost_eq_const %ds, dense<-0.8> : tensor<1xf32>, tolerance = 1.0e-6
  check.expect_almost_eq_const %do, dense<1.0> : tensor<1xf32>, tolerance = 1.0e-6
  func.return
}
