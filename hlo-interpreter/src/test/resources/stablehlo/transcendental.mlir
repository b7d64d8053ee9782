// The values are those of the functions to 60 digits, rounded to the type; both types at 3 ULP.
func.func @cosine() {
  %x_f64 = stablehlo.constant dense<[-2.5, -1.0, -0.1, 0.001, 0.3, 0.75, 1.0, 2.0, 10.0]> : tensor<9xf64>
  %y_f64 = stablehlo.cosine %x_f64 : tensor<9xf64>
  %e_f64 = stablehlo.constant dense<[-0.8011436155469337, 0.5403023058681398, 0.9950041652780258, 0.9999995000000417, 0.955336489125606, 0.7316888688738209, 0.5403023058681398, -0.4161468365471424, -0.8390715290764524]> : tensor<9xf64>
  check.expect_close %y_f64, %e_f64, max_ulp_difference = 3 : tensor<9xf64>, tensor<9xf64>
  %x_f32 = stablehlo.constant dense<[-2.5, -1.0, -0.10000000149011612, 0.0010000000474974513, 0.30000001192092896, 0.75, 1.0, 2.0, 10.0]> : tensor<9xf32>
  %y_f32 = stablehlo.cosine %x_f32 : tensor<9xf32>
  %e_f32 = stablehlo.constant dense<[-0.8011435866355896, 0.5403022766113281, 0.9950041770935059, 0.9999995231628418, 0.9553365111351013, 0.7316888570785522, 0.5403022766113281, -0.416146844625473, -0.83907151222229]> : tensor<9xf32>
  check.expect_close %y_f32, %e_f32, max_ulp_difference = 3 : tensor<9xf32>, tensor<9xf32>
  func.return
}

// -----

func.func @sine() {
  %x_f64 = stablehlo.constant dense<[-2.5, -1.0, -0.1, 0.001, 0.3, 0.75, 1.0, 2.0, 10.0]> : tensor<9xf64>
  %y_f64 = stablehlo.sine %x_f64 : tensor<9xf64>
  %e_f64 = stablehlo.constant dense<[-0.5984721441039565, -0.8414709848078965, -0.09983341664682815, 0.0009999998333333417, 0.29552020666133955, 0.6816387600233341, 0.8414709848078965, 0.9092974268256817, -0.5440211108893698]> : tensor<9xf64>
  check.expect_close %y_f64, %e_f64, max_ulp_difference = 3 : tensor<9xf64>, tensor<9xf64>
  %x_f32 = stablehlo.constant dense<[-2.5, -1.0, -0.10000000149011612, 0.0010000000474974513, 0.30000001192092896, 0.75, 1.0, 2.0, 10.0]> : tensor<9xf32>
  %y_f32 = stablehlo.sine %x_f32 : tensor<9xf32>
  %e_f32 = stablehlo.constant dense<[-0.5984721183776855, -0.8414709568023682, -0.0998334214091301, 0.0009999999310821295, 0.29552021622657776, 0.681638777256012, 0.8414709568023682, 0.9092974066734314, -0.5440211296081543]> : tensor<9xf32>
  check.expect_close %y_f32, %e_f32, max_ulp_difference = 3 : tensor<9xf32>, tensor<9xf32>
  func.return
}

// -----

func.func @tan() {
  %x_f64 = stablehlo.constant dense<[-1.0, -0.1, 0.3, 0.75, 1.0, 1.5, 10.0]> : tensor<7xf64>
  %y_f64 = stablehlo.tan %x_f64 : tensor<7xf64>
  %e_f64 = stablehlo.constant dense<[-1.5574077246549023, -0.10033467208545055, 0.30933624960962325, 0.9315964599440725, 1.5574077246549023, 14.101419947171719, 0.6483608274590866]> : tensor<7xf64>
  check.expect_close %y_f64, %e_f64, max_ulp_difference = 3 : tensor<7xf64>, tensor<7xf64>
  %x_f32 = stablehlo.constant dense<[-1.0, -0.10000000149011612, 0.30000001192092896, 0.75, 1.0, 1.5, 10.0]> : tensor<7xf32>
  %y_f32 = stablehlo.tan %x_f32 : tensor<7xf32>
  %e_f32 = stablehlo.constant dense<[-1.5574077367782593, -0.10033467411994934, 0.30933627486228943, 0.9315964579582214, 1.5574077367782593, 14.101420402526855, 0.6483608484268188]> : tensor<7xf32>
  check.expect_close %y_f32, %e_f32, max_ulp_difference = 3 : tensor<7xf32>, tensor<7xf32>
  func.return
}

