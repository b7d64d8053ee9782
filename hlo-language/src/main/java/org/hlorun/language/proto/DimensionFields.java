package org.hlorun.language.proto;

import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.proto.message.Hlo.HloInstructionProto;
import org.hlorun.language.proto.message.XlaData.GatherDimensionNumbers;
import org.hlorun.language.proto.message.XlaData.ParameterReplication;
import org.hlorun.language.proto.message.XlaData.ScatterDimensionNumbers;

/** Fields of data movement: dimensions, ranges, positions. */
final class DimensionFields {
  private DimensionFields() {}

  static void register(FieldTable table) {
    registerPositions(table);
    registerGather(table);
    registerIndexing(table);
    registerScatter(table);
    table.longs(
        Attribute.DIMENSIONS,
        HloInstructionProto::getDimensionsList,
        HloInstructionProto.Builder::addAllDimensions);
    table.put(
        Attribute.IOTA_DIMENSION, DimensionFields::firstDimension, (p, d) -> p.addDimensions(d));
    table.put(
        Attribute.INFERRED_DIMENSION,
        DimensionFields::firstDimension,
        (p, d) -> {
          if (d >= 0) {
            p.addDimensions(d);
          }
        });
    table.always(
        Attribute.SLICE,
        p -> WindowFields.readSlice(p.getSliceDimensionsList()),
        (p, slice) -> p.addAllSliceDimensions(WindowFields.writeSlice(slice)));
    table.longs(
        Attribute.DYNAMIC_SLICE_SIZES,
        HloInstructionProto::getDynamicSliceSizesList,
        HloInstructionProto.Builder::addAllDynamicSliceSizes);
    table.always(
        Attribute.PADDING,
        p -> WindowFields.readPadding(p.getPaddingConfig()),
        (p, padding) -> p.setPaddingConfig(WindowFields.writePadding(padding)));
  }

  private static Optional<Long> firstDimension(HloInstructionProto proto) {
    return proto.getDimensionsCount() == 1 ? Optional.of(proto.getDimensions(0)) : Optional.empty();
  }

  private static void registerPositions(FieldTable table) {
    table.always(
        Attribute.PARAMETER_NUMBER,
        HloInstructionProto::getParameterNumber,
        HloInstructionProto.Builder::setParameterNumber);
    table.put(
        Attribute.PARAMETER_REPLICATION,
        p -> nonEmpty(p.getParameterReplication().getReplicatedAtLeafBuffersList()),
        (p, flags) ->
            p.setParameterReplication(
                ParameterReplication.newBuilder().addAllReplicatedAtLeafBuffers(flags)));
    table.always(
        Attribute.INDEX,
        HloInstructionProto::getTupleIndex,
        HloInstructionProto.Builder::setTupleIndex);
    table.always(
        Attribute.IS_STABLE,
        HloInstructionProto::getIsStable,
        HloInstructionProto.Builder::setIsStable);
    table.always(Attribute.K, HloInstructionProto::getK, HloInstructionProto.Builder::setK);
    table.always(
        Attribute.LARGEST,
        HloInstructionProto::getLargest,
        HloInstructionProto.Builder::setLargest);
    table.message(
        Attribute.CROSS_PROGRAM_PREFETCH_INDEX,
        HloInstructionProto::hasCrossProgramPrefetchIndex,
        p -> (long) p.getCrossProgramPrefetchIndex(),
        (p, index) -> p.setCrossProgramPrefetchIndex(index.intValue()));
  }

  private static <T> Optional<List<T>> nonEmpty(List<T> list) {
    return list.isEmpty() ? Optional.empty() : Optional.of(List.copyOf(list));
  }

