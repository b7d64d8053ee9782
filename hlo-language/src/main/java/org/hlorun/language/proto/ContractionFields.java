package org.hlorun.language.proto;

import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.hlorun.language.attribute.ConvolutionKind;
import org.hlorun.language.attribute.DotAlgorithm;
import org.hlorun.language.attribute.FftType;
import org.hlorun.language.attribute.Precision;
import org.hlorun.language.attribute.SparsityDescriptor;
import org.hlorun.language.attribute.TransposeOption;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.proto.message.Hlo;
import org.hlorun.language.proto.message.Hlo.HloInstructionProto;
import org.hlorun.language.proto.message.Hlo.SparsityDescriptorProto;
import org.hlorun.language.proto.message.Hlo.TriState;
import org.hlorun.language.proto.message.XlaData;
import org.hlorun.language.proto.message.XlaData.DotDimensionNumbers;
import org.hlorun.language.proto.message.XlaData.PrecisionConfig;
import org.hlorun.language.proto.message.XlaData.TriangularSolveOptions;

/** Fields of contractions, windows, linear algebra and scans. */
final class ContractionFields {
  private ContractionFields() {}

  static void register(FieldTable table) {
    registerDot(table);
    registerPrecision(table);
    registerConvolution(table);
    registerLinearAlgebra(table);
    registerScan(table);
  }

  private static void registerDot(FieldTable table) {
    dot(
        table,
        Attribute.LHS_BATCH_DIMS,
        DotDimensionNumbers::getLhsBatchDimensionsList,
        DotDimensionNumbers.Builder::addAllLhsBatchDimensions);
    dot(
        table,
        Attribute.LHS_CONTRACTING_DIMS,
        DotDimensionNumbers::getLhsContractingDimensionsList,
        DotDimensionNumbers.Builder::addAllLhsContractingDimensions);
    dot(
        table,
        Attribute.RHS_BATCH_DIMS,
        DotDimensionNumbers::getRhsBatchDimensionsList,
        DotDimensionNumbers.Builder::addAllRhsBatchDimensions);
    dot(
        table,
        Attribute.RHS_CONTRACTING_DIMS,
        DotDimensionNumbers::getRhsContractingDimensionsList,
        DotDimensionNumbers.Builder::addAllRhsContractingDimensions);
    table.longs(
        Attribute.LHS_RAGGED_DIMS,
        p -> p.getRaggedDotDimensionNumbers().getLhsRaggedDimensionsList(),
        (p, list) -> p.getRaggedDotDimensionNumbersBuilder().addAllLhsRaggedDimensions(list));
    table.longs(
        Attribute.RHS_GROUP_DIMS,
        p -> p.getRaggedDotDimensionNumbers().getRhsGroupDimensionsList(),
        (p, list) -> p.getRaggedDotDimensionNumbersBuilder().addAllRhsGroupDimensions(list));
  }

  /** A list of the dimension numbers of a dot, which a ragged dot has inside its own. */
  private static void dot(
      FieldTable table,
      Attribute<LongList> attribute,
      Function<DotDimensionNumbers, List<Long>> read,
      BiConsumer<DotDimensionNumbers.Builder, Iterable<Long>> write) {
    table.longs(
        attribute,
        p ->
            read.apply(
                p.hasRaggedDotDimensionNumbers()
                    ? p.getRaggedDotDimensionNumbers().getDotDimensionNumbers()
                    : p.getDotDimensionNumbers()),
        (p, list) ->
            write.accept(
                p.getOpcode().equals(ProtoText.bytes("ragged-dot"))
                    ? p.getRaggedDotDimensionNumbersBuilder().getDotDimensionNumbersBuilder()
                    : p.getDotDimensionNumbersBuilder(),
                list));
  }

  private static void registerPrecision(FieldTable table) {
    table.put(
        Attribute.OPERAND_PRECISION,
        p -> precisions(p.getPrecisionConfig()),
        (p, precisions) -> {
          for (Precision precision : precisions) {
            p.getPrecisionConfigBuilder()
                .addOperandPrecision(
                    ProtoEnums.wire(PrecisionConfig.Precision.class, precision, ""));
          }
        });
    table.always(
        Attribute.DOT_ALGORITHM,
        p -> ProtoEnums.model(DotAlgorithm.class, p.getPrecisionConfig().getAlgorithm(), "ALG_"),
        (p, algorithm) ->
            p.getPrecisionConfigBuilder()
                .setAlgorithm(ProtoEnums.wire(PrecisionConfig.Algorithm.class, algorithm, "ALG_")));
  }

  private static Optional<List<Precision>> precisions(PrecisionConfig proto) {
    List<Precision> precisions =
        proto.getOperandPrecisionList().stream()
            .map(precision -> ProtoEnums.model(Precision.class, precision, ""))
            .toList();
    return precisions.stream().allMatch(precision -> precision == Precision.DEFAULT)
        ? Optional.empty()
        : Optional.of(precisions);
  }

