package org.hlorun.language.stablehlo.writer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.hlorun.language.diagnostic.Diagnostic;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.parser.HloParser;
import org.hlorun.language.printer.HloPrinter;
import org.hlorun.language.printer.PrintForm;
import org.hlorun.language.verifier.HloVerifier;
import org.junit.jupiter.api.Test;

class StablehloWriterTest {
  private static HloModule parse(String text) {
    HloModule module = HloParser.parse(SourceText.of("test.hlo", text));
    HloVerifier.verify(module);
    return module;
  }

  private static String write(String text) {
    return StablehloWriter.print(parse(text));
  }

  /** What the program is in short form after a round trip. */
  private static String again(String text) {
    return HloPrinter.print(RoundTrip.of(parse(text)), PrintForm.SHORT);
  }

  private static void assertUnchanged(String text) {
    assertEquals(Optional.empty(), RoundTrip.difference(parse(text), RoundTrip.of(parse(text))));
  }

  private static Diagnostic problem(String text) {
    return assertThrows(HloException.class, () -> write(text)).diagnostic();
  }

  private static void assertContains(String text, String part) {
    assertTrue(text.contains(part), () -> "no '" + part + "' in\n" + text);
  }

  @Test
  void theEntryBecomesMainWhateverItsName() {
    assertEquals(
        """
        module @m attributes {"mhlo.num_partitions" = 1 : i32, "mhlo.num_replicas" = 1 : i32} {
          func.func public @main(%0: tensor<2xf32>) -> (tensor<2xf32>) {
            %1 = "stablehlo.add"(%0, %0) : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xf32>
            "func.return"(%1) : (tensor<2xf32>) -> ()
          }
        }
        """,
        write("HloModule m\nENTRY e { x = f32[2] parameter(0) ROOT y = f32[2] add(x, x) }"));
  }

  @Test
  void anotherComputationThatIsCalledMainGetsAnotherName() {
    String text =
        write(
            """
            HloModule m
            main { x = f32[] parameter(0) ROOT y = f32[] negate(x) }
            ENTRY e { x = f32[] parameter(0) ROOT y = f32[] call(x), to_apply=main }
            """);
    assertContains(text, "\"callee\" = @main_1");
    assertContains(text, "func.func private @main_1(");
  }

  @Test
  void loopsTakeTheirTuplesApart() {
    String program =
        """
        HloModule m
        cond {
          s = (s32[], f32[2]) parameter(0)
          i = s32[] get-tuple-element(s), index=0
          x = f32[2] get-tuple-element(s), index=1
          n = s32[] constant(10)
          ROOT less = pred[] compare(i, n), direction=LT
        }
        body {
          s = (s32[], f32[2]) parameter(0)
          i = s32[] get-tuple-element(s), index=0
          x = f32[2] get-tuple-element(s), index=1
          one = s32[] constant(1)
          j = s32[] add(i, one)
          y = f32[2] multiply(x, x)
          ROOT t = (s32[], f32[2]) tuple(j, y)
        }
        ENTRY e {
          i = s32[] parameter(0)
          x = f32[2] parameter(1)
          s = (s32[], f32[2]) tuple(i, x)
          w = (s32[], f32[2]) while(s), condition=cond, body=body
          k = s32[] get-tuple-element(w), index=0
          ROOT z = f32[2] get-tuple-element(w), index=1
        }
        """;
    String text = write(program);
    assertContains(text, "%2, %3 = \"stablehlo.while\"(%0, %1) (");
    assertTrue(!text.contains("tuple"), text);
    assertUnchanged(program);
  }

  @Test
  void aTupleOfOneResultStaysATuple() {
    String program = "HloModule m\nENTRY e { x = f32[] parameter(0) ROOT t = (f32[]) tuple(x) }";
    assertContains(write(program), "-> (tuple<tensor<f32>>)");
    assertUnchanged(program);
  }

  @Test
  void dynamicDimensionsKeepTheirBounds() {
    String program =
        """
        HloModule m
        ENTRY e {
          x = f32[<=4,2] parameter(0)
          ROOT y = f32[<=4,2] negate(x)
        }
        """;
    assertContains(write(program), "tensor<?x2xf32, #stablehlo.bounds<4, ?>>");
    assertUnchanged(program);
  }

