package org.hlorun.language.stablehlo;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.hlorun.language.attribute.ConvolutionDimensions;
import org.hlorun.language.attribute.DotAlgorithm;
import org.hlorun.language.attribute.Precision;
import org.hlorun.language.attribute.Window;
import org.hlorun.language.attribute.WindowDimension;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.inference.ShapeInference;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.Attributes;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.mlir.MlirAttribute;
import org.hlorun.language.mlir.MlirType;
import org.hlorun.language.shape.Shape;

/** Dots and convolutions. */
final class ContractionConverters {
  private ContractionConverters() {}

  static void register(Map<String, Converter> table) {
    table.put("stablehlo.dot", Converter.of(ContractionConverters::dot));
    table.put("stablehlo.dot_general", Converter.of(ContractionConverters::dotGeneral));
    table.put("chlo.ragged_dot", Converter.of(ContractionConverters::raggedDot));
    table.put(
        "stablehlo.convolution",
        Converter.of(
            op ->
                convolution(
                    op, op.integers("padding", LongList.filled(2 * op.shape(0).rank(), 0)))));
  }

  /** Adds a contraction; the result may have a wider element type than the operands. */
  private static HloInstruction add(
      Op op, Opcode opcode, List<HloInstruction> operands, Attributes attributes) {
    List<Shape> shapes = operands.stream().map(HloInstruction::shape).toList();
    Shape shape = ShapeInference.infer(opcode, shapes, attributes);
    return op.builder()
        .add(
            opcode,
            shape.asArray().withElementType(op.declaredArray(0).elementType()),
            operands,
            attributes);
  }

  private static Attributes.Builder numerics(Op op) {
    Attributes.Builder attributes = Attributes.builder();
    List<Precision> precision = Words.precision(op);
    if (!precision.isEmpty()) {
      attributes.put(Attribute.OPERAND_PRECISION, precision);
    }
    if (op.attribute("algorithm").isPresent()) {
      attributes.put(Attribute.DOT_ALGORITHM, algorithm(op));
    }
    return attributes;
  }

  /** {@code dot} of vectors and matrices: the last dimension with the first. */
  private static HloInstruction dot(Op op) {
    Attributes attributes =
        numerics(op)
            .put(Attribute.LHS_CONTRACTING_DIMS, LongList.of(op.shape(0).rank() - 1))
            .put(Attribute.RHS_CONTRACTING_DIMS, LongList.of(0))
            .build();
    return add(op, Opcode.DOT, op.operands(), attributes);
  }

  private static Attributes.Builder dotDimensions(Op op, Fields numbers) {
    return numerics(op)
        .put(Attribute.LHS_BATCH_DIMS, numbers.integers("lhs_batching_dimensions"))
        .put(Attribute.LHS_CONTRACTING_DIMS, numbers.integers("lhs_contracting_dimensions"))
        .put(Attribute.RHS_BATCH_DIMS, numbers.integers("rhs_batching_dimensions"))
        .put(Attribute.RHS_CONTRACTING_DIMS, numbers.integers("rhs_contracting_dimensions"));
  }

  private static HloInstruction dotGeneral(Op op) {
    Attributes attributes = dotDimensions(op, op.struct("dot_dimension_numbers")).build();
    return add(op, Opcode.DOT, op.operands(), attributes);
  }

  private static HloInstruction raggedDot(Op op) {
    Fields numbers = op.struct("ragged_dot_dimension_numbers");
    Attributes attributes =
        dotDimensions(op, numbers)
            .put(Attribute.LHS_RAGGED_DIMS, numbers.integers("lhs_ragged_dimensions"))
            .put(Attribute.RHS_GROUP_DIMS, numbers.integers("rhs_group_dimensions"))
            .build();
    return add(op, Opcode.RAGGED_DOT, op.operands(), attributes);
  }

  /** The algorithm of a {@code #stablehlo.dot_algorithm}. */
  private static DotAlgorithm algorithm(Op op) {
    Fields fields = op.struct("algorithm");
    String lhs = type(fields, "lhs_precision_type");
    String rhs = type(fields, "rhs_precision_type");
    String sum = type(fields, "accumulation_type");
    boolean fast =
        Objects.equals(
            fields.values().get("allow_imprecise_accumulation"),
            new MlirAttribute.BoolAttribute(true));
    if (lhs.startsWith("f8") && rhs.startsWith("f8") && sum.equals("f32")) {
      return fast
          ? DotAlgorithm.DOT_ANY_F8_ANY_F8_F32_FAST_ACCUM
          : DotAlgorithm.DOT_ANY_F8_ANY_F8_F32;
    }
    long passes = Math.max(1, fields.integer("num_primitive_operations"));
    String word = "dot_%s_%s_%s%s".formatted(lhs, rhs, sum, passes > 1 ? "_x" + passes : "");
    return Words.parse(op, DotAlgorithm.class, word);
  }

