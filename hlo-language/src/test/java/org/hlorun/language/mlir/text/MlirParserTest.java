package org.hlorun.language.mlir.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.mlir.MlirAttribute.DialectAttribute;
import org.hlorun.language.mlir.MlirBlock;
import org.hlorun.language.mlir.MlirOperation;
import org.hlorun.language.mlir.MlirType.TensorType;
import org.junit.jupiter.api.Test;

class MlirParserTest {
  private static MlirOperation parse(String text) {
    return MlirParser.parse(SourceText.of("test", text));
  }

  private static List<MlirOperation> operations(MlirOperation operation) {
    return operation.regions().getFirst().blocks().getFirst().operations();
  }

  @Test
  void theModuleOfATextIsGivenAsItIs() {
    MlirOperation module = parse("// comment\nmodule @m {\n}\n");
    assertEquals("builtin.module", module.name());
    assertTrue(module.attribute("sym_name").isPresent());
    assertEquals(11, module.offset());
    assertEquals(List.of(), operations(module));
  }

  @Test
  void aTextWithoutAModuleGetsOne() {
    MlirOperation module = parse("func.func @f() { return }\nfunc.func @g() { return }");
    assertEquals("builtin.module", module.name());
    assertEquals(Map.of(), module.attributes());
    assertEquals(2, operations(module).size());
    assertEquals(List.of(), operations(parse("")));
    assertEquals(2, operations(parse("module {}\nmodule {}")).size());
  }

  @Test
  void operandsAreTheValuesThatWereDefined() {
    MlirOperation function =
        operations(
                parse(
                    """
                    func.func @f(%a: tensor<i32>) -> tensor<i32> {
                      %0:2 = "t.two"(%a) : (tensor<i32>) -> (tensor<i32>, tensor<f32>)
                      %1 = stablehlo.add %0#0, %a : tensor<i32>
                      %2 = "t.second"(%0#1, %0) : (tensor<f32>, tensor<i32>) -> tensor<i32>
                      return %2 : tensor<i32>
                    }
                    """))
            .getFirst();
    MlirBlock body = function.regions().getFirst().blocks().getFirst();
    MlirOperation two = body.operations().get(0);
    assertSame(body.arguments().getFirst(), two.operands().getFirst());
    assertSame(two.results().get(0), body.operations().get(1).operands().get(0));
    assertSame(two.results().get(1), body.operations().get(2).operands().get(0));
    assertSame(two.results().get(0), body.operations().get(2).operands().get(1));
    assertEquals("0#1", two.results().get(1).name());
  }

  @Test
  void aRegionSeesTheValuesAroundItAndItsNamesEndWithIt() {
    MlirOperation module =
        parse(
            """
            func.func @f(%a: tensor<i32>, %p: tensor<i1>) {
              %0 = "stablehlo.if"(%p) ({
                %x = stablehlo.add %a, %a : tensor<i32>
                stablehlo.return %x : tensor<i32>
              }, {
                %x = stablehlo.subtract %a, %a : tensor<i32>
                stablehlo.return %x : tensor<i32>
              }) : (tensor<i1>) -> tensor<i32>
              %x = stablehlo.abs %0 : tensor<i32>
              return
            }
            func.func @g(%a: tensor<f32>) {
              return
            }
            """);
    MlirOperation function = operations(module).getFirst();
    MlirOperation branch = operations(function).getFirst();
    assertEquals(2, branch.regions().size());
    assertSame(
        function.regions().getFirst().blocks().getFirst().arguments().getFirst(),
        operations(branch).getFirst().operands().getFirst());
  }

  @Test
  void regionsMayHaveSeveralBlocks() {
    MlirOperation operation =
        operations(
                parse(
                    """
                    "t.t"() ({
                      %0 = "t.a"() : () -> i32
                    ^bb1(%x: i32 loc("a":1:2)):
                      "t.b"(%x, %0) : (i32, i32) -> ()
                    ^bb2:
                    }, {
                    }) : () -> ()
                    """))
            .getFirst();
    assertEquals(3, operation.regions().getFirst().blocks().size());
    assertEquals(0, operation.regions().get(1).blocks().size());
  }

  @Test
  void locationsHaveTheirAliasesReplaced() {
    MlirOperation module =
        parse(
            """
            #loc = loc(unknown)
            #loc1 = loc("x.py":1:2)
            module {
              "t.a"() : () -> () loc(#loc2)
              "t.b"() : () -> () loc(callsite(#loc2 at "y.py" : 3:4))
              "t.c"() : () -> () loc(fused<"why">[#loc1, "n"(#loc3)])
              "t.d"() : () -> () loc(#loc)
              "t.e"() : () -> ()
            } loc(#loc)
            #loc2 = loc("jit(f)/add"(#loc1))
            #loc3 = loc("z.py":5:6 to 7:8)
            """);
    assertEquals("unknown", module.location());
    assertEquals(
        List.of(
            "\"jit(f)/add\"(\"x.py\":1:2)",
            "callsite(\"jit(f)/add\"(\"x.py\":1:2) at \"y.py\":3:4)",
            "fused<\"why\">[\"x.py\":1:2, \"n\"(\"z.py\":5:6 to 7:8)]",
            "unknown",
            ""),
        operations(module).stream().map(MlirOperation::location).toList());
  }

