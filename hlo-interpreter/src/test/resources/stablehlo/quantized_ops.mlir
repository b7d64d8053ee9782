// Operations on quantized values: each computes with the numbers (stored - zero point) * scale, in f32, and stores the
// result divided by its scale plus its zero point, clamped to the storage and rounded to even. Operands and results have
// parameters of their own. Expected values: that definition, evaluated in Python.
func.func @abs() {
  %s = stablehlo.constant dense<[-128, -37, -5, -4, 0, 3, 17, 126, 127]> : tensor<9xi8>
  %q = stablehlo.bitcast_convert %s : (tensor<9xi8>) -> tensor<9x!quant.uniform<i8:f32, 0.5:-4>>
  %r = stablehlo.abs %q : (tensor<9x!quant.uniform<i8:f32, 0.5:-4>>) -> tensor<9x!quant.uniform<i8:f32, 0.125:3>>
  %i = stablehlo.bitcast_convert %r : (tensor<9x!quant.uniform<i8:f32, 0.125:3>>) -> tensor<9xi8>
  %e = stablehlo.constant dense<[127, 127, 7, 3, 19, 31, 87, 127, 127]> : tensor<9xi8>
  %c = stablehlo.custom_call @check.eq(%e, %i) : (tensor<9xi8>, tensor<9xi8>) -> tensor<i1>
  func.return
}

// -----

func.func @cbrt() {
  %s = stablehlo.constant dense<[-128, -37, -5, -4, 0, 3, 17, 126, 127]> : tensor<9xi8>
  %q = stablehlo.bitcast_convert %s : (tensor<9xi8>) -> tensor<9x!quant.uniform<i8:f32, 0.5:-4>>
  %r = stablehlo.cbrt %q : (tensor<9x!quant.uniform<i8:f32, 0.5:-4>>) -> tensor<9x!quant.uniform<i8:f32, 0.125:3>>
  %i = stablehlo.bitcast_convert %r : (tensor<9x!quant.uniform<i8:f32, 0.125:3>>) -> tensor<9xi8>
  %e = stablehlo.constant dense<[-29, -17, -3, 3, 13, 15, 21, 35, 35]> : tensor<9xi8>
  %c = stablehlo.custom_call @check.eq(%e, %i) : (tensor<9xi8>, tensor<9xi8>) -> tensor<i1>
  func.return
}

// -----

func.func @ceil() {
  %s = stablehlo.constant dense<[-128, -37, -5, -4, 0, 3, 17, 126, 127]> : tensor<9xi8>
  %q = stablehlo.bitcast_convert %s : (tensor<9xi8>) -> tensor<9x!quant.uniform<i8:f32, 0.5:-4>>
  %r = stablehlo.ceil %q : (tensor<9x!quant.uniform<i8:f32, 0.5:-4>>) -> tensor<9x!quant.uniform<i8:f32, 0.125:3>>
  %i = stablehlo.bitcast_convert %r : (tensor<9x!quant.uniform<i8:f32, 0.125:3>>) -> tensor<9xi8>
  %e = stablehlo.constant dense<[-128, -125, 3, 3, 19, 35, 91, 127, 127]> : tensor<9xi8>
  %c = stablehlo.custom_call @check.eq(%e, %i) : (tensor<9xi8>, tensor<9xi8>) -> tensor<i1>
  func.return
}

// -----

func.func @cosine() {
  %s = stablehlo.constant dense<[-128, -37, -5, -4, 0, 3, 17, 126, 127]> : tensor<9xi8>
  %q = stablehlo.bitcast_convert %s : (tensor<9xi8>) -> tensor<9x!quant.uniform<i8:f32, 0.5:-4>>
  %r = stablehlo.cosine %q : (tensor<9x!quant.uniform<i8:f32, 0.5:-4>>) -> tensor<9x!quant.uniform<i8:f32, 0.125:3>>
  %i = stablehlo.bitcast_convert %r : (tensor<9x!quant.uniform<i8:f32, 0.125:3>>) -> tensor<9xi8>
  %e = stablehlo.constant dense<[8, -3, 10, 11, 0, -4, -1, -1, -4]> : tensor<9xi8>
  %c = stablehlo.custom_call @check.eq(%e, %i) : (tensor<9xi8>, tensor<9xi8>) -> tensor<i1>
  func.return
}

// -----

func.func @exponential() {
  %s = stablehlo.constant dense<[-128, -37, -5, -4, 0, 3, 17, 126, 127]> : tensor<9xi8>
  %q = stablehlo.bitcast_convert %s : (tensor<9xi8>) -> tensor<9x!quant.uniform<i8:f32, 0.5:-4>>
  %r = stablehlo.exponential %q : (tensor<9x!quant.uniform<i8:f32, 0.5:-4>>) -> tensor<9x!quant.uniform<i8:f32, 0.125:3>>
  %i = stablehlo.bitcast_convert %r : (tensor<9x!quant.uniform<i8:f32, 0.125:3>>) -> tensor<9xi8>
  %e = stablehlo.constant dense<[3, 3, 8, 11, 62, 127, 127, 127, 127]> : tensor<9xi8>
  %c = stablehlo.custom_call @check.eq(%e, %i) : (tensor<9xi8>, tensor<9xi8>) -> tensor<i1>
  func.return
}

// -----

func.func @exponential_minus_one() {
  %s = stablehlo.constant dense<[-128, -37, -5, -4, 0, 3, 17, 126, 127]> : tensor<9xi8>
  %q = stablehlo.bitcast_convert %s : (tensor<9xi8>) -> tensor<9x!quant.uniform<i8:f32, 0.5:-4>>
  %r = stablehlo.exponential_minus_one %q : (tensor<9x!quant.uniform<i8:f32, 0.5:-4>>) -> tensor<9x!quant.uniform<i8:f32, 0.125:3>>
  %i = stablehlo.bitcast_convert %r : (tensor<9x!quant.uniform<i8:f32, 0.125:3>>) -> tensor<9xi8>
  %e = stablehlo.constant dense<[-5, -5, 0, 3, 54, 127, 127, 127, 127]> : tensor<9xi8>
  %c = stablehlo.custom_call @check.eq(%e, %i) : (tensor<9xi8>, tensor<9xi8>) -> tensor<i1>
  func.return
}

// -----