  private static void registerConvolution(FieldTable table) {
    table.message(
        Attribute.WINDOW,
        HloInstructionProto::hasWindow,
        p -> WindowFields.readWindow(p.getWindow()),
        (p, window) -> p.setWindow(WindowFields.writeWindow(window)));
    table.message(
        Attribute.DIM_LABELS,
        HloInstructionProto::hasConvolutionDimensionNumbers,
        p -> WindowFields.readConvolution(p.getConvolutionDimensionNumbers()),
        (p, dimensions) ->
            p.setConvolutionDimensionNumbers(WindowFields.writeConvolution(dimensions)));
    table.always(
        Attribute.FEATURE_GROUP_COUNT,
        p -> Math.max(1, p.getFeatureGroupCount()),
        HloInstructionProto.Builder::setFeatureGroupCount);
    table.always(
        Attribute.BATCH_GROUP_COUNT,
        p -> Math.max(1, p.getBatchGroupCount()),
        HloInstructionProto.Builder::setBatchGroupCount);
    table.always(
        Attribute.CONVOLUTION_KIND,
        p -> ProtoEnums.model(ConvolutionKind.class, p.getConvKind(), "CONVOLUTION_KIND_"),
        (p, kind) ->
            p.setConvKind(ProtoEnums.wire(Hlo.ConvolutionKind.class, kind, "CONVOLUTION_KIND_")));
    table.put(
        Attribute.SPARSITY_CONFIG,
        p ->
            p.getSparsityConfigCount() == 0
                ? Optional.empty()
                : Optional.of(
                    p.getSparsityConfigList().stream()
                        .map(
                            s ->
                                new SparsityDescriptor(
                                    s.getIsLeft(),
                                    s.getN(),
                                    s.getM(),
                                    s.getDimension(),
                                    s.getStride()))
                        .toList()),
        (p, sides) -> sides.forEach(side -> p.addSparsityConfig(sparsity(side))));
  }

  private static SparsityDescriptorProto sparsity(SparsityDescriptor side) {
    return SparsityDescriptorProto.newBuilder()
        .setIsLeft(side.isLeft())
        .setN(side.n())
        .setM(side.m())
        .setDimension(side.dimension())
        .setStride(side.stride())
        .build();
  }

  private static void registerLinearAlgebra(FieldTable table) {
    table.always(
        Attribute.FFT_TYPE,
        p -> ProtoEnums.model(FftType.class, p.getFftType(), ""),
        (p, type) -> p.setFftType(ProtoEnums.wire(XlaData.FftType.class, type, "")));
    table.longs(
        Attribute.FFT_LENGTH,
        HloInstructionProto::getFftLengthList,
        HloInstructionProto.Builder::addAllFftLength);
    table.always(
        Attribute.LOWER,
        p ->
            p.hasCholeskyOptions()
                ? p.getCholeskyOptions().getLower()
                : p.getTriangularSolveOptions().getLower(),
        (p, lower) -> {
          if (p.getOpcode().equals(ProtoText.bytes("cholesky"))) {
            p.getCholeskyOptionsBuilder().setLower(lower);
          } else {
            p.getTriangularSolveOptionsBuilder().setLower(lower);
          }
        });
    table.always(
        Attribute.LEFT_SIDE,
        p -> p.getTriangularSolveOptions().getLeftSide(),
        (p, flag) -> p.getTriangularSolveOptionsBuilder().setLeftSide(flag));
    table.always(
        Attribute.UNIT_DIAGONAL,
        p -> p.getTriangularSolveOptions().getUnitDiagonal(),
        (p, flag) -> p.getTriangularSolveOptionsBuilder().setUnitDiagonal(flag));
    table.always(
        Attribute.TRANSPOSE_A,
        p ->
            ProtoEnums.model(
                TransposeOption.class, p.getTriangularSolveOptions().getTransposeA(), ""),
        (p, option) ->
            p.getTriangularSolveOptionsBuilder()
                .setTransposeA(
                    ProtoEnums.wire(TriangularSolveOptions.Transpose.class, option, "")));
    table.always(
        Attribute.EPSILON,
        p -> (double) p.getEpsilon(),
        (p, epsilon) -> p.setEpsilon(epsilon.floatValue()));
    table.always(
        Attribute.FEATURE_INDEX,
        HloInstructionProto::getFeatureIndex,
        HloInstructionProto.Builder::setFeatureIndex);
  }

  private static void registerScan(FieldTable table) {
    table.always(
        Attribute.NUM_CARRIES,
        HloInstructionProto::getNumCarries,
        HloInstructionProto.Builder::setNumCarries);
    table.always(
        Attribute.IS_REVERSE,
        HloInstructionProto::getIsReverse,
        HloInstructionProto.Builder::setIsReverse);
    table.always(
        Attribute.IS_ASSOCIATIVE,
        p -> p.getIsAssociative() == TriState.TRI_STATE_TRUE,
        (p, flag) -> p.setIsAssociative(flag ? TriState.TRI_STATE_TRUE : TriState.TRI_STATE_FALSE));
  }
}
