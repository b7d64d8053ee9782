// Split along one dimension, concatenate along another.
module @all_to_all {
  func.func @f(%x: tensor<1x4xi32>) -> tensor<2x2xi32> {
    %0 = "stablehlo.all_to_all"(%x) {
      split_dimension = 1 : i64, concat_dimension = 0 : i64, split_count = 2 : i64,
      replica_groups = dense<[[0, 1]]> : tensor<1x2xi64>
    } : (tensor<1x4xi32>) -> tensor<2x2xi32>
    return %0 : tensor<2x2xi32>
  }
  func.func @main() {
    %a = stablehlo.constant dense<[[1, 2, 3, 4]]> : tensor<1x4xi32>
    %b = stablehlo.constant dense<[[5, 6, 7, 8]]> : tensor<1x4xi32>
    %r:2 = "interpreter.run_parallel"(%a, %b) {programs = [[@f], [@f]]} : (tensor<1x4xi32>, tensor<1x4xi32>) -> (tensor<2x2xi32>, tensor<2x2xi32>)
    check.expect_eq_const %r#0, dense<[[1, 2], [5, 6]]> : tensor<2x2xi32>
    check.expect_eq_const %r#1, dense<[[3, 4], [7, 8]]> : tensor<2x2xi32>
    func.return
  }
}

// -----

// Groups of unequal size are filled up with -1; one of them has a single member.
module @all_reduce_groups {
  func.func @f(%x: tensor<i32>) -> tensor<i32> {
    %0 = "stablehlo.all_reduce"(%x) ({
    ^bb0(%a: tensor<i32>, %b: tensor<i32>):
      %1 = stablehlo.add %a, %b : tensor<i32>
      stablehlo.return %1 : tensor<i32>
    }) {replica_groups = dense<[[0, 2], [1, -1]]> : tensor<2x2xi64>} : (tensor<i32>) -> tensor<i32>
    return %0 : tensor<i32>
  }
  func.func @main() {
    %a = stablehlo.constant dense<1> : tensor<i32>
    %b = stablehlo.constant dense<10> : tensor<i32>
    %c = stablehlo.constant dense<100> : tensor<i32>
    %r:3 = "interpreter.run_parallel"(%a, %b, %c) {programs = [[@f], [@f], [@f]]} : (tensor<i32>, tensor<i32>, tensor<i32>) -> (tensor<i32>, tensor<i32>, tensor<i32>)
    check.expect_eq_const %r#0, dense<101> : tensor<i32>
    check.expect_eq_const %r#1, dense<10> : tensor<i32>
    check.expect_eq_const %r#2, dense<101> : tensor<i32>
    func.return
  }
}

// -----

// Across replicas and partitions, partition 0 of all replicas comes first.
module @gather_order {
  func.func @f(%x: tensor<1xi32>) -> tensor<4xi32> {
    %0 = "stablehlo.all_gather"(%x) {
      all_gather_dim = 0 : i64, replica_groups = dense<[[0, 1]]> : tensor<1x2xi64>,
      channel_handle = #stablehlo.channel_handle<handle = 1, type = 0>
    } : (tensor<1xi32>) -> tensor<4xi32>
    return %0 : tensor<4xi32>
  }
  func.func @main() {
    %a = stablehlo.constant dense<1> : tensor<1xi32>
    %b = stablehlo.constant dense<2> : tensor<1xi32>
    %c = stablehlo.constant dense<3> : tensor<1xi32>
    %d = stablehlo.constant dense<4> : tensor<1xi32>
    %r:4 = "interpreter.run_parallel"(%a, %b, %c, %d) {programs = [[@f, @f], [@f, @f]]} : (tensor<1xi32>, tensor<1xi32>, tensor<1xi32>, tensor<1xi32>) -> (tensor<4xi32>, tensor<4xi32>, tensor<4xi32>, tensor<4xi32>)
    check.expect_eq_const %r#0, dense<[1, 3, 2, 4]> : tensor<4xi32>
    check.expect_eq_const %r#3, dense<[1, 3, 2, 4]> : tensor<4xi32>
    func.return
  }
}

// -----

