package org.hlorun.gpu.emulator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.hlorun.language.diagnostic.Diagnostic;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.junit.jupiter.api.Test;

/** What threads do together. */
final class SynchronizationTest {
  private static void check(int threads, String body, IntUnaryOperator expected) {
    int[] actual = KernelRunner.standard().shape(1, threads, 0).run(body);
    assertArrayEquals(IntStream.range(0, threads).map(expected).toArray(), actual);
  }

  private static Diagnostic failure(int threads, String module, String body) {
    return assertThrows(
            HloException.class,
            () -> KernelRunner.standard().shape(1, threads, 0).runWith(module, body))
        .diagnostic();
  }

  @Test
  void shuffles() {
    check(32, "shfl.sync.bfly.b32 %v, %t, 5, 31, -1;", lane -> lane ^ 5);
    check(32, "shfl.sync.up.b32 %v, %t, 3, 0, -1;", lane -> lane < 3 ? lane : lane - 3);
    check(32, "shfl.sync.down.b32 %v, %t, 3, 31, -1;", lane -> lane > 28 ? lane : lane + 3);
    check(32, "shfl.sync.idx.b32 %v, %t, 7, 31, -1;", lane -> 7);
    // Segments of 8 lanes: c is (32 - 8) << 8 | 7.
    check(32, "shfl.sync.idx.b32 %v, %t, 2, 0x181f, -1;", lane -> lane / 8 * 8 + 2);
    check(32, "shfl.sync.down.b32 %v, %t, 3, 0x1807, -1;", lane -> lane % 8 > 4 ? lane : lane + 3);
    check(
        32,
        "shfl.sync.up.b32 %r1|%p1, %t, 1, 0, -1;\nselp.b32 %v, 1, 0, %p1;",
        lane -> lane == 0 ? 0 : 1);
  }

  @Test
  void aShuffleOfHalfTheLanesInABranch() {
    check(
        32,
        """
        mov.b32 %v, 99;
        setp.lt.u32 %p1, %t, 16;
        @!%p1 bra $STORE;
        shfl.sync.bfly.b32 %v, %t, 1, 31, 0xffff;
        """,
        lane -> lane < 16 ? lane ^ 1 : 99);
  }

  @Test
  void votesAndMatches() {
    String odd = "and.b32 %r1, %t, 1;\nsetp.eq.u32 %p1, %r1, 1;\n";
    check(32, odd + "vote.sync.ballot.b32 %v, %p1, -1;", lane -> 0xaaaaaaaa);
    check(32, odd + "vote.sync.ballot.b32 %v, !%p1, -1;", lane -> 0x55555555);
    check(32, odd + "vote.sync.any.pred %p2, %p1, -1;\nselp.b32 %v, 1, 0, %p2;", lane -> 1);
    check(32, odd + "vote.sync.all.pred %p2, %p1, -1;\nselp.b32 %v, 1, 0, %p2;", lane -> 0);
    check(32, odd + "vote.sync.uni.pred %p2, %p1, -1;\nselp.b32 %v, 1, 0, %p2;", lane -> 0);
    check(32, "shr.u32 %r1, %t, 3;\nmatch.any.sync.b32 %v, %r1, -1;", lane -> 0xff << lane / 8 * 8);
    check(
        32,
        "mov.b32 %r1, 5;\nmatch.all.sync.b32 %v|%p1, %r1, -1;\n@!%p1 mov.b32 %v, 3;",
        lane -> -1);
    check(32, "redux.sync.add.s32 %v, %t, -1;", lane -> 496);
    check(32, "redux.sync.max.u32 %v, %t, -1;", lane -> 31);
    check(32, "activemask.b32 %v;", lane -> -1);
    check(32, "elect.sync %r1|%p1, -1;\nselp.b32 %v, %r1, 7, %p1;", lane -> lane == 0 ? 0 : 7);
  }

