package org.hlorun.fusion.expand;

import java.util.List;
import org.hlorun.fusion.rewrite.InstructionBuilder;
import org.hlorun.fusion.rewrite.InstructionPass;
import org.hlorun.language.attribute.ComparisonDirection;
import org.hlorun.language.attribute.TransposeOption;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;

/**
 * Triangular systems as a loop over rows, for back ends that ask for it. Systems on the right are
 * those of the transposed matrices on the left; then, by substitution, forwards for lower triangles
 * and backwards for upper ones,
 *
 * <pre>
 * X[i, :] = (B[i, :] - T[i, :] X) / D[i],  T the triangle without its diagonal D
 * </pre>
 *
 * <p>in f64 or c128, rounded once in the end. Adjoints are of the conjugated matrix. The reference
 * has sums of twice that precision; what follows from zeros on the diagonal is the same.
 */
public final class TriangularSolveExpansion extends InstructionPass {
  public TriangularSolveExpansion() {
    super(Opcode.TRIANGULAR_SOLVE);
  }

  @Override
  public String name() {
    return "triangular-solve-expansion";
  }

  @Override
  public boolean isOnRequest() {
    return true;
  }

  @Override
  protected HloInstruction replacement(HloInstruction solve) {
    ArrayShape shape = solve.shape().asArray();
    if (shape.elementCount() == 0) {
      return null;
    }
    InstructionBuilder builder = new InstructionBuilder(solve);
    MatrixSteps steps = new MatrixSteps(builder);
    boolean left = solve.get(Attribute.LEFT_SIDE);
    TransposeOption option = solve.get(Attribute.TRANSPOSE_A);
    boolean transposes = option == TransposeOption.TRANSPOSE || option == TransposeOption.ADJOINT;
    boolean turned = transposes == left;
    boolean forward = solve.get(Attribute.LOWER) != turned;
    HloInstruction given = steps.batch(coefficients(solve, builder));
    HloInstruction matrix = turned ? steps.transposed(given) : given;
    HloInstruction side = steps.batch(solve.operand(1));
    HloInstruction right = left ? side : steps.transposed(side);
    HloInstruction triangle = triangle(matrix, forward, steps, builder);
    boolean unit = solve.get(Attribute.UNIT_DIAGONAL);
    long size = MatrixSteps.sizes(matrix).get(1);
    HloInstruction zero = steps.zeros(right);
    HloInstruction result =
        CountedLoop.run(
            solve,
            size,
            List.of(matrix, triangle, right, zero),
            (inside, step, carried) -> {
              HloInstruction row = forward ? step : countedDown(size, step, inside);
              return List.of(
                  carried.get(0),
                  carried.get(1),
                  carried.get(2),
                  withRow(carried, row, unit, inside));
            });
    return steps.like(left ? result : steps.transposed(result), solve);
  }

  /** The matrices, conjugated for adjoint systems of complex numbers. */
  private static HloInstruction coefficients(HloInstruction solve, InstructionBuilder builder) {
    HloInstruction matrix = solve.operand(0);
    boolean conjugated =
        ComplexParts.isComplex(matrix)
            && solve.get(Attribute.TRANSPOSE_A) == TransposeOption.ADJOINT;
    if (!conjugated) {
      return matrix;
    }
    ComplexParts parts = new ComplexParts(solve);
    HloInstruction imaginary = builder.elementwise(Opcode.NEGATE, parts.imaginary(matrix));
    return parts.complex(parts.real(matrix), imaginary);
  }

  private static HloInstruction countedDown(
      long size, HloInstruction step, InstructionBuilder builder) {
    HloInstruction last = builder.scalar(ElementType.S32, size - 1.0);
    return builder.elementwise(Opcode.SUBTRACT, last, step);
  }

  /** The matrix with zeros on the diagonal and in the other triangle, which may hold anything. */
  private static HloInstruction triangle(
      HloInstruction matrix, boolean lower, MatrixSteps steps, InstructionBuilder builder) {
    LongList sizes = MatrixSteps.sizes(matrix);
    HloInstruction inside =
        builder.compare(
            lower ? ComparisonDirection.LT : ComparisonDirection.GT,
            steps.index(sizes, 2),
            steps.index(sizes, 1));
    return steps.select(inside, matrix, steps.zeros(matrix));
  }

  private static HloInstruction withRow(
      List<HloInstruction> carried, HloInstruction row, boolean unit, InstructionBuilder builder) {
    MatrixSteps steps = new MatrixSteps(builder);
    HloInstruction known = carried.get(3);
    long size = MatrixSteps.sizes(known).get(1);
    long systems = MatrixSteps.sizes(known).get(2);
    HloInstruction coefficients = steps.part(carried.get(1), row, null, 1, size);
    HloInstruction rest =
        builder.elementwise(
            Opcode.SUBTRACT,
            steps.part(carried.get(2), row, null, 1, systems),
            steps.product(coefficients, known, false));
    if (unit) {
      return steps.update(known, rest, row, null);
    }
    HloInstruction diagonal = steps.part(carried.get(0), row, row, 1, 1);
    HloInstruction divisor = steps.repeated(diagonal, MatrixSteps.sizes(rest));
    return steps.update(known, builder.elementwise(Opcode.DIVIDE, rest, divisor), row, null);
  }
}
