package org.hlorun.gpu.emulator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.hlorun.gpu.device.DeviceModule;
import org.hlorun.gpu.device.LaunchShape;
import org.hlorun.language.diagnostic.Diagnostic;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.junit.jupiter.api.Test;

/** Texts: what is understood, and what is said about what is not. */
final class PtxDiagnosticTest {
  private static Diagnostic loading(String text) {
    try (EmulatedDevice device = new EmulatedDevice()) {
      return assertThrows(HloException.class, () -> device.load(text)).diagnostic();
    }
  }

  private static void saysInBody(String line, DiagnosticCode code, String part) {
    Diagnostic said = loading(KernelRunner.text("", line, 1));
    assertEquals(code, said.code(), said::toString);
    assertTrue(said.message().contains(part), said.message());
    assertTrue(said.location().lineText().contains(line), said::toString);
  }

  @Test
  void instructionsThatAreNotUnderstood() {
    saysInBody("frob.b32 %r1, %r2;", DiagnosticCode.UNSUPPORTED, "no instruction 'frob.b32'");
    saysInBody("add.s32 %r1, %r2;", DiagnosticCode.UNSUPPORTED, "takes 3 operands, not 2");
    saysInBody(
        "add.wide.s32 %r1, %r2, %r3;", DiagnosticCode.UNSUPPORTED, "the modifier .wide here");
    saysInBody("add.s32 %r1, %rd2, %r3;", DiagnosticCode.UNSUPPORTED, "%rd2 is declared .b64");
    saysInBody("add.s32 %r1, %r2, 0f00000000;", DiagnosticCode.UNSUPPORTED, "constant");
    saysInBody("add.f32 %f1, %f2, 1;", DiagnosticCode.UNSUPPORTED, "has an integer");
    saysInBody("add.s32 %r1, %r2, %x;", DiagnosticCode.UNDEFINED_NAME, "'%x' is not declared");
    saysInBody("add.s32 %r1, %r2, %r40;", DiagnosticCode.UNDEFINED_NAME, "'%r40'");
    saysInBody("mov.u32 %r1, %foo.x;", DiagnosticCode.UNSUPPORTED, "'%foo.x' is no register");
    saysInBody("bra $NOWHERE;", DiagnosticCode.UNDEFINED_NAME, "no label '$NOWHERE'");
    saysInBody("@%r1 bra $STORE;", DiagnosticCode.UNDEFINED_NAME, "as a predicate");
    saysInBody("div.f32 %f1, %f2, %f3;", DiagnosticCode.UNSUPPORTED, "needs .rn");
    saysInBody("cvt.f16.f32 %h1, %f1;", DiagnosticCode.UNSUPPORTED, "needs a rounding");
    saysInBody("call nothing;", DiagnosticCode.UNDEFINED_NAME, "no function 'nothing'");
    saysInBody("ld.shared.u32 %r1, [in0];", DiagnosticCode.UNSUPPORTED, "which is in .param");
    saysInBody("shfl.bfly.b32 %r1, %r2, 1, 31;", DiagnosticCode.UNSUPPORTED, "needs .sync");
    saysInBody("bar.sync 16;", DiagnosticCode.UNSUPPORTED, "barrier 16");
    saysInBody("add.s32 %r1 %r2;", DiagnosticCode.SYNTAX, "expected ';'");
    saysInBody(".reg .b7 %q;", DiagnosticCode.UNSUPPORTED, "registers of type .b7");
    saysInBody(".reg .b32 %t;", DiagnosticCode.BAD_NAME, "'%t' is declared twice");
    saysInBody("add.s32 %r1, %r2, #;", DiagnosticCode.LEXICAL, "no character '#'");
  }

  @Test
  void directivesThatAreNotUnderstood() {
    String header = ".version 8.7\n.target sm_80\n.address_size 64\n";
    assertEquals("the directive .frob is not supported", loading(header + ".frob x;").message());
    assertTrue(loading("").message().contains("no .version"));
    assertTrue(loading(header.replace("64", "32")).message().contains("addresses of 64 bits"));
    assertTrue(
        loading(header.replace("sm_80", "sm_120")).message().contains("the device is sm_90"));
    assertTrue(
        loading(header + ".global .b32 x[2] = {1, 2, 3};")
            .message()
            .contains("3 initial values for 2"));
    assertTrue(
        loading(header + ".func f() { call f; }\n.entry k() { call f; }")
            .message()
            .contains("'f' calls itself"));
  }

