// A loop over one value uses a computed value from outside.
func.func @while_captures() {
  %limit = stablehlo.constant dense<10> : tensor<i32>
  %zero = stablehlo.constant dense<0> : tensor<i32>
  %iota = stablehlo.iota dim = 0 : tensor<4xi32>
  %step = stablehlo.reduce(%iota init: %zero) applies stablehlo.maximum across dimensions = [0] : (tensor<4xi32>, tensor<i32>) -> tensor<i32>
  %0 = stablehlo.while(%i = %zero) : tensor<i32>
  cond {
    %1 = stablehlo.compare LT, %i, %limit : (tensor<i32>, tensor<i32>) -> tensor<i1>
    stablehlo.return %1 : tensor<i1>
  } do {
    %1 = stablehlo.add %i, %step : tensor<i32>
    stablehlo.return %1 : tensor<i32>
  }
  check.expect_eq_const %0, dense<12> : tensor<i32>
  func.return
}

// -----

// A loop in a branch in a loop, all of which use the outermost vector.
func.func @nested() {
  %zero = stablehlo.constant dense<0> : tensor<i32>
  %one = stablehlo.constant dense<1> : tensor<i32>
  %three = stablehlo.constant dense<3> : tensor<i32>
  %start = stablehlo.constant dense<[1, 2]> : tensor<2xi32>
  %vector = stablehlo.add %start, %start : tensor<2xi32>
  %r:2 = stablehlo.while(%i = %zero, %acc = %start) : tensor<i32>, tensor<2xi32>
  cond {
    %c = stablehlo.compare LT, %i, %three : (tensor<i32>, tensor<i32>) -> tensor<i1>
    stablehlo.return %c : tensor<i1>
  } do {
    %odd = stablehlo.and %i, %one : tensor<i32>
    %next = "stablehlo.case"(%odd) ({
      %2 = stablehlo.add %acc, %vector : tensor<2xi32>
      stablehlo.return %2 : tensor<2xi32>
    }, {
      %2 = stablehlo.multiply %acc, %vector : tensor<2xi32>
      stablehlo.return %2 : tensor<2xi32>
    }) : (tensor<i32>) -> tensor<2xi32>
    %j = stablehlo.add %i, %one : tensor<i32>
    stablehlo.return %j, %next : tensor<i32>, tensor<2xi32>
  }
  // ([1, 2] + [2, 4]) * [2, 4] + [2, 4]
  check.expect_eq_const %r#1, dense<[8, 28]> : tensor<2xi32>
  func.return
}

// -----

func.func @if_without_captures_and_several_results() {
  %p = stablehlo.constant dense<false> : tensor<i1>
  %r:2 = "stablehlo.if"(%p) ({
    %a = stablehlo.constant dense<1> : tensor<i32>
    stablehlo.return %a, %a : tensor<i32>, tensor<i32>
  }, {
    %a = stablehlo.constant dense<2> : tensor<i32>
    %b = stablehlo.constant dense<3> : tensor<i32>
    stablehlo.return %a, %b : tensor<i32>, tensor<i32>
  }) : (tensor<i1>) -> (tensor<i32>, tensor<i32>)
  check.expect_eq_const %r#0, dense<2> : tensor<i32>
  check.expect_eq_const %r#1, dense<3> : tensor<i32>
  func.return
}

// -----

// An index out of range takes the last branch.
func.func @case_out_of_range() {
  %i = stablehlo.constant dense<-3> : tensor<i32>
  %r = "stablehlo.case"(%i) ({
    %a = stablehlo.constant dense<1> : tensor<i32>
    stablehlo.return %a : tensor<i32>
  }, {
    %a = stablehlo.constant dense<2> : tensor<i32>
    stablehlo.return %a : tensor<i32>
  }) : (tensor<i32>) -> tensor<i32>
  check.expect_eq_const %r, dense<2> : tensor<i32>
  func.return
}

// -----

// The reducer uses a constant of the function.
func.func @reduce_with_outer_constant() {
  %two = stablehlo.constant dense<2> : tensor<i32>
  %zero = stablehlo.constant dense<0> : tensor<i32>
  %x = stablehlo.constant dense<[1, 2, 3]> : tensor<3xi32>
  %r = stablehlo.reduce(%x init: %zero) across dimensions = [0] : (tensor<3xi32>, tensor<i32>) -> tensor<i32>
  reducer(%a: tensor<i32>, %b: tensor<i32>) {
    %d = stablehlo.multiply %b, %two : tensor<i32>
    %s = stablehlo.add %a, %d : tensor<i32>
    stablehlo.return %s : tensor<i32>
  }
  check.expect_eq_const %r, dense<12> : tensor<i32>
  func.return
}

// -----