  private static void registerGather(FieldTable table) {
    gather(
        table,
        Attribute.OFFSET_DIMS,
        GatherDimensionNumbers::getOffsetDimsList,
        GatherDimensionNumbers.Builder::addAllOffsetDims);
    gather(
        table,
        Attribute.COLLAPSED_SLICE_DIMS,
        GatherDimensionNumbers::getCollapsedSliceDimsList,
        GatherDimensionNumbers.Builder::addAllCollapsedSliceDims);
    gather(
        table,
        Attribute.START_INDEX_MAP,
        GatherDimensionNumbers::getStartIndexMapList,
        GatherDimensionNumbers.Builder::addAllStartIndexMap);
    gather(
        table,
        Attribute.OPERAND_BATCHING_DIMS,
        GatherDimensionNumbers::getOperandBatchingDimsList,
        GatherDimensionNumbers.Builder::addAllOperandBatchingDims);
    gather(
        table,
        Attribute.START_INDICES_BATCHING_DIMS,
        GatherDimensionNumbers::getStartIndicesBatchingDimsList,
        GatherDimensionNumbers.Builder::addAllStartIndicesBatchingDims);
  }

  private static void registerIndexing(FieldTable table) {
    table.always(
        Attribute.INDEX_VECTOR_DIM,
        p ->
            p.hasScatterDimensionNumbers()
                ? p.getScatterDimensionNumbers().getIndexVectorDim()
                : p.getGatherDimensionNumbers().getIndexVectorDim(),
        (p, dimension) -> {
          if (p.getOpcode().equals(ProtoText.bytes("scatter"))) {
            p.getScatterDimensionNumbersBuilder().setIndexVectorDim(dimension);
          } else {
            p.getGatherDimensionNumbersBuilder().setIndexVectorDim(dimension);
          }
        });
    table.longs(
        Attribute.SLICE_SIZES,
        HloInstructionProto::getGatherSliceSizesList,
        HloInstructionProto.Builder::addAllGatherSliceSizes);
    table.always(
        Attribute.INDICES_ARE_SORTED,
        HloInstructionProto::getIndicesAreSorted,
        HloInstructionProto.Builder::setIndicesAreSorted);
    table.always(
        Attribute.UNIQUE_INDICES,
        HloInstructionProto::getUniqueIndices,
        HloInstructionProto.Builder::setUniqueIndices);
  }

  private static void gather(
      FieldTable table,
      Attribute<LongList> attribute,
      Function<GatherDimensionNumbers, List<Long>> read,
      BiConsumer<GatherDimensionNumbers.Builder, Iterable<Long>> write) {
    table.longs(
        attribute,
        p -> read.apply(p.getGatherDimensionNumbers()),
        (p, list) -> write.accept(p.getGatherDimensionNumbersBuilder(), list));
  }

  private static void registerScatter(FieldTable table) {
    scatter(
        table,
        Attribute.UPDATE_WINDOW_DIMS,
        ScatterDimensionNumbers::getUpdateWindowDimsList,
        ScatterDimensionNumbers.Builder::addAllUpdateWindowDims);
    scatter(
        table,
        Attribute.INSERTED_WINDOW_DIMS,
        ScatterDimensionNumbers::getInsertedWindowDimsList,
        ScatterDimensionNumbers.Builder::addAllInsertedWindowDims);
    scatter(
        table,
        Attribute.SCATTER_DIMS_TO_OPERAND_DIMS,
        ScatterDimensionNumbers::getScatterDimsToOperandDimsList,
        ScatterDimensionNumbers.Builder::addAllScatterDimsToOperandDims);
    scatter(
        table,
        Attribute.INPUT_BATCHING_DIMS,
        ScatterDimensionNumbers::getInputBatchingDimsList,
        ScatterDimensionNumbers.Builder::addAllInputBatchingDims);
    scatter(
        table,
        Attribute.SCATTER_INDICES_BATCHING_DIMS,
        ScatterDimensionNumbers::getScatterIndicesBatchingDimsList,
        ScatterDimensionNumbers.Builder::addAllScatterIndicesBatchingDims);
  }

  private static void scatter(
      FieldTable table,
      Attribute<LongList> attribute,
      Function<ScatterDimensionNumbers, List<Long>> read,
      BiConsumer<ScatterDimensionNumbers.Builder, Iterable<Long>> write) {
    table.longs(
        attribute,
        p -> read.apply(p.getScatterDimensionNumbers()),
        (p, list) -> write.accept(p.getScatterDimensionNumbersBuilder(), list));
  }
}
