package org.hlorun.language.stablehlo.writer;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.hlorun.language.attribute.ConvolutionDimensions;
import org.hlorun.language.attribute.ConvolutionKind;
import org.hlorun.language.attribute.DotAlgorithm;
import org.hlorun.language.attribute.WindowDimension;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.mlir.MlirAttribute;
import org.hlorun.language.shape.ElementType;

/** Dots and convolutions. */
final class ContractionExporters {
  private ContractionExporters() {}

  static void register(Map<Opcode, Exporter> table) {
    table.put(Opcode.DOT, ContractionExporters::dot);
    table.put(Opcode.RAGGED_DOT, ContractionExporters::raggedDot);
    table.put(Opcode.CONVOLUTION, ContractionExporters::convolution);
  }

  private static Map<String, MlirAttribute> precision(Source source) {
    Map<String, MlirAttribute> attributes = new LinkedHashMap<>();
    source
        .find(Attribute.OPERAND_PRECISION)
        .ifPresent(
            words ->
                attributes.put(
                    "precision_config",
                    MlirAttributes.array(
                        words.stream()
                            .map(
                                word ->
                                    MlirAttributes.word(
                                        "precision", word.text().toUpperCase(Locale.ROOT)))
                            .toList())));
    return attributes;
  }

  private static void refuseAlgorithm(Source source) {
    if (source.find(Attribute.DOT_ALGORITHM).orElse(DotAlgorithm.UNSET) != DotAlgorithm.UNSET) {
      source.refuse(Attribute.DOT_ALGORITHM);
    }
  }

  /** Keys and values of the dimension numbers that all dots have. */
  private static List<Object> dimensions(Source source) {
    return new ArrayList<>(
        List.of(
            "lhs_batching_dimensions",
            source.integers(Attribute.LHS_BATCH_DIMS),
            "rhs_batching_dimensions",
            source.integers(Attribute.RHS_BATCH_DIMS),
            "lhs_contracting_dimensions",
            source.integers(Attribute.LHS_CONTRACTING_DIMS),
            "rhs_contracting_dimensions",
            source.integers(Attribute.RHS_CONTRACTING_DIMS)));
  }

  private static Value dot(Source source) {
    Map<String, MlirAttribute> attributes = precision(source);
    attributes.put(
        "dot_dimension_numbers",
        MlirAttributes.struct("stablehlo.dot", dimensions(source).toArray()));
    DotAlgorithm algorithm = source.find(Attribute.DOT_ALGORITHM).orElse(DotAlgorithm.UNSET);
    if (algorithm != DotAlgorithm.UNSET) {
      attributes.put("algorithm", algorithm(source, algorithm));
    }
    return source.add("stablehlo.dot_general", attributes);
  }

  /** The types, passes and accuracy that the name of an algorithm says. */
  private static MlirAttribute algorithm(Source source, DotAlgorithm algorithm) {
    String[] words = algorithm.name().split("_");
    boolean anyFloat8 = words[1].equals("ANY");
    String lhs = anyFloat8 ? float8(source, 0) : typeName(words[1]);
    String rhs = anyFloat8 ? float8(source, 1) : typeName(words[2]);
    String sum = anyFloat8 ? "f32" : typeName(words[3]);
    String last = words[words.length - 1];
    long passes = last.startsWith("X") ? Long.parseLong(last.substring(1)) : 1;
    return MlirAttributes.struct(
        "stablehlo.dot_algorithm",
        "lhs_precision_type",
        MlirAttributes.type(lhs),
        "rhs_precision_type",
        MlirAttributes.type(rhs),
        "accumulation_type",
        MlirAttributes.type(sum),
        "lhs_component_count",
        1,
        "rhs_component_count",
        1,
        "num_primitive_operations",
        passes,
        "allow_imprecise_accumulation",
        MlirAttributes.bool(algorithm == DotAlgorithm.DOT_ANY_F8_ANY_F8_F32_FAST_ACCUM));
  }

  private static String typeName(String word) {
    return word.toLowerCase(Locale.ROOT);
  }

  private static String float8(Source source, int operand) {
    ElementType type = source.array(operand).elementType();
    return type.isFloat() && type.bitWidth() == 8 ? "f" + type.name().substring(1) : "f8E5M2";
  }

  private static Value raggedDot(Source source) {
    refuseAlgorithm(source);
    Map<String, MlirAttribute> attributes = precision(source);
    List<Object> dimensions = dimensions(source);
    dimensions.add("lhs_ragged_dimensions");
    dimensions.add(source.integers(Attribute.LHS_RAGGED_DIMS));
    dimensions.add("rhs_group_dimensions");
    dimensions.add(source.integers(Attribute.RHS_GROUP_DIMS));
    attributes.put(
        "ragged_dot_dimension_numbers",
        MlirAttributes.struct("chlo.ragged_dot", dimensions.toArray()));
    return source.add("chlo.ragged_dot", attributes);
  }

  private static Value convolution(Source source) {
    refuseAlgorithm(source);
    source.refuse(Attribute.SPARSITY_CONFIG);
    if (source.find(Attribute.CONVOLUTION_KIND).orElse(ConvolutionKind.UNSET)
        != ConvolutionKind.UNSET) {
      source.refuse(Attribute.CONVOLUTION_KIND);
    }
    List<WindowDimension> window =
        source.find(Attribute.WINDOW).map(w -> w.dimensions()).orElse(List.of());
    Map<String, MlirAttribute> attributes = precision(source);
    attributes.put("dimension_numbers", dimensions(source.get(Attribute.DIM_LABELS)));
    attributes.put("window_strides", MovementExporters.column(window, WindowDimension::stride));
    attributes.put("padding", ReductionExporters.padding(window));
    attributes.put("lhs_dilation", MovementExporters.column(window, WindowDimension::baseDilation));
    attributes.put(
        "rhs_dilation", MovementExporters.column(window, WindowDimension::windowDilation));
    attributes.put(
        "window_reversal",
        MlirAttributes.bools(
            LongList.of(window.stream().mapToLong(d -> d.reversed() ? 1 : 0).toArray())));
    attributes.put(
        "feature_group_count",
        MlirAttributes.i64(source.find(Attribute.FEATURE_GROUP_COUNT).orElse(1L)));
    attributes.put(
        "batch_group_count",
        MlirAttributes.i64(source.find(Attribute.BATCH_GROUP_COUNT).orElse(1L)));
    return source.add("stablehlo.convolution", attributes);
  }

  private static MlirAttribute dimensions(ConvolutionDimensions labels) {
    return MlirAttributes.struct(
        "stablehlo.conv",
        "input_batch_dimension",
        labels.inputBatch(),
        "input_feature_dimension",
        labels.inputFeature(),
        "input_spatial_dimensions",
        labels.inputSpatial(),
        "kernel_input_feature_dimension",
        labels.kernelInputFeature(),
        "kernel_output_feature_dimension",
        labels.kernelOutputFeature(),
        "kernel_spatial_dimensions",
        labels.kernelSpatial(),
        "output_batch_dimension",
        labels.outputBatch(),
        "output_feature_dimension",
        labels.outputFeature(),
        "output_spatial_dimensions",
        labels.outputSpatial());
  }
}
