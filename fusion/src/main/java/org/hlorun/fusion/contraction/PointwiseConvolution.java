package org.hlorun.fusion.contraction;

import java.util.List;
import org.hlorun.fusion.movement.Dimensions;
import org.hlorun.fusion.rewrite.InstructionBuilder;
import org.hlorun.fusion.rewrite.InstructionPass;
import org.hlorun.language.attribute.ConvolutionDimensions;
import org.hlorun.language.attribute.Window;
import org.hlorun.language.attribute.WindowDimension;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.shape.ArrayShape;

/**
 * A convolution whose window is one element is a matrix product over the features:
 *
 * <pre>
 * convolution(x, w) of a 1x...x1 window, stride 1, without padding, dilation and groups
 *   => transpose(dot(x, reshape(w)), contracting = features)
 * </pre>
 *
 * <p>Not for integers: a convolution saturates what a dot wraps.
 */
public final class PointwiseConvolution extends InstructionPass {
  public PointwiseConvolution() {
    super(Opcode.CONVOLUTION);
  }

  @Override
  public String name() {
    return "pointwise-convolution";
  }

  @Override
  protected HloInstruction replacement(HloInstruction instruction) {
    if (!isPointwise(instruction)) {
      return null;
    }
    ConvolutionDimensions labels = instruction.get(Attribute.DIM_LABELS);
    InstructionBuilder builder = new InstructionBuilder(instruction);
    HloInstruction input = instruction.operand(0);
    HloInstruction kernel = instruction.operand(1);
    boolean inputFirst = labels.kernelInputFeature() < labels.kernelOutputFeature();
    long in = Dimensions.of(kernel).get(labels.kernelInputFeature());
    long out = Dimensions.of(kernel).get(labels.kernelOutputFeature());
    HloInstruction matrix =
        builder.reshape(kernel, inputFirst ? LongList.of(in, out) : LongList.of(out, in));
    DotDimensions dims =
        new DotDimensions(
            LongList.empty(),
            LongList.of(labels.inputFeature()),
            LongList.empty(),
            LongList.of(inputFirst ? 0 : 1));
    LongList sizes = dims.resultSizes(Dimensions.of(input), Dimensions.of(matrix));
    HloInstruction dot =
        builder.add(
            Opcode.DOT,
            ArrayShape.of(instruction.shape().asArray().elementType(), sizes),
            List.of(input, matrix),
            dims.putInto(DotDimensions.precision(instruction)));
    return builder.transpose(dot, resultOrder(labels, dims.leftFree(sizes.size())));
  }

  private static boolean isPointwise(HloInstruction convolution) {
    return !convolution.shape().asArray().elementType().isInteger()
        && convolution.get(Attribute.FEATURE_GROUP_COUNT) == 1
        && convolution.get(Attribute.BATCH_GROUP_COUNT) == 1
        && !convolution.has(Attribute.SPARSITY_CONFIG)
        && !convolution.has(Attribute.CONVOLUTION_KIND)
        && convolution.get(Attribute.DIM_LABELS).text().indexOf('?') < 0
        && convolution.find(Attribute.WINDOW).map(Window::dimensions).orElse(List.of()).stream()
            .allMatch(
                d ->
                    WindowDimension.ofSize(1)
                        .equals(
                            new WindowDimension(
                                d.size(),
                                d.stride(),
                                d.paddingLow(),
                                d.paddingHigh(),
                                1,
                                d.baseDilation(),
                                false)));
  }

  /** For every dimension of the result, where the dot has it. */
  private static LongList resultOrder(ConvolutionDimensions labels, LongList inputFree) {
    long[] order = new long[inputFree.size() + 1];
    order[labels.outputBatch()] = inputFree.indexOf(labels.inputBatch());
    order[labels.outputFeature()] = inputFree.size();
    for (int s = 0; s < labels.spatialRank(); s++) {
      order[labels.outputSpatial().getInt(s)] = inputFree.indexOf(labels.inputSpatial().get(s));
    }
    return LongList.of(order);
  }
}
