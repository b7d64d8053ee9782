package org.hlorun.kernelir.lower.tile;

import org.hlorun.kernelir.ir.Buffer;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.MatrixFactor;
import org.hlorun.kernelir.lower.element.ElementGenerator;
import org.hlorun.kernelir.lower.element.KernelArguments;
import org.hlorun.kernelir.lower.product.MatrixFactors;
import org.hlorun.language.ir.HloInstruction;

/**
 * The left matrix of a convolution whose input has its features innermost: neighbours along the
 * depth are features of one place of the input, or zeros around it.
 *
 * @param input the array in memory
 * @param features features of a group, the innermost part of the depth
 */
record ConvolutionSource(ConvolutionFactors factors, HloInstruction input, long features)
    implements TileSource {
  @Override
  public Buffer buffer(KernelArguments arguments) {
    return arguments.find(input, 0);
  }

  @Override
  public Place place(ElementGenerator elements, IndexExpr batch, IndexExpr free, IndexExpr depth) {
    ConvolutionFactors.InputPlace place = factors.inputPlace(elements, batch, free, depth);
    return new Place(place.index().linear(ElementGenerator.dimensions(input)), place.inside());
  }

  @Override
  public boolean isOf(MatrixFactor factor) {
    return input.shape().asArray().elementType() == MatrixFactors.elementType(factor);
  }

  @Override
  public boolean isAligned(int count) {
    return features % count == 0;
  }
}
