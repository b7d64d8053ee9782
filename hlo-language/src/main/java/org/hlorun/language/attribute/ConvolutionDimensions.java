package org.hlorun.language.attribute;

import org.hlorun.language.collection.LongList;

/**
 * The roles of a convolution's dimensions, {@code b01f_01io->b01f}. Spatial lists give, for spatial
 * number {@code s}, the dimension that has it.
 *
 * @param inputBatch batch dimension of the input
 * @param inputFeature feature dimension of the input
 * @param inputSpatial spatial dimensions of the input
 * @param kernelInputFeature input feature dimension of the kernel
 * @param kernelOutputFeature output feature dimension of the kernel
 * @param kernelSpatial spatial dimensions of the kernel
 * @param outputBatch batch dimension of the output
 * @param outputFeature feature dimension of the output
 * @param outputSpatial spatial dimensions of the output
 * @param text the form as written, which also keeps unnamed ({@code ?}) dimensions
 */
public record ConvolutionDimensions(
    int inputBatch,
    int inputFeature,
    LongList inputSpatial,
    int kernelInputFeature,
    int kernelOutputFeature,
    LongList kernelSpatial,
    int outputBatch,
    int outputFeature,
    LongList outputSpatial,
    String text) {

  /** The number of spatial dimensions. */
  public int spatialRank() {
    return inputSpatial.size();
  }

  // Written out, as attributes are compared before the JVM has made code for records.
  @Override
  public boolean equals(Object other) {
    return other instanceof ConvolutionDimensions d
        && inputBatch == d.inputBatch
        && inputFeature == d.inputFeature
        && inputSpatial.equals(d.inputSpatial)
        && kernelInputFeature == d.kernelInputFeature
        && kernelOutputFeature == d.kernelOutputFeature
        && kernelSpatial.equals(d.kernelSpatial)
        && outputBatch == d.outputBatch
        && outputFeature == d.outputFeature
        && outputSpatial.equals(d.outputSpatial)
        && text.equals(d.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }
}