  @Test
  void customCallsKeepConfigurationLayoutsAndAliases() {
    String program =
        """
        HloModule m
        ENTRY e {
          x = f32[2,3]{0,1} parameter(0)
          ROOT y = (f32[2,3]{0,1}, s32[4]{0}) custom-call(x), custom_call_target="f",
              operand_layout_constraints={f32[2,3]{0,1}}, custom_call_has_side_effect=true,
              output_to_operand_aliasing={{0}: (0, {})}, api_version=API_VERSION_TYPED_FFI,
              backend_config="{k = 3 : i64}"
        }
        """;
    String text = write(program);
    assertContains(text, "\"backend_config\" = {\"k\" = 3 : i64}");
    assertContains(text, "\"operand_layouts\" = [dense<[0, 1]> : tensor<2xindex>]");
    String read = again(program);
    assertContains(read, "operand_layout_constraints={f32[2,3]{0,1}}");
    assertContains(read, "custom_call_has_side_effect=true");
    assertContains(read, "output_to_operand_aliasing={{0}: (0, {})}");
    assertContains(read, "api_version=API_VERSION_TYPED_FFI");
    assertContains(read, "backend_config={k = 3 : i64}");
  }

  @Test
  void shardingsAliasesDonationsAndPrecisionComeBack() {
    String read =
        again(
            """
            HloModule m, input_output_alias={ {1}: (0, {}, may-alias) }, buffer_donor={ (1, {}) },
                num_partitions=2
            ENTRY e {
              a = f32[2,2] parameter(0), sharding={devices=[2,1]<=[2]}
              b = f32[2,2] parameter(1)
              c = f32[2,2] dot(a, b), lhs_contracting_dims={1}, rhs_contracting_dims={0},
                  operand_precision={highest,high}, algorithm=dot_bf16_bf16_f32_x6,
                  sharding={replicated}
              d = f32[2,2] exponential(c), result_accuracy={mode=highest}
              ROOT t = (f32[2,2], f32[2,2]) tuple(c, d), sharding={{replicated}, {maximal device=1}}
            }
            """);
    assertContains(read, "input_output_alias={ {1}: (0, {}, may-alias) }");
    assertContains(read, "buffer_donor={ (1, {}) }");
    assertContains(read, "num_partitions=2");
    assertContains(read, "parameter(0), sharding={devices=[2,1]<=[2]}");
    assertContains(read, "operand_precision={highest,high}, algorithm=dot_bf16_bf16_f32_x6");
    assertContains(read, "result_accuracy={mode=highest}");
    assertContains(read, "sharding={{replicated}, {maximal device=1}}");
  }

  @Test
  void sendAndReceiveKeepWhoTalksToWhom() {
    String read =
        again(
            """
            HloModule m
            ENTRY e {
              x = s32[2] parameter(0)
              tok = token[] after-all()
              s = (s32[2], u32[], token[]) send(x, tok), channel_id=1,
                  frontend_attributes={_xla_send_recv_source_target_pairs="{{0,1}}"}
              sent = token[] send-done(s), channel_id=1
              r = (s32[2], u32[], token[]) recv(sent), channel_id=1,
                  frontend_attributes={_xla_send_recv_source_target_pairs="{{0,1}}"}
              done = (s32[2], token[]) recv-done(r), channel_id=1
              ROOT y = s32[2] get-tuple-element(done), index=0
            }
            """);
    String pairs = "channel_id=1, frontend_attributes={_xla_send_recv_source_target_pairs={{0,1}}}";
    assertContains(read, "send(parameter.1, after-all.2), " + pairs);
    assertContains(read, "recv(send-done.4), " + pairs);
  }

  @Test
  void whatIsStartedAndDoneApartIsOneOperation() {
    String read =
        again(
            """
            HloModule m, replica_count=2
            add { a = f32[] parameter(0) b = f32[] parameter(1) ROOT s = f32[] add(a, b) }
            ENTRY e {
              x = f32[4] parameter(0)
              y = f32[4] parameter(1)
              sum = f32[4] all-reduce-start(x), replica_groups={{0,1}}, to_apply=add
              summed = f32[4] all-reduce-done(sum)
              gather = (f32[4], f32[8]) all-gather-start(summed), dimensions={0}
              gathered = f32[8] all-gather-done(gather)
              move = (f32[8], f32[8]) collective-permute-start(gathered), source_target_pairs={{0,1}}
              moved = f32[8] collective-permute-done(move)
              copy = (f32[8], f32[8], u32[]) copy-start(moved)
              copied = f32[8] copy-done(copy)
              dot = ((f32[4], f32[4]), f32[], u32[]) dot-start(x),
                  lhs_contracting_dims={0}, rhs_contracting_dims={0}
              late = ((f32[4], f32[4]), f32[], u32[]) dot-update(dot, y)
              product = f32[] dot-done(late)
              ROOT t = (f32[8], f32[]) tuple(copied, product)
            }
            """);
    assertContains(read, "all-reduce(parameter.1), replica_groups={{0,1}}, to_apply=region");
    assertContains(read, "all-gather(all-reduce.6), replica_groups={}, dimensions={0}");
    assertContains(read, "collective-permute(all-gather.7), source_target_pairs={{0,1}}");
    assertContains(read, "dot(parameter.1, parameter.2), lhs_contracting_dims={0}");
    assertContains(read, "tuple(collective-permute.8, dot.9)");
  }

