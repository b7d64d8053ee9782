func.func @reductions(%a: tensor<2x3xf32>, %b: tensor<2x3xi32>, %x: tensor<f32>, %y: tensor<i32>) {
  %0 = stablehlo.reduce(%a init: %x) applies stablehlo.maximum across dimensions = [0, 1] {note} : (tensor<2x3xf32>, tensor<f32>) -> tensor<f32>
  %1:2 = stablehlo.reduce(%a init: %x), (%b init: %y) across dimensions = [1] : (tensor<2x3xf32>, tensor<2x3xi32>, tensor<f32>, tensor<i32>) -> (tensor<2xf32>, tensor<2xi32>)
   reducer(%p: tensor<f32>, %q: tensor<f32>) (%r: tensor<i32>, %s: tensor<i32>)  {
    %z = stablehlo.add %p, %q : tensor<f32>
    stablehlo.return %z, %s : tensor<f32>, tensor<i32>
  }
  return
}
// -----
func.func @reductions(%a: tensor<2x3xf32>, %b: tensor<2x3xi32>, %x: tensor<f32>, %y: tensor<i32>) {
  %0 = "stablehlo.reduce"(%a, %x) ({
  ^bb0(%p: tensor<f32>, %q: tensor<f32>):
    %z = "stablehlo.maximum"(%p, %q) : (tensor<f32>, tensor<f32>) -> tensor<f32>
    "stablehlo.return"(%z) : (tensor<f32>) -> ()
  }) {dimensions = array<i64: 0, 1>, note} : (tensor<2x3xf32>, tensor<f32>) -> tensor<f32>
  %1:2 = "stablehlo.reduce"(%a, %b, %x, %y) ({
  ^bb0(%p: tensor<f32>, %r: tensor<i32>, %q: tensor<f32>, %s: tensor<i32>):
    %z = "stablehlo.add"(%p, %q) : (tensor<f32>, tensor<f32>) -> tensor<f32>
    "stablehlo.return"(%z, %s) : (tensor<f32>, tensor<i32>) -> ()
  }) {dimensions = array<i64: 1>} : (tensor<2x3xf32>, tensor<2x3xi32>, tensor<f32>, tensor<i32>) -> (tensor<2xf32>, tensor<2xi32>)
  return
}
// -----
func.func @loops(%n: tensor<i32>, %x: tensor<f32>) {
  %0:2 = stablehlo.while(%i = %n, %v = %x) : tensor<i32>, tensor<f32> attributes {note = "loop"}
   cond {
    %c = stablehlo.compare  LT, %i, %n,  SIGNED : (tensor<i32>, tensor<i32>) -> tensor<i1>
    stablehlo.return %c : tensor<i1>
  } do {
    %c = stablehlo.negate %v : tensor<f32>
    stablehlo.return %i, %c : tensor<i32>, tensor<f32>
  }
  stablehlo.while() cond {
    %c = stablehlo.constant dense<false> : tensor<i1>
    stablehlo.return %c : tensor<i1>
  } do {
    stablehlo.return
  }
  return
}
// -----
func.func @loops(%n: tensor<i32>, %x: tensor<f32>) {
  %0, %1 = "stablehlo.while"(%n, %x) ({
  ^bb0(%i: tensor<i32>, %v: tensor<f32>):
    %c = "stablehlo.compare"(%i, %n) {comparison_direction = #stablehlo<comparison_direction LT>, compare_type = #stablehlo<comparison_type SIGNED>} : (tensor<i32>, tensor<i32>) -> tensor<i1>
    "stablehlo.return"(%c) : (tensor<i1>) -> ()
  }, {
  ^bb0(%i: tensor<i32>, %v: tensor<f32>):
    %c = "stablehlo.negate"(%v) : (tensor<f32>) -> tensor<f32>
    "stablehlo.return"(%i, %c) : (tensor<i32>, tensor<f32>) -> ()
  }) {note = "loop"} : (tensor<i32>, tensor<f32>) -> (tensor<i32>, tensor<f32>)
  "stablehlo.while"() ({
    %c = "stablehlo.constant"() {value = dense<false> : tensor<i1>} : () -> tensor<i1>
    "stablehlo.return"(%c) : (tensor<i1>) -> ()
  }, {
    "stablehlo.return"() : () -> ()
  }) : () -> ()
  return
}
// -----
func.func @others(%a: tensor<2xf32>, %k: tensor<2xui64>, %t: !stablehlo.token, %n: tensor<1xi64>, %s: tensor<f32>) {
  %0 = stablehlo.after_all %t, %t : !stablehlo.token
  %1 = stablehlo.after_all : !stablehlo.token
  %2 = stablehlo.create_token : !stablehlo.token
  %3 = stablehlo.tuple %a, %t : tuple<tensor<2xf32>, !stablehlo.token>
  %4 = stablehlo.tuple : tuple<>
  %5 = stablehlo.get_tuple_element %3[1] : (tuple<tensor<2xf32>, !stablehlo.token>) -> !stablehlo.token
  stablehlo.optimization_barrier()
  %6:2 = stablehlo.optimization_barrier {note} %a, %k : tensor<2xf32>, tensor<2xui64>
  %7 = stablehlo.custom_call @"a target"(%a, %t) {backend_config = "\22x\22", has_side_effect = true} : (tensor<2xf32>, !stablehlo.token) -> tensor<2xf32>
  stablehlo.custom_call @shape_assertion() {api_version = 2 : i32, error_message = "no"} : () -> ()
  %8 = stablehlo.composite "chlo.f" %a, %a {decomposition = @f, version = 1 : i32} : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xf32>
  %9 = stablehlo.rng %s, %s, %n, distribution =  NORMAL : (tensor<f32>, tensor<f32>, tensor<1xi64>) -> tensor<2xf32>
  %10, %11 = stablehlo.rng_bit_generator %k, algorithm =  THREE_FRY : (tensor<2xui64>) -> (tensor<2xui64>, tensor<4xui32>)
  stablehlo.trace %a, "tag" : tensor<2xf32>
  stablehlo.return %a, %k : tensor<2xf32>, tensor<2xui64>
}
// -----
func.func @others(%a: tensor<2xf32>, %k: tensor<2xui64>, %t: !stablehlo.token, %n: tensor<1xi64>, %s: tensor<f32>) {
  %0 = "stablehlo.after_all"(%t, %t) : (!stablehlo.token, !stablehlo.token) -> !stablehlo.token
  %1 = "stablehlo.after_all"() : () -> !stablehlo.token
  %2 = "stablehlo.create_token"() : () -> !stablehlo.token
  %3 = "stablehlo.tuple"(%a, %t) : (tensor<2xf32>, !stablehlo.token) -> tuple<tensor<2xf32>, !stablehlo.token>
  %4 = "stablehlo.tuple"() : () -> tuple<>
  %5 = "stablehlo.get_tuple_element"(%3) {index = 1 : i32} : (tuple<tensor<2xf32>, !stablehlo.token>) -> !stablehlo.token
  "stablehlo.optimization_barrier"() : () -> ()
  %6:2 = "stablehlo.optimization_barrier"(%a, %k) {note = unit} : (tensor<2xf32>, tensor<2xui64>) -> (tensor<2xf32>, tensor<2xui64>)
  %7 = "stablehlo.custom_call"(%a, %t) {call_target_name = "a target", backend_config = "\"x\"", has_side_effect = true} : (tensor<2xf32>, !stablehlo.token) -> tensor<2xf32>
  "stablehlo.custom_call"() {call_target_name = "shape_assertion", api_version = 2 : i32, error_message = "no"} : () -> ()
  %8 = "stablehlo.composite"(%a, %a) {name = "chlo.f", decomposition = @f, version = 1 : i32} : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xf32>
  %9 = "stablehlo.rng"(%s, %s, %n) {rng_distribution = #stablehlo<rng_distribution NORMAL>} : (tensor<f32>, tensor<f32>, tensor<1xi64>) -> tensor<2xf32>
  %10, %11 = "stablehlo.rng_bit_generator"(%k) {rng_algorithm = #stablehlo<rng_algorithm THREE_FRY>} : (tensor<2xui64>) -> (tensor<2xui64>, tensor<4xui32>)
  "stablehlo.trace"(%a) {tag = "tag"} : (tensor<2xf32>) -> ()
  "stablehlo.return"(%a, %k) : (tensor<2xf32>, tensor<2xui64>) -> ()
}