func.func @floor() {
  %s = stablehlo.constant dense<[-128, -37, -5, -4, 0, 3, 17, 126, 127]> : tensor<9xi8>
  %q = stablehlo.bitcast_convert %s : (tensor<9xi8>) -> tensor<9x!quant.uniform<i8:f32, 0.5:-4>>
  %r = stablehlo.floor %q : (tensor<9x!quant.uniform<i8:f32, 0.5:-4>>) -> tensor<9x!quant.uniform<i8:f32, 0.125:3>>
  %i = stablehlo.bitcast_convert %r : (tensor<9x!quant.uniform<i8:f32, 0.125:3>>) -> tensor<9xi8>
  %e = stablehlo.constant dense<[-128, -128, -5, 3, 19, 27, 83, 127, 127]> : tensor<9xi8>
  %c = stablehlo.custom_call @check.eq(%e, %i) : (tensor<9xi8>, tensor<9xi8>) -> tensor<i1>
  func.return
}

// -----

func.func @logistic() {
  %s = stablehlo.constant dense<[-128, -37, -5, -4, 0, 3, 17, 126, 127]> : tensor<9xi8>
  %q = stablehlo.bitcast_convert %s : (tensor<9xi8>) -> tensor<9x!quant.uniform<i8:f32, 0.5:-4>>
  %r = stablehlo.logistic %q : (tensor<9x!quant.uniform<i8:f32, 0.5:-4>>) -> tensor<9x!quant.uniform<i8:f32, 0.125:3>>
  %i = stablehlo.bitcast_convert %r : (tensor<9x!quant.uniform<i8:f32, 0.125:3>>) -> tensor<9xi8>
  %e = stablehlo.constant dense<[3, 3, 6, 7, 10, 11, 11, 11, 11]> : tensor<9xi8>
  %c = stablehlo.custom_call @check.eq(%e, %i) : (tensor<9xi8>, tensor<9xi8>) -> tensor<i1>
  func.return
}

// -----

func.func @negate() {
  %s = stablehlo.constant dense<[-128, -37, -5, -4, 0, 3, 17, 126, 127]> : tensor<9xi8>
  %q = stablehlo.bitcast_convert %s : (tensor<9xi8>) -> tensor<9x!quant.uniform<i8:f32, 0.5:-4>>
  %r = stablehlo.negate %q : (tensor<9x!quant.uniform<i8:f32, 0.5:-4>>) -> tensor<9x!quant.uniform<i8:f32, 0.125:3>>
  %i = stablehlo.bitcast_convert %r : (tensor<9x!quant.uniform<i8:f32, 0.125:3>>) -> tensor<9xi8>
  %e = stablehlo.constant dense<[127, 127, 7, 3, -13, -25, -81, -128, -128]> : tensor<9xi8>
  %c = stablehlo.custom_call @check.eq(%e, %i) : (tensor<9xi8>, tensor<9xi8>) -> tensor<i1>
  func.return
}

// -----

func.func @round_nearest_afz() {
  %s = stablehlo.constant dense<[-128, -37, -5, -4, 0, 3, 17, 126, 127]> : tensor<9xi8>
  %q = stablehlo.bitcast_convert %s : (tensor<9xi8>) -> tensor<9x!quant.uniform<i8:f32, 0.5:-4>>
  %r = stablehlo.round_nearest_afz %q : (tensor<9x!quant.uniform<i8:f32, 0.5:-4>>) -> tensor<9x!quant.uniform<i8:f32, 0.125:3>>
  %i = stablehlo.bitcast_convert %r : (tensor<9x!quant.uniform<i8:f32, 0.125:3>>) -> tensor<9xi8>
  %e = stablehlo.constant dense<[-128, -128, -5, 3, 19, 35, 91, 127, 127]> : tensor<9xi8>
  %c = stablehlo.custom_call @check.eq(%e, %i) : (tensor<9xi8>, tensor<9xi8>) -> tensor<i1>
  func.return
}

// -----

func.func @round_nearest_even() {
  %s = stablehlo.constant dense<[-128, -37, -5, -4, 0, 3, 17, 126, 127]> : tensor<9xi8>
  %q = stablehlo.bitcast_convert %s : (tensor<9xi8>) -> tensor<9x!quant.uniform<i8:f32, 0.5:-4>>
  %r = stablehlo.round_nearest_even %q : (tensor<9x!quant.uniform<i8:f32, 0.5:-4>>) -> tensor<9x!quant.uniform<i8:f32, 0.125:3>>
  %i = stablehlo.bitcast_convert %r : (tensor<9x!quant.uniform<i8:f32, 0.125:3>>) -> tensor<9xi8>
  %e = stablehlo.constant dense<[-128, -125, 3, 3, 19, 35, 83, 127, 127]> : tensor<9xi8>
  %c = stablehlo.custom_call @check.eq(%e, %i) : (tensor<9xi8>, tensor<9xi8>) -> tensor<i1>
  func.return
}

// -----

func.func @sign() {
  %s = stablehlo.constant dense<[-128, -37, -5, -4, 0, 3, 17, 126, 127]> : tensor<9xi8>
  %q = stablehlo.bitcast_convert %s : (tensor<9xi8>) -> tensor<9x!quant.uniform<i8:f32, 0.5:-4>>
  %r = stablehlo.sign %q : (tensor<9x!quant.uniform<i8:f32, 0.5:-4>>) -> tensor<9x!quant.uniform<i8:f32, 0.125:3>>
  %i = stablehlo.bitcast_convert %r : (tensor<9x!quant.uniform<i8:f32, 0.125:3>>) -> tensor<9xi8>
  %e = stablehlo.constant dense<[-5, -5, -5, 3, 11, 11, 11, 11, 11]> : tensor<9xi8>
  %c = stablehlo.custom_call @check.eq(%e, %i) : (tensor<9xi8>, tensor<9xi8>) -> tensor<i1>
  func.return
}

// -----

func.func @sine() {
  %s = stablehlo.constant dense<[-128, -37, -5, -4, 0, 3, 17, 126, 127]> : tensor<9xi8>
  %q = stablehlo.bitcast_convert %s : (tensor<9xi8>) -> tensor<9x!quant.uniform<i8:f32, 0.5:-4>>
  %r = stablehlo.sine %q : (tensor<9x!quant.uniform<i8:f32, 0.5:-4>>) -> tensor<9x!quant.uniform<i8:f32, 0.125:3>>
  %i = stablehlo.bitcast_convert %r : (tensor<9x!quant.uniform<i8:f32, 0.125:3>>) -> tensor<9xi8>
  %e = stablehlo.constant dense<[9, 9, -1, 3, 10, 0, -4, 10, 7]> : tensor<9xi8>
  %c = stablehlo.custom_call @check.eq(%e, %i) : (tensor<9xi8>, tensor<9xi8>) -> tensor<i1>
  func.return
}

