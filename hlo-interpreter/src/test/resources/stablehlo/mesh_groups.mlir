// Groups along axes of a mesh. Devices are numbered row by row: in x=2, y=4, device 4x + y is at (x, y).
// Half of y is the part of size 2 that comes first, so that devices 0 and 2, 1 and 3, ... are neighbours along it.
module @part_of_an_axis {
  func.func @f(%x: tensor<1xi32>) -> tensor<2xi32> {
    %0 = "stablehlo.all_gather"(%x) {
      all_gather_dim = 0 : i64,
      replica_groups = #stablehlo.replica_group_mesh_axes<
        mesh = #stablehlo.mesh<axes = [#stablehlo.mesh_axis<name = "x", size = 2>, #stablehlo.mesh_axis<name = "y", size = 4>]>,
        axes = [#stablehlo.axis_ref<name = "y", sub_axis_info = (1)2>]>
    } : (tensor<1xi32>) -> tensor<2xi32>
    return %0 : tensor<2xi32>
  }
  func.func @main() {
    %0 = stablehlo.constant dense<[0]> : tensor<1xi32>
    %1 = stablehlo.constant dense<[10]> : tensor<1xi32>
    %2 = stablehlo.constant dense<[20]> : tensor<1xi32>
    %3 = stablehlo.constant dense<[30]> : tensor<1xi32>
    %4 = stablehlo.constant dense<[40]> : tensor<1xi32>
    %5 = stablehlo.constant dense<[50]> : tensor<1xi32>
    %6 = stablehlo.constant dense<[60]> : tensor<1xi32>
    %7 = stablehlo.constant dense<[70]> : tensor<1xi32>
    %r:8 = "interpreter.run_parallel"(%0, %1, %2, %3, %4, %5, %6, %7) {programs = [[@f], [@f], [@f], [@f], [@f], [@f], [@f], [@f]]}
      : (tensor<1xi32>, tensor<1xi32>, tensor<1xi32>, tensor<1xi32>, tensor<1xi32>, tensor<1xi32>, tensor<1xi32>, tensor<1xi32>)
      -> (tensor<2xi32>, tensor<2xi32>, tensor<2xi32>, tensor<2xi32>, tensor<2xi32>, tensor<2xi32>, tensor<2xi32>, tensor<2xi32>)
    check.expect_eq_const %r#0, dense<[0, 20]> : tensor<2xi32>
    check.expect_eq_const %r#1, dense<[10, 30]> : tensor<2xi32>
    check.expect_eq_const %r#2, dense<[0, 20]> : tensor<2xi32>
    check.expect_eq_const %r#5, dense<[50, 70]> : tensor<2xi32>
    check.expect_eq_const %r#6, dense<[40, 60]> : tensor<2xi32>
    func.return
  }
}

// -----

// The first axis of the list varies most slowly in a group, though the mesh has it last; the mesh is one of the module.
module @order_of_axes {
  sdy.mesh @mesh = <["a"=2, "b"=2]>
  func.func @f(%x: tensor<1xi32>) -> tensor<4xi32> {
    %0 = "stablehlo.all_gather"(%x) {
      all_gather_dim = 0 : i64,
      replica_groups = #stablehlo.replica_group_mesh_axes<mesh = @mesh, axes = [#stablehlo.axis_ref<name = "b">, #stablehlo.axis_ref<name = "a">]>
    } : (tensor<1xi32>) -> tensor<4xi32>
    return %0 : tensor<4xi32>
  }
  func.func @main() {
    %0 = stablehlo.constant dense<[0]> : tensor<1xi32>
    %1 = stablehlo.constant dense<[10]> : tensor<1xi32>
    %2 = stablehlo.constant dense<[20]> : tensor<1xi32>
    %3 = stablehlo.constant dense<[30]> : tensor<1xi32>
    %r:4 = "interpreter.run_parallel"(%0, %1, %2, %3) {programs = [[@f], [@f], [@f], [@f]]}
      : (tensor<1xi32>, tensor<1xi32>, tensor<1xi32>, tensor<1xi32>) -> (tensor<4xi32>, tensor<4xi32>, tensor<4xi32>, tensor<4xi32>)
    check.expect_eq_const %r#0, dense<[0, 20, 10, 30]> : tensor<4xi32>
    check.expect_eq_const %r#3, dense<[0, 20, 10, 30]> : tensor<4xi32>
    func.return
  }
}

// -----

// Devices in another order: rows of the mesh are {0, 2} and {1, 3}, its columns {0, 1} and {2, 3}. Shardy's way of writing an axis.
module @listed_devices {
  "sdy.mesh"() {sym_name = "listed", stablehlo.mesh = {axes = [{name = "x", size = 2 : i64}, {name = "y", size = 2 : i64}], device_ids = dense<[0, 2, 1, 3]> : tensor<4xi64>}} : () -> ()
  sdy.mesh @same = <["x"=2, "y"=2], device_ids=[0, 2, 1, 3]>
  func.func @f(%x: tensor<i32>) -> (tensor<i32>, tensor<i32>) {
    %0 = "stablehlo.all_reduce"(%x) ({
    ^bb0(%a: tensor<i32>, %b: tensor<i32>):
      %s = stablehlo.add %a, %b : tensor<i32>
      stablehlo.return %s : tensor<i32>
    }) {replica_groups = #stablehlo.replica_group_mesh_axes<mesh = @listed, axes = [#stablehlo.axis_ref<name = "x">]>} : (tensor<i32>) -> tensor<i32>
    %1 = "stablehlo.all_reduce"(%x) ({
    ^bb0(%a: tensor<i32>, %b: tensor<i32>):
      %s = stablehlo.add %a, %b : tensor<i32>
      stablehlo.return %s : tensor<i32>
    }) {replica_groups = #stablehlo.replica_group_mesh_axes<mesh = @same, axes = [#sdy<axis_ref"y">]>} : (tensor<i32>) -> tensor<i32>
    return %0, %1 : tensor<i32>, tensor<i32>
  }
  func.func @main() {
    %0 = stablehlo.constant dense<1> : tensor<i32>
    %1 = stablehlo.constant dense<10> : tensor<i32>
    %2 = stablehlo.constant dense<100> : tensor<i32>
    %3 = stablehlo.constant dense<1000> : tensor<i32>
    %r:8 = "interpreter.run_parallel"(%0, %1, %2, %3) {programs = [[@f], [@f], [@f], [@f]]}
      : (tensor<i32>, tensor<i32>, tensor<i32>, tensor<i32>) -> (tensor<i32>, tensor<i32>, tensor<i32>, tensor<i32>, tensor<i32>, tensor<i32>, tensor<i32>, tensor<i32>)
    check.expect_eq_const %r#0, dense<11> : tensor<i32>
    check.expect_eq_const %r#1, dense<101> : tensor<i32>
    check.expect_eq_const %r#4, dense<1100> : tensor<i32>
    check.expect_eq_const %r#5, dense<101> : tensor<i32>
    check.expect_eq_const %r#7, dense<1010> : tensor<i32>
    func.return
  }
}
