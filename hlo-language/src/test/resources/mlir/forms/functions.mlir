module @jit_main attributes {mhlo.num_partitions = 1 : i32, jax.uses_shape_polymorphism = false} {
  func.func public @main(%arg0: tensor<2xf32> {jax.buffer_donor = true, tf.aliasing_output = 0 : i32}, %arg1: tensor<i32>) -> (tensor<2xf32> {jax.result_info = "result"}, tensor<i32>) attributes {no_inline} {
    %0:2 = call @"<lambda>"(%arg0, %arg1) : (tensor<2xf32>, tensor<i32>) -> (tensor<2xf32>, tensor<i32>)
    return %0#0, %0#1 : tensor<2xf32>, tensor<i32>
  }
  func.func private @"<lambda>"(%x: tensor<2xf32>, %y: tensor<i32>) -> (tensor<2xf32>, tensor<i32>) {
    return %x, %y : tensor<2xf32>, tensor<i32>
  }
  func.func private @declared(tensor<2xf32> {a.b}, tensor<i32>) -> tensor<f32>
  func.func nested @no_results() {
    return
  }
  module @inner {
    func.func @main() {
      return
    }
  }
}
// -----
"builtin.module"() <{sym_name = "jit_main"}> ({
  "func.func"() <{sym_name = "main", sym_visibility = "public", function_type = (tensor<2xf32>, tensor<i32>) -> (tensor<2xf32>, tensor<i32>),
      arg_attrs = [{jax.buffer_donor = true, tf.aliasing_output = 0 : i32}, {}], res_attrs = [{jax.result_info = "result"}, {}]}> ({
  ^bb0(%arg0: tensor<2xf32>, %arg1: tensor<i32>):
    %0:2 = "func.call"(%arg0, %arg1) <{callee = @"<lambda>"}> : (tensor<2xf32>, tensor<i32>) -> (tensor<2xf32>, tensor<i32>)
    "func.return"(%0#0, %0#1) : (tensor<2xf32>, tensor<i32>) -> ()
  }) {no_inline} : () -> ()
  "func.func"() <{sym_name = "<lambda>", sym_visibility = "private", function_type = (tensor<2xf32>, tensor<i32>) -> (tensor<2xf32>, tensor<i32>)}> ({
  ^bb0(%x: tensor<2xf32>, %y: tensor<i32>):
    "func.return"(%x, %y) : (tensor<2xf32>, tensor<i32>) -> ()
  }) : () -> ()
  "func.func"() <{sym_name = "declared", sym_visibility = "private", function_type = (tensor<2xf32>, tensor<i32>) -> tensor<f32>, arg_attrs = [{a.b}, {}]}> ({
  }) : () -> ()
  "func.func"() <{sym_name = "no_results", sym_visibility = "nested", function_type = () -> ()}> ({
    "func.return"() : () -> ()
  }) : () -> ()
  "builtin.module"() <{sym_name = "inner"}> ({
    "func.func"() <{sym_name = "main", function_type = () -> ()}> ({
      "func.return"() : () -> ()
    }) : () -> ()
  }) : () -> ()
}) {mhlo.num_partitions = 1 : i32, jax.uses_shape_polymorphism = false} : () -> ()
