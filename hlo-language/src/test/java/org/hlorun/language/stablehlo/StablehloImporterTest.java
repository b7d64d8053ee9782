package org.hlorun.language.stablehlo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.hlorun.language.diagnostic.Diagnostic;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.parser.HloParser;
import org.hlorun.language.printer.HloPrinter;
import org.hlorun.language.printer.PrintForm;
import org.hlorun.language.stablehlo.writer.StablehloWriter;
import org.junit.jupiter.api.Test;

class StablehloImporterTest {

  private static HloModule read(String text) {
    return StablehloReader.read(SourceText.of("test.mlir", text));
  }

  private static Diagnostic problem(String text) {
    return assertThrows(HloException.class, () -> read(text)).diagnostic();
  }

  /** The module in the short form, which HLO's own reader accepts again. */
  private static String hlo(String text) {
    String printed = HloPrinter.print(read(text), PrintForm.SHORT);
    HloParser.parse(SourceText.of("printed.hlo", printed));
    return printed;
  }

  private static void assertContains(String text, String part) {
    assertTrue(text.contains(part), () -> "no '" + part + "' in\n" + text);
  }

  @Test
  void functionsBecomeComputationsBeforeTheirCallers() {
    HloModule module =
        read(
            """
            module @m {
              func.func public @main(%x: tensor<2xf32>) -> tensor<2xf32> {
                %0 = call @twice(%x) : (tensor<2xf32>) -> tensor<2xf32>
                %1 = call @twice(%0) : (tensor<2xf32>) -> tensor<2xf32>
                return %1 : tensor<2xf32>
              }
              func.func private @twice(%x: tensor<2xf32>) -> tensor<2xf32> {
                %0 = stablehlo.add %x, %x : tensor<2xf32>
                return %0 : tensor<2xf32>
              }
            }
            """);
    assertEquals("m", module.name());
    assertEquals(
        List.of("twice", "main"), module.computations().stream().map(c -> c.name()).toList());
    assertEquals("main", module.entry().name());
  }

  @Test
  void argumentAttributesBecomeShardingAliasAndDonation() {
    String text =
        hlo(
            """
            module attributes {mhlo.num_partitions = 2 : i32, mhlo.num_replicas = 1 : i32} {
              func.func @main(
                  %x: tensor<2xf32> {mhlo.sharding = "{devices=[2]<=[2]}", tf.aliasing_output = 1 : i32},
                  %y: tensor<2xf32> {jax.buffer_donor = true}) -> (tensor<2xf32>, tensor<2xf32>) {
                return %y, %x : tensor<2xf32>, tensor<2xf32>
              }
            }
            """);
    assertContains(text, "num_partitions=2");
    assertContains(text, "input_output_alias={ {1}: (0, {}, may-alias) }");
    assertContains(text, "buffer_donor={ (1, {}) }");
    assertContains(text, "sharding={devices=[2]<=[2]}");
  }

  @Test
  void aLoopCarriesWhatItsRegionsUseFromOutside() {
    String text =
        hlo(
            """
            func.func @main(%n: tensor<i32>, %x: tensor<f32>) -> tensor<f32> {
              %zero = stablehlo.constant dense<0> : tensor<i32>
              %one = stablehlo.constant dense<1> : tensor<i32>
              %r:2 = stablehlo.while(%i = %zero, %acc = %x) : tensor<i32>, tensor<f32>
              cond {
                %c = stablehlo.compare LT, %i, %n : (tensor<i32>, tensor<i32>) -> tensor<i1>
                stablehlo.return %c : tensor<i1>
              } do {
                %j = stablehlo.add %i, %one : tensor<i32>
                %y = stablehlo.multiply %acc, %x : tensor<f32>
                stablehlo.return %j, %y : tensor<i32>, tensor<f32>
              }
              return %r#1 : tensor<f32>
            }
            """);
    assertContains(text, "(s32[], f32[], s32[], f32[]) while(");
  }

  @Test
  void aCompositeIsACallThatKeepsNameAttributesAndVersion() {
    String text =
        hlo(
            """
            func.func @main(%x: tensor<i64>) -> tensor<i64> {
              %0 = stablehlo.composite "my.op" %x {
                composite_attributes = { n = 2 : i64 }, decomposition = @impl, version = 3 : i32
              } : (tensor<i64>) -> tensor<i64>
              return %0 : tensor<i64>
            }
            func.func private @impl(%x: tensor<i64>) -> tensor<i64> {
              return %x : tensor<i64>
            }
            """);
    assertContains(text, "is_composite=true");
    assertContains(text, "composite.name=\"my.op\"");
    assertContains(text, "composite.version=\"3\"");
  }

