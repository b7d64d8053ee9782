package org.hlorun.language.proto;

import java.util.Arrays;
import java.util.List;
import org.hlorun.language.attribute.ConvolutionDimensions;
import org.hlorun.language.attribute.PaddingDimension;
import org.hlorun.language.attribute.SliceRange;
import org.hlorun.language.attribute.Window;
import org.hlorun.language.attribute.WindowDimension;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.proto.message.Hlo.HloInstructionProto.SliceDimensions;
import org.hlorun.language.proto.message.XlaData;
import org.hlorun.language.proto.message.XlaData.ConvolutionDimensionNumbers;
import org.hlorun.language.proto.message.XlaData.PaddingConfig;
import org.hlorun.language.shape.ArrayShape;

/** What is given per dimension: windows, paddings, slices, the roles in a convolution. */
final class WindowFields {
  /** Labels of spatial dimensions are digits. */
  private static final int MAX_SPATIAL_RANK = 10;

  private WindowFields() {}

  static Window readWindow(XlaData.Window proto) {
    return new Window(
        proto.getDimensionsList().stream()
            .map(
                d ->
                    new WindowDimension(
                        d.getSize(),
                        d.getStride(),
                        d.getPaddingLow(),
                        d.getPaddingHigh(),
                        d.getWindowDilation(),
                        d.getBaseDilation(),
                        d.getWindowReversal()))
            .toList());
  }

  static XlaData.Window writeWindow(Window window) {
    XlaData.Window.Builder proto = XlaData.Window.newBuilder();
    for (WindowDimension dimension : window.dimensions()) {
      proto.addDimensions(
          XlaData.WindowDimension.newBuilder()
              .setSize(dimension.size())
              .setStride(dimension.stride())
              .setPaddingLow(dimension.paddingLow())
              .setPaddingHigh(dimension.paddingHigh())
              .setWindowDilation(dimension.windowDilation())
              .setBaseDilation(dimension.baseDilation())
              .setWindowReversal(dimension.reversed()));
    }
    return proto.build();
  }

  static List<PaddingDimension> readPadding(PaddingConfig proto) {
    return proto.getDimensionsList().stream()
        .map(
            d ->
                new PaddingDimension(
                    d.getEdgePaddingLow(), d.getEdgePaddingHigh(), d.getInteriorPadding()))
        .toList();
  }

  static PaddingConfig writePadding(List<PaddingDimension> padding) {
    PaddingConfig.Builder proto = PaddingConfig.newBuilder();
    for (PaddingDimension dimension : padding) {
      proto.addDimensions(
          PaddingConfig.PaddingConfigDimension.newBuilder()
              .setEdgePaddingLow(dimension.low())
              .setEdgePaddingHigh(dimension.high())
              .setInteriorPadding(dimension.interior()));
    }
    return proto.build();
  }

  static List<SliceRange> readSlice(List<SliceDimensions> proto) {
    return proto.stream()
        .map(d -> new SliceRange(d.getStart(), d.getLimit(), d.getStride()))
        .toList();
  }

  static List<SliceDimensions> writeSlice(List<SliceRange> slice) {
    return slice.stream()
        .map(
            range ->
                SliceDimensions.newBuilder()
                    .setStart(range.start())
                    .setLimit(range.limit())
                    .setStride(range.stride())
                    .build())
        .toList();
  }

  static ConvolutionDimensions readConvolution(ConvolutionDimensionNumbers proto) {
    LongList input = ProtoLists.longs(proto.getInputSpatialDimensionsList());
    LongList kernel = ProtoLists.longs(proto.getKernelSpatialDimensionsList());
    LongList output = ProtoLists.longs(proto.getOutputSpatialDimensionsList());
    ProtoProblem.check(
        input.size() == kernel.size()
            && input.size() == output.size()
            && input.size() <= MAX_SPATIAL_RANK,
        "input, kernel, and output must have same number of spatial dimensions, but got %d, %d, %d,"
            + " respectively.",
        input.size(),
        kernel.size(),
        output.size());
    int inputBatch = position(proto.getInputBatchDimension());
    int inputFeature = position(proto.getInputFeatureDimension());
    int kernelInput = position(proto.getKernelInputFeatureDimension());
    int kernelOutput = position(proto.getKernelOutputFeatureDimension());
    int outputBatch = position(proto.getOutputBatchDimension());
    int outputFeature = position(proto.getOutputFeatureDimension());
    return new ConvolutionDimensions(
        inputBatch,
        inputFeature,
        input,
        kernelInput,
        kernelOutput,
        kernel,
        outputBatch,
        outputFeature,
        output,
        "%s_%s->%s"
            .formatted(
                labels(inputBatch, 'b', inputFeature, 'f', input),
                labels(kernelInput, 'i', kernelOutput, 'o', kernel),
                labels(outputBatch, 'b', outputFeature, 'f', output)));
  }

  private static int position(long dimension) {
    ProtoProblem.check(
        dimension >= 0 && dimension < ArrayShape.MAX_RANK,
        "a convolution has no dimension %d",
        dimension);
    return (int) dimension;
  }

  /** The labels of one operand; a dimension without a role is {@code ?}. */
  private static String labels(
      int first, char firstLabel, int second, char secondLabel, LongList spatial) {
    char[] labels = new char[ArrayShape.MAX_RANK];
    Arrays.fill(labels, '?');
    int rank = Math.max(label(labels, first, firstLabel), label(labels, second, secondLabel));
    for (int i = 0; i < spatial.size(); i++) {
      rank = Math.max(rank, label(labels, position(spatial.get(i)), (char) ('0' + i)));
    }
    return new String(labels, 0, rank);
  }

  private static int label(char[] labels, int position, char label) {
    ProtoProblem.check(
        labels[position] == '?', "dimension %d of a convolution has two roles", position);
    labels[position] = label;
    return position + 1;
  }

  static ConvolutionDimensionNumbers writeConvolution(ConvolutionDimensions dimensions) {
    return ConvolutionDimensionNumbers.newBuilder()
        .setInputBatchDimension(dimensions.inputBatch())
        .setInputFeatureDimension(dimensions.inputFeature())
        .addAllInputSpatialDimensions(ProtoLists.boxed(dimensions.inputSpatial()))
        .setKernelInputFeatureDimension(dimensions.kernelInputFeature())
        .setKernelOutputFeatureDimension(dimensions.kernelOutputFeature())
        .addAllKernelSpatialDimensions(ProtoLists.boxed(dimensions.kernelSpatial()))
        .setOutputBatchDimension(dimensions.outputBatch())
        .setOutputFeatureDimension(dimensions.outputFeature())
        .addAllOutputSpatialDimensions(ProtoLists.boxed(dimensions.outputSpatial()))
        .build();
  }
}
