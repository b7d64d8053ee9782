package org.hlorun.fusion.expand;

import java.util.List;
import org.hlorun.fusion.rewrite.InstructionBuilder;
import org.hlorun.fusion.rewrite.InstructionPass;
import org.hlorun.language.attribute.ComparisonDirection;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.shape.ArrayShape;

/**
 * The Cholesky factor of matrices as a loop over columns, for back ends that ask for it. The
 * left-looking form (G. Golub and C. Van Loan, Matrix Computations, 4.2.5): with the columns before
 * j known,
 *
 * <pre>
 * c = A[:, j] - L L[j, :]^T,  L[i, j] = c[i] / sqrt(c[j]) for i &gt;= j
 * </pre>
 *
 * <p>in f64, rounded once in the end. The reference has sums of twice that precision: elements of
 * f32 and less differ where the matrix is so badly conditioned that f64 does not suffice, those of
 * f64 by the rounding of the sums. As there, all of a matrix that is not positive definite becomes
 * NaN. Complex matrices are factored as real ones of twice the size ({@link RealEmbedding}).
 */
public final class CholeskyExpansion extends InstructionPass {
  public CholeskyExpansion() {
    super(Opcode.CHOLESKY);
  }

  @Override
  public String name() {
    return "cholesky-expansion";
  }

  @Override
  public boolean isOnRequest() {
    return true;
  }

  @Override
  protected HloInstruction replacement(HloInstruction cholesky) {
    ArrayShape shape = cholesky.shape().asArray();
    if (shape.elementCount() == 0) {
      return null;
    }
    InstructionBuilder maker = new InstructionBuilder(cholesky);
    MatrixSteps steps = new MatrixSteps(maker);
    RealEmbedding embedding = new RealEmbedding(maker);
    boolean complex = ComplexParts.isComplex(cholesky);
    boolean lower = cholesky.get(Attribute.LOWER);
    HloInstruction matrix = cholesky.operand(0);
    HloInstruction batch = complex ? embedding.hermitian(matrix) : steps.batch(matrix);
    HloInstruction matrices = lower ? batch : steps.transposed(batch);
    LongList sizes = MatrixSteps.sizes(matrices);
    HloInstruction zero = steps.full(sizes, 0);
    HloInstruction factor =
        CountedLoop.run(
            cholesky,
            sizes.get(2),
            List.of(matrices, zero),
            (builder, column, carried) ->
                List.of(
                    carried.get(0), withColumn(carried.get(0), carried.get(1), column, builder)));
    HloInstruction result = lower ? factor : steps.transposed(factor);
    return complex ? embedding.complexLike(result, cholesky) : steps.like(result, cholesky);
  }

  /** A pivot that is not positive makes its column and, by {@code poisoned}, the matrix NaN. */
  private static HloInstruction withColumn(
      HloInstruction matrices,
      HloInstruction factor,
      HloInstruction column,
      InstructionBuilder builder) {
    MatrixSteps steps = new MatrixSteps(builder);
    long size = MatrixSteps.sizes(matrices).get(2);
    HloInstruction row = steps.part(factor, column, null, 1, size);
    HloInstruction rest =
        builder.elementwise(
            Opcode.SUBTRACT,
            steps.part(matrices, null, column, size, 1),
            steps.product(factor, row, true));
    LongList sizes = MatrixSteps.sizes(rest);
    HloInstruction pivot = steps.part(rest, column, null, 1, 1);
    LongList one = MatrixSteps.sizes(pivot);
    HloInstruction positive = builder.compare(ComparisonDirection.GT, pivot, steps.full(one, 0));
    HloInstruction checked = steps.select(positive, pivot, steps.full(one, Double.NaN));
    HloInstruction root = steps.repeated(builder.elementwise(Opcode.SQRT, checked), sizes);
    HloInstruction scaled = builder.elementwise(Opcode.DIVIDE, rest, root);
    HloInstruction below =
        builder.compare(
            ComparisonDirection.GE, steps.index(sizes, 1), builder.splat(column, sizes));
    HloInstruction next = steps.select(below, scaled, steps.full(sizes, 0));
    return poisoned(steps.update(factor, next, null, column), root, steps, builder);
  }

  /** The factor, or NaN everywhere if a root is NaN. */
  private static HloInstruction poisoned(
      HloInstruction factor, HloInstruction root, MatrixSteps steps, InstructionBuilder builder) {
    LongList sizes = MatrixSteps.sizes(factor);
    HloInstruction roots = steps.repeated(root, sizes);
    HloInstruction defined = builder.compare(ComparisonDirection.EQ, roots, roots);
    return steps.select(defined, factor, roots);
  }
}