  /** A sum over a block: shuffles, then shared memory. */
  @Test
  void blockReduction() {
    StringBuilder body = new StringBuilder("mov.b32 %r1, %t;\n");
    for (int distance = 16; distance > 0; distance /= 2) {
      body.append("shfl.sync.bfly.b32 %%r2, %%r1, %d, 31, -1;%n".formatted(distance));
      body.append("add.u32 %r1, %r1, %r2;\n");
    }
    body.append(
        """
        shr.u32 %r3, %t, 5;
        and.b32 %r4, %t, 31;
        mov.u32 %r5, parts;
        shl.b32 %r6, %r3, 2;
        add.u32 %r6, %r5, %r6;
        setp.eq.u32 %p1, %r4, 0;
        @%p1 st.shared.u32 [%r6], %r1;
        bar.sync 0;
        mov.b32 %v, 0;
        mov.b32 %r7, 0;
        $SUM:
        ld.shared.u32 %r8, [%r5];
        add.u32 %v, %v, %r8;
        add.u32 %r5, %r5, 4;
        add.u32 %r7, %r7, 1;
        setp.lt.u32 %p2, %r7, 4;
        @%p2 bra $SUM;
        """);
    int[] sums =
        KernelRunner.standard()
            .shape(3, 128, 0)
            .runWith(".shared .align 4 .b8 parts[16];", body.toString());
    assertArrayEquals(IntStream.range(0, 384).map(i -> 127 * 64).toArray(), sums);
  }

  @Test
  void dynamicSharedMemoryIsBehindTheRest() {
    int[] values =
        KernelRunner.standard()
            .shape(2, 64, 256)
            .runWith(
                ".shared .align 4 .b32 fixed[3]; .extern .shared .align 16 .b8 more[];",
                """
                mov.u32 %r1, more;
                shl.b32 %r2, %t, 2;
                add.u32 %r1, %r1, %r2;
                st.shared.u32 [%r1], %g;
                setp.eq.u32 %p1, %t, 0;
                @%p1 st.shared.u32 [fixed+8], %n;
                bar.sync 0;
                mov.u32 %r1, more;
                sub.u32 %r2, 252, %r2;
                add.u32 %r1, %r1, %r2;
                ld.shared.u32 %v, [%r1];
                """);
    assertArrayEquals(
        IntStream.range(0, 128).map(i -> i / 64 * 64 + 63 - i % 64).toArray(), values);
  }

  @Test
  void barriersThatCount() {
    check(
        96,
        "and.b32 %r1, %t, 3;\nsetp.eq.u32 %p1, %r1, 0;\nbar.red.popc.u32 %v, 0, %p1;",
        lane -> 24);
    check(
        96,
        "setp.lt.u32 %p1, %t, 96;\nbar.red.and.pred %p2, 1, %p1;\nselp.b32 %v, 1, 0, %p2;",
        lane -> 1);
    check(
        96,
        "setp.eq.u32 %p1, %t, 95;\nbar.red.or.pred %p2, 1, %p1;\nselp.b32 %v, 1, 0, %p2;",
        lane -> 1);
  }

  /** The first warp waits for the second one, which goes on at once. */
  @Test
  void namedBarriersOfTwoWarps() {
    String body =
        """
        mov.u32 %r1, cell;
        setp.lt.u32 %p1, %t, 32;
        @%p1 bra $WAIT;
        setp.eq.u32 %p2, %t, 32;
        @%p2 st.shared.u32 [%r1], 42;
        bar.arrive 3, 64;
        mov.b32 %v, 1;
        bra.uni $STORE;
        $WAIT:
        bar.sync 3, 64;
        ld.shared.u32 %v, [%r1];
        """;
    int[] values =
        KernelRunner.standard().shape(1, 64, 0).runWith(".shared .align 4 .b8 cell[4];", body);
    assertArrayEquals(IntStream.range(0, 64).map(t -> t < 32 ? 42 : 1).toArray(), values);
  }

  @Test
  void threadsThatHaveEndedAreNotWaitedFor() {
    int[] values =
        KernelRunner.standard()
            .shape(1, 64, 0)
            .run(
                """
                setp.ge.u32 %p1, %t, 40;
                mov.b32 %v, 5;
                mul.wide.u32 %rd1, %g, 4;
                add.u64 %rd1, %out, %rd1;
                @%p1 st.global.u32 [%rd1], 9;
                @%p1 exit;
                bar.sync 0;
                """);
    assertArrayEquals(IntStream.range(0, 64).map(t -> t < 40 ? 5 : 9).toArray(), values);
  }

  @Test
  void aBarrierInABranchIsAnError() {
    Diagnostic said =
        failure(
            64,
            "",
            """
            setp.lt.u32 %p1, %t, 16;
            @!%p1 bra $SKIP;
            bar.sync 0;
            $SKIP:
            bar.sync 0;
            mov.b32 %v, 0;
            """);
    assertEquals(DiagnosticCode.DEADLOCK, said.code());
    assertTrue(said.message().contains("only lanes 0x"), said.message());
    assertEquals("bar.sync 0;", said.location().lineText().trim());
  }