  @Test
  void functionsAreCalled() {
    String function =
        """
        .func (.param .b32 result) square(.param .b32 x) {
          .reg .b32 %a; .reg .pred %q;
          ld.param.b32 %a, [x];
          setp.gt.u32 %q, %a, 10;
          mul.lo.u32 %a, %a, %a;
          st.param.b32 [result], %a;
          @%q ret;
          add.u32 %a, %a, 1000;
          st.param.b32 [result], %a;
          ret;
        }
        """;
    String body =
        """
        { .param .b32 a0; .param .b32 r0;
        st.param.b32 [a0], %t;
        call.uni (r0), square, (a0);
        ld.param.b32 %v, [r0]; }
        { .param .b32 a0; .param .b32 r0;
        st.param.b32 [a0], 3;
        call.uni (r0), square, (a0);
        ld.param.b32 %r1, [r0]; }
        add.u32 %v, %v, %r1;
        """;
    assertArrayEquals(
        IntStream.range(0, 32).map(t -> t * t + (t > 10 ? 0 : 1000) + 1009).toArray(),
        KernelRunner.standard().runWith(function, body));
  }

  @Test
  void variablesHaveTheirInitialValues() {
    String module =
        """
        .global .align 4 .b32 table[4] = {5, -6, 0x7, 010};
        .const .align 8 .b64 where[2] = {table, table+8};
        .global .f32 half = 0.5;
        """;
    String body =
        """
        mov.u64 %rd1, where;
        ld.const.u64 %rd2, [%rd1+8];
        ld.global.u32 %v, [%rd2];
        ld.global.u32 %r1, [table+4];
        ld.global.u32 %r2, [table+12];
        add.u32 %v, %v, %r1;
        mad.lo.u32 %v, %r2, 100, %v;
        ld.global.f32 %f1, [half];
        cvt.rpi.s32.f32 %r3, %f1;
        add.u32 %v, %v, %r3;
        """;
    assertEquals(802, KernelRunner.standard().runWith(module, body)[0]);
  }

  @Test
  void tablesOfBranches() {
    String body =
        """
        and.b32 %r1, %t, 3;
        mov.b32 %v, 0;
        $LIST: .branchtargets $A, $B, $C, $STORE;
        brx.idx %r1, $LIST;
        $A: add.u32 %v, %v, 1;
        $B: add.u32 %v, %v, 10;
        $C: add.u32 %v, %v, 100;
        """;
    int[] expected = {111, 110, 100, 0};
    assertArrayEquals(
        IntStream.range(0, 32).map(t -> expected[t % 4]).toArray(),
        KernelRunner.standard().run(body));
  }

  /** Damaged texts load or fail with a diagnostic, and so do the kernels of those that load. */
  @Test
  void damagedTextsGiveDiagnostics() {
    long seed = Long.getLong("hlo.mutations.seed", 20260101);
    int count = Integer.getInteger("hlo.mutations", 400);
    String text =
        KernelRunner.text(
            ".shared .align 8 .b8 tile[256]; .global .b32 g[3] = {1, 2, 3};",
            """
            setp.lt.s32 %p1, %t, 16;
            @%p1 bra $STORE;
            mov.b64 {%r1, %r2}, %rd1;
            fma.rn.f32 %f1, %f2, %f3, 0f3F800000;
            st.shared.v2.u32 [tile+8], {%r1, %r2};
            bar.sync 0;
            cvt.rzi.s32.f32 %r3, %f1;
            shfl.sync.bfly.b32 %r4|%p2, %r3, 1, 31, -1;
            """,
            1);
    for (int i = 0; i < count; i++) {
      String damaged = damage(text, new Random(seed + i));
      try (EmulatedDevice device =
          new EmulatedDevice(EmulatorOptions.standard().withStepLimit(100_000).withChecks(false))) {
        try (DeviceModule module = device.load(damaged)) {
          long memory = device.allocate(4096);
          device.launch(module.function("test"), new LaunchShape(1, 32, 0), memory, memory);
        }
      } catch (HloException e) {
        assertTrue(e.diagnostic().code() != DiagnosticCode.INTERNAL, () -> damaged + "\n" + e);
      } catch (IllegalArgumentException e) {
        assertTrue(e.getMessage().startsWith("no kernel 'test'"), () -> damaged + "\n" + e);
      } catch (RuntimeException e) {
        throw new AssertionError("seed " + (seed + i) + "\n" + damaged, e);
      }
    }
  }

  private static String damage(String text, Random random) {
    String[] pieces = text.split("(?<=[ ,;\\[\\]{}.%])|(?=[ ,;\\[\\]{}.%])");
    for (int n = random.nextInt(1, 4); n > 0; n--) {
      int at = random.nextInt(pieces.length);
      int other = random.nextInt(pieces.length);
      switch (random.nextInt(4)) {
        case 0 -> pieces[at] = "";
        case 1 -> pieces[at] = pieces[other];
        case 2 -> pieces[at] = pieces[at] + pieces[other];
        default -> {
          char[] letters = pieces[at].toCharArray();
          if (letters.length > 0) {
            letters[random.nextInt(letters.length)] = (char) random.nextInt(32, 127);
          }
          pieces[at] = new String(letters);
        }
      }
    }
    return String.join("", Arrays.asList(pieces));
  }
}