// -----

func.func @tanh() {
  %s = stablehlo.constant dense<[-128, -37, -5, -4, 0, 3, 17, 126, 127]> : tensor<9xi8>
  %q = stablehlo.bitcast_convert %s : (tensor<9xi8>) -> tensor<9x!quant.uniform<i8:f32, 0.5:-4>>
  %r = stablehlo.tanh %q : (tensor<9x!quant.uniform<i8:f32, 0.5:-4>>) -> tensor<9x!quant.uniform<i8:f32, 0.125:3>>
  %i = stablehlo.bitcast_convert %r : (tensor<9x!quant.uniform<i8:f32, 0.125:3>>) -> tensor<9xi8>
  %e = stablehlo.constant dense<[-5, -5, -1, 3, 11, 11, 11, 11, 11]> : tensor<9xi8>
  %c = stablehlo.custom_call @check.eq(%e, %i) : (tensor<9xi8>, tensor<9xi8>) -> tensor<i1>
  func.return
}

// -----

func.func @tan() {
  %s = stablehlo.constant dense<[-128, -37, -5, -4, 0, 3, 17, 126, 127]> : tensor<9xi8>
  %q = stablehlo.bitcast_convert %s : (tensor<9xi8>) -> tensor<9x!quant.uniform<i8:f32, 0.5:-4>>
  %r = stablehlo.tan %q : (tensor<9x!quant.uniform<i8:f32, 0.5:-4>>) -> tensor<9x!quant.uniform<i8:f32, 0.125:3>>
  %i = stablehlo.bitcast_convert %r : (tensor<9x!quant.uniform<i8:f32, 0.125:3>>) -> tensor<9xi8>
  %e = stablehlo.constant dense<[12, -5, -1, 3, -14, 6, 18, -9, -1]> : tensor<9xi8>
  %c = stablehlo.custom_call @check.eq(%e, %i) : (tensor<9xi8>, tensor<9xi8>) -> tensor<i1>
  func.return
}

// -----

func.func @log() {
  %s = stablehlo.constant dense<[0, 3, 17, 126, 127]> : tensor<5xi8>
  %q = stablehlo.bitcast_convert %s : (tensor<5xi8>) -> tensor<5x!quant.uniform<i8:f32, 0.5:-4>>
  %r = stablehlo.log %q : (tensor<5x!quant.uniform<i8:f32, 0.5:-4>>) -> tensor<5x!quant.uniform<i8:f32, 0.125:3>>
  %i = stablehlo.bitcast_convert %r : (tensor<5x!quant.uniform<i8:f32, 0.125:3>>) -> tensor<5xi8>
  %e = stablehlo.constant dense<[9, 13, 22, 36, 36]> : tensor<5xi8>
  %c = stablehlo.custom_call @check.eq(%e, %i) : (tensor<5xi8>, tensor<5xi8>) -> tensor<i1>
  func.return
}

// -----

func.func @log_plus_one() {
  %s = stablehlo.constant dense<[0, 3, 17, 126, 127]> : tensor<5xi8>
  %q = stablehlo.bitcast_convert %s : (tensor<5xi8>) -> tensor<5x!quant.uniform<i8:f32, 0.5:-4>>
  %r = stablehlo.log_plus_one %q : (tensor<5x!quant.uniform<i8:f32, 0.5:-4>>) -> tensor<5x!quant.uniform<i8:f32, 0.125:3>>
  %i = stablehlo.bitcast_convert %r : (tensor<5x!quant.uniform<i8:f32, 0.125:3>>) -> tensor<5xi8>
  %e = stablehlo.constant dense<[12, 15, 23, 37, 37]> : tensor<5xi8>
  %c = stablehlo.custom_call @check.eq(%e, %i) : (tensor<5xi8>, tensor<5xi8>) -> tensor<i1>
  func.return
}

// -----

func.func @rsqrt() {
  %s = stablehlo.constant dense<[0, 3, 17, 126, 127]> : tensor<5xi8>
  %q = stablehlo.bitcast_convert %s : (tensor<5xi8>) -> tensor<5x!quant.uniform<i8:f32, 0.5:-4>>
  %r = stablehlo.rsqrt %q : (tensor<5x!quant.uniform<i8:f32, 0.5:-4>>) -> tensor<5x!quant.uniform<i8:f32, 0.125:3>>
  %i = stablehlo.bitcast_convert %r : (tensor<5x!quant.uniform<i8:f32, 0.125:3>>) -> tensor<5xi8>
  %e = stablehlo.constant dense<[9, 7, 5, 4, 4]> : tensor<5xi8>
  %c = stablehlo.custom_call @check.eq(%e, %i) : (tensor<5xi8>, tensor<5xi8>) -> tensor<i1>
  func.return
}

// -----

func.func @sqrt() {
  %s = stablehlo.constant dense<[0, 3, 17, 126, 127]> : tensor<5xi8>
  %q = stablehlo.bitcast_convert %s : (tensor<5xi8>) -> tensor<5x!quant.uniform<i8:f32, 0.5:-4>>
  %r = stablehlo.sqrt %q : (tensor<5x!quant.uniform<i8:f32, 0.5:-4>>) -> tensor<5x!quant.uniform<i8:f32, 0.125:3>>
  %i = stablehlo.bitcast_convert %r : (tensor<5x!quant.uniform<i8:f32, 0.125:3>>) -> tensor<5xi8>
  %e = stablehlo.constant dense<[14, 18, 29, 67, 68]> : tensor<5xi8>
  %c = stablehlo.custom_call @check.eq(%e, %i) : (tensor<5xi8>, tensor<5xi8>) -> tensor<i1>
  func.return
}

// -----

func.func @add() {
  %s = stablehlo.constant dense<[-128, -37, -5, -4, 0, 3, 17, 126, 127]> : tensor<9xi8>
  %t = stablehlo.constant dense<[2, -3, -4, 9, 1, -6, 127, -128, 5]> : tensor<9xi8>
  %q = stablehlo.bitcast_convert %s : (tensor<9xi8>) -> tensor<9x!quant.uniform<i8:f32, 0.5:-4>>
  %p = stablehlo.bitcast_convert %t : (tensor<9xi8>) -> tensor<9x!quant.uniform<i8:f32, 0.25:-7>>
  %r = stablehlo.add %q, %p : (tensor<9x!quant.uniform<i8:f32, 0.5:-4>>, tensor<9x!quant.uniform<i8:f32, 0.25:-7>>) -> tensor<9x!quant.uniform<i8:f32, 0.125:3>>
  %i = stablehlo.bitcast_convert %r : (tensor<9x!quant.uniform<i8:f32, 0.125:3>>) -> tensor<9xi8>
  %e = stablehlo.constant dense<[-128, -121, 5, 35, 35, 33, 127, 127, 127]> : tensor<9xi8>
  %c = stablehlo.custom_call @check.eq(%e, %i) : (tensor<9xi8>, tensor<9xi8>) -> tensor<i1>
  func.return
}

