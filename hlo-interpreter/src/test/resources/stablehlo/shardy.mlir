// Annotations of Shardy change nothing on one device.
module @annotations {
  sdy.mesh @mesh = <["x"=2]>
  func.func @main() -> (tensor<2xi32> {sdy.sharding = #sdy.sharding<@mesh, [{}]>}) {
    %x = stablehlo.constant dense<[1, 2]> : tensor<2xi32>
    %0 = sdy.sharding_constraint %x <@mesh, [{"x"}]> : tensor<2xi32>
    %1 = sdy.reshard %0 <@mesh, [{}]> : tensor<2xi32>
    check.expect_eq_const %1, dense<[1, 2]> : tensor<2xi32>
    func.return %1 : tensor<2xi32>
  }
}