// -----

func.func @tanh() {
  %x_f64 = stablehlo.constant dense<[-2.5, -1.0, -0.1, 0.001, 0.3, 0.75, 1.0, 2.0, 10.0]> : tensor<9xf64>
  %y_f64 = stablehlo.tanh %x_f64 : tensor<9xf64>
  %e_f64 = stablehlo.constant dense<[-0.9866142981514303, -0.7615941559557649, -0.09966799462495582, 0.0009999996666668, 0.2913126124515909, 0.6351489523872873, 0.7615941559557649, 0.9640275800758169, 0.9999999958776927]> : tensor<9xf64>
  check.expect_close %y_f64, %e_f64, max_ulp_difference = 3 : tensor<9xf64>, tensor<9xf64>
  %x_f32 = stablehlo.constant dense<[-2.5, -1.0, -0.10000000149011612, 0.0010000000474974513, 0.30000001192092896, 0.75, 1.0, 2.0, 10.0]> : tensor<9xf32>
  %y_f32 = stablehlo.tanh %x_f32 : tensor<9xf32>
  %e_f32 = stablehlo.constant dense<[-0.9866142868995667, -0.7615941762924194, -0.0996679961681366, 0.0009999996982514858, 0.29131263494491577, 0.6351489424705505, 0.7615941762924194, 0.9640275835990906, 1.0]> : tensor<9xf32>
  check.expect_close %y_f32, %e_f32, max_ulp_difference = 3 : tensor<9xf32>, tensor<9xf32>
  func.return
}

// -----

func.func @exponential() {
  %x_f64 = stablehlo.constant dense<[-2.5, -1.0, -0.1, 0.001, 0.3, 0.75, 1.0, 2.0, 10.0]> : tensor<9xf64>
  %y_f64 = stablehlo.exponential %x_f64 : tensor<9xf64>
  %e_f64 = stablehlo.constant dense<[0.0820849986238988, 0.36787944117144233, 0.9048374180359595, 1.0010005001667084, 1.3498588075760032, 2.117000016612675, 2.718281828459045, 7.38905609893065, 22026.465794806718]> : tensor<9xf64>
  check.expect_close %y_f64, %e_f64, max_ulp_difference = 3 : tensor<9xf64>, tensor<9xf64>
  %x_f32 = stablehlo.constant dense<[-2.5, -1.0, -0.10000000149011612, 0.0010000000474974513, 0.30000001192092896, 0.75, 1.0, 2.0, 10.0]> : tensor<9xf32>
  %y_f32 = stablehlo.exponential %x_f32 : tensor<9xf32>
  %e_f32 = stablehlo.constant dense<[0.08208499848842621, 0.3678794503211975, 0.904837429523468, 1.0010005235671997, 1.3498588800430298, 2.117000102996826, 2.7182817459106445, 7.389056205749512, 22026.46484375]> : tensor<9xf32>
  check.expect_close %y_f32, %e_f32, max_ulp_difference = 3 : tensor<9xf32>, tensor<9xf32>
  func.return
}

// -----

func.func @exponential_minus_one() {
  %x_f64 = stablehlo.constant dense<[-2.5, -0.1, -1.0e-08, 1.0e-10, 0.3, 1.0, 10.0]> : tensor<7xf64>
  %y_f64 = stablehlo.exponential_minus_one %x_f64 : tensor<7xf64>
  %e_f64 = stablehlo.constant dense<[-0.9179150013761012, -0.09516258196404043, -9.999999950000001e-09, 1.00000000005e-10, 0.3498588075760031, 1.7182818284590453, 22025.465794806718]> : tensor<7xf64>
  check.expect_close %y_f64, %e_f64, max_ulp_difference = 3 : tensor<7xf64>, tensor<7xf64>
  %x_f32 = stablehlo.constant dense<[-2.5, -0.10000000149011612, -9.99999993922529e-09, 1.000000013351432e-10, 0.30000001192092896, 1.0, 10.0]> : tensor<7xf32>
  %y_f32 = stablehlo.exponential_minus_one %x_f32 : tensor<7xf32>
  %e_f32 = stablehlo.constant dense<[-0.9179149866104126, -0.09516258537769318, -9.99999993922529e-09, 1.000000013351432e-10, 0.349858820438385, 1.718281865119934, 22025.46484375]> : tensor<7xf32>
  check.expect_close %y_f32, %e_f32, max_ulp_difference = 3 : tensor<7xf32>, tensor<7xf32>
  func.return
}