// The first of each group gets the sum.
module @collective_reduce {
  func.func @f(%x: tensor<i32>) -> tensor<i32> {
    %0 = "stablehlo.collective_reduce"(%x) ({
    ^bb0(%a: tensor<i32>, %b: tensor<i32>):
      %1 = stablehlo.add %a, %b : tensor<i32>
      stablehlo.return %1 : tensor<i32>
    }) {replica_groups = dense<[[1, 0]]> : tensor<1x2xi64>} : (tensor<i32>) -> tensor<i32>
    return %0 : tensor<i32>
  }
  func.func @main() {
    %a = stablehlo.constant dense<1> : tensor<i32>
    %b = stablehlo.constant dense<2> : tensor<i32>
    %r:2 = "interpreter.run_parallel"(%a, %b) {programs = [[@f], [@f]]} : (tensor<i32>, tensor<i32>) -> (tensor<i32>, tensor<i32>)
    check.expect_eq_const %r#0, dense<0> : tensor<i32>
    check.expect_eq_const %r#1, dense<3> : tensor<i32>
    func.return
  }
}

// -----

// Different functions on the devices of a grid; the host hands on what one of them sends.
module @different_functions {
  func.func @sender(%x: tensor<2xf32>) -> !stablehlo.token {
    %t = stablehlo.create_token : !stablehlo.token
    %0 = "stablehlo.send"(%x, %t) {channel_handle = #stablehlo.channel_handle<handle = 5, type = 2>, is_host_transfer = true} : (tensor<2xf32>, !stablehlo.token) -> !stablehlo.token
    return %0 : !stablehlo.token
  }
  func.func @receiver() -> (tensor<2xf32>, tensor<ui32>) {
    %t = stablehlo.create_token : !stablehlo.token
    %0:2 = "stablehlo.recv"(%t) {channel_handle = #stablehlo.channel_handle<handle = 5, type = 3>, is_host_transfer = true} : (!stablehlo.token) -> (tensor<2xf32>, !stablehlo.token)
    %1 = stablehlo.partition_id : tensor<ui32>
    return %0#0, %1 : tensor<2xf32>, tensor<ui32>
  }
  func.func @main() {
    %x = stablehlo.constant dense<[1.5, 2.5]> : tensor<2xf32>
    %r:3 = "interpreter.run_parallel"(%x) {programs = [[@sender, @receiver]]} : (tensor<2xf32>) -> (!stablehlo.token, tensor<2xf32>, tensor<ui32>)
    check.expect_eq_const %r#1, dense<[1.5, 2.5]> : tensor<2xf32>
    check.expect_eq_const %r#2, dense<1> : tensor<ui32>
    func.return
  }
}

// -----

module @others {
  func.func @f(%x: tensor<2xi32>) -> (tensor<2xi32>, tensor<1xi32>, tensor<2xi32>, tensor<ui32>) {
    // Replica 0 sends to 1, which sends nothing: 0 gets zeros.
    %0 = "stablehlo.collective_permute"(%x) {source_target_pairs = dense<[[0, 1]]> : tensor<1x2xi64>} : (tensor<2xi32>) -> tensor<2xi32>
    %1 = "stablehlo.reduce_scatter"(%x) ({
    ^bb0(%a: tensor<i32>, %b: tensor<i32>):
      %s = stablehlo.add %a, %b : tensor<i32>
      stablehlo.return %s : tensor<i32>
    }) {scatter_dimension = 0 : i64, replica_groups = dense<[[0, 1]]> : tensor<1x2xi64>} : (tensor<2xi32>) -> tensor<1xi32>
    %2 = "stablehlo.collective_broadcast"(%x) {replica_groups = dense<[[1, 0]]> : tensor<1x2xi64>} : (tensor<2xi32>) -> tensor<2xi32>
    %3 = stablehlo.replica_id : tensor<ui32>
    return %0, %1, %2, %3 : tensor<2xi32>, tensor<1xi32>, tensor<2xi32>, tensor<ui32>
  }
  func.func @main() {
    %a = stablehlo.constant dense<[1, 2]> : tensor<2xi32>
    %b = stablehlo.constant dense<[10, 20]> : tensor<2xi32>
    %r:8 = "interpreter.run_parallel"(%a, %b) {programs = [[@f], [@f]]} : (tensor<2xi32>, tensor<2xi32>) -> (tensor<2xi32>, tensor<1xi32>, tensor<2xi32>, tensor<ui32>, tensor<2xi32>, tensor<1xi32>, tensor<2xi32>, tensor<ui32>)
    check.expect_eq_const %r#0, dense<[0, 0]> : tensor<2xi32>
    check.expect_eq_const %r#1, dense<11> : tensor<1xi32>
    check.expect_eq_const %r#2, dense<[10, 20]> : tensor<2xi32>
    check.expect_eq_const %r#3, dense<0> : tensor<ui32>
    check.expect_eq_const %r#4, dense<[1, 2]> : tensor<2xi32>
    check.expect_eq_const %r#5, dense<22> : tensor<1xi32>
    check.expect_eq_const %r#6, dense<[10, 20]> : tensor<2xi32>
    check.expect_eq_const %r#7, dense<1> : tensor<ui32>
    func.return
  }
}

// -----

// What the host would feed in is said by functions, which are called in order.
module @feeds {
  func.func @process(%token: !stablehlo.token) -> (tensor<2xi32>, tensor<i32>, tensor<i32>) {
    %a, %t0 = "stablehlo.infeed"(%token) : (!stablehlo.token) -> (tensor<2xi32>, !stablehlo.token)
    %b, %c, %t1 = "stablehlo.infeed"(%t0) : (!stablehlo.token) -> (tensor<i32>, tensor<i32>, !stablehlo.token)
    %t2 = "stablehlo.outfeed"(%b, %t1) {outfeed_config = ""} : (tensor<i32>, !stablehlo.token) -> !stablehlo.token
    return %a, %b, %c : tensor<2xi32>, tensor<i32>, tensor<i32>
  }
  func.func @first() -> tensor<2xi32> {
    %0 = stablehlo.constant dense<[1, 2]> : tensor<2xi32>
    return %0 : tensor<2xi32>
  }
  func.func @second() -> (tensor<i32>, tensor<i32>) {
    %0 = stablehlo.constant dense<3> : tensor<i32>
    %1 = stablehlo.constant dense<4> : tensor<i32>
    return %0, %1 : tensor<i32>, tensor<i32>
  }
  func.func @main() {
    %token = stablehlo.after_all : !stablehlo.token
    %r:3 = "interpreter.run_parallel"(%token) {infeed = [@first, @second], programs = [[@process]]} : (!stablehlo.token) -> (tensor<2xi32>, tensor<i32>, tensor<i32>)
    check.expect_eq_const %r#0, dense<[1, 2]> : tensor<2xi32>
    check.expect_eq_const %r#1, dense<3> : tensor<i32>
    check.expect_eq_const %r#2, dense<4> : tensor<i32>
    func.return
  }
}

// -----

// The last operand names, for each of the others, the member of the group whose value all get, or who gets the sum.
// Group (1, 0): position 0 is process 1.
module @dynamic_roots {
  func.func public @broadcast(%x: tensor<1xi32>, %y: tensor<1xi32>, %roots: tensor<2xi32>) -> (tensor<1xi32>, tensor<1xi32>) {
    %r:2 = "stablehlo.collective_broadcast"(%x, %y, %roots) {
      replica_groups = dense<[[1, 0]]> : tensor<1x2xi64>, has_dynamic_root
    } : (tensor<1xi32>, tensor<1xi32>, tensor<2xi32>) -> (tensor<1xi32>, tensor<1xi32>)
    return %r#0, %r#1 : tensor<1xi32>, tensor<1xi32>
  }
  func.func public @sum(%x: tensor<1xi32>, %y: tensor<1xi32>, %roots: tensor<2xi32>) -> (tensor<1xi32>, tensor<1xi32>) {
    %r:2 = "stablehlo.collective_reduce"(%x, %y, %roots) ({
      ^bb0(%a: tensor<i32>, %b: tensor<i32>):
        %c = stablehlo.add %a, %b : tensor<i32>
        stablehlo.return %c : tensor<i32>
    }) {
      replica_groups = dense<[[1, 0]]> : tensor<1x2xi64>, has_dynamic_root
    } : (tensor<1xi32>, tensor<1xi32>, tensor<2xi32>) -> (tensor<1xi32>, tensor<1xi32>)
    return %r#0, %r#1 : tensor<1xi32>, tensor<1xi32>
  }
  func.func public @main() {
    %a = stablehlo.constant dense<[10]> : tensor<1xi32>
    %b = stablehlo.constant dense<[20]> : tensor<1xi32>
    %c = stablehlo.constant dense<[3]> : tensor<1xi32>
    %d = stablehlo.constant dense<[4]> : tensor<1xi32>
    %roots = stablehlo.constant dense<[0, 1]> : tensor<2xi32>
    %r:4 = "interpreter.run_parallel"(%a, %b, %roots, %c, %d, %roots) {programs=[[@broadcast], [@broadcast]]}
      : (tensor<1xi32>, tensor<1xi32>, tensor<2xi32>, tensor<1xi32>, tensor<1xi32>, tensor<2xi32>) -> (tensor<1xi32>, tensor<1xi32>, tensor<1xi32>, tensor<1xi32>)
    check.expect_eq_const %r#0, dense<[3]> : tensor<1xi32>
    check.expect_eq_const %r#1, dense<[20]> : tensor<1xi32>
    check.expect_eq_const %r#2, dense<[3]> : tensor<1xi32>
    check.expect_eq_const %r#3, dense<[20]> : tensor<1xi32>
    %s:4 = "interpreter.run_parallel"(%a, %b, %roots, %c, %d, %roots) {programs=[[@sum], [@sum]]}
      : (tensor<1xi32>, tensor<1xi32>, tensor<2xi32>, tensor<1xi32>, tensor<1xi32>, tensor<2xi32>) -> (tensor<1xi32>, tensor<1xi32>, tensor<1xi32>, tensor<1xi32>)
    check.expect_eq_const %s#0, dense<[0]> : tensor<1xi32>
    check.expect_eq_const %s#1, dense<[24]> : tensor<1xi32>
    check.expect_eq_const %s#2, dense<[13]> : tensor<1xi32>
    check.expect_eq_const %s#3, dense<[0]> : tensor<1xi32>
    func.return
  }
}

// -----

// As JAX writes it. Process 0 sends {1} to itself and {2, 3} to process 1, which sends {4} to 0 and {5, 6} to itself.
module @ragged {
  func.func public @exchange(%x: tensor<3xi32>, %in: tensor<2xi32>, %send: tensor<2xi32>, %to: tensor<2xi32>, %receive: tensor<2xi32>) -> tensor<4xi32> {
    %out = stablehlo.constant dense<-1> : tensor<4xi32>
    %r = stablehlo.custom_call @ragged_all_to_all(%x, %out, %in, %send, %to, %receive) {
      api_version = 4 : i32, backend_config = {replica_groups = dense<[[0, 1]]> : tensor<1x2xi64>}
    } : (tensor<3xi32>, tensor<4xi32>, tensor<2xi32>, tensor<2xi32>, tensor<2xi32>, tensor<2xi32>) -> tensor<4xi32>
    return %r : tensor<4xi32>
  }
  func.func public @main() {
    %a = stablehlo.constant dense<[1, 2, 3]> : tensor<3xi32>
    %b = stablehlo.constant dense<[4, 5, 6]> : tensor<3xi32>
    %in = stablehlo.constant dense<[0, 1]> : tensor<2xi32>
    %send = stablehlo.constant dense<[1, 2]> : tensor<2xi32>
    %to0 = stablehlo.constant dense<[0, 0]> : tensor<2xi32>
    %to1 = stablehlo.constant dense<[1, 2]> : tensor<2xi32>
    %get0 = stablehlo.constant dense<[1, 1]> : tensor<2xi32>
    %get1 = stablehlo.constant dense<[2, 2]> : tensor<2xi32>
    %r:2 = "interpreter.run_parallel"(%a, %in, %send, %to0, %get0, %b, %in, %send, %to1, %get1) {programs=[[@exchange], [@exchange]]}
      : (tensor<3xi32>, tensor<2xi32>, tensor<2xi32>, tensor<2xi32>, tensor<2xi32>, tensor<3xi32>, tensor<2xi32>, tensor<2xi32>, tensor<2xi32>, tensor<2xi32>) -> (tensor<4xi32>, tensor<4xi32>)
    check.expect_eq_const %r#0, dense<[1, 4, -1, -1]> : tensor<4xi32>
    check.expect_eq_const %r#1, dense<[2, 3, 5, 6]> : tensor<4xi32>
    func.return
  }
}
