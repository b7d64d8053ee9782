package org.hlorun.bufferassignment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.hlorun.fusion.fuse.FusionPass;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.ir.Opcode;
import org.junit.jupiter.api.Test;

class BufferAssignmentTest {
  private static final String SUM =
      """
      HloModule m
      ENTRY e {
        p = f32[256] parameter(0)
        a = f32[256] negate(p)
        b = f32[256] reverse(a), dimensions={0}
        ROOT c = f32[256] add(b, p)
      }
      """;

  private static long copies(BufferAssignment plan) {
    long count = 0;
    for (HloComputation computation : plan.schedule().computations()) {
      count +=
          plan.schedule().order(computation).stream()
              .filter(i -> i.opcode() == Opcode.COPY)
              .count();
    }
    return count;
  }

  private static HloInstruction find(BufferAssignment plan, String name) {
    return plan.module().computations().stream()
        .flatMap(c -> c.instruction(name).stream())
        .findFirst()
        .orElseThrow();
  }

  @Test
  void elementwiseRunsInTheResult() {
    BufferAssignment plan = Plans.of(SUM);
    BufferSlice result = plan.slice(find(plan, "c"));
    assertInstanceOf(BufferAllocation.Output.class, result.allocation().kind());
    assertEquals(result, plan.slice(find(plan, "b")));
    assertNotEquals(result, plan.slice(find(plan, "a")));
    assertEquals(1024, plan.temporaryBytes());
    assertEquals(1024, plan.lowerBound());
    assertEquals(0, copies(plan));
  }

  /** Values that begin at one time: their places must not depend on where objects lie. */
  @Test
  void everyPlanOfAProgramIsTheSame() {
    StringBuilder types = new StringBuilder();
    StringBuilder parameters = new StringBuilder();
    StringBuilder body = new StringBuilder();
    for (int i = 0; i < 8; i++) {
      types.append(i == 0 ? "" : ", ").append("f32[64]");
      parameters.append(
          "l%d = f32[] parameter(%d) r%d = f32[] parameter(%d)\n"
              .formatted(i, 2 * i, i, 2 * i + 1));
      body.append("g%d = f32[64] get-tuple-element(s), index=%d\n".formatted(i, i));
      body.append("n%d = f32[64] reverse(g%d), dimensions={0}\n".formatted(i, i));
    }
    String text =
        """
        HloModule m
        less {
          %s ROOT c = pred[] compare(l0, r0), direction=LT
        }
        ENTRY e {
          p = f32[64] parameter(0)
          s = (%s) sort(p, p, p, p, p, p, p, p), dimensions={0}, to_apply=less
          %s ROOT t = f32[512] concatenate(%s), dimensions={0}
        }
        """
            .formatted(
                parameters,
                types,
                body,
                IntStream.range(0, 8).mapToObj(i -> "n" + i).collect(Collectors.joining(", ")));
    Set<List<Long>> plans = new HashSet<>();
    for (int time = 0; time < 20; time++) {
      BufferAssignment plan = Plans.of(text);
      plans.add(
          IntStream.range(0, 8)
              .mapToLong(leaf -> plan.slice(find(plan, "s"), leaf).offset())
              .boxed()
              .toList());
    }
    assertEquals(1, plans.size());
  }

  private static String fusionOf(String inside, String kind) {
    return """
    HloModule m
    fused {
      a = f32[16,16] parameter(0)
      b = f32[16,16] parameter(1)
    %s
    }
    ENTRY e {
      p = f32[16,16] parameter(0)
      x = f32[16,16] sine(p)
      f = f32[16,16] fusion(x, p), kind=%s, calls=fused
      ROOT r = f32[16,16] transpose(f), dimensions={1,0}
    }
    """
        .formatted(inside, kind);
  }

  @Test
  void elementwiseFusionsRunInPlace() {
    String turned = "t = f32[16,16] transpose(b), dimensions={1,0} ROOT s = f32[16,16] add(a, t)";
    BufferAssignment plan = Plans.of(fusionOf(turned, "kLoop"));
    assertEquals(plan.slice(find(plan, "x")), plan.slice(find(plan, "f")));
    String turnsItself =
        "n = f32[16,16] add(a, b) t = f32[16,16] transpose(a), dimensions={1,0}"
            + " ROOT s = f32[16,16] add(n, t)";
    plan = Plans.of(fusionOf(turnsItself, "kLoop"));
    assertNotEquals(plan.slice(find(plan, "x")), plan.slice(find(plan, "f")));
    String sumOfProducts =
        "d = f32[16,16] dot(b, b), lhs_contracting_dims={1}, rhs_contracting_dims={0}"
            + " ROOT s = f32[16,16] add(a, d)";
    plan = Plans.of(fusionOf(sumOfProducts, "kOutput"));
    assertEquals(plan.slice(find(plan, "x")), plan.slice(find(plan, "f")));
    String productOfItself =
        "d = f32[16,16] dot(a, b), lhs_contracting_dims={1}, rhs_contracting_dims={0}"
            + " ROOT s = f32[16,16] add(a, d)";
    plan = Plans.of(fusionOf(productOfItself, "kOutput"));
    assertNotEquals(plan.slice(find(plan, "x")), plan.slice(find(plan, "f")));
    String window =
        "c = f32[16,16] convolution(b, b), dim_labels=bf_io->bf" + " ROOT s = f32[16,16] add(a, c)";
    plan = Plans.of(fusionOf(window, "kOutput"));
    assertNotEquals(plan.slice(find(plan, "x")), plan.slice(find(plan, "f")));
  }