// -----

func.func @log() {
  %x_f64 = stablehlo.constant dense<[0.001, 0.3, 0.75, 1.5, 2.0, 10.0, 1000.0]> : tensor<7xf64>
  %y_f64 = stablehlo.log %x_f64 : tensor<7xf64>
  %e_f64 = stablehlo.constant dense<[-6.907755278982137, -1.2039728043259361, -0.2876820724517809, 0.4054651081081644, 0.6931471805599453, 2.302585092994046, 6.907755278982137]> : tensor<7xf64>
  check.expect_close %y_f64, %e_f64, max_ulp_difference = 3 : tensor<7xf64>, tensor<7xf64>
  %x_f32 = stablehlo.constant dense<[0.0010000000474974513, 0.30000001192092896, 0.75, 1.5, 2.0, 10.0, 1000.0]> : tensor<7xf32>
  %y_f32 = stablehlo.log %x_f32 : tensor<7xf32>
  %e_f32 = stablehlo.constant dense<[-6.907755374908447, -1.2039728164672852, -0.28768208622932434, 0.40546509623527527, 0.6931471824645996, 2.3025851249694824, 6.907755374908447]> : tensor<7xf32>
  check.expect_close %y_f32, %e_f32, max_ulp_difference = 3 : tensor<7xf32>, tensor<7xf32>
  func.return
}

// -----

func.func @log_plus_one() {
  %x_f64 = stablehlo.constant dense<[-0.5, -1.0e-08, 1.0e-10, 0.3, 1.0, 10.0]> : tensor<6xf64>
  %y_f64 = stablehlo.log_plus_one %x_f64 : tensor<6xf64>
  %e_f64 = stablehlo.constant dense<[-0.6931471805599453, -1.0000000050000001e-08, 9.999999999500001e-11, 0.26236426446749106, 0.6931471805599453, 2.3978952727983707]> : tensor<6xf64>
  check.expect_close %y_f64, %e_f64, max_ulp_difference = 3 : tensor<6xf64>, tensor<6xf64>
  %x_f32 = stablehlo.constant dense<[-0.5, -9.99999993922529e-09, 1.000000013351432e-10, 0.30000001192092896, 1.0, 10.0]> : tensor<6xf32>
  %y_f32 = stablehlo.log_plus_one %x_f32 : tensor<6xf32>
  %e_f32 = stablehlo.constant dense<[-0.6931471824645996, -9.99999993922529e-09, 1.000000013351432e-10, 0.2623642683029175, 0.6931471824645996, 2.397895336151123]> : tensor<6xf32>
  check.expect_close %y_f32, %e_f32, max_ulp_difference = 3 : tensor<6xf32>, tensor<6xf32>
  func.return
}

// -----

func.func @logistic() {
  %x_f64 = stablehlo.constant dense<[-2.5, -1.0, -0.1, 0.001, 0.3, 0.75, 1.0, 2.0, 10.0]> : tensor<9xf64>
  %y_f64 = stablehlo.logistic %x_f64 : tensor<9xf64>
  %e_f64 = stablehlo.constant dense<[0.07585818002124355, 0.2689414213699951, 0.47502081252106, 0.5002499999791666, 0.574442516811659, 0.679178699175393, 0.7310585786300049, 0.8807970779778824, 0.9999546021312976]> : tensor<9xf64>
  check.expect_close %y_f64, %e_f64, max_ulp_difference = 3 : tensor<9xf64>, tensor<9xf64>
  %x_f32 = stablehlo.constant dense<[-2.5, -1.0, -0.10000000149011612, 0.0010000000474974513, 0.30000001192092896, 0.75, 1.0, 2.0, 10.0]> : tensor<9xf32>
  %y_f32 = stablehlo.logistic %x_f32 : tensor<9xf32>
  %e_f32 = stablehlo.constant dense<[0.07585818320512772, 0.2689414322376251, 0.4750208258628845, 0.500249981880188, 0.5744425058364868, 0.6791787147521973, 0.7310585975646973, 0.8807970881462097, 0.9999545812606812]> : tensor<9xf32>
  check.expect_close %y_f32, %e_f32, max_ulp_difference = 3 : tensor<9xf32>, tensor<9xf32>
  func.return
}

