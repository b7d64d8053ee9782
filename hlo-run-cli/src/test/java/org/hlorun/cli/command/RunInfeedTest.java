package org.hlorun.cli.command;

import static org.hlorun.cli.command.RunPrograms.assertRefused;
import static org.hlorun.cli.command.RunPrograms.results;
import static org.hlorun.cli.command.RunPrograms.run;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.hlorun.cli.CommandLineRun;
import org.hlorun.cli.console.ExitCode;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.shape.ElementType;
import org.hlorun.language.tensorfile.TensorFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes in and out of a program while it runs. */
class RunInfeedTest {
  /** Takes x and n, feeds out n * x, takes z, feeds out (z, n); the result is 2 * n * x. */
  private static final String PROGRAM =
      """
      HloModule feed
      ENTRY e {
        t = token[] after-all()
        i = ((f32[2], s32[]), token[]) infeed(t)
        d = (f32[2], s32[]) get-tuple-element(i), index=0
        x = f32[2] get-tuple-element(d), index=0
        n = s32[] get-tuple-element(d), index=1
        factor = f32[] convert(n)
        factors = f32[2] broadcast(factor), dimensions={}
        y = f32[2] multiply(x, factors)
        t1 = token[] get-tuple-element(i), index=1
        o = token[] outfeed(y, t1)
        j = (bf16[3], token[]) infeed(o)
        z = bf16[3] get-tuple-element(j), index=0
        t2 = token[] get-tuple-element(j), index=1
        last = (bf16[3], s32[]) tuple(z, n)
        p = token[] outfeed(last, t2), outfeed_shape=(bf16[3], s32[])
        ROOT r = f32[2] add(y, y)
      }
      """;

  private static final String RESULTS =
      """
      result 0: f32[2]
      [ 9 12]
      outfeed 0: f32[2]
      [4.5   6]
      outfeed 1{0}: bf16[3]
      [1 2 3]
      outfeed 1{1}: s32[]
      3
      """;

  @TempDir Path folder;

  @Test
  void infeedsTakeArraysInOrderAndOutfeedsAreShown() {
    assertEquals(
        RESULTS,
        results(run(PROGRAM, "--infeed", "2xf32=1.5,2", "--infeed", "3", "--infeed", "[1, 2, 3]")));
  }

  @Test
  void aFileFeedsItsArraysInOrder() {
    Map<String, ArrayLiteral> arrays = new LinkedHashMap<>();
    ArrayLiteral x = ArrayLiteral.allocate(RunPrograms.iota(ElementType.F32, 2).shape());
    x.setDouble(0, 1.5);
    x.setDouble(1, 2);
    arrays.put("x", x);
    arrays.put("n", ArrayLiteral.scalar(ElementType.S32, 3L));
    Path file = folder.resolve("feed.npz");
    TensorFiles.write(file, arrays);
    assertEquals(RESULTS, results(run(PROGRAM, "--infeed", "@" + file, "--infeed", "1,2,3")));
  }

  @Test
  void outfeedsAreWrittenBesideTheResults() {
    Path out = folder.resolve("out");
    run(
        PROGRAM,
        "--infeed",
        "1.5,2",
        "--infeed",
        "3",
        "--infeed",
        "1,2,3",
        "--output",
        out.toString());
    assertEquals(4.5, read(out, "outfeed_0").getDouble(0));
    assertEquals(3, read(out, "outfeed_1_1").getLong(0));
    assertEquals(9, read(out, "result_0").getDouble(0));
  }

  private static ArrayLiteral read(Path folder, String name) {
    return TensorFiles.read(folder.resolve(name + ".npy")).get(name);
  }

  @Test
  void jsonHasWhatWasFedOut() {
    CommandLineRun run =
        run(PROGRAM, "--json", "--infeed", "1,2", "--infeed", "3", "--infeed", "ones");
    assertTrue(
        run.out()
            .contains(
                "\"outfeed\":[{\"device\":0,\"index\":[0],\"dtype\":\"f32\",\"shape\":[2],"
                    + "\"values\":[3,6]},"),
        run.out());
  }

  @Test
  void devicesAreFedApart() {
    String text =
        results(
            run(
                PROGRAM,
                "--replicas",
                "2",
                "--infeed",
                "0:1",
                "--infeed",
                "1:1,2",
                "--infeed",
                "1",
                "--infeed",
                "2"));
    assertTrue(text.contains("device 0, outfeed 0: f32[2]\n[1 1]\n"), text);
    assertTrue(text.contains("device 1, outfeed 0: f32[2]\n[1 2]\n"), text);
  }

  @Test
  void whatIsLeftIsTold() {
    CommandLineRun run =
        run(PROGRAM, "--infeed", "1", "--infeed", "1", "--infeed", "1", "--infeed", "1");
    assertTrue(run.err().contains("1 of the arrays of --infeed were not taken"), run.err());
  }

  @Test
  void whatDoesNotFitIsAnErrorAtTheInfeed() {
    assertRefused(
        ExitCode.BAD_INPUT,
        "wants a value of shape f32[2] from its infeed, but there",
        run(PROGRAM));
    assertRefused(
        ExitCode.BAD_INPUT,
        "a value of shape s32[] from its infeed, but the 1 given before are used up",
        run(PROGRAM, "--infeed", "1,2"));
    assertRefused(
        ExitCode.BAD_INPUT,
        "infeed: expected f32[2], but --infeed 3xf32=1 is f32[3].",
        run(PROGRAM, "--infeed", "3xf32=1"));
    assertRefused(ExitCode.USAGE, "what is fed in has no name", run(PROGRAM, "--infeed", "x=1"));
    assertRefused(
        ExitCode.USAGE, "there is no device 1; there are 1", run(PROGRAM, "--infeed", "1:1"));
    assertRefused(
        ExitCode.BAD_INPUT,
        "does not exist",
        run(PROGRAM, "--infeed", "@" + folder.resolve("none.npy")));
  }
}
