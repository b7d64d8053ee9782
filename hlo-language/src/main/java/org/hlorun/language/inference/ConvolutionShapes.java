package org.hlorun.language.inference;

import org.hlorun.language.attribute.ConvolutionDimensions;
import org.hlorun.language.attribute.Window;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.Shape;

/**
 * {@code convolution}: batch, features and spatial dimensions where the labels say. Result batch is
 * the input's divided by {@code batch_group_count}, its features are the kernel's output features,
 * its spatial sizes the positions of the window.
 */
final class ConvolutionShapes {
  private ConvolutionShapes() {}

  static Shape convolution(Shape left, Shape right, Given attributes) {
    ArrayShape lhs = Check.array(left, "lhs of convolution");
    ArrayShape rhs = Check.array(right, "rhs of convolution");
    ConvolutionDimensions labels = attributes.get(Attribute.DIM_LABELS);
    int spatialRank = labels.spatialRank();
    checkLabels(labels, lhs, rhs);
    Window window = WindowShapes.window(attributes, spatialRank);
    Check.that(
        WindowShapes.hasSizes(window, rhs, labels.kernelSpatial()),
        "Window dimensions do not match RHS shape: RHS shape: %s, Dimension numbers: {%s}.",
        rhs,
        labels.text());
    long featureGroups = attributes.get(Attribute.FEATURE_GROUP_COUNT);
    long batchGroups = attributes.get(Attribute.BATCH_GROUP_COUNT);
    checkGroups(lhs, rhs, labels, featureGroups, batchGroups);
    long[] sizes = new long[lhs.rank()];
    boolean[] dynamic = new boolean[lhs.rank()];
    sizes[labels.outputBatch()] = lhs.dimension(labels.inputBatch()) / batchGroups;
    dynamic[labels.outputBatch()] = lhs.isDynamic(labels.inputBatch());
    sizes[labels.outputFeature()] = rhs.dimension(labels.kernelOutputFeature());
    for (int i = 0; i < spatialRank; i++) {
      int from = labels.inputSpatial().getInt(i);
      int to = labels.outputSpatial().getInt(i);
      sizes[to] = WindowShapes.positions(lhs.dimension(from), window.dimension(i));
      dynamic[to] = lhs.isDynamic(from);
    }
    ShapeBuilder result = new ShapeBuilder();
    for (int i = 0; i < sizes.length; i++) {
      result.add(sizes[i], dynamic[i]);
    }
    return result.build(ContractionShapes.commonType(lhs, rhs));
  }

  private static void checkLabels(ConvolutionDimensions labels, ArrayShape lhs, ArrayShape rhs) {
    Check.that(
        lhs.rank() == rhs.rank(),
        "Convolution arguments must have same number of dimensions. Got: %s and %s.",
        lhs,
        rhs);
    int rank = labels.spatialRank() + 2;
    Check.that(
        labels.kernelSpatial().size() == labels.spatialRank()
            && labels.outputSpatial().size() == labels.spatialRank(),
        "input, kernel, and output must have same number of spatial dimensions: {%s}",
        labels.text());
    Check.that(
        lhs.rank() == rank,
        "Convolution arguments must have %d dimensions by the dimension numbers {%s}; got: %s.",
        rank,
        labels.text(),
        lhs);
    checkPermutation(
        labels, labels.inputBatch(), labels.inputFeature(), labels.inputSpatial(), rank);
    checkPermutation(
        labels,
        labels.kernelInputFeature(),
        labels.kernelOutputFeature(),
        labels.kernelSpatial(),
        rank);
    checkPermutation(
        labels, labels.outputBatch(), labels.outputFeature(), labels.outputSpatial(), rank);
  }

  private static void checkPermutation(
      ConvolutionDimensions labels, int first, int second, LongList spatial, int rank) {
    long seen = 0;
    for (int i = 0; i < rank; i++) {
      long dimension = i == 0 ? first : i == 1 ? second : spatial.get(i - 2);
      Check.that(
          dimension >= 0 && dimension < rank,
          "A dimension number is out of range in convolution: {%s}.",
          labels.text());
      Check.that(
          (seen >>> dimension & 1) == 0,
          "A dimension number is not unique in convolution: {%s}.",
          labels.text());
      seen |= 1L << dimension;
    }
  }

  private static void checkGroups(
      ArrayShape lhs,
      ArrayShape rhs,
      ConvolutionDimensions labels,
      long featureGroups,
      long batchGroups) {
    Check.that(
        featureGroups > 0, "feature_group_count must be a positive number, got %d", featureGroups);
    Check.that(batchGroups > 0, "batch_group_count must be a positive number, got %d", batchGroups);
    Check.that(
        batchGroups == 1 || featureGroups == 1,
        "both batch_group_count %d and feature_group_count %d cannot be greater than 1",
        batchGroups,
        featureGroups);
    checkDivisible(lhs, rhs, labels, featureGroups, batchGroups);
  }

  /** What messages say about a convolution, which few are asked for. */
  private record Operands(ArrayShape lhs, ArrayShape rhs, ConvolutionDimensions labels) {
    @Override
    public String toString() {
      return RuleText.format(
          "got <conv>(%s, %s), Dimension numbers: {%s}.", lhs, rhs, labels.text());
    }
  }

  private static void checkDivisible(
      ArrayShape lhs,
      ArrayShape rhs,
      ConvolutionDimensions labels,
      long featureGroups,
      long batchGroups) {
    long inputFeatures = lhs.dimension(labels.inputFeature());
    long inputBatch = lhs.dimension(labels.inputBatch());
    long kernelInput = rhs.dimension(labels.kernelInputFeature());
    long kernelOutput = rhs.dimension(labels.kernelOutputFeature());
    Operands operands = new Operands(lhs, rhs, labels);
    Check.that(
        inputFeatures % featureGroups == 0 && inputFeatures / featureGroups == kernelInput,
        "Expected LHS feature dimension (value %d) to be a multiple of feature_group_count (value"
            + " %d), and LHS feature dimension / feature_group_count = RHS feature dimension (value"
            + " %d); %s",
        inputFeatures,
        featureGroups,
        kernelInput,
        operands);
    Check.that(
        kernelOutput % featureGroups == 0,
        "Expected output feature dimension (value %d) to be divisible by feature_group_count (value"
            + " %d); %s",
        kernelOutput,
        featureGroups,
        operands);
    Check.that(
        inputBatch % batchGroups == 0 && kernelOutput % batchGroups == 0,
        "Expected input batch dimension (value %d) and output feature dimension (value %d) to be"
            + " divisible by batch_group_count (value %d); %s",
        inputBatch,
        kernelOutput,
        batchGroups,
        operands);
  }
}