// -----

func.func @subtract() {
  %s = stablehlo.constant dense<[-128, -37, -5, -4, 0, 3, 17, 126, 127]> : tensor<9xi8>
  %t = stablehlo.constant dense<[2, -3, -4, 9, 1, -6, 127, -128, 5]> : tensor<9xi8>
  %q = stablehlo.bitcast_convert %s : (tensor<9xi8>) -> tensor<9x!quant.uniform<i8:f32, 0.5:-4>>
  %p = stablehlo.bitcast_convert %t : (tensor<9xi8>) -> tensor<9x!quant.uniform<i8:f32, 0.25:-7>>
  %r = stablehlo.subtract %q, %p : (tensor<9x!quant.uniform<i8:f32, 0.5:-4>>, tensor<9x!quant.uniform<i8:f32, 0.25:-7>>) -> tensor<9x!quant.uniform<i8:f32, 0.125:3>>
  %i = stablehlo.bitcast_convert %r : (tensor<9x!quant.uniform<i8:f32, 0.125:3>>) -> tensor<9xi8>
  %e = stablehlo.constant dense<[-128, -128, -7, -29, 3, 29, -128, 127, 127]> : tensor<9xi8>
  %c = stablehlo.custom_call @check.eq(%e, %i) : (tensor<9xi8>, tensor<9xi8>) -> tensor<i1>
  func.return
}

// -----

func.func @multiply() {
  %s = stablehlo.constant dense<[-128, -37, -5, -4, 0, 3, 17, 126, 127]> : tensor<9xi8>
  %t = stablehlo.constant dense<[2, -3, -4, 9, 1, -6, 127, -128, 5]> : tensor<9xi8>
  %q = stablehlo.bitcast_convert %s : (tensor<9xi8>) -> tensor<9x!quant.uniform<i8:f32, 0.5:-4>>
  %p = stablehlo.bitcast_convert %t : (tensor<9xi8>) -> tensor<9x!quant.uniform<i8:f32, 0.25:-7>>
  %r = stablehlo.multiply %q, %p : (tensor<9x!quant.uniform<i8:f32, 0.5:-4>>, tensor<9x!quant.uniform<i8:f32, 0.25:-7>>) -> tensor<9x!quant.uniform<i8:f32, 0.125:3>>
  %i = stablehlo.bitcast_convert %r : (tensor<9x!quant.uniform<i8:f32, 0.125:3>>) -> tensor<9xi8>
  %e = stablehlo.constant dense<[-128, -128, 0, 3, 35, 10, 127, -128, 127]> : tensor<9xi8>
  %c = stablehlo.custom_call @check.eq(%e, %i) : (tensor<9xi8>, tensor<9xi8>) -> tensor<i1>
  func.return
}

// -----

func.func @divide() {
  %s = stablehlo.constant dense<[-128, -37, -5, -4, 0, 3, 17, 126, 127]> : tensor<9xi8>
  %t = stablehlo.constant dense<[2, -3, -4, 9, 1, -6, 127, -128, 5]> : tensor<9xi8>
  %q = stablehlo.bitcast_convert %s : (tensor<9xi8>) -> tensor<9x!quant.uniform<i8:f32, 0.5:-4>>
  %p = stablehlo.bitcast_convert %t : (tensor<9xi8>) -> tensor<9x!quant.uniform<i8:f32, 0.25:-7>>
  %r = stablehlo.divide %q, %p : (tensor<9x!quant.uniform<i8:f32, 0.5:-4>>, tensor<9x!quant.uniform<i8:f32, 0.25:-7>>) -> tensor<9x!quant.uniform<i8:f32, 0.125:3>>
  %i = stablehlo.bitcast_convert %r : (tensor<9x!quant.uniform<i8:f32, 0.125:3>>) -> tensor<9xi8>
  %e = stablehlo.constant dense<[-128, -128, -2, 3, 11, 115, 6, -14, 127]> : tensor<9xi8>
  %c = stablehlo.custom_call @check.eq(%e, %i) : (tensor<9xi8>, tensor<9xi8>) -> tensor<i1>
  func.return
}

// -----

func.func @maximum() {
  %s = stablehlo.constant dense<[-128, -37, -5, -4, 0, 3, 17, 126, 127]> : tensor<9xi8>
  %t = stablehlo.constant dense<[2, -3, -4, 9, 1, -6, 127, -128, 5]> : tensor<9xi8>
  %q = stablehlo.bitcast_convert %s : (tensor<9xi8>) -> tensor<9x!quant.uniform<i8:f32, 0.5:-4>>
  %p = stablehlo.bitcast_convert %t : (tensor<9xi8>) -> tensor<9x!quant.uniform<i8:f32, 0.25:-7>>
  %r = stablehlo.maximum %q, %p : (tensor<9x!quant.uniform<i8:f32, 0.5:-4>>, tensor<9x!quant.uniform<i8:f32, 0.25:-7>>) -> tensor<9x!quant.uniform<i8:f32, 0.125:3>>
  %i = stablehlo.bitcast_convert %r : (tensor<9x!quant.uniform<i8:f32, 0.125:3>>) -> tensor<9xi8>
  %e = stablehlo.constant dense<[21, 11, 9, 35, 19, 31, 127, 127, 127]> : tensor<9xi8>
  %c = stablehlo.custom_call @check.eq(%e, %i) : (tensor<9xi8>, tensor<9xi8>) -> tensor<i1>
  func.return
}

// -----

