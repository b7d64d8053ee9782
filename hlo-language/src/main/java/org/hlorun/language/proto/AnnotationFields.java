package org.hlorun.language.proto;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.hlorun.language.attribute.KeyValues;
import org.hlorun.language.attribute.OpMetadata;
import org.hlorun.language.attribute.ResultAccuracy;
import org.hlorun.language.attribute.Statistics;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.proto.message.XlaData;
import org.hlorun.language.proto.message.XlaData.FrontendAttributes;
import org.hlorun.language.proto.message.XlaData.StatisticsViz;

/** What is noted beside an instruction. */
final class AnnotationFields {
  private AnnotationFields() {}

  static OpMetadata readMetadata(XlaData.OpMetadata proto) {
    return new OpMetadata(
        ProtoText.of(proto.getOpType()),
        ProtoText.of(proto.getOpName()),
        ProtoText.of(proto.getSourceFile()),
        proto.getSourceLine(),
        proto.getSourceEndLine(),
        proto.getSourceColumn(),
        proto.getSourceEndColumn(),
        ProtoLists.longs(proto.getProfileTypeValueList()),
        ProtoText.of(proto.getDeduplicatedName()),
        ProtoText.of(proto.getSchedulingName()),
        proto.getStackFrameId(),
        ProtoText.of(proto.getMetadataPayload()));
  }

  static XlaData.OpMetadata writeMetadata(OpMetadata metadata) {
    XlaData.OpMetadata.Builder proto =
        XlaData.OpMetadata.newBuilder()
            .setOpType(ProtoText.bytes(metadata.opType()))
            .setOpName(ProtoText.bytes(metadata.opName()))
            .setSourceFile(ProtoText.bytes(metadata.sourceFile()))
            .setSourceLine(metadata.sourceLine())
            .setSourceEndLine(metadata.sourceEndLine())
            .setSourceColumn(metadata.sourceColumn())
            .setSourceEndColumn(metadata.sourceEndColumn())
            .setDeduplicatedName(ProtoText.bytes(metadata.deduplicatedName()))
            .setSchedulingName(ProtoText.bytes(metadata.schedulingName()))
            .setStackFrameId(metadata.stackFrameId())
            .setMetadataPayload(ProtoText.bytes(metadata.metadataPayload()));
    LongList types = metadata.profileType();
    ProtoLists.boxedInts(types).forEach(proto::addProfileTypeValue);
    return proto.build();
  }

  static Optional<KeyValues> readKeyValues(FrontendAttributes proto) {
    if (proto.getMapCount() == 0) {
      return Optional.empty();
    }
    Map<String, String> entries = new TreeMap<>();
    for (FrontendAttributes.Entry entry : proto.getMapList()) {
      entries.put(ProtoText.of(entry.getKey()), ProtoText.of(entry.getValue()));
    }
    return Optional.of(KeyValues.of(entries));
  }

  static FrontendAttributes writeKeyValues(KeyValues keyValues) {
    FrontendAttributes.Builder proto = FrontendAttributes.newBuilder();
    keyValues
        .entries()
        .forEach(
            (key, value) ->
                proto.addMap(
                    FrontendAttributes.Entry.newBuilder()
                        .setKey(ProtoText.bytes(key))
                        .setValue(ProtoText.bytes(value))));
    return proto.build();
  }

  static Optional<Statistics> readStatistics(StatisticsViz proto) {
    return proto.getStatisticsCount() == 0
        ? Optional.empty()
        : Optional.of(
            new Statistics(
                proto.getStatIndexToVisualize(),
                proto.getStatisticsList().stream()
                    .map(
                        s ->
                            new Statistics.Statistic(ProtoText.of(s.getStatName()), s.getStatVal()))
                    .toList()));
  }

  static StatisticsViz writeStatistics(Statistics statistics) {
    StatisticsViz.Builder proto =
        StatisticsViz.newBuilder().setStatIndexToVisualize(statistics.visualizingIndex());
    for (Statistics.Statistic statistic : statistics.values()) {
      proto.addStatistics(
          XlaData.Statistic.newBuilder()
              .setStatName(ProtoText.bytes(statistic.name()))
              .setStatVal(statistic.value()));
    }
    return proto.build();
  }

  static Optional<ResultAccuracy> readAccuracy(XlaData.ResultAccuracy proto) {
    return switch (proto.getSpecsCase()) {
      case MODE ->
          Optional.of(
              new ResultAccuracy(
                  ProtoEnums.model(ResultAccuracy.Mode.class, proto.getMode(), ""), null));
      case TOLERANCE -> {
        XlaData.ResultAccuracy.Tolerance tolerance = proto.getTolerance();
        yield Optional.of(
            new ResultAccuracy(
                ResultAccuracy.Mode.DEFAULT,
                new ResultAccuracy.Tolerance(
                    tolerance.getAtol(), tolerance.getRtol(), tolerance.getUlps())));
      }
      case SPECS_NOT_SET -> Optional.empty();
    };
  }

  static XlaData.ResultAccuracy writeAccuracy(ResultAccuracy accuracy) {
    XlaData.ResultAccuracy.Builder proto = XlaData.ResultAccuracy.newBuilder();
    ResultAccuracy.Tolerance tolerance = accuracy.tolerance();
    if (tolerance == null) {
      proto.setMode(ProtoEnums.wire(XlaData.ResultAccuracy.Mode.class, accuracy.mode(), ""));
    } else {
      proto.setTolerance(
          XlaData.ResultAccuracy.Tolerance.newBuilder()
              .setAtol(tolerance.atol())
              .setRtol(tolerance.rtol())
              .setUlps(tolerance.ulps()));
    }
    return proto.build();
  }
}
