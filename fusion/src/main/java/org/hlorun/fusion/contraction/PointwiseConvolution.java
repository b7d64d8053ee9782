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
import org.hlorun.language.shape.ElementType;

/**
 * A convolution whose window is one element is a matrix product over the features:
 *
 * <pre>
 * convolution(x, w) of a 1x...x1 window, stride 1, without padding, dilation and groups
 *   => transpose(dot(x, reshape(w)), contracting = features)
 * </pre>
 *
 * <p>A convolution saturates integers that are too large for its type, and a dot wraps them: of
 * integers only bytes are rewritten, with results whose type has room for the sum.
 *
 * <p>It stays if features are the second dimension of the input and the output (NCHW): then it
 * gives the output as it lies in memory, which a dot cannot say.
 */
public final class PointwiseConvolution extends InstructionPass {
  /** Fewer positions of an image are no rows to work on. */
  private static final long MIN_POSITIONS = 16;

  private static final int MIN_SUM_BITS = 32;

  /** So many products of bytes are less than 2^31. */
  private static final long MAX_TERMS = 1 << 15;

  public PointwiseConvolution() {
    super(Opcode.CONVOLUTION);
  }

  @Override
  public String name() {
    return "pointwise-convolution";
  }

  @Override
  protected HloInstruction replacement(HloInstruction instruction) {
    if (!isPointwise(instruction) || keepsPlanes(instruction) || mayOverflow(instruction)) {
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

  private static boolean keepsPlanes(HloInstruction convolution) {
    ConvolutionDimensions labels = convolution.get(Attribute.DIM_LABELS);
    ElementType type = convolution.shape().asArray().elementType();
    long positions = 1;
    boolean planes = labels.inputBatch() == 0 && labels.outputBatch() == 0;
    for (int s = 0; s < labels.spatialRank(); s++) {
      planes &= labels.inputSpatial().get(s) == s + 2 && labels.outputSpatial().get(s) == s + 2;
      positions *= Dimensions.of(convolution).get(labels.outputSpatial().getInt(s));
    }
    return planes && positions >= MIN_POSITIONS && type.isFloat() && type.byteSize() > 1;
  }

  private static boolean mayOverflow(HloInstruction convolution) {
    ElementType type = convolution.shape().asArray().elementType();
    if (type.isFloat() || type.isComplex()) {
      return false;
    }
    return type.bitWidth() < MIN_SUM_BITS
        || convolution.operands().stream()
            .anyMatch(operand -> operand.shape().asArray().elementType().bitWidth() > Byte.SIZE)
        || Dimensions.of(convolution.operand(1))
                .get(convolution.get(Attribute.DIM_LABELS).kernelInputFeature())
            > MAX_TERMS;
  }

  private static boolean isPointwise(HloInstruction convolution) {
    return convolution.get(Attribute.FEATURE_GROUP_COUNT) == 1
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
