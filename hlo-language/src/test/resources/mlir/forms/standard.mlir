func.func private @g(i32) -> i32
func.func @standard(%a: i32, %t: tensor<2x?xf32>, %i: index, %s: tensor<2xindex>) {
  %0 = arith.addf %a, %a : i32
  %1 = arith.addi %a, %a : i32
  %2 = arith.andi %a, %a : i32
  %3 = arith.ceildivsi %a, %a : i32
  %4 = arith.ceildivui %a, %a : i32
  %5 = arith.divf %a, %a : i32
  %6 = arith.divsi %a, %a : i32
  %7 = arith.divui %a, %a : i32
  %8 = arith.floordivsi %a, %a : i32
  %9 = arith.maximumf %a, %a : i32
  %10 = arith.maxnumf %a, %a : i32
  %11 = arith.maxsi %a, %a : i32
  %12 = arith.maxui %a, %a : i32
  %13 = arith.minimumf %a, %a : i32
  %14 = arith.minnumf %a, %a : i32
  %15 = arith.minsi %a, %a : i32
  %16 = arith.minui %a, %a : i32
  %17 = arith.mulf %a, %a : i32
  %18 = arith.muli %a, %a : i32
  %19 = arith.ori %a, %a : i32
  %20 = arith.remf %a, %a : i32
  %21 = arith.remsi %a, %a : i32
  %22 = arith.remui %a, %a : i32
  %23 = arith.shli %a, %a : i32
  %24 = arith.shrsi %a, %a : i32
  %25 = arith.shrui %a, %a : i32
  %26 = arith.subf %a, %a : i32
  %27 = arith.subi %a, %a : i32
  %28 = arith.xori %a, %a : i32
  %29 = arith.bitcast %a : i32 to i64
  %30 = arith.extf %a : i32 to i64
  %31 = arith.extsi %a : i32 to i64
  %32 = arith.extui %a : i32 to i64
  %33 = arith.fptosi %a : i32 to i64
  %34 = arith.fptoui %a : i32 to i64
  %35 = arith.index_cast %a : i32 to i64
  %36 = arith.index_castui %a : i32 to i64
  %37 = arith.sitofp %a : i32 to i64
  %38 = arith.truncf %a : i32 to i64
  %39 = arith.trunci %a : i32 to i64
  %40 = arith.uitofp %a : i32 to i64
  %41 = arith.negf %t fastmath<fast> : tensor<2x?xf32>
  %42 = arith.constant 5 : index
  %43 = arith.constant dense<1> : tensor<2xi32>
  %44 = arith.constant true
  %45 = arith.cmpi ult, %a, %a : i32
  %46 = arith.cmpf oeq, %t, %t : tensor<2x?xf32>
  %47 = arith.select %45, %a, %a : i32
  %48 = arith.select %46, %t, %t : tensor<2x?xi1>, tensor<2x?xf32>
  %49 = tensor.cast %t : tensor<2x?xf32> to tensor<?x?xf32>
  %50 = tensor.from_elements %a, %a : tensor<2xi32>
  %51 = tensor.extract %t[%i, %i] : tensor<2x?xf32>
  %52 = tensor.dim %t, %i : tensor<2x?xf32>
  %53 = shape.shape_of %t : tensor<2x?xf32> -> tensor<2xindex>
  %54 = shape.to_extent_tensor %t : tensor<2x?xf32> -> tensor<2xindex>
  %55 = shape.from_extent_tensor %t : tensor<2x?xf32> -> tensor<2xindex>
  %56 = shape.num_elements %t : tensor<2x?xf32> -> tensor<2xindex>
  %57 = shape.rank %t : tensor<2x?xf32> -> tensor<2xindex>
  %58 = shape.broadcast %s, %s : tensor<2xindex>, tensor<2xindex> -> tensor<2xindex>
  %59 = shape.concat %s, %s : tensor<2xindex>, tensor<2xindex> -> tensor<2xindex>
  %60 = shape.get_extent %s, %i : tensor<2xindex>, index -> index
  %61 = shape.dim %s, %i : tensor<2xindex>, index -> index
  %62 = shape.cstr_broadcastable %s, %s : tensor<2xindex>, tensor<2xindex>
  %63 = shape.cstr_eq %s, %s : tensor<2xindex>, tensor<2xindex>
  %64 = shape.const_shape [1, 2] : tensor<2xindex>
  %65 = func.call @g(%a) {note} : (i32) -> i32
  %66 = call @g(%a) : (i32) -> i32
  func.return %a, %i : i32, index
}
// -----
func.func private @g(i32) -> i32
func.func @standard(%a: i32, %t: tensor<2x?xf32>, %i: index, %s: tensor<2xindex>) {
  %0 = "arith.addf"(%a, %a) : (i32, i32) -> i32
  %1 = "arith.addi"(%a, %a) : (i32, i32) -> i32
  %2 = "arith.andi"(%a, %a) : (i32, i32) -> i32
  %3 = "arith.ceildivsi"(%a, %a) : (i32, i32) -> i32
  %4 = "arith.ceildivui"(%a, %a) : (i32, i32) -> i32
  %5 = "arith.divf"(%a, %a) : (i32, i32) -> i32
  %6 = "arith.divsi"(%a, %a) : (i32, i32) -> i32
  %7 = "arith.divui"(%a, %a) : (i32, i32) -> i32
  %8 = "arith.floordivsi"(%a, %a) : (i32, i32) -> i32
  %9 = "arith.maximumf"(%a, %a) : (i32, i32) -> i32
  %10 = "arith.maxnumf"(%a, %a) : (i32, i32) -> i32
  %11 = "arith.maxsi"(%a, %a) : (i32, i32) -> i32
  %12 = "arith.maxui"(%a, %a) : (i32, i32) -> i32
  %13 = "arith.minimumf"(%a, %a) : (i32, i32) -> i32
  %14 = "arith.minnumf"(%a, %a) : (i32, i32) -> i32
  %15 = "arith.minsi"(%a, %a) : (i32, i32) -> i32
  %16 = "arith.minui"(%a, %a) : (i32, i32) -> i32
  %17 = "arith.mulf"(%a, %a) : (i32, i32) -> i32
  %18 = "arith.muli"(%a, %a) : (i32, i32) -> i32
  %19 = "arith.ori"(%a, %a) : (i32, i32) -> i32
  %20 = "arith.remf"(%a, %a) : (i32, i32) -> i32
  %21 = "arith.remsi"(%a, %a) : (i32, i32) -> i32
  %22 = "arith.remui"(%a, %a) : (i32, i32) -> i32
  %23 = "arith.shli"(%a, %a) : (i32, i32) -> i32
  %24 = "arith.shrsi"(%a, %a) : (i32, i32) -> i32
  %25 = "arith.shrui"(%a, %a) : (i32, i32) -> i32
  %26 = "arith.subf"(%a, %a) : (i32, i32) -> i32
  %27 = "arith.subi"(%a, %a) : (i32, i32) -> i32
  %28 = "arith.xori"(%a, %a) : (i32, i32) -> i32
  %29 = "arith.bitcast"(%a) : (i32) -> i64
  %30 = "arith.extf"(%a) : (i32) -> i64
  %31 = "arith.extsi"(%a) : (i32) -> i64
  %32 = "arith.extui"(%a) : (i32) -> i64
  %33 = "arith.fptosi"(%a) : (i32) -> i64
  %34 = "arith.fptoui"(%a) : (i32) -> i64
  %35 = "arith.index_cast"(%a) : (i32) -> i64
  %36 = "arith.index_castui"(%a) : (i32) -> i64
  %37 = "arith.sitofp"(%a) : (i32) -> i64
  %38 = "arith.truncf"(%a) : (i32) -> i64
  %39 = "arith.trunci"(%a) : (i32) -> i64
  %40 = "arith.uitofp"(%a) : (i32) -> i64
  %41 = "arith.negf"(%t) : (tensor<2x?xf32>) -> tensor<2x?xf32>
  %42 = "arith.constant"() {value = 5 : index} : () -> index
  %43 = "arith.constant"() {value = dense<1> : tensor<2xi32>} : () -> tensor<2xi32>
  %44 = "arith.constant"() {value = 1 : i1} : () -> i1
  %45 = "arith.cmpi"(%a, %a) {predicate = 6 : i64} : (i32, i32) -> i1
  %46 = "arith.cmpf"(%t, %t) {predicate = 1 : i64} : (tensor<2x?xf32>, tensor<2x?xf32>) -> tensor<2x?xi1>
  %47 = "arith.select"(%45, %a, %a) : (i1, i32, i32) -> i32
  %48 = "arith.select"(%46, %t, %t) : (tensor<2x?xi1>, tensor<2x?xf32>, tensor<2x?xf32>) -> tensor<2x?xf32>
  %49 = "tensor.cast"(%t) : (tensor<2x?xf32>) -> tensor<?x?xf32>
  %50 = "tensor.from_elements"(%a, %a) : (i32, i32) -> tensor<2xi32>
  %51 = "tensor.extract"(%t, %i, %i) : (tensor<2x?xf32>, index, index) -> f32
  %52 = "tensor.dim"(%t, %i) : (tensor<2x?xf32>, index) -> index
  %53 = "shape.shape_of"(%t) : (tensor<2x?xf32>) -> tensor<2xindex>
  %54 = "shape.to_extent_tensor"(%t) : (tensor<2x?xf32>) -> tensor<2xindex>
  %55 = "shape.from_extent_tensor"(%t) : (tensor<2x?xf32>) -> tensor<2xindex>
  %56 = "shape.num_elements"(%t) : (tensor<2x?xf32>) -> tensor<2xindex>
  %57 = "shape.rank"(%t) : (tensor<2x?xf32>) -> tensor<2xindex>
  %58 = "shape.broadcast"(%s, %s) : (tensor<2xindex>, tensor<2xindex>) -> tensor<2xindex>
  %59 = "shape.concat"(%s, %s) : (tensor<2xindex>, tensor<2xindex>) -> tensor<2xindex>
  %60 = "shape.get_extent"(%s, %i) : (tensor<2xindex>, index) -> index
  %61 = "shape.dim"(%s, %i) : (tensor<2xindex>, index) -> index
  %62 = "shape.cstr_broadcastable"(%s, %s) : (tensor<2xindex>, tensor<2xindex>) -> !shape.witness
  %63 = "shape.cstr_eq"(%s, %s) : (tensor<2xindex>, tensor<2xindex>) -> !shape.witness
  %64 = "shape.const_shape"() {shape = array<i64: 1, 2>} : () -> tensor<2xindex>
  %65 = "func.call"(%a) {callee = @g, note} : (i32) -> i32
  %66 = "func.call"(%a) {callee = @g} : (i32) -> i32
  "func.return"(%a, %i) : (i32, index) -> ()
}