  @Test
  void groupsAlongAxesOfAMeshStayThat() {
    assertUnchanged(
        """
        HloModule m, num_partitions=8
        add { a = f32[] parameter(0) b = f32[] parameter(1) ROOT s = f32[] add(a, b) }
        ENTRY e {
          x = f32[4] parameter(0)
          r = f32[4] all-reduce(x), channel_id=1, to_apply=add, use_global_device_ids=true,
              replica_groups=mesh['a'=2,'b'=4], device_ids=(0,2,4,6,1,3,5,7) {'b':(2)2,'a'}
          q = f32[4] all-reduce(r), channel_id=2, to_apply=add, use_global_device_ids=true,
              replica_groups=maximal_mesh[device_id=3] {}
          ROOT g = f32[8] all-gather(q), channel_id=3, dimensions={0}, use_global_device_ids=true,
              replica_groups=mesh['a'=2,'b'=4] {'a'}
        }
        """);
  }

  @Test
  void deadCodeIsNotWrittenButItsEffectsAre() {
    String text =
        write(
            """
            HloModule m
            ENTRY e {
              x = f32[] parameter(0)
              unused = f32[] exponential(x)
              effect = () custom-call(x), custom_call_target="f", custom_call_has_side_effect=true
              ROOT y = f32[] negate(x)
            }
            """);
    assertTrue(!text.contains("exponential"), text);
    assertContains(text, "stablehlo.custom_call");
  }

  @Test
  void whatStablehloCannotSayIsAnErrorThatNamesTheInstruction() {
    Diagnostic fusion =
        problem(
            """
            HloModule m
            f { x = f32[] parameter(0) ROOT y = f32[] negate(x) }
            ENTRY e { x = f32[] parameter(0) ROOT z = f32[] fusion(x), kind=kLoop, calls=f }
            """);
    assertEquals(DiagnosticCode.UNSUPPORTED, fusion.code());
    assertContains(fusion.message(), "the instruction z (fusion)");
    assertEquals(3, fusion.location().line());
    Diagnostic type = problem("HloModule m\nENTRY e { ROOT c = u1[2] constant({0, 1}) }");
    assertContains(type.message(), "the instruction c (constant): StableHLO has no type for u1");
    Diagnostic elided = problem("HloModule m\nENTRY e { ROOT c = f32[9] constant({...}) }");
    assertEquals(DiagnosticCode.ELIDED_CONSTANT, elided.code());
  }

  /** Each computation maps twice over the next, so that the text would have 2^40 regions. */
  @Test
  void aTextThatGrowsBeyondAllBoundsIsAnError() {
    StringBuilder text =
        new StringBuilder(
            "HloModule m\nstep0 { x = f32[] parameter(0) ROOT y = f32[] negate(x) }\n");
    for (int i = 1; i <= 40; i++) {
      text.append("step%d { x = f32[] parameter(0)".formatted(i));
      text.append(" y = f32[] map(x), dimensions={}, to_apply=step%d".formatted(i - 1));
      text.append("\n ROOT z = f32[] map(y), dimensions={}, to_apply=step%d }\n".formatted(i - 1));
    }
    text.append(
        "ENTRY e { x = f32[] parameter(0) ROOT y = f32[] map(x), dimensions={}, to_apply=step40 }");
    assertEquals(DiagnosticCode.LIMIT, problem(text.toString()).code());
  }

  @Test
  void regionsNestOnlySoDeep() {
    StringBuilder text =
        new StringBuilder(
            "HloModule m\nstep0 { x = f32[] parameter(0) ROOT y = f32[] negate(x) }\n");
    for (int i = 1; i <= 400; i++) {
      text.append("step%d { x = f32[] parameter(0)\n".formatted(i));
      text.append(" ROOT z = f32[] map(x), dimensions={}, to_apply=step%d }\n".formatted(i - 1));
    }
    text.append(
        "ENTRY e { x = f32[] parameter(0) ROOT y = f32[] map(x), dimensions={}, to_apply=step400"
            + " }");
    assertEquals(DiagnosticCode.LIMIT, problem(text.toString()).code());
  }

  @Test
  void onlyTheseOpcodesHaveNoOperation() {
    Set<Opcode> refused = EnumSet.noneOf(Opcode.class);
    Arrays.stream(Opcode.values())
        .filter(opcode -> opcode != Opcode.PARAMETER && !Exporters.has(opcode))
        .forEach(refused::add);
    assertEquals(
        EnumSet.of(
            Opcode.STOCHASTIC_CONVERT,
            Opcode.SCALED_DOT,
            Opcode.FUSION,
            Opcode.DOMAIN,
            Opcode.RNG_GET_AND_UPDATE_STATE,
            Opcode.ADD_DEPENDENCY),
        refused);
  }
}
