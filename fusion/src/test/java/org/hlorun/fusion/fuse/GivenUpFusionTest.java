package org.hlorun.fusion.fuse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.hlorun.language.ir.HloModule;
import org.junit.jupiter.api.Test;

/** What is said of fusions that are given up to save memory; which ones are, the programs say. */
class GivenUpFusionTest {
  private static FusionReport fuse(HloModule module) {
    FusionPass pass = new FusionPass();
    pass.run(module);
    return pass.report();
  }

  private static List<String> givenUp(String program) {
    Path file = Path.of("src/test/resources/fuse", program + ".hlo");
    return fuse(Programs.read(file)).givenUp().stream().map(GivenUpFusion::toString).toList();
  }

  /**
   * An array has 80,000 bytes. Without fusion three are alive at once: sm, sk and k, and the eight
   * results of 4 bytes. With all fusions there are nine while y0 is sorted.
   */
  @Test
  void namesOneOfTwo() {
    assertEquals(
        List.of(
            "main: the fusion of y0, y1, y2, y3 and 4 more was given up: results would take 720000"
                + " bytes at once, and take 240032; the limit is 365576"),
        givenUp("fusion_given_up_of_two"));
  }

  @Test
  void namesBoth() {
    List<String> said = givenUp("fusions_given_up");
    assertEquals(2, said.size());
    assertTrue(said.get(0).startsWith("main: the fusion of y0, y1, y2, y3 and 4 more was given"));
    assertTrue(said.get(1).startsWith("main: the fusion of z0, z1, z2, z3 and 4 more was given"));
  }

  /** What is taken apart into two fusions of which one is taken apart again is named once. */
  @Test
  void namesWhatIsTakenApartTwiceOnce() {
    List<String> said = givenUp("chains_that_would_wait");
    assertEquals(1, said.size());
    assertTrue(said.getFirst().contains("e0, a0, e1, a1 and 21 more"), said::getFirst);
  }

  @Test
  void saysNothingWhereNothingIsGivenUp() {
    assertEquals(List.of(), givenUp("fusions_that_raise_the_peak_a_little"));
  }

  @Test
  void saysWhyTheInstructionsAreOutside() {
    Path file = Path.of("src/test/resources/fuse/fusion_given_up_of_two.hlo");
    List<String> said =
        fuse(Programs.read(file)).outside().stream().map(FusionDecision::toString).toList();
    assertTrue(
        said.contains("main: negate y0: its fusion would have let too many results live at once"),
        said::toString);
  }
}