  @Test
  void aCustomCallKeepsItsAttributes() {
    String text =
        hlo(
            """
            func.func @main(%x: tensor<2xf32>) -> (tensor<2xf32>, tensor<i32>) {
              %0:2 = stablehlo.custom_call @target(%x) {
                api_version = 4 : i32, backend_config = {a = 1 : i32, b = "c"},
                has_side_effect = true, called_computations = [@f],
                output_operand_aliases = [#stablehlo.output_operand_alias<
                  output_tuple_indices = [0], operand_index = 0, operand_tuple_indices = []>]
              } : (tensor<2xf32>) -> (tensor<2xf32>, tensor<i32>)
              return %0#0, %0#1 : tensor<2xf32>, tensor<i32>
            }
            func.func private @f(%x: tensor<f32>) -> tensor<f32> {
              return %x : tensor<f32>
            }
            """);
    assertContains(text, "custom_call_target=\"target\"");
    assertContains(text, "custom_call_has_side_effect=true");
    assertContains(text, "api_version=API_VERSION_TYPED_FFI");
    assertContains(text, "called_computations={f}");
    assertContains(text, "output_to_operand_aliasing={{0}: (0, {})}");
    assertContains(text, "backend_config={a = 1 : i32, b = \"c\"}");
  }

  @Test
  void aCustomCallKeepsTheConfigurationThatMhloGivesIt() {
    String text =
        hlo(
            """
            func.func @main(%x: tensor<2xf32>) -> tensor<2xf32> {
              %0 = stablehlo.custom_call @target(%x) {mhlo.backend_config = {k = 2 : i64}} : (tensor<2xf32>) -> tensor<2xf32>
              return %0 : tensor<2xf32>
            }
            """);
    assertContains(text, "backend_config={k = 2 : i64}");
  }

  @Test
  void shardingsOfShardyAreKeptAsXlaKeepsThem() {
    String program =
        """
        module @m attributes {mhlo.num_partitions = 2 : i32} {
          sdy.mesh @mesh = <["x"=2]>
          func.func @main(%a: tensor<8xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"x"}]>})
              -> (tensor<8xf32> {sdy.sharding = #sdy.sharding<@mesh, [{}]>}) {
            %0 = sdy.sharding_constraint %a <@mesh, [{"x"}]> : tensor<8xf32>
            %1 = stablehlo.negate %0 {sdy.sharding = #sdy.sharding_per_value<[<@mesh, [{"x"}]>]>} : tensor<8xf32>
            return %1 : tensor<8xf32>
          }
        }
        """;
    String text = hlo(program);
    assertContains(text, "frontend_attributes={xla.sdy.meshes={mesh = #sdy.mesh<[\"x\"=2]>}}");
    String sharding =
        "frontend_attributes={xla.sdy.sharding=\"#sdy.sharding<@mesh, [{\\\"x\\\"}]>\"}";
    assertContains(text, "parameter(0), " + sharding);
    assertContains(text, "custom_call_target=\"Sharding\", " + sharding);
    assertContains(
        text,
        "frontend_attributes={xla.sdy.sharding=\"#sdy.sharding_per_value<[<@mesh,"
            + " [{\\\"x\\\"}]>]>\"}");
    assertContains(
        text,
        "custom_call_target=\"xla.sdy.FuncResultSharding\","
            + " frontend_attributes={xla.sdy.sharding=\"#sdy.sharding<@mesh, [{}]>\"}");
    assertEquals(text, hlo(StablehloWriter.print(read(program))));
  }

  @Test
  void anApproximateTopKMustFitItsOperand() {
    Diagnostic problem =
        problem(
            """
            func.func @main(%x: tensor<2xf32>, %z: tensor<f32>) -> tensor<?xf32> {
              %k = stablehlo.constant dense<3> : tensor<i32>
              %0 = stablehlo.custom_call @stablehlo.dynamic_approx_top_k(%x, %z, %k) {
                called_computations = [@above], mhlo.backend_config = {reduction_dim = 0 : i64}
              } : (tensor<2xf32>, tensor<f32>, tensor<i32>) -> tensor<?xf32>
              return %0 : tensor<?xf32>
            }
            func.func private @above(%a: tensor<f32>, %b: tensor<f32>) -> tensor<i1> {
              %0 = stablehlo.compare GT, %a, %b : (tensor<f32>, tensor<f32>) -> tensor<i1>
              return %0 : tensor<i1>
            }
            """);
    assertEquals(DiagnosticCode.ATTRIBUTE, problem.code());
    assertContains(problem.message(), "takes 3 elements of f32[2]");
  }