module @calls {
  func.func @main() {
    %x = stablehlo.constant dense<5> : tensor<i32>
    %r:2 = func.call @"<lambda>"(%x) : (tensor<i32>) -> (tensor<i32>, tensor<i32>)
    %s:2 = func.call @"<lambda>"(%r#0) : (tensor<i32>) -> (tensor<i32>, tensor<i32>)
    check.expect_eq_const %s#0, dense<7> : tensor<i32>
    check.expect_eq_const %s#1, dense<12> : tensor<i32>
    func.return
  }
  func.func private @"<lambda>"(%a: tensor<i32>) -> (tensor<i32>, tensor<i32>) {
    %one = stablehlo.constant dense<1> : tensor<i32>
    %b = stablehlo.add %a, %one : tensor<i32>
    %c = stablehlo.add %a, %a : tensor<i32>
    func.return %b, %c : tensor<i32>, tensor<i32>
  }
}

// -----

func.func @tuples_and_tokens() {
  %x = stablehlo.constant dense<1> : tensor<i32>
  %y = stablehlo.constant dense<2.0> : tensor<f32>
  %t = stablehlo.tuple %x, %y : tuple<tensor<i32>, tensor<f32>>
  %a = stablehlo.get_tuple_element %t[1] : (tuple<tensor<i32>, tensor<f32>>) -> tensor<f32>
  check.expect_eq_const %a, dense<2.0> : tensor<f32>
  %b:2 = stablehlo.optimization_barrier %x, %y : tensor<i32>, tensor<f32>
  check.expect_eq_const %b#0, dense<1> : tensor<i32>
  %token = stablehlo.after_all : !stablehlo.token
  %both = stablehlo.after_all %token, %token : !stablehlo.token
  func.return
}

// -----

module @composites {
  func.func @main() {
    %x = stablehlo.constant dense<3> : tensor<i32>
    %y = stablehlo.composite "test.twice" %x {composite_attributes = {n = 2 : i64}, decomposition = @twice, version = 1 : i32} : (tensor<i32>) -> tensor<i32>
    check.expect_eq_const %y, dense<6> : tensor<i32>
    func.return
  }
  func.func private @twice(%x: tensor<i32>) -> tensor<i32> {
    %y = stablehlo.add %x, %x : tensor<i32>
    return %y : tensor<i32>
  }
}

// -----

module @shardings {
  func.func @main() {
    %x = sdy.constant dense<3> : tensor<2xi32>
    %y = "sdy.sharding_constraint"(%x) {sharding = #sdy.sharding<@mesh, [{}]>} : (tensor<2xi32>) -> tensor<2xi32>
    check.expect_eq_const %y, dense<3> : tensor<2xi32>
    func.return
  }
}

// -----

// What runs asynchronously gives what it would give at once; a future is a value that functions may return.
module @asynchronous {
  func.func public @main() {
    %x = stablehlo.constant dense<[1.0, 2.0]> : tensor<2xf32>
    %f = "stablehlo.async_start"(%x) ({
      ^bb0(%a: tensor<2xf32>):
        %s = "stablehlo.all_reduce"(%a) ({
          ^bb0(%b: tensor<f32>, %c: tensor<f32>):
            %d = stablehlo.add %b, %c : tensor<f32>
            stablehlo.return %d : tensor<f32>
        }) {replica_groups = dense<[[0]]> : tensor<1x1xi64>} : (tensor<2xf32>) -> tensor<2xf32>
        stablehlo.return %s : tensor<2xf32>
    }) : (tensor<2xf32>) -> !stablehlo.future<tensor<2xf32>>
    %g = func.call @start(%x) : (tensor<2xf32>) -> !stablehlo.future<tensor<2xf32>, tensor<2xi32>>
    %r = "stablehlo.async_done"(%f) : (!stablehlo.future<tensor<2xf32>>) -> tensor<2xf32>
    %s:2 = "stablehlo.async_done"(%g) : (!stablehlo.future<tensor<2xf32>, tensor<2xi32>>) -> (tensor<2xf32>, tensor<2xi32>)
    check.expect_eq_const %r, dense<[1.0, 2.0]> : tensor<2xf32>
    check.expect_eq_const %s#0, dense<[-1.0, -2.0]> : tensor<2xf32>
    check.expect_eq_const %s#1, dense<[1, 2]> : tensor<2xi32>
    func.return
  }
  func.func private @start(%x: tensor<2xf32>) -> !stablehlo.future<tensor<2xf32>, tensor<2xi32>> {
    %f = "stablehlo.async_start"(%x) ({
      ^bb0(%a: tensor<2xf32>):
        %n = stablehlo.negate %a : tensor<2xf32>
        %i = stablehlo.convert %a : (tensor<2xf32>) -> tensor<2xi32>
        stablehlo.return %n, %i : tensor<2xf32>, tensor<2xi32>
    }) : (tensor<2xf32>) -> !stablehlo.future<tensor<2xf32>, tensor<2xi32>>
    func.return %f : !stablehlo.future<tensor<2xf32>, tensor<2xi32>>
  }
}
