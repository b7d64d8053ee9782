sdy.mesh @mesh = <["x"=2, "y"=4]>
sdy.mesh @one = <[], device_ids=[1]>
func.func @shardy(%a: tensor<8x8xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"x"}, {}]>}) -> (tensor<8x8xf32> {jax.result_info = ""}) {
  %0 = sdy.sharding_constraint %a <@mesh, [{"x"}, {?}], replicated={"y"}> : tensor<8x8xf32>
  %1 = sdy.reshard %0 <@mesh, [{}, {"x":(1)2}]> : tensor<8x8xf32>
  %2 = sdy.manual_computation(%a) in_shardings=[<@mesh, [{"x"}, {}]>] out_shardings=[<@mesh, [{"x"}, {}]>] manual_axes={"x"} (%a: tensor<4x8xf32>) {
    sdy.return %a : tensor<4x8xf32>
  } : (tensor<8x8xf32>) -> tensor<8x8xf32>
  %3 = sdy.named_computation<"foo">(%a) in_shardings=[<@mesh, [{}, {}]>] (%b: tensor<8x8xf32>) {
    sdy.return %b : tensor<8x8xf32>
  } : (tensor<8x8xf32>) -> tensor<8x8xf32>
  sdy.sharding_group %a group_id=5 : tensor<8x8xf32>
  %4 = sdy.constant dense<1.0> : tensor<8x8xf32>
  %5 = sdy.data_flow_edge %4 sharding=<@mesh, [{}, {}]> : tensor<8x8xf32>
  %6 = sdy.data_flow_edge %4 : tensor<8x8xf32>
  %7 = sdy.propagation_barrier %6 allowed_direction=BACKWARD : tensor<8x8xf32>
  %8 = sdy.all_gather [{"x"}, {}] %7 out_sharding=<@mesh, [{}, {}]> : tensor<8x8xf32>
  %9 = sdy.all_slice [{"x"}, {}] %8 out_sharding=<@mesh, [{"x"}, {}]> : tensor<8x8xf32>
  %10 = sdy.reduce_scatter [{"y"}, {}] %9 out_sharding=<@mesh, [{"y"}, {}]> : tensor<8x8xf32>
  %11 = sdy.all_reduce {"y"} %10 out_sharding=<@mesh, [{}, {}]> : tensor<8x8xf32>
  %12 = sdy.all_to_all [{"x"}: 0->1] %11 out_sharding=<@mesh, [{}, {"x"}]> : tensor<8x8xf32>
  %13 = sdy.collective_permute %12 out_sharding=<@mesh, [{"y"}, {}]> : tensor<8x8xf32>
  return %13 : tensor<8x8xf32>
}
// -----
"sdy.mesh"() <{sym_name = "mesh", mesh = #sdy.mesh<["x"=2, "y"=4]>}> : () -> ()
"sdy.mesh"() <{sym_name = "one", mesh = #sdy.mesh<[], device_ids=[1]>}> : () -> ()
"func.func"() <{sym_name = "shardy", function_type = (tensor<8x8xf32>) -> tensor<8x8xf32>,
    arg_attrs = [{sdy.sharding = #sdy.sharding<@mesh, [{"x"}, {}]>}], res_attrs = [{jax.result_info = ""}]}> ({
^bb0(%a: tensor<8x8xf32>):
  %0 = "sdy.sharding_constraint"(%a) <{sharding = #sdy.sharding<@mesh, [{"x"}, {?}], replicated={"y"}>}> : (tensor<8x8xf32>) -> tensor<8x8xf32>
  %1 = "sdy.reshard"(%0) <{sharding = #sdy.sharding<@mesh, [{}, {"x":(1)2}]>}> : (tensor<8x8xf32>) -> tensor<8x8xf32>
  %2 = "sdy.manual_computation"(%a) <{in_shardings = #sdy.sharding_per_value<[<@mesh, [{"x"}, {}]>]>, out_shardings = #sdy.sharding_per_value<[<@mesh, [{"x"}, {}]>]>, manual_axes = #sdy<manual_axes{"x"}>}> ({
  ^bb0(%a: tensor<4x8xf32>):
    "sdy.return"(%a) : (tensor<4x8xf32>) -> ()
  }) : (tensor<8x8xf32>) -> tensor<8x8xf32>
  %3 = "sdy.named_computation"(%a) <{name = "foo", in_shardings = #sdy.sharding_per_value<[<@mesh, [{}, {}]>]>}> ({
  ^bb0(%b: tensor<8x8xf32>):
    "sdy.return"(%b) : (tensor<8x8xf32>) -> ()
  }) : (tensor<8x8xf32>) -> tensor<8x8xf32>
  "sdy.sharding_group"(%a) <{group_id = 5 : i64}> : (tensor<8x8xf32>) -> ()
  %4 = "sdy.constant"() <{value = dense<1.0> : tensor<8x8xf32>}> : () -> tensor<8x8xf32>
  %5 = "sdy.data_flow_edge"(%4) <{sharding = #sdy.sharding<@mesh, [{}, {}]>}> : (tensor<8x8xf32>) -> tensor<8x8xf32>
  %6 = "sdy.data_flow_edge"(%4) : (tensor<8x8xf32>) -> tensor<8x8xf32>
  %7 = "sdy.propagation_barrier"(%6) <{allowed_direction = 2 : i32}> : (tensor<8x8xf32>) -> tensor<8x8xf32>
  %8 = "sdy.all_gather"(%7) <{gathering_axes = #sdy<list_of_axis_refs[{"x"}, {}]>, out_sharding = #sdy.sharding<@mesh, [{}, {}]>}> : (tensor<8x8xf32>) -> tensor<8x8xf32>
  %9 = "sdy.all_slice"(%8) <{slicing_axes = #sdy<list_of_axis_refs[{"x"}, {}]>, out_sharding = #sdy.sharding<@mesh, [{"x"}, {}]>}> : (tensor<8x8xf32>) -> tensor<8x8xf32>
  %10 = "sdy.reduce_scatter"(%9) <{reduce_scatter_axes = #sdy<list_of_axis_refs[{"y"}, {}]>, out_sharding = #sdy.sharding<@mesh, [{"y"}, {}]>}> : (tensor<8x8xf32>) -> tensor<8x8xf32>
  %11 = "sdy.all_reduce"(%10) <{reduction_axes = #sdy<axis_ref_list{"y"}>, out_sharding = #sdy.sharding<@mesh, [{}, {}]>}> : (tensor<8x8xf32>) -> tensor<8x8xf32>
  %12 = "sdy.all_to_all"(%11) <{params = #sdy<all_to_all_param_list[{"x"}: 0->1]>, out_sharding = #sdy.sharding<@mesh, [{}, {"x"}]>}> : (tensor<8x8xf32>) -> tensor<8x8xf32>
  %13 = "sdy.collective_permute"(%12) <{out_sharding = #sdy.sharding<@mesh, [{"y"}, {}]>}> : (tensor<8x8xf32>) -> tensor<8x8xf32>
  "func.return"(%13) : (tensor<8x8xf32>) -> ()
}) : () -> ()
