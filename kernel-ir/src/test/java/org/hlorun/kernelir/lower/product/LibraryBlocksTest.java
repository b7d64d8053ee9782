package org.hlorun.kernelir.lower.product;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.hlorun.kernelir.KernelRunner;
import org.hlorun.kernelir.ir.ScalarType;
import org.hlorun.kernelir.lower.ContractionCheck;
import org.hlorun.kernelir.lower.Lowering;
import org.hlorun.kernelir.lower.PathTarget;
import org.hlorun.kernelir.lower.contract.LoweredKernel;
import org.hlorun.kernelir.machine.TargetDescription;
import org.hlorun.language.ir.HloInstruction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How products of the library are cut, and what becomes of the parts that are left. */
class LibraryBlocksTest {
  private static final TargetDescription AVX512 = TargetDescription.named("x86-64-v4");

  private static String dot(String type, long rows, long columns, long depth) {
    return ("x = %1$s[%2$d,%4$d] parameter(0) y = %1$s[%4$d,%3$d] parameter(1)"
            + " ROOT r = %1$s[%2$d,%3$d] dot(x, y),"
            + " lhs_contracting_dims={1}, rhs_contracting_dims={0}")
        .formatted(type, rows, columns, depth);
  }

  private static HloInstruction root(String body) {
    return ContractionCheck.module("ENTRY main { " + body + " }").entry().root();
  }

  @Test
  void wideVectorsHaveDeepAndWideBlocks() {
    LibraryBlocks narrow = LibraryBlocks.of(RegisterTile.of(PathTarget.AVX2), ScalarType.F32);
    assertEquals(new LibraryBlocks(256, 512, 21, 8), narrow);
    LibraryBlocks wide = LibraryBlocks.of(RegisterTile.of(AVX512), ScalarType.F32);
    assertEquals(new LibraryBlocks(1024, 1024, 8, 16), wide);
    LibraryBlocks doubles = LibraryBlocks.of(RegisterTile.of(AVX512), ScalarType.F64);
    assertEquals(new LibraryBlocks(512, 512, 8, 8), doubles);
  }

  /** Depths of blocks are nearly equal, and multiples of what is copied together. */
  @ParameterizedTest
  @CsvSource({"16,16", "1024,1024", "1040,528", "2048,1024", "2080,704", "4096,1024"})
  void depthsAreCutEvenly(long total, long expected) {
    LibraryBlocks blocks = LibraryBlocks.of(RegisterTile.of(AVX512), ScalarType.F32);
    assertEquals(expected, blocks.evenDepth(total));
  }

  /** Blocks of any depth are of the library, for vectors of any width. */
  @ParameterizedTest
  @ValueSource(longs = {400, 2000, 2080})
  void depthsThatBlocksDoNotDivideAreOfTheLibrary(long depth) {
    for (TargetDescription machine : List.of(PathTarget.AVX2, AVX512)) {
      for (LoweredKernel kernel : Lowering.lower(root(dot("f32", 256, 256, depth)), machine)) {
        assertTrue(kernel.kernel().isForAllSizes(), machine::cpu);
      }
    }
  }

  /**
   * Sums are those of a chain of multiply-adds in the order of the depth, bit for bit: however deep
   * blocks are, and for parts of tiles, panels and blocks in both directions.
   */
  @ParameterizedTest
  @CsvSource({
    "144,160,16",
    "136,1056,1024",
    "133,1100,1040",
    "397,47,2080",
    "512,2081,160",
    "139,33,4112"
  })
  void sumsAreChainsOfMultiplyAdds(int rows, int columns, int depth) {
    ProductChain chain = new ProductChain(root(dot("f32", rows, columns, depth)), rows, columns);
    chain.check(KernelRunner.run(chain.root(), chain.operands()));
  }

  /** Blocks of other types are as many bytes. */
  @ParameterizedTest
  @CsvSource({"f64,133,530,1040", "f64,256,512,512", "bf16,140,1100,1040", "f16,137,1056,2064"})
  void otherTypes(String type, long rows, long columns, long depth) {
    ContractionCheck.check(dot(type, rows, columns, depth), depth);
  }
}