// -----

func.func @sqrt() {
  %x_f64 = stablehlo.constant dense<[0.001, 0.3, 0.75, 1.5, 2.0, 10.0, 1000.0]> : tensor<7xf64>
  %y_f64 = stablehlo.sqrt %x_f64 : tensor<7xf64>
  %e_f64 = stablehlo.constant dense<[0.03162277660168379, 0.5477225575051661, 0.8660254037844386, 1.224744871391589, 1.4142135623730951, 3.1622776601683795, 31.622776601683793]> : tensor<7xf64>
  check.expect_close %y_f64, %e_f64, max_ulp_difference = 3 : tensor<7xf64>, tensor<7xf64>
  %x_f32 = stablehlo.constant dense<[0.0010000000474974513, 0.30000001192092896, 0.75, 1.5, 2.0, 10.0, 1000.0]> : tensor<7xf32>
  %y_f32 = stablehlo.sqrt %x_f32 : tensor<7xf32>
  %e_f32 = stablehlo.constant dense<[0.03162277862429619, 0.547722578048706, 0.8660253882408142, 1.2247449159622192, 1.4142135381698608, 3.1622776985168457, 31.62277603149414]> : tensor<7xf32>
  check.expect_close %y_f32, %e_f32, max_ulp_difference = 3 : tensor<7xf32>, tensor<7xf32>
  func.return
}

// -----

func.func @rsqrt() {
  %x_f64 = stablehlo.constant dense<[0.001, 0.3, 0.75, 1.5, 2.0, 10.0, 1000.0]> : tensor<7xf64>
  %y_f64 = stablehlo.rsqrt %x_f64 : tensor<7xf64>
  %e_f64 = stablehlo.constant dense<[31.622776601683793, 1.8257418583505538, 1.1547005383792515, 0.816496580927726, 0.7071067811865476, 0.31622776601683794, 0.03162277660168379]> : tensor<7xf64>
  check.expect_close %y_f64, %e_f64, max_ulp_difference = 3 : tensor<7xf64>, tensor<7xf64>
  %x_f32 = stablehlo.constant dense<[0.0010000000474974513, 0.30000001192092896, 0.75, 1.5, 2.0, 10.0, 1000.0]> : tensor<7xf32>
  %y_f32 = stablehlo.rsqrt %x_f32 : tensor<7xf32>
  %e_f32 = stablehlo.constant dense<[31.62277603149414, 1.8257417678833008, 1.154700517654419, 0.8164966106414795, 0.7071067690849304, 0.3162277638912201, 0.03162277489900589]> : tensor<7xf32>
  check.expect_close %y_f32, %e_f32, max_ulp_difference = 3 : tensor<7xf32>, tensor<7xf32>
  func.return
}

// -----

func.func @cbrt() {
  %x_f64 = stablehlo.constant dense<[-27.0, -0.3, 0.001, 2.0, 8.0, 1000.0]> : tensor<6xf64>
  %y_f64 = stablehlo.cbrt %x_f64 : tensor<6xf64>
  %e_f64 = stablehlo.constant dense<[-3.0, -0.6694329500821695, 0.1, 1.2599210498948732, 2.0, 10.0]> : tensor<6xf64>
  check.expect_close %y_f64, %e_f64, max_ulp_difference = 3 : tensor<6xf64>, tensor<6xf64>
  %x_f32 = stablehlo.constant dense<[-27.0, -0.30000001192092896, 0.0010000000474974513, 2.0, 8.0, 1000.0]> : tensor<6xf32>
  %y_f32 = stablehlo.cbrt %x_f32 : tensor<6xf32>
  %e_f32 = stablehlo.constant dense<[-3.0, -0.6694329380989075, 0.10000000149011612, 1.2599210739135742, 2.0, 10.0]> : tensor<6xf32>
  check.expect_close %y_f32, %e_f32, max_ulp_difference = 3 : tensor<6xf32>, tensor<6xf32>
  func.return
}