  @Test
  void warpsAtDifferentBarriersAreAnError() {
    Diagnostic said =
        failure(
            64,
            "",
            """
            setp.lt.u32 %p1, %t, 32;
            @!%p1 bra $OTHER;
            bar.sync 1;
            $OTHER:
            bar.sync 2;
            mov.b32 %v, 0;
            """);
    assertEquals(DiagnosticCode.DEADLOCK, said.code());
    assertTrue(
        said.message().contains("warp 0 at barrier 1 in line")
            && said.message().contains("warp 1 at barrier 2 in line"),
        said.message());
  }

  @Test
  void aShuffleFromALaneThatIsElsewhereIsAnError() {
    Diagnostic said =
        failure(
            32,
            "",
            """
            mov.b32 %v, 0;
            setp.lt.u32 %p1, %t, 16;
            @!%p1 bra $STORE;
            shfl.sync.bfly.b32 %v, %t, 16, 31, 0xffff;
            """);
    assertTrue(said.message().contains("lane 0 reads from lane 16"), said.message());
    Diagnostic outside = failure(32, "", "shfl.sync.bfly.b32 %v, %t, 1, 31, 0xffff;");
    assertTrue(outside.message().contains("does not name the lane 16 itself"), outside.message());
  }

  /** All threads of four blocks count in global memory; each gets a number of its own. */
  @Test
  void atomics() {
    int[] counter = {100, 0, 0x7fffffff, 5};
    int[] values =
        KernelRunner.standard()
            .shape(4, 64, 0)
            .run(
                """
                atom.global.add.u32 %v, [%in0], 1;
                red.global.or.b32 [%in0+4], 0x10;
                red.global.min.s32 [%in0+8], %g;
                atom.global.cas.b32 %r1, [%in0+12], 5, 77;
                """,
                counter);
    assertArrayEquals(IntStream.range(100, 356).toArray(), IntStream.of(values).sorted().toArray());
    assertArrayEquals(new int[] {356, 0x10, 0, 77}, counter);
  }

  @Test
  void atomicsOfAllTypes() {
    int[] cells = {
      3, Float.floatToIntBits(1.5f), 0, 0, 0x3c000000, 0x40003c00, 7, -1, 10, 0x12345678
    };
    int[] values =
        KernelRunner.standard()
            .shape(1, 1, 0)
            .run(
                """
                atom.global.inc.u32 %v, [%in0], 3;
                red.global.add.f32 [%in0+4], 0f40200000;
                red.global.add.f64 [%in0+8], 0d3FF8000000000000;
                mov.b16 %h1, 0x3c00;
                atom.global.add.noftz.f16 %h2, [%in0+18], %h1;
                mov.b32 %r1, 0x3c003c00;
                red.global.add.noftz.f16x2 [%in0+20], %r1;
                atom.global.dec.u32 %r2, [%in0+24], 3;
                atom.global.max.u32 %r2, [%in0+28], 3;
                atom.global.exch.b32 %r2, [%in0+32], 3;
                atom.global.xor.b32 %r2, [%in0+36], 0xff;
                """,
                cells);
    assertArrayEquals(new int[] {3}, values);
    assertArrayEquals(
        new int[] {
          0, Float.floatToIntBits(4f), 0, 0x3ff80000, 0x40000000, 0x42004000, 3, -1, 3, 0x12345687
        },
        cells);
  }

  /** One thread waits for another one of its warp, which a jump has left behind. */
  @Test
  void aThreadThatWaitsForItsNeighbourLetsItRun() {
    int[] flag = {0};
    int[] values =
        KernelRunner.standard()
            .shape(1, 32, 0)
            .run(
                """
                mov.b32 %v, 1;
                setp.eq.u32 %p1, %t, 0;
                @!%p1 bra $OTHERS;
                $SPIN:
                ld.volatile.global.u32 %v, [%in0];
                setp.eq.u32 %p2, %v, 0;
                @%p2 bra $SPIN;
                bra.uni $STORE;
                $OTHERS:
                setp.eq.u32 %p3, %t, 31;
                @%p3 st.volatile.global.u32 [%in0], 8;
                """,
                flag);
    assertArrayEquals(IntStream.range(0, 32).map(t -> t == 0 ? 8 : 1).toArray(), values);
  }
}