func.func @minimum() {
  %s = stablehlo.constant dense<[-128, -37, -5, -4, 0, 3, 17, 126, 127]> : tensor<9xi8>
  %t = stablehlo.constant dense<[2, -3, -4, 9, 1, -6, 127, -128, 5]> : tensor<9xi8>
  %q = stablehlo.bitcast_convert %s : (tensor<9xi8>) -> tensor<9x!quant.uniform<i8:f32, 0.5:-4>>
  %p = stablehlo.bitcast_convert %t : (tensor<9xi8>) -> tensor<9x!quant.uniform<i8:f32, 0.25:-7>>
  %r = stablehlo.minimum %q, %p : (tensor<9x!quant.uniform<i8:f32, 0.5:-4>>, tensor<9x!quant.uniform<i8:f32, 0.25:-7>>) -> tensor<9x!quant.uniform<i8:f32, 0.125:3>>
  %i = stablehlo.bitcast_convert %r : (tensor<9x!quant.uniform<i8:f32, 0.125:3>>) -> tensor<9xi8>
  %e = stablehlo.constant dense<[-128, -128, -1, 3, 19, 5, 87, -128, 27]> : tensor<9xi8>
  %c = stablehlo.custom_call @check.eq(%e, %i) : (tensor<9xi8>, tensor<9xi8>) -> tensor<i1>
  func.return
}

// -----

func.func @remainder() {
  %s = stablehlo.constant dense<[-128, -37, -5, -4, 0, 3, 17, 126, 127]> : tensor<9xi8>
  %t = stablehlo.constant dense<[2, -3, -4, 9, 1, -6, 127, -128, 5]> : tensor<9xi8>
  %q = stablehlo.bitcast_convert %s : (tensor<9xi8>) -> tensor<9x!quant.uniform<i8:f32, 0.5:-4>>
  %p = stablehlo.bitcast_convert %t : (tensor<9xi8>) -> tensor<9x!quant.uniform<i8:f32, 0.25:-7>>
  %r = stablehlo.remainder %q, %p : (tensor<9x!quant.uniform<i8:f32, 0.5:-4>>, tensor<9x!quant.uniform<i8:f32, 0.25:-7>>) -> tensor<9x!quant.uniform<i8:f32, 0.125:3>>
  %i = stablehlo.bitcast_convert %r : (tensor<9x!quant.uniform<i8:f32, 0.125:3>>) -> tensor<9xi8>
  %e = stablehlo.constant dense<[-7, -1, -1, 3, 3, 3, 87, 39, 23]> : tensor<9xi8>
  %c = stablehlo.custom_call @check.eq(%e, %i) : (tensor<9xi8>, tensor<9xi8>) -> tensor<i1>
  func.return
}

// -----

func.func @atan2() {
  %s = stablehlo.constant dense<[-128, -37, -5, -4, 0, 3, 17, 126, 127]> : tensor<9xi8>
  %t = stablehlo.constant dense<[2, -3, -4, 9, 1, -6, 127, -128, 5]> : tensor<9xi8>
  %q = stablehlo.bitcast_convert %s : (tensor<9xi8>) -> tensor<9x!quant.uniform<i8:f32, 0.5:-4>>
  %p = stablehlo.bitcast_convert %t : (tensor<9xi8>) -> tensor<9x!quant.uniform<i8:f32, 0.25:-7>>
  %r = stablehlo.atan2 %q, %p : (tensor<9x!quant.uniform<i8:f32, 0.5:-4>>, tensor<9x!quant.uniform<i8:f32, 0.25:-7>>) -> tensor<9x!quant.uniform<i8:f32, 0.125:3>>
  %i = stablehlo.bitcast_convert %r : (tensor<9x!quant.uniform<i8:f32, 0.125:3>>) -> tensor<9xi8>
  %e = stablehlo.constant dense<[-9, -9, -2, 3, 9, 15, 5, 19, 15]> : tensor<9xi8>
  %c = stablehlo.custom_call @check.eq(%e, %i) : (tensor<9xi8>, tensor<9xi8>) -> tensor<i1>
  func.return
}

// -----

// Powers of positive numbers: 2^3, 4^0.5, 1.5^2.
func.func @power() {
  %s = stablehlo.constant dense<[0, 4, -1]> : tensor<3xi8>
  %t = stablehlo.constant dense<[3, 1, 2]> : tensor<3xi8>
  %q = stablehlo.bitcast_convert %s : (tensor<3xi8>) -> tensor<3x!quant.uniform<i8:f32, 0.5:-4>>
  %p = stablehlo.convert %t : (tensor<3xi8>) -> tensor<3xf32>
  %h = stablehlo.constant dense<[1.0, 0.5, 1.0]> : tensor<3xf32>
  %m = stablehlo.multiply %p, %h : tensor<3xf32>
  %e = stablehlo.uniform_quantize %m : (tensor<3xf32>) -> tensor<3x!quant.uniform<i8:f32, 0.25>>
  %r = stablehlo.power %q, %e : (tensor<3x!quant.uniform<i8:f32, 0.5:-4>>, tensor<3x!quant.uniform<i8:f32, 0.25>>) -> tensor<3x!quant.uniform<i8:f32, 0.25:1>>
  %i = stablehlo.bitcast_convert %r : (tensor<3x!quant.uniform<i8:f32, 0.25:1>>) -> tensor<3xi8>
  check.expect_eq_const %i, dense<[33, 9, 10]> : tensor<3xi8>
  func.return
}

// -----

// Clamped between -1 and 2; the bounds have types of their own.
func.func @clamp() {
  %s = stablehlo.constant dense<[-10, 0, 1, 10]> : tensor<4xi8>
  %q = stablehlo.bitcast_convert %s : (tensor<4xi8>) -> tensor<4x!quant.uniform<i8:f32, 0.5>>
  %l = stablehlo.constant dense<-1> : tensor<i8>
  %low = stablehlo.bitcast_convert %l : (tensor<i8>) -> tensor<!quant.uniform<i8:f32, 1.0>>
  %h = stablehlo.constant dense<9> : tensor<i8>
  %high = stablehlo.bitcast_convert %h : (tensor<i8>) -> tensor<!quant.uniform<i8:f32, 0.25:1>>
  %r = stablehlo.clamp %low, %q, %high : (tensor<!quant.uniform<i8:f32, 1.0>>, tensor<4x!quant.uniform<i8:f32, 0.5>>, tensor<!quant.uniform<i8:f32, 0.25:1>>) -> tensor<4x!quant.uniform<i8:f32, 0.25>>
  %i = stablehlo.bitcast_convert %r : (tensor<4x!quant.uniform<i8:f32, 0.25>>) -> tensor<4xi8>
  check.expect_eq_const %i, dense<[-4, 0, 2, 8]> : tensor<4xi8>
  func.return
}

// -----

// Every stored value is a finite number.
func.func @is_finite() {
  %s = stablehlo.constant dense<[-128, 0, 127]> : tensor<3xi8>
  %q = stablehlo.bitcast_convert %s : (tensor<3xi8>) -> tensor<3x!quant.uniform<i8:f32, 0.5>>
  %r = stablehlo.is_finite %q : (tensor<3x!quant.uniform<i8:f32, 0.5>>) -> tensor<3xi1>
  check.expect_eq_const %r, dense<true> : tensor<3xi1>
  func.return
}