  private static String type(Fields fields, String key) {
    return fields.values().get(key)
            instanceof MlirAttribute.TypeAttribute(MlirType.FloatType(var name))
        ? name.toLowerCase(java.util.Locale.ROOT)
        : "?";
  }

  /**
   * A convolution.
   *
   * @param padding low and high padding of each spatial dimension
   */
  static HloInstruction convolution(Op op, LongList padding) {
    ConvolutionDimensions dimensions = dimensions(op);
    Attributes.Builder attributes =
        numerics(op)
            .put(Attribute.WINDOW, window(op, dimensions, padding))
            .put(Attribute.DIM_LABELS, dimensions);
    long featureGroups = op.integer("feature_group_count", 1);
    long batchGroups = op.integer("batch_group_count", 1);
    if (featureGroups != 1) {
      attributes.put(Attribute.FEATURE_GROUP_COUNT, featureGroups);
    }
    if (batchGroups != 1) {
      attributes.put(Attribute.BATCH_GROUP_COUNT, batchGroups);
    }
    return add(op, Opcode.CONVOLUTION, List.of(op.operand(0), op.operand(1)), attributes.build());
  }

  private static Window window(Op op, ConvolutionDimensions dimensions, LongList padding) {
    int rank = dimensions.spatialRank();
    LongList ones = LongList.filled(rank, 1);
    LongList strides = op.integers("window_strides", ones);
    LongList base = op.integers("lhs_dilation", ones);
    LongList dilations = op.integers("rhs_dilation", ones);
    LongList reversal = op.integers("window_reversal", LongList.filled(rank, 0));
    LongList kernel = dimensions.kernelSpatial();
    return new Window(
        IntStream.range(0, rank)
            .mapToObj(
                d ->
                    new WindowDimension(
                        op.shape(1).dimension(kernel.getInt(d)),
                        strides.get(d),
                        padding.get(2 * d),
                        padding.get(2 * d + 1),
                        dilations.get(d),
                        base.get(d),
                        reversal.get(d) != 0))
            .toList());
  }

  private static ConvolutionDimensions dimensions(Op op) {
    Fields numbers = op.struct("dimension_numbers");
    int inputBatch = Math.toIntExact(numbers.integer("input_batch_dimension"));
    int inputFeature = Math.toIntExact(numbers.integer("input_feature_dimension"));
    LongList inputSpatial = numbers.integers("input_spatial_dimensions");
    int kernelInput = Math.toIntExact(numbers.integer("kernel_input_feature_dimension"));
    int kernelOutput = Math.toIntExact(numbers.integer("kernel_output_feature_dimension"));
    LongList kernelSpatial = numbers.integers("kernel_spatial_dimensions");
    int outputBatch = Math.toIntExact(numbers.integer("output_batch_dimension"));
    int outputFeature = Math.toIntExact(numbers.integer("output_feature_dimension"));
    LongList outputSpatial = numbers.integers("output_spatial_dimensions");
    String text =
        labels(inputBatch, 'b', inputFeature, 'f', inputSpatial)
            + "_"
            + labels(kernelInput, 'i', kernelOutput, 'o', kernelSpatial)
            + "->"
            + labels(outputBatch, 'b', outputFeature, 'f', outputSpatial);
    return new ConvolutionDimensions(
        inputBatch,
        inputFeature,
        inputSpatial,
        kernelInput,
        kernelOutput,
        kernelSpatial,
        outputBatch,
        outputFeature,
        outputSpatial,
        text);
  }

  private static String labels(
      int first, char firstLabel, int second, char secondLabel, LongList spatial) {
    char[] labels = new char[spatial.size() + 2];
    Arrays.fill(labels, '?');
    labels[first] = firstLabel;
    labels[second] = secondLabel;
    for (int s = 0; s < spatial.size(); s++) {
      labels[spatial.getInt(s)] = (char) ('0' + s);
    }
    return new String(labels);
  }
}
