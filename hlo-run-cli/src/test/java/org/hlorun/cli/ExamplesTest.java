package org.hlorun.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.hlorun.cli.console.ExitCode;
import org.junit.jupiter.api.Test;

/** The examples, run as their comments say; the numbers are XLA's. */
class ExamplesTest {
  private static void assertPrints(String expected, String example, String... options) {
    String[] args = new String[options.length + 1];
    args[0] = "../examples/" + example;
    System.arraycopy(options, 0, args, 1, options.length);
    CommandLineRun run = CommandLineRun.of(args);
    assertEquals(ExitCode.OK, run.code(), run.err());
    assertEquals(expected, run.out());
    assertEquals("", run.err());
  }

  @Test
  void mlp() {
    assertPrints(
        """
        result 0: f32[4,2]
        [[0.98201376 0.01798621]
         [0.01798621 0.98201376]
         [0.01798621 0.98201376]
         [0.98201376 0.01798621]]
        result 1: pred[4]
        [false  true  true false]
        """,
        "mlp.hlo");
  }

  @Test
  void softmax() {
    assertPrints(
        """
        result 0: f32[2,4]
        [[0.032058604  0.08714432  0.23688284   0.6439143]
         [       0.25        0.25        0.25        0.25]]
        """,
        "softmax.hlo",
        "--input",
        "x=1,2,3,4,1,1,1,1",
        "--backend",
        "interpreter"); // correctly rounded sums; native ones may be off by some ULPs
  }

  @Test
  void newton() {
    assertPrints(
        """
        result 0: f64[]
        1.414213562373095
        result 1: s32[]
        6
        """,
        "newton.hlo",
        "--input",
        "2");
  }

  @Test
  void conditional() {
    assertPrints(
        """
        result 0: f32[3]
        [2 4 6]
        """,
        "conditional.hlo",
        "--input",
        "which=1",
        "--input",
        "x=1,2,3");
  }

  @Test
  void embedding() {
    assertPrints(
        """
        result 0: f32[3,2]
        [[20 21]
         [ 0  1]
         [20 21]]
        result 1: f32[4,2]
        [[ 1  2]
         [10 11]
         [22 23]
         [30 31]]
        """,
        "embedding.hlo",
        "--input",
        "words=2,0,2");
  }

  @Test
  void allReduce() {
    assertPrints(
        """
        device 0, result 0: f32[2]
        [1.5   2]
        device 1, result 0: f32[2]
        [1.5   2]
        device 2, result 0: f32[2]
        [1.5   2]
        device 3, result 0: f32[2]
        [1.5   2]
        """,
        "all_reduce.hlo");
  }
}