// -----

// A narrower storage range, and 4-bit storage.
func.func @storage_ranges() {
  %x = stablehlo.constant dense<[-100.0, -3.0, 0.4, 100.0]> : tensor<4xf32>
  %q = stablehlo.uniform_quantize %x : (tensor<4xf32>) -> tensor<4x!quant.uniform<i8<-127:100>:f32, 0.5>>
  %i = stablehlo.bitcast_convert %q : (tensor<4x!quant.uniform<i8<-127:100>:f32, 0.5>>) -> tensor<4xi8>
  check.expect_eq_const %i, dense<[-127, -6, 1, 100]> : tensor<4xi8>
  %p = stablehlo.uniform_quantize %x : (tensor<4xf32>) -> tensor<4x!quant.uniform<i4:f32, 1.0:-1>>
  %j = stablehlo.uniform_dequantize %p : (tensor<4x!quant.uniform<i4:f32, 1.0:-1>>) -> tensor<4xf32>
  check.expect_eq_const %j, dense<[-7.0, -3.0, 0.0, 8.0]> : tensor<4xf32>
  %u = stablehlo.uniform_quantize %x : (tensor<4xf32>) -> tensor<4x!quant.uniform<u8:f32, 0.5:128>>
  %k = stablehlo.uniform_dequantize %u : (tensor<4x!quant.uniform<u8:f32, 0.5:128>>) -> tensor<4xf32>
  check.expect_eq_const %k, dense<[-64.0, -3.0, 0.5, 63.5]> : tensor<4xf32>
  func.return
}

// -----

// bf16 and f64 as expressed types.
func.func @expressed_types() {
  %x = stablehlo.constant dense<[1.0, -2.5]> : tensor<2xbf16>
  %q = stablehlo.uniform_quantize %x : (tensor<2xbf16>) -> tensor<2x!quant.uniform<i8:bf16, 0.5:1>>
  %r = stablehlo.add %q, %q : tensor<2x!quant.uniform<i8:bf16, 0.5:1>>
  %d = stablehlo.uniform_dequantize %r : (tensor<2x!quant.uniform<i8:bf16, 0.5:1>>) -> tensor<2xbf16>
  check.expect_eq_const %d, dense<[2.0, -5.0]> : tensor<2xbf16>
  %y = stablehlo.constant dense<[1.0, -2.5]> : tensor<2xf64>
  %p = stablehlo.uniform_quantize %y : (tensor<2xf64>) -> tensor<2x!quant.uniform<i32:f64, 1.0e-3:5>>
  %i = stablehlo.bitcast_convert %p : (tensor<2x!quant.uniform<i32:f64, 1.0e-3:5>>) -> tensor<2xi32>
  check.expect_eq_const %i, dense<[1005, -2495]> : tensor<2xi32>
  func.return
}

// -----

