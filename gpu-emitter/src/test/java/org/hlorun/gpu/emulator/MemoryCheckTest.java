package org.hlorun.gpu.emulator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.IntStream;
import org.hlorun.language.diagnostic.Diagnostic;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.junit.jupiter.api.Test;

/** What kernels must not do with memory. Each error names the line and the thread. */
final class MemoryCheckTest {
  private static final String SHARED = ".shared .align 8 .b8 tile[512];";

  private static void fails(String module, String body, String line, String... parts) {
    int[] input = IntStream.range(0, 64).toArray();
    Diagnostic said =
        assertThrows(
                HloException.class,
                () -> KernelRunner.standard().shape(1, 64, 0).runWith(module, body, input))
            .diagnostic();
    assertEquals(DiagnosticCode.CHECK_FAILED, said.code(), said::toString);
    for (String part : parts) {
      assertTrue(said.message().contains(part), said.message());
    }
    assertEquals(line, said.location().lineText().trim());
  }

  private static int[] passes(String module, String body) {
    return KernelRunner.standard().shape(1, 64, 0).runWith(module, body);
  }

  private static String own(String rest) {
    return "mov.u32 %r1, tile;\nshl.b32 %r2, %t, 2;\nadd.u32 %r3, %r1, %r2;\n" + rest;
  }

  @Test
  void outOfBounds() {
    fails(
        "",
        "ld.global.u32 %v, [%in0-4];",
        "ld.global.u32 %v, [%in0-4];",
        "thread 0",
        "access of 4 bytes",
        "it is 4 bytes before allocation 1 (256 bytes");
    fails(
        "",
        "ld.global.v2.u32 {%v, %r1}, [%in0+256];",
        "ld.global.v2.u32 {%v, %r1}, [%in0+256];",
        "access of 8 bytes",
        "it is 0 bytes behind the end of allocation 1");
    fails("", "ld.global.u32 %v, [16];", "ld.global.u32 %v, [16];", "it is a null pointer");
    fails(
        SHARED,
        "st.shared.u32 [tile+512], %t;",
        "st.shared.u32 [tile+512], %t;",
        "shared memory has the bytes 0x400..0x5ff");
    fails("", "ld.local.u32 %v, [1024];", "ld.local.u32 %v, [1024];", "has no local memory");
    fails(
        "",
        "mov.b64 %rd1, 0x7f0000000400;\nld.u32 %v, [%rd1];",
        "ld.u32 %v, [%rd1];",
        "out of bounds");
  }

  @Test
  void misaligned() {
    fails("", "ld.global.u32 %v, [%in0+2];", "ld.global.u32 %v, [%in0+2];", "no multiple of 4");
    fails(
        "",
        "ld.global.v4.u32 {%v, %r1, %r2, %r3}, [%in0+8];",
        "ld.global.v4.u32 {%v, %r1, %r2, %r3}, [%in0+8];",
        "no multiple of 16");
  }

  @Test
  void readingWhatWasNeverWritten() {
    fails(
        "",
        "ld.global.u32 %v, [%out];",
        "ld.global.u32 %v, [%out];",
        "read of 4 bytes",
        "byte 0 of allocation 2",
        "never written");
    fails(
        SHARED,
        "ld.shared.u32 %v, [tile+8];",
        "ld.shared.u32 %v, [tile+8];",
        "byte 8 of shared memory");
    fails(
        "",
        ".local .align 4 .b8 stack[8];\nst.local.u16 [stack], 7;\nld.local.u32 %v, [stack];",
        "ld.local.u32 %v, [stack];",
        "byte 0 of local memory");
    fails(
        "",
        "atom.global.add.u32 %v, [%out], 1;",
        "atom.global.add.u32 %v, [%out], 1;",
        "never written");
  }

  @Test
  void checksCanBeTurnedOff() {
    int[] zero =
        new KernelRunner(EmulatorOptions.standard().withChecks(false))
            .run("ld.global.u32 %v, [%out];");
    assertArrayEquals(new int[32], zero);
  }

