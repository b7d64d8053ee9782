package org.hlorun.kernelir.lower.linear;

import org.hlorun.kernelir.ir.Buffer;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.KernelBuilder;
import org.hlorun.kernelir.lower.element.KernelArguments;

/**
 * Scratch memory of factorisations by reflectors.
 *
 * @param shapes of the call
 * @param matrices the packed matrices, with zeros around
 * @param vectors of a block of reflectors for each matrix
 * @param factors tau of all reflectors, and zeros up to a whole block
 * @param tile columns that are lanes of a vector
 */
record ReflectorMemory(
    LapackShapes shapes,
    ScratchMatrices matrices,
    ScratchMatrices vectors,
    ScratchMatrices factors,
    int tile) {
  static ReflectorMemory of(LapackShapes shapes, long steps, int tile) {
    long rows = LapackShapes.padded(shapes.rows());
    long batch = shapes.count();
    ScratchMatrices matrices =
        ScratchMatrices.of(0, batch, rows, LapackShapes.padded(shapes.columns()) + tile);
    ScratchMatrices vectors = ScratchMatrices.of(matrices.end(), batch, rows, LapackShapes.BLOCK);
    ScratchMatrices factors =
        ScratchMatrices.of(vectors.end(), batch, 1, LapackShapes.padded(steps));
    return new ReflectorMemory(shapes, matrices, vectors, factors, tile);
  }

  /** The memory of one matrix in a kernel. */
  record Views(
      ScratchMatrices.View matrix, ScratchMatrices.View vectors, ScratchMatrices.View factors) {}

  Views views(KernelBuilder builder, KernelArguments arguments, IndexExpr number) {
    return new Views(
        matrices.view(builder, arguments, Buffer.Role.OUTPUT, number),
        vectors.view(builder, arguments, Buffer.Role.OUTPUT, number),
        factors.view(builder, arguments, Buffer.Role.OUTPUT, number));
  }

  /** Blocks of reflectors of some columns. */
  Reflectors reflectors(KernelBuilder builder, Views views, ScratchMatrices.View columns) {
    return new Reflectors(
        builder, views.vectors, views.factors, columns, LapackShapes.padded(shapes.rows()), tile);
  }
}