// What moves elements moves what is stored.
func.func @movement() {
  %s = stablehlo.constant dense<[[1, 2, 3], [4, 5, 6]]> : tensor<2x3xi8>
  %q = stablehlo.bitcast_convert %s : (tensor<2x3xi8>) -> tensor<2x3x!quant.uniform<i8:f32, 0.3:1>>
  %z = stablehlo.constant dense<9> : tensor<i8>
  %nine = stablehlo.bitcast_convert %z : (tensor<i8>) -> tensor<!quant.uniform<i8:f32, 0.3:1>>
  %pad = stablehlo.pad %q, %nine, low = [0, 1], high = [0, 0], interior = [0, 0] : (tensor<2x3x!quant.uniform<i8:f32, 0.3:1>>, tensor<!quant.uniform<i8:f32, 0.3:1>>) -> tensor<2x4x!quant.uniform<i8:f32, 0.3:1>>
  %slice = stablehlo.slice %pad [0:2, 0:4:3] : (tensor<2x4x!quant.uniform<i8:f32, 0.3:1>>) -> tensor<2x2x!quant.uniform<i8:f32, 0.3:1>>
  %reverse = stablehlo.reverse %slice, dims = [0] : tensor<2x2x!quant.uniform<i8:f32, 0.3:1>>
  %both = stablehlo.concatenate %slice, %reverse, dim = 1 : (tensor<2x2x!quant.uniform<i8:f32, 0.3:1>>, tensor<2x2x!quant.uniform<i8:f32, 0.3:1>>) -> tensor<2x4x!quant.uniform<i8:f32, 0.3:1>>
  %flat = stablehlo.reshape %both : (tensor<2x4x!quant.uniform<i8:f32, 0.3:1>>) -> tensor<8x!quant.uniform<i8:f32, 0.3:1>>
  %i = stablehlo.bitcast_convert %flat : (tensor<8x!quant.uniform<i8:f32, 0.3:1>>) -> tensor<8xi8>
  check.expect_eq_const %i, dense<[9, 3, 9, 6, 9, 6, 9, 3]> : tensor<8xi8>
  %at = stablehlo.constant dense<1> : tensor<i32>
  %zero = stablehlo.constant dense<0> : tensor<i32>
  %row = stablehlo.dynamic_slice %q, %at, %zero, sizes = [1, 3] : (tensor<2x3x!quant.uniform<i8:f32, 0.3:1>>, tensor<i32>, tensor<i32>) -> tensor<1x3x!quant.uniform<i8:f32, 0.3:1>>
  %up = stablehlo.dynamic_update_slice %q, %row, %zero, %zero : (tensor<2x3x!quant.uniform<i8:f32, 0.3:1>>, tensor<1x3x!quant.uniform<i8:f32, 0.3:1>>, tensor<i32>, tensor<i32>) -> tensor<2x3x!quant.uniform<i8:f32, 0.3:1>>
  %j = stablehlo.bitcast_convert %up : (tensor<2x3x!quant.uniform<i8:f32, 0.3:1>>) -> tensor<2x3xi8>
  check.expect_eq_const %j, dense<[[4, 5, 6], [4, 5, 6]]> : tensor<2x3xi8>
  %wide = stablehlo.broadcast_in_dim %row, dims = [0, 1] : (tensor<1x3x!quant.uniform<i8:f32, 0.3:1>>) -> tensor<2x3x!quant.uniform<i8:f32, 0.3:1>>
  %k = stablehlo.bitcast_convert %wide : (tensor<2x3x!quant.uniform<i8:f32, 0.3:1>>) -> tensor<2x3xi8>
  check.expect_eq_const %k, dense<[[4, 5, 6], [4, 5, 6]]> : tensor<2x3xi8>
  %indices = stablehlo.constant dense<[[1], [0]]> : tensor<2x1xi32>
  %g = "stablehlo.gather"(%q, %indices) <{dimension_numbers = #stablehlo.gather<offset_dims = [1], collapsed_slice_dims = [0], start_index_map = [0], index_vector_dim = 1>, slice_sizes = array<i64: 1, 3>}> : (tensor<2x3x!quant.uniform<i8:f32, 0.3:1>>, tensor<2x1xi32>) -> tensor<2x3x!quant.uniform<i8:f32, 0.3:1>>
  %l = stablehlo.bitcast_convert %g : (tensor<2x3x!quant.uniform<i8:f32, 0.3:1>>) -> tensor<2x3xi8>
  check.expect_eq_const %l, dense<[[4, 5, 6], [1, 2, 3]]> : tensor<2x3xi8>
  func.return
}

// -----

// Sorted by the numbers, which the comparator sees; the largest of each window; both in what is stored.
func.func @order() {
  %s = stablehlo.constant dense<[3, -7, 100, 5]> : tensor<4xi8>
  %q = stablehlo.bitcast_convert %s : (tensor<4xi8>) -> tensor<4x!quant.uniform<i8:f32, 0.5:1>>
  %sorted = "stablehlo.sort"(%q) <{dimension = 0 : i64, is_stable = true}> ({
    ^bb0(%a: tensor<!quant.uniform<i8:f32, 0.5:1>>, %b: tensor<!quant.uniform<i8:f32, 0.5:1>>):
      %c = stablehlo.compare LT, %a, %b : (tensor<!quant.uniform<i8:f32, 0.5:1>>, tensor<!quant.uniform<i8:f32, 0.5:1>>) -> tensor<i1>
      stablehlo.return %c : tensor<i1>
  }) : (tensor<4x!quant.uniform<i8:f32, 0.5:1>>) -> tensor<4x!quant.uniform<i8:f32, 0.5:1>>
  %i = stablehlo.bitcast_convert %sorted : (tensor<4x!quant.uniform<i8:f32, 0.5:1>>) -> tensor<4xi8>
  check.expect_eq_const %i, dense<[-7, 3, 5, 100]> : tensor<4xi8>
  %z = stablehlo.constant dense<-128> : tensor<i8>
  %low = stablehlo.bitcast_convert %z : (tensor<i8>) -> tensor<!quant.uniform<i8:f32, 0.5:1>>
  %pooled = "stablehlo.reduce_window"(%q, %low) <{window_dimensions = array<i64: 2>, window_strides = array<i64: 2>}> ({
    ^bb0(%a: tensor<!quant.uniform<i8:f32, 0.5:1>>, %b: tensor<!quant.uniform<i8:f32, 0.5:1>>):
      %c = stablehlo.maximum %a, %b : tensor<!quant.uniform<i8:f32, 0.5:1>>
      stablehlo.return %c : tensor<!quant.uniform<i8:f32, 0.5:1>>
  }) : (tensor<4x!quant.uniform<i8:f32, 0.5:1>>, tensor<!quant.uniform<i8:f32, 0.5:1>>) -> tensor<2x!quant.uniform<i8:f32, 0.5:1>>
  %j = stablehlo.bitcast_convert %pooled : (tensor<2x!quant.uniform<i8:f32, 0.5:1>>) -> tensor<2xi8>
  check.expect_eq_const %j, dense<[3, 100]> : tensor<2xi8>
  func.return
}

// -----

// Both windows of select_and_scatter select 100, (5 - 1) * 0.5 + (9 - 1) * 0.5 = 6 is stored as 13, 0 as 1.
func.func @select_and_scatter() {
  %s = stablehlo.constant dense<[3, 100, 5]> : tensor<3xi8>
  %q = stablehlo.bitcast_convert %s : (tensor<3xi8>) -> tensor<3x!quant.uniform<i8:f32, 0.5:1>>
  %t = stablehlo.constant dense<[5, 9]> : tensor<2xi8>
  %source = stablehlo.bitcast_convert %t : (tensor<2xi8>) -> tensor<2x!quant.uniform<i8:f32, 0.5:1>>
  %z = stablehlo.constant dense<1> : tensor<i8>
  %zero = stablehlo.bitcast_convert %z : (tensor<i8>) -> tensor<!quant.uniform<i8:f32, 0.5:1>>
  %r = "stablehlo.select_and_scatter"(%q, %source, %zero) <{window_dimensions = array<i64: 2>, window_strides = array<i64: 1>}> ({
    ^bb0(%a: tensor<!quant.uniform<i8:f32, 0.5:1>>, %b: tensor<!quant.uniform<i8:f32, 0.5:1>>):
      %c = stablehlo.compare GE, %a, %b : (tensor<!quant.uniform<i8:f32, 0.5:1>>, tensor<!quant.uniform<i8:f32, 0.5:1>>) -> tensor<i1>
      stablehlo.return %c : tensor<i1>
  }, {
    ^bb0(%a: tensor<!quant.uniform<i8:f32, 0.5:1>>, %b: tensor<!quant.uniform<i8:f32, 0.5:1>>):
      %c = stablehlo.add %a, %b : tensor<!quant.uniform<i8:f32, 0.5:1>>
      stablehlo.return %c : tensor<!quant.uniform<i8:f32, 0.5:1>>
  }) : (tensor<3x!quant.uniform<i8:f32, 0.5:1>>, tensor<2x!quant.uniform<i8:f32, 0.5:1>>, tensor<!quant.uniform<i8:f32, 0.5:1>>) -> tensor<3x!quant.uniform<i8:f32, 0.5:1>>
  %i = stablehlo.bitcast_convert %r : (tensor<3x!quant.uniform<i8:f32, 0.5:1>>) -> tensor<3xi8>
  check.expect_eq_const %i, dense<[1, 13, 1]> : tensor<3xi8>
  func.return
}

// -----

// Control flow carries what is stored; map computes with numbers.
func.func @control() {
  %s = stablehlo.constant dense<[3, 5]> : tensor<2xi8>
  %q = stablehlo.bitcast_convert %s : (tensor<2xi8>) -> tensor<2x!quant.uniform<i8:f32, 0.5:1>>
  %yes = stablehlo.constant dense<true> : tensor<i1>
  %r = "stablehlo.if"(%yes) ({
    %d = stablehlo.add %q, %q : tensor<2x!quant.uniform<i8:f32, 0.5:1>>
    stablehlo.return %d : tensor<2x!quant.uniform<i8:f32, 0.5:1>>
  }, {
    stablehlo.return %q : tensor<2x!quant.uniform<i8:f32, 0.5:1>>
  }) : (tensor<i1>) -> tensor<2x!quant.uniform<i8:f32, 0.5:1>>
  %m = "stablehlo.map"(%r) <{dimensions = array<i64: 0>}> ({
    ^bb0(%a: tensor<!quant.uniform<i8:f32, 0.5:1>>):
      %n = stablehlo.negate %a : tensor<!quant.uniform<i8:f32, 0.5:1>>
      stablehlo.return %n : tensor<!quant.uniform<i8:f32, 0.5:1>>
  }) : (tensor<2x!quant.uniform<i8:f32, 0.5:1>>) -> tensor<2x!quant.uniform<i8:f32, 0.5:1>>
  %d = stablehlo.uniform_dequantize %m : (tensor<2x!quant.uniform<i8:f32, 0.5:1>>) -> tensor<2xf32>
  check.expect_eq_const %d, dense<[-2.0, -4.0]> : tensor<2xf32>
  func.return
}

// -----

// cholesky of {{4, 2}, {2, 10}} is {{2, 0}, {1, 3}}; the solution of that triangle for {4, 5} is {2, 1}.
func.func @linear_algebra() {
  %s = stablehlo.constant dense<[[8, 4], [4, 20]]> : tensor<2x2xi8>
  %q = stablehlo.bitcast_convert %s : (tensor<2x2xi8>) -> tensor<2x2x!quant.uniform<i8:f32, 0.5>>
  %l = stablehlo.cholesky %q, lower = true : tensor<2x2x!quant.uniform<i8:f32, 0.5>>
  %i = stablehlo.bitcast_convert %l : (tensor<2x2x!quant.uniform<i8:f32, 0.5>>) -> tensor<2x2xi8>
  check.expect_eq_const %i, dense<[[4, 0], [2, 6]]> : tensor<2x2xi8>
  %b = stablehlo.constant dense<[[8], [10]]> : tensor<2x1xi8>
  %p = stablehlo.bitcast_convert %b : (tensor<2x1xi8>) -> tensor<2x1x!quant.uniform<i8:f32, 0.5>>
  %x = "stablehlo.triangular_solve"(%l, %p) <{left_side = true, lower = true, transpose_a = #stablehlo<transpose NO_TRANSPOSE>, unit_diagonal = false}> : (tensor<2x2x!quant.uniform<i8:f32, 0.5>>, tensor<2x1x!quant.uniform<i8:f32, 0.5>>) -> tensor<2x1x!quant.uniform<i8:f32, 0.5>>
  %j = stablehlo.bitcast_convert %x : (tensor<2x1x!quant.uniform<i8:f32, 0.5>>) -> tensor<2x1xi8>
  check.expect_eq_const %j, dense<[[4], [2]]> : tensor<2x1xi8>
  func.return
}

// -----

// (x - mean) / sqrt(variance + 0) * scale + offset: (6 - 2) / 2 * 3 + 1 = 7, (2 - 2) / 2 * 3 + 1 = 1.
func.func @batch_norm() {
  %s = stablehlo.constant dense<[[6], [2]]> : tensor<2x1xi8>
  %x = stablehlo.bitcast_convert %s : (tensor<2x1xi8>) -> tensor<2x1x!quant.uniform<i8:f32, 1.0>>
  %t = stablehlo.constant dense<[3]> : tensor<1xi8>
  %scale = stablehlo.bitcast_convert %t : (tensor<1xi8>) -> tensor<1x!quant.uniform<i8:f32, 1.0>>
  %u = stablehlo.constant dense<[1]> : tensor<1xi8>
  %offset = stablehlo.bitcast_convert %u : (tensor<1xi8>) -> tensor<1x!quant.uniform<i8:f32, 1.0>>
  %v = stablehlo.constant dense<[2]> : tensor<1xi8>
  %mean = stablehlo.bitcast_convert %v : (tensor<1xi8>) -> tensor<1x!quant.uniform<i8:f32, 1.0>>
  %w = stablehlo.constant dense<[4]> : tensor<1xi8>
  %variance = stablehlo.bitcast_convert %w : (tensor<1xi8>) -> tensor<1x!quant.uniform<i8:f32, 1.0>>
  %r = "stablehlo.batch_norm_inference"(%x, %scale, %offset, %mean, %variance) <{epsilon = 0.0 : f32, feature_index = 1 : i64}> : (tensor<2x1x!quant.uniform<i8:f32, 1.0>>, tensor<1x!quant.uniform<i8:f32, 1.0>>, tensor<1x!quant.uniform<i8:f32, 1.0>>, tensor<1x!quant.uniform<i8:f32, 1.0>>, tensor<1x!quant.uniform<i8:f32, 1.0>>) -> tensor<2x1x!quant.uniform<i8:f32, 1.0>>
  %i = stablehlo.bitcast_convert %r : (tensor<2x1x!quant.uniform<i8:f32, 1.0>>) -> tensor<2x1xi8>
  check.expect_eq_const %i, dense<[[7], [1]]> : tensor<2x1xi8>
  func.return
}

// -----

// A constant of a quantized type is what is stored.
func.func @constant() {
  %q = "stablehlo.constant"() <{value = dense<[3, -1]> : tensor<2xi8>}> : () -> tensor<2x!quant.uniform<i8:f32, 0.5:1>>
  %d = stablehlo.uniform_dequantize %q : (tensor<2x!quant.uniform<i8:f32, 0.5:1>>) -> tensor<2xf32>
  check.expect_eq_const %d, dense<[1.0, -1.0]> : tensor<2xf32>
  func.return
}

// -----

// reduce_precision of numbers: 1.125 has no place in two bits of mantissa and goes to 1, 1.25 stays.
func.func @reduce_precision() {
  %s = stablehlo.constant dense<[9, 10]> : tensor<2xi8>
  %q = stablehlo.bitcast_convert %s : (tensor<2xi8>) -> tensor<2x!quant.uniform<i8:f32, 0.125>>
  %r = stablehlo.reduce_precision %q, format = e5m2 : tensor<2x!quant.uniform<i8:f32, 0.125>>
  %i = stablehlo.bitcast_convert %r : (tensor<2x!quant.uniform<i8:f32, 0.125>>) -> tensor<2xi8>
  check.expect_eq_const %i, dense<[8, 10]> : tensor<2xi8>
  func.return
}