  @Test
  void constantsCannotBeWritten() {
    fails(
        ".const .align 4 .b32 table[2] = {5, 6};",
        "mov.u64 %rd1, table;\nst.global.u32 [%rd1], 1;",
        "st.global.u32 [%rd1], 1;",
        "write to table");
  }

  @Test
  void racesBetweenWarps() {
    String readOther = "xor.b32 %r4, %r2, 128;\nadd.u32 %r4, %r1, %r4;\n";
    String first = own(readOther + "st.shared.u32 [%r3], 9;\nbar.sync 0;\n");
    String write = "st.shared.u32 [%r3], %t;\n";
    String read = "ld.shared.u32 %v, [%r4];\n";
    fails(
        SHARED,
        first + write + "bar.warp.sync -1;\n" + read,
        "st.shared.u32 [%r3], %t;",
        "thread 0: race on shared memory: it writes 4 bytes",
        "which thread 32 read in line");
    fails(
        SHARED,
        first + "setp.ge.u32 %p1, %t, 32;\n@%p1 " + write + "@!%p1 " + read,
        "@!%p1 ld.shared.u32 %v, [%r4];",
        "thread 0: race on shared memory: it reads 4 bytes",
        "which thread 32 wrote in line");
    assertArrayEquals(
        IntStream.range(0, 64).map(t -> t ^ 32).toArray(),
        passes(SHARED, first + write + "bar.sync 0;\n" + read));
  }

  @Test
  void racesWithinAWarp() {
    String readOther = "xor.b32 %r4, %r2, 4;\nadd.u32 %r4, %r1, %r4;\n";
    String body = own(readOther + "st.shared.u32 [%r3], %t;\nld.shared.u32 %v, [%r4];");
    fails(SHARED, body, "ld.shared.u32 %v, [%r4];", "which thread 1 wrote in line");
    assertArrayEquals(
        IntStream.range(0, 64).map(t -> t ^ 1).toArray(),
        passes(SHARED, body.replace("ld.shared", "bar.warp.sync -1;\nld.shared")));
  }

  @Test
  void twoThreadsMayWriteTheSameButNotDifferentValues() {
    fails(SHARED, "st.shared.u32 [tile], %t;", "st.shared.u32 [tile], %t;", "which thread 0 wrote");
    passes(SHARED, "st.shared.u32 [tile], 7;\nbar.sync 0;\nld.shared.u32 %v, [tile];");
  }

  @Test
  void atomicsDoNotRaceWithEachOther() {
    int[] sums =
        passes(
            SHARED,
            """
            setp.eq.u32 %p1, %t, 0;
            @%p1 st.shared.u32 [tile], 0;
            bar.sync 0;
            atom.shared.add.u32 %r1, [tile], 1;
            bar.sync 0;
            ld.shared.u32 %v, [tile];
            """);
    assertArrayEquals(IntStream.range(0, 64).map(t -> 64).toArray(), sums);
    fails(
        SHARED,
        """
        setp.eq.u32 %p1, %t, 0;
        @%p1 st.shared.u32 [tile], 0;
        bar.sync 0;
        atom.shared.add.u32 %r1, [tile], 1;
        ld.shared.u32 %v, [tile];
        """,
        "atom.shared.add.u32 %r1, [tile], 1;",
        "race on shared memory",
        "read in line");
  }

  /** Halves of a word that belong to different threads are no race. */
  @Test
  void neighboursDoNotRace() {
    int[] values =
        passes(
            SHARED,
            """
            mov.u32 %r1, tile;
            shl.b32 %r2, %t, 1;
            add.u32 %r3, %r1, %r2;
            cvt.u16.u32 %h1, %t;
            st.shared.u16 [%r3], %h1;
            bar.sync 0;
            and.b32 %r2, %r2, 0xfffc;
            add.u32 %r3, %r1, %r2;
            ld.shared.u32 %v, [%r3];
            """);
    assertArrayEquals(IntStream.range(0, 64).map(t -> (t | 1) << 16 | t & ~1).toArray(), values);
  }
}