  @Test
  void locationsMayStandBehindArgumentsAndResults() {
    MlirOperation module =
        parse(
            """
            func.func @f(%a: tensor<f32> {t.t} loc("a":1:1), %b: tensor<f32> loc(unknown)) {
              %0 = stablehlo.reduce(%a init: %b) across dimensions = [] : (tensor<f32>, tensor<f32>) -> tensor<f32>
               reducer(%p: tensor<f32> loc("p":1:1), %q: tensor<f32> loc("q":1:1)) {
                stablehlo.return %p : tensor<f32> loc("r":1:1)
              } loc("reduce":1:1)
              return loc("x":1:1)
            } loc("f":1:1)
            """);
    MlirOperation function = operations(module).getFirst();
    assertEquals("\"f\":1:1", function.location());
    assertEquals("\"reduce\":1:1", operations(function).getFirst().location());
  }

  @Test
  void aliasesOfTypesAndAttributesAreReplaced() {
    MlirOperation operation =
        operations(
                parse(
                    """
                    !t = tensor<2xf32, #bounds>
                    #bounds = #stablehlo.bounds<2>
                    !u = type tuple<!t>
                    "t.t"() {a = #map} : () -> !u
                    #map = affine_map<(d0) -> (d0)>
                    """))
            .getFirst();
    assertEquals(
        new DialectAttribute("builtin.affine_map", Map.of(), "(d0) -> (d0)"),
        operation.attributes().get("a"));
    assertEquals(
        "tuple<tensor<2xf32, #stablehlo.bounds<2>>>",
        TypePrinter.text(operation.results().getFirst().type()));
  }

  @Test
  void vhloIsReadInGenericForm() {
    MlirOperation module =
        parse(
            """
            "vhlo.func_v1"() <{arg_attrs = #vhlo.array_v1<[]>, sym_name = #vhlo.string_v1<"main">, function_type = #vhlo.type_v1<!vhlo.func_v1<(!vhlo.tensor_v1<2x!vhlo.f32_v1>) -> !vhlo.tensor_v1<2x!vhlo.f32_v1>>>}> ({
            ^bb0(%arg0: !vhlo.tensor_v1<2x!vhlo.f32_v1>):
              %0 = "vhlo.compare_v1"(%arg0, %arg0) <{comparison_direction = #vhlo<comparison_direction_v1 EQ>, replica_groups = #vhlo.tensor_v1<dense<[[0], [1]]> : tensor<2x1xi64>>}> : (!vhlo.tensor_v1<2x!vhlo.f32_v1>, !vhlo.tensor_v1<2x!vhlo.f32_v1>) -> !vhlo.tensor_v1<2x!vhlo.bool_v1>
              "vhlo.return_v1"(%0) : (!vhlo.tensor_v1<2x!vhlo.bool_v1>) -> ()
            }) {a = #vhlo.dict_v1<{#vhlo.string_v1<"k"> = #vhlo.integer_v1<1 : i32>}>} : () -> ()
            """);
    MlirOperation function = operations(module).getFirst();
    assertEquals(
        new DialectAttribute("vhlo.string_v1", Map.of(), "\"main\""),
        function.attributes().get("sym_name"));
    assertEquals(
        new DialectAttribute("vhlo.comparison_direction_v1", Map.of(), "EQ"),
        operations(function).getFirst().attributes().get("comparison_direction"));
  }

  @Test
  void everySectionOfASplitTextIsAModuleWithLocationsOfTheWholeText() {
    SourceText text =
        SourceText.of(
            "tests",
            """
            func.func @a() { return }
            // -----
            func.func @b() { return }

            // ----- with a remark
            func.func @c() { oops }
            """);
    List<MlirParser.Section> sections = MlirParser.split(text);
    assertEquals(3, sections.size());
    assertEquals(1, operations(MlirParser.parse(sections.get(0))).size());
    MlirOperation second = operations(MlirParser.parse(sections.get(1))).getFirst();
    assertEquals("tests:3:1", text.locate(second.offset()).toString());
    HloException error = assertThrows(HloException.class, () -> MlirParser.parse(sections.get(2)));
    assertEquals("tests:6:18", error.diagnostic().location().toString());
  }

  @Test
  void staticDimensionsAreNotMarkedDynamic() {
    MlirOperation operation =
        operations(parse("\"t.t\"() : () -> tensor<?x9223372036854775807xi8>")).getFirst();
    TensorType type = (TensorType) operation.results().getFirst().type();
    assertEquals(TensorType.DYNAMIC, type.dimensions().get(0));
    assertEquals(Long.MAX_VALUE, type.dimensions().get(1));
  }
}