  @Test
  void argumentsAndConstantsAreCopiedIntoResults() {
    BufferAssignment plan =
        Plans.of(
            """
            HloModule m
            ENTRY e {
              p = f32[4] parameter(0)
              c = f32[4] constant({1,2,3,4})
              n = f32[4] negate(p)
              ROOT t = (f32[4], f32[4], f32[4], f32[4]) tuple(p, c, n, n)
            }
            """);
    assertEquals(3, copies(plan));
  }

  @Test
  void donatedArgumentIsUpdatedInPlace() {
    String text =
        """
        HloModule m, input_output_alias={ {}: (0, {}, must-alias) }
        ENTRY e {
          p = f32[1024] parameter(0)
          u = f32[2] parameter(1)
          i = s32[] parameter(2)
          ROOT d = f32[1024] dynamic-update-slice(p, u, i)
        }
        """;
    BufferAssignment donated =
        Plans.of(Plans.parse(text), AssignmentOptions.DEFAULT.withDonation(true));
    assertEquals(0, copies(donated));
    assertEquals(donated.slice(find(donated, "p")), donated.slice(find(donated, "d")));
    BufferAssignment kept = Plans.of(Plans.parse(text), AssignmentOptions.DEFAULT);
    assertNotEquals(kept.slice(find(kept, "p")), kept.slice(find(kept, "d")));
  }

  private static String loop(String next, String results) {
    return """
    HloModule m
    cond {
      p = (s32[], f32[64], f32[64]) parameter(0)
      i = s32[] get-tuple-element(p), index=0
      n = s32[] constant(5)
      ROOT c = pred[] compare(i, n), direction=LT
    }
    body {
      p = (s32[], f32[64], f32[64]) parameter(0)
      i = s32[] get-tuple-element(p), index=0
      a = f32[64] get-tuple-element(p), index=1
      b = f32[64] get-tuple-element(p), index=2
      one = s32[] constant(1)
      u = f32[1] constant({7})
      %s
      j = s32[] add(i, one)
      ROOT t = (s32[], f32[64], f32[64]) tuple(j, %s)
    }
    ENTRY e {
      x = f32[64] parameter(0)
      zero = s32[] constant(0)
      y = f32[64] negate(x)
      z = f32[64] exponential(x)
      t = (s32[], f32[64], f32[64]) tuple(zero, y, z)
      w = (s32[], f32[64], f32[64]) while(t), condition=cond, body=body
      l = f32[64] get-tuple-element(w), index=1
      r = f32[64] get-tuple-element(w), index=2
      ROOT o = (f32[64], f32[64]) tuple(l, r)
    }
    """
        .formatted(next, results);
  }

  @Test
  void loopUpdatesInPlaceWithoutCopies() {
    BufferAssignment plan = Plans.of(loop("d = f32[64] dynamic-update-slice(a, u, i)", "d, b"));
    // The counter starts as a constant, which nobody may write to; b never changes.
    assertEquals(1, copies(plan));
    assertEquals(plan.slice(find(plan, "y")), plan.slice(find(plan, "d")));
    assertEquals(plan.slice(find(plan, "z")), plan.slice(find(plan, "b")));
  }

  /** A value is made from all elements and from one of them, which fusion leaves outside. */
  @Test
  void loopThatReadsAnElementOfWhatItReplacesCopiesNothing() {
    String next =
        """
        s = f32[1] dynamic-slice(a, i), dynamic_slice_sizes={1}
        x = f32[] reshape(s)
        xs = f32[64] broadcast(x), dimensions={}
        m = f32[64] multiply(a, xs)
        d = f32[64] subtract(a, m)
        """;
    HloModule module = Plans.parse(loop(next, "d, b"));
    assertTrue(new FusionPass().run(module));
    BufferAssignment plan = Plans.of(module, AssignmentOptions.DEFAULT);
    assertEquals(1, copies(plan)); // the constant that the counter starts as
  }

  @Test
  void loopThatSwapsTakesThreeCopies() {
    // One way out of the way and two moves, and the constant that starts the counter.
    assertEquals(4, copies(Plans.of(loop("", "b, a"))));
  }

  @Test
  void branchThatGivesItsParameterCopies() {
    BufferAssignment plan =
        Plans.of(
            """
            HloModule m
            yes {
              ROOT p = f32[8] parameter(0)
            }
            no {
              p = f32[8] parameter(0)
              ROOT n = f32[8] negate(p)
            }
            ENTRY e {
              c = pred[] parameter(0)
              x = f32[8] parameter(1)
              ROOT r = f32[8] conditional(c, x, x), true_computation=yes, false_computation=no
            }
            """);
    assertEquals(1, copies(plan));
    assertEquals(plan.slice(find(plan, "r")), plan.slice(find(plan, "n")));
  }

  @Test
  void tooLittleMemoryIsRefusedWithTheReport() {
    HloException problem =
        assertThrows(
            HloException.class,
            () ->
                BufferAssignment.assign(
                    Plans.parse(SUM), AssignmentOptions.DEFAULT.withMemoryLimit(3000)));
    assertEquals(DiagnosticCode.MEMORY, problem.diagnostic().code());
    assertTrue(problem.getMessage().contains("needs 3072 bytes, and 3000 are allowed"));
    assertTrue(problem.getMessage().contains("peak at step"));
  }

  @Test
  void reportNamesWhatLivesWhere() {
    // By hand: steps p 0, a 1, b 2, c 3, the end 4; a is read by b, and b becomes c in place.
    assertEquals(
        """
        buffers of m

        allocations: 3072 bytes
             0           1024  parameter 0
             1           1024  output
             2           1024  temporary

        temporary: 1024 bytes, lower bound 1024, fragmentation 0.0 %
          offset 0, 1024 bytes: a [1, 2]

        peak at step 1, a:
                  1024  a
        """,
        new BufferReport(Plans.of(SUM)).text());
  }
}
