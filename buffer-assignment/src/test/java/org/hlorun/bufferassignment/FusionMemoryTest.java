package org.hlorun.bufferassignment;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.LongStream;
import org.hlorun.fusion.fuse.FusionPass;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.ir.ModuleCloner;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The memory that programs take in which fusions are given up, as it is planned. */
class FusionMemoryTest {
  private static final Path PROGRAMS = Path.of("../fusion/src/test/resources/fuse");

  /** The bytes that a program takes besides arguments and constants, results included. */
  private static long bytes(HloModule module) {
    BufferAssignment plan = Plans.of(ModuleCloner.clone(module), AssignmentOptions.DEFAULT);
    LongStream results =
        plan.allocations().stream()
            .filter(allocation -> allocation.kind() instanceof BufferAllocation.Output)
            .mapToLong(BufferAllocation::size);
    return plan.temporaryBytes() + results.sum();
  }

  /**
   * Programs keep to the limit, which others reach: fusions are not given up that need not be.
   *
   * @param fusions how many are left
   */
  @ParameterizedTest
  @CsvSource({
    "fusion_given_up_of_two, 2",
    "fusions_given_up, 0",
    "fusions_that_raise_the_peak_a_little, 3",
    "operands_that_would_wait, 3",
    "chains_that_would_wait, 5",
    "siblings_that_would_raise_the_peak, 1"
  })
  void memoryIsBelowTheLimit(String program, int fusions) throws IOException {
    HloModule module = Plans.parse(Files.readString(PROGRAMS.resolve(program + ".hlo")));
    double limit = FusionPass.MAX_PEAK_FACTOR * bytes(module) + FusionPass.PEAK_ALLOWANCE_BYTES;
    FusionPass pass = new FusionPass();
    pass.run(module);
    long bytes = bytes(module);
    assertTrue(bytes <= limit, () -> bytes + " bytes, the limit is " + limit);
    int left = pass.report().fusions().values().stream().mapToInt(Integer::intValue).sum();
    assertTrue(left == fusions, () -> "fusions left: " + left);
  }
}
