package org.hlorun.kernelir.lower.product;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.hlorun.kernelir.KernelRunner;
import org.hlorun.kernelir.lower.ContractionCheck;
import org.hlorun.kernelir.lower.Lowering;
import org.hlorun.kernelir.lower.PathTarget;
import org.hlorun.kernelir.lower.contract.LoweredKernel;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.literal.Literal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Products of the library whose operands are not copied before, on whatever machine. */
class LibraryShallowTest {
  private static final int VECTOR_BYTES = 64;

  private static HloInstruction root(String body) {
    return ContractionCheck.module("ENTRY main { " + body + " }").entry().root();
  }

  private static HloInstruction product(String type, long rows, long columns, long depth) {
    return root(
        ("x = %1$s[%2$d,%4$d] parameter(0) y = %1$s[%4$d,%3$d] parameter(1)"
                + " ROOT r = %1$s[%2$d,%3$d] dot(x, y),"
                + " lhs_contracting_dims={1}, rhs_contracting_dims={0}")
            .formatted(type, rows, columns, depth));
  }

  private static List<LoweredKernel> kernels(HloInstruction root) {
    return Lowering.lower(root, PathTarget.AVX512);
  }

  /** Whether neither operand is copied: the kernel is given both, and no scratch memory. */
  private static boolean isShallow(HloInstruction root) {
    List<LoweredKernel> kernels = kernels(root);
    return kernels.size() == 1
        && kernels.getFirst().kernel().isForAllSizes()
        && kernels.getFirst().arguments().size() == 4;
  }

  /** Sizes that leave parts of rounds, tiles, panels and blocks, and bits of them alone. */
  @ParameterizedTest
  @CsvSource({
    "f32,256,256,256",
    "f32,300,500,77",
    "f32,133,153,161",
    "f32,32,1000,768",
    "f32,39,260,130",
    "f32,1030,39,718",
    "f32,64,9000,3",
    "f64,140,100,130",
    "f64,37,500,384"
  })
  void sumsAreChainsOfMultiplyAdds(String type, int rows, int columns, int depth) {
    HloInstruction root = product(type, rows, columns, depth);
    assertTrue(isShallow(root));
    ProductChain chain = new ProductChain(root, rows, columns);
    chain.check(KernelRunner.run(root, kernels(root), chain.operands(), VECTOR_BYTES));
  }

  @Test
  void theInterpreterOfKernelsAgrees() {
    HloInstruction root = product("f32", 75, 170, 147);
    assertTrue(isShallow(root));
    ProductChain chain = new ProductChain(root, 75, 170);
    chain.check(KernelRunner.interpret(root, kernels(root), chain.operands()));
  }

  /** Pairs of bf16 are read as they lie, up to twice as many of them as f32, but 2 MiB at most. */
  @ParameterizedTest
  @CsvSource({
    "512,512,512,true",
    "40,50,1536,true",
    "133,153,162,true",
    "512,640,1536,true",
    "512,704,1536,false",
    "512,512,1568,false"
  })
  void pairs(long rows, long columns, long depth, boolean isShallow) {
    HloInstruction root = product("bf16", rows, columns, depth);
    List<LoweredKernel> kernels = Lowering.lower(root, PathTarget.BRAIN_PAIRS);
    assertTrue(kernels.getFirst().kernel().isForAllSizes());
    assertEquals(isShallow, kernels.size() == 1);
  }

  /** An array that is both operands. */
  @Test
  void squares() {
    HloInstruction root =
        root(
            "x = f32[200,200] parameter(0) ROOT r = f32[200,200] dot(x, x),"
                + " lhs_contracting_dims={1}, rhs_contracting_dims={0}");
    assertTrue(isShallow(root));
    ProductChain chain = new ProductChain(root, 200, 200);
    Literal same = chain.operands().getFirst();
    ProductChain square = new ProductChain(root, 200, 200, List.of(same, same));
    square.check(KernelRunner.run(root, kernels(root), square.operands(), VECTOR_BYTES));
  }

  @Test
  void allSizesHaveTheSameKernel() {
    LoweredKernel large = kernels(product("f32", 512, 512, 512)).getFirst();
    LoweredKernel small = kernels(product("f32", 40, 50, 700)).getFirst();
    assertSame(large.kernel(), small.kernel());
  }

  /** Two threads get equally much to do, and rows are shared if columns are few. */
  @ParameterizedTest
  @CsvSource({
    "512,512,512,4",
    "1024,1024,768,16",
    "4096,128,768,8",
    "400,128,768,4",
    "5120,128,768,10",
    "128,288,512,6",
    "512,384,384,4",
    "8192,512,512,16",
    "64,512,512,4",
    "64,384,512,4",
    "64,128,512,2",
    "40,40,768,2"
  })
  void tasks(long rows, long columns, long depth, long tasks) {
    assertEquals(tasks, kernels(product("f32", rows, columns, depth)).getFirst().tasks());
  }

  /** Few rows, deep products, and factors that are converted have other kernels. */
  @ParameterizedTest
  @ValueSource(
      strings = {"f32 30 512 512", "f32 512 512 784", "f64 512 512 400", "bf16 512 512 512"})
  void others(String form) {
    String[] words = form.split(" ");
    HloInstruction root =
        product(
            words[0], Long.parseLong(words[1]), Long.parseLong(words[2]), Long.parseLong(words[3]));
    assertFalse(isShallow(root));
  }

  /** Columns that lie one after the other, and products of a batch, need other kernels. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "x = f32[512,512] parameter(0) y = f32[512,512] parameter(1) ROOT r = f32[512,512]"
            + " dot(x, y), lhs_contracting_dims={1}, rhs_contracting_dims={1}",
        "x = f32[512,512] parameter(0) y = f32[512,512] parameter(1) ROOT r = f32[512,512]"
            + " dot(x, y), lhs_contracting_dims={0}, rhs_contracting_dims={0}",
        "x = f32[2,512,512] parameter(0) y = f32[2,512,512] parameter(1) ROOT r = f32[2,512,512]"
            + " dot(x, y), lhs_batch_dims={0}, rhs_batch_dims={0}, lhs_contracting_dims={2},"
            + " rhs_contracting_dims={1}"
      })
  void otherLayouts(String body) {
    assertFalse(isShallow(root(body)));
  }

  /** Panels of a constant are made with the program if few rows are multiplied by them. */
  @ParameterizedTest
  @CsvSource({
    "f32,128,false",
    "f32,129,true",
    "bf16,256,false",
    "bf16,257,true",
  })
  void constants(String type, long rows, boolean isShallow) {
    HloInstruction root =
        root(
            ("x = %1$s[%2$d,160] parameter(0) y = %1$s[160,320] constant(%3$s)"
                    + " ROOT r = %1$s[%2$d,320] dot(x, y),"
                    + " lhs_contracting_dims={1}, rhs_contracting_dims={0}")
                .formatted(type, rows, SmallIntegers.matrix(160, 320)));
    List<LoweredKernel> kernels = Lowering.lower(root, PathTarget.BRAIN_PAIRS);
    assertEquals(isShallow ? 1 : 2, kernels.size());
    kernels.forEach(kernel -> assertTrue(kernel.kernel().isForAllSizes()));
  }

  /** Machines of narrower vectors have other caches and fewer registers. */
  @Test
  void narrowVectorsHaveOtherKernels() {
    assertEquals(2, Lowering.lower(product("f32", 512, 512, 512), PathTarget.AVX2).size());
  }
}