  @Test
  void argumentShapesReplaceQuestionMarks() {
    String program =
        """
        func.func @main(%x: tensor<?xf32>) -> tensor<?xf32> {
          %0 = stablehlo.add %x, %x : tensor<?xf32>
          return %0 : tensor<?xf32>
        }
        """;
    Diagnostic problem = problem(program);
    assertEquals(DiagnosticCode.UNSUPPORTED, problem.code());
    assertContains(problem.remedy(), "give the shapes of its arguments");
    HloModule module =
        StablehloReader.read(
            SourceText.of("test.mlir", program),
            ImportOptions.DEFAULT.withArgumentShapes(List.of(HloParser.parseShape("f32[7]"))));
    assertEquals("f32[7]", module.entry().root().shape().text(false));
  }

  @Test
  void aShapeAssertionThatFailsSaysWhy() {
    Diagnostic problem =
        problem(
            """
            func.func @main(%x: tensor<4xf32>) {
              %0 = stablehlo.get_dimension_size %x, dim = 0 : (tensor<4xf32>) -> tensor<i32>
              %1 = stablehlo.constant dense<3> : tensor<i32>
              %2 = stablehlo.compare EQ, %0, %1, SIGNED : (tensor<i32>, tensor<i32>) -> tensor<i1>
              stablehlo.custom_call @shape_assertion(%2, %0) {
                error_message = "size is {0}", has_side_effect = true
              } : (tensor<i1>, tensor<i32>) -> ()
              return
            }
            """);
    assertEquals(DiagnosticCode.SHAPE, problem.code());
    assertContains(problem.message(), "size is 4");
  }

  @Test
  void aReducerCannotUseComputedValuesFromOutside() {
    Diagnostic problem =
        problem(
            """
            func.func @main(%x: tensor<3xi32>, %y: tensor<i32>) -> tensor<i32> {
              %0 = stablehlo.reduce(%x init: %y) across dimensions = [0] : (tensor<3xi32>, tensor<i32>) -> tensor<i32>
              reducer(%a: tensor<i32>, %b: tensor<i32>) {
                %1 = stablehlo.add %a, %y : tensor<i32>
                stablehlo.return %1 : tensor<i32>
              }
              return %0 : tensor<i32>
            }
            """);
    assertEquals(DiagnosticCode.UNSUPPORTED, problem.code());
    assertEquals(4, problem.location().line());
    assertContains(problem.message(), "%y");
  }

  @Test
  void aFunctionThatCallsItselfIsRefused() {
    Diagnostic problem =
        problem(
            """
            func.func @main() {
              call @main() : () -> ()
              return
            }
            """);
    assertEquals(DiagnosticCode.LIMIT, problem.code());
  }

  @Test
  void callsThatNestTooDeepAreRefused() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 1000; i++) {
      text.append("func.func @f%d() {\n call @f%d() : () -> ()\n return\n}\n".formatted(i, i + 1));
    }
    text.append("func.func @f1000() {\n return\n}\nfunc.func @main() {\n");
    text.append(" call @f0() : () -> ()\n return\n}\n");
    assertEquals(DiagnosticCode.LIMIT, problem(text.toString()).code());
  }

  @Test
  void aDimensionNumberOutOfRangeIsRefused() {
    Diagnostic problem =
        problem(
            """
            func.func @main(%x: tensor<2xf32>) -> tensor<i32> {
              %0 = stablehlo.get_dimension_size %x, dim = 5 : (tensor<2xf32>) -> tensor<i32>
              return %0 : tensor<i32>
            }
            """);
    assertEquals(DiagnosticCode.ATTRIBUTE, problem.code());
    assertEquals(2, problem.location().line());
  }

  @Test
  void checksKeepTheirToleranceAndTheOrderActualExpected() {
    String text =
        hlo(
            """
            func.func @main(%x: tensor<f32>, %y: tensor<f32>) {
              check.expect_close %x, %y, max_ulp_difference = 5 : tensor<f32>, tensor<f32>
              return
            }
            """);
    assertContains(text, "custom_call_target=\"check.expect_close\"");
    assertContains(text, "\"max_ulp_difference\":5");
    assertContains(text, "custom_call_has_side_effect=true");
    assertContains(text, "custom-call(parameter.1, parameter.2)");
  }

  @Test
  void aCallOfAnUnknownFunctionIsRefused() {
    assertEquals(
        DiagnosticCode.UNDEFINED_NAME,
        problem("func.func @main() {\n call @f() : () -> ()\n return\n}").code());
  }

  @Test
  void aResultTypeThatIsNotWhatTheOperationComputesIsRefused() {
    Diagnostic problem =
        problem(
            """
            func.func @main(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
              %0 = stablehlo.transpose %x, dims = [1, 0] : (tensor<2x3xf32>) -> tensor<2x3xf32>
              return %0 : tensor<2x3xf32>
            }
            """);
    assertEquals(DiagnosticCode.SHAPE, problem.code());
    assertContains(problem.message(), "computes f32[3,2]");
    assertEquals(2, problem.location().line());
  }

  @Test
  void aMissingAttributeIsNamed() {
    Diagnostic problem =
        problem(
            """
            func.func @main(%x: tensor<2xf32>) -> tensor<2xf32> {
              %0 = "stablehlo.reverse"(%x) : (tensor<2xf32>) -> tensor<2xf32>
              return %0 : tensor<2xf32>
            }
            """);
    assertEquals(DiagnosticCode.ATTRIBUTE, problem.code());
    assertContains(problem.message(), "needs the attribute dimensions");
  }

  @Test
  void anUnknownOperationIsRefusedByName() {
    Diagnostic problem = problem("func.func @main() {\n \"my.op\"() : () -> ()\n return\n}");
    assertEquals(DiagnosticCode.UNSUPPORTED, problem.code());
    assertContains(problem.message(), "my.op");
  }

  @Test
  void everyClosedFunctionOfAFileIsAProgram() {
    List<HloModule> programs =
        StablehloReader.programs(
            SourceText.of(
                "test.mlir",
                """
                func.func @a() {
                  return
                }
                func.func @b() {
                  call @helper() : () -> ()
                  return
                }
                func.func @helper() {
                  return
                }
                // -----
                func.func @c() {
                  return
                }
                func.func @d(%x: tensor<f32>) {
                  return
                }
                """));
    assertEquals(List.of("a", "b", "c"), programs.stream().map(p -> p.entry().name()).toList());
  }

  private static String gatherAlong(String mesh, String axes) {
    return """
    module {
      sdy.mesh @mesh = <["x"=2, "y"=4]>
      sdy.mesh @odd = <[x]>
      func.func @main(%%x: tensor<1xf32>) -> tensor<2xf32> {
        %%0 = "stablehlo.all_gather"(%%x) {
          all_gather_dim = 0 : i64,
          replica_groups = #stablehlo.replica_group_mesh_axes<mesh = %s, axes = [%s]>
        } : (tensor<1xf32>) -> tensor<2xf32>
        return %%0 : tensor<2xf32>
      }
    }
    """
        .formatted(mesh, axes);
  }

  @Test
  void axesOfAMeshThatDoNotFitAreErrors() {
    String x = "#stablehlo.axis_ref<name = \"x\">";
    assertContains(
        hlo(gatherAlong("@mesh", x)), "replica_groups=mesh['x'=2,'y'=4] {'x'}, dimensions={0}");
    assertContains(
        hlo(gatherAlong("#stablehlo.mesh<axes=[<name = \"x\", size = 2>]>", "<name = \"x\">")),
        "replica_groups=mesh['x'=2] {'x'}");
    assertContains(problem(gatherAlong("@none", x)).message(), "the mesh @none");
    assertContains(problem(gatherAlong("@odd", x)).message(), "not x");
    assertContains(
        problem(gatherAlong("@mesh", "#stablehlo.axis_ref<name = \"z\">")).message(),
        "The mesh has no axis 'z'");
    assertContains(
        problem(gatherAlong("@mesh", "#sdy<axis_ref\"y\":(3)2>")).message(), "does not divide");
    assertContains(
        problem(gatherAlong("#stablehlo.mesh<axes = [<name = \"x\", size = 99999999>]>", x))
            .message(),
        "more than 16777216 devices");
  }
}
