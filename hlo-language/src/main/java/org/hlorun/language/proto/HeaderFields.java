package org.hlorun.language.proto;

import java.util.ArrayList;
import java.util.List;
import org.hlorun.language.attribute.AliasKind;
import org.hlorun.language.attribute.BufferDonor;
import org.hlorun.language.attribute.InputOutputAlias;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.Attributes;
import org.hlorun.language.ir.DebugAttribute;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.ir.OriginRecovery;
import org.hlorun.language.ir.StackFrames;
import org.hlorun.language.proto.message.Hlo;
import org.hlorun.language.proto.message.Hlo.DebugAttributeProto;
import org.hlorun.language.proto.message.Hlo.HloBufferDonorProto;
import org.hlorun.language.proto.message.Hlo.HloInputOutputAliasProto;
import org.hlorun.language.proto.message.Hlo.HloModuleConfigProto;
import org.hlorun.language.proto.message.Hlo.HloModuleProto;
import org.hlorun.language.proto.message.Hlo.OriginalValueRecoveryTableProto;
import org.hlorun.language.proto.message.Hlo.StackFrameIndexProto;

/** What the header of a module says: aliases, donors, tables, and how it is to be compiled. */
final class HeaderFields {
  private HeaderFields() {}

  static void read(HloModuleProto proto, HloModule module) {
    Attributes.Builder attributes = module.attributes().toBuilder();
    if (proto.hasSchedule()) {
      attributes.put(Attribute.IS_SCHEDULED, true);
    }
    if (proto.getInputOutputAlias().getEntriesCount() > 0) {
      attributes.put(
          Attribute.INPUT_OUTPUT_ALIAS,
          proto.getInputOutputAlias().getEntriesList().stream()
              .map(HeaderFields::readAlias)
              .toList());
    }
    if (proto.getBufferDonor().getEntriesCount() > 0) {
      attributes.put(
          Attribute.BUFFER_DONOR,
          proto.getBufferDonor().getEntriesList().stream()
              .map(
                  e ->
                      new BufferDonor(
                          e.getParameterNumber(), ProtoLists.longs(e.getParameterShapeIndexList())))
              .toList());
    }
    if (proto.hasHostProgramShape()) {
      attributes.put(
          Attribute.ENTRY_COMPUTATION_LAYOUT, ShapeFields.readProgram(proto.getHostProgramShape()));
    }
    AnnotationFields.readKeyValues(proto.getFrontendAttributes())
        .ifPresent(map -> attributes.put(Attribute.FRONTEND_ATTRIBUTES, map));
    readTables(proto, attributes);
    module.setAttributes(attributes.build());
    if (proto.hasStackFrameIndex()) {
      module.setStackFrames(readFrames(proto.getStackFrameIndex()));
    }
  }

  private static void readTables(HloModuleProto proto, Attributes.Builder attributes) {
    if (proto.getOriginalValueRecoveryTable().getEntriesCount() > 0) {
      attributes.put(
          Attribute.ORIGIN_RECOVERY_TABLE,
          proto.getOriginalValueRecoveryTable().getEntriesList().stream()
              .map(HeaderFields::readRecovery)
              .toList());
    }
    if (proto.getDebugAttributesCount() > 0) {
      attributes.put(
          Attribute.DEBUG_ATTRIBUTES,
          proto.getDebugAttributesList().stream().map(HeaderFields::readDebug).toList());
    }
  }

  private static InputOutputAlias readAlias(HloInputOutputAliasProto.AliasEntryProto proto) {
    return new InputOutputAlias(
        ProtoLists.longs(proto.getOutputShapeIndexList()),
        proto.getParameterNumber(),
        ProtoLists.longs(proto.getParameterShapeIndexList()),
        ProtoEnums.find(AliasKind.class, proto.getKind(), "")
            .orElse(proto.getKind() == Hlo.Kind.MUST_ALIAS ? AliasKind.MUST : AliasKind.MAY));
  }

  private static OriginRecovery readRecovery(OriginalValueRecoveryTableProto.Entry proto) {
    return new OriginRecovery(
        proto.hasOldOriginalArray() ? OriginFields.readArray(proto.getOldOriginalArray()) : null,
        proto.hasNewOriginalArray() ? OriginFields.readArray(proto.getNewOriginalArray()) : null,
        proto.hasRecoveryModule() ? ModuleDecoder.decode(proto.getRecoveryModule()) : null);
  }

  private static DebugAttribute readDebug(DebugAttributeProto proto) {
    List<DebugAttribute.Log> logs = new ArrayList<>();
    for (DebugAttributeProto.Log log : proto.getLogsList()) {
      logs.add(
          new DebugAttribute.Log(
              ProtoEnums.find(DebugAttribute.LogMode.class, log.getMode(), "LOG_MODE_")
                  .orElse(null),
              log.hasCallbackId() ? log.getCallbackId() : null,
              log.hasPartitioned() ? log.getPartitioned() : null,
              log.hasOpId() ? log.getOpId() : null));
    }
    return new DebugAttribute(
        proto.hasValue() ? OriginFields.readArray(proto.getValue()) : null, logs);
  }

  private static StackFrames readFrames(StackFrameIndexProto proto) {
    return new StackFrames(
        proto.getFileNamesList().stream().map(ProtoText::of).toList(),
        proto.getFunctionNamesList().stream().map(ProtoText::of).toList(),
        proto.getFileLocationsList().stream()
            .map(
                l ->
                    new StackFrames.FileLocation(
                        l.getFileNameId(),
                        l.getFunctionNameId(),
                        l.getLine(),
                        l.getEndLine(),
                        l.getColumn(),
                        l.getEndColumn()))
            .toList(),
        proto.getStackFramesList().stream()
            // HLO text counts parents from one more than the wire does.
            .map(f -> new StackFrames.Frame(f.getFileLocationId(), f.getParentFrameId() + 1))
            .toList());
  }

  /** Reads how a module is to be compiled, as far as its text would say it. */
  static void readConfig(HloModuleConfigProto proto, HloModule module) {
    Attributes.Builder attributes = module.attributes().toBuilder();
    if (proto.getReplicaCount() > 0) {
      attributes.put(Attribute.REPLICA_COUNT, proto.getReplicaCount());
    }
    if (proto.getNumPartitions() > 0) {
      attributes.put(Attribute.NUM_PARTITIONS, proto.getNumPartitions());
    }
    if (proto.getAliasPassthroughParams()) {
      attributes.put(Attribute.ALIAS_PASSTHROUGH_PARAMS, true);
    }
    if (proto.getAllowSpmdShardingPropagationToParametersCount() > 0) {
      attributes.put(
          Attribute.PROPAGATE_SHARDING_TO_PARAMETERS,
          List.copyOf(proto.getAllowSpmdShardingPropagationToParametersList()));
    }
    if (proto.getAllowSpmdShardingPropagationToOutputCount() > 0) {
      attributes.put(
          Attribute.PROPAGATE_SHARDING_TO_OUTPUT,
          List.copyOf(proto.getAllowSpmdShardingPropagationToOutputList()));
    }
    module.setAttributes(attributes.build());
  }

  static HloModuleConfigProto writeConfig(HloModule module) {
    HloModuleConfigProto.Builder proto = HloModuleConfigProto.newBuilder();
    Attributes attributes = module.attributes();
    attributes.find(Attribute.REPLICA_COUNT).ifPresent(proto::setReplicaCount);
    attributes.find(Attribute.NUM_PARTITIONS).ifPresent(proto::setNumPartitions);
    attributes.find(Attribute.ALIAS_PASSTHROUGH_PARAMS).ifPresent(proto::setAliasPassthroughParams);
    attributes
        .find(Attribute.PROPAGATE_SHARDING_TO_PARAMETERS)
        .ifPresent(proto::addAllAllowSpmdShardingPropagationToParameters);
    attributes
        .find(Attribute.PROPAGATE_SHARDING_TO_OUTPUT)
        .ifPresent(proto::addAllAllowSpmdShardingPropagationToOutput);
    return proto.build();
  }

  static void write(HloModule module, HloModuleProto.Builder proto) {
    Attributes attributes = module.attributes();
    for (InputOutputAlias alias : attributes.find(Attribute.INPUT_OUTPUT_ALIAS).orElse(List.of())) {
      proto
          .getInputOutputAliasBuilder()
          .addEntriesBuilder()
          .addAllOutputShapeIndex(ProtoLists.boxed(alias.outputIndex()))
          .setParameterNumber(alias.parameter())
          .addAllParameterShapeIndex(ProtoLists.boxed(alias.parameterIndex()))
          .setKind(alias.kind() == AliasKind.MUST ? Hlo.Kind.MUST_ALIAS : Hlo.Kind.MAY_ALIAS);
    }
    for (BufferDonor donor : attributes.find(Attribute.BUFFER_DONOR).orElse(List.of())) {
      proto
          .getBufferDonorBuilder()
          .addEntries(
              HloBufferDonorProto.BufferDonorEntryProto.newBuilder()
                  .setParameterNumber(donor.parameter())
                  .addAllParameterShapeIndex(ProtoLists.boxed(donor.parameterIndex())));
    }
    attributes
        .find(Attribute.FRONTEND_ATTRIBUTES)
        .ifPresent(map -> proto.setFrontendAttributes(AnnotationFields.writeKeyValues(map)));
    attributes
        .find(Attribute.ORIGIN_RECOVERY_TABLE)
        .ifPresent(table -> table.forEach(entry -> writeRecovery(entry, proto)));
    attributes
        .find(Attribute.DEBUG_ATTRIBUTES)
        .ifPresent(list -> list.forEach(debug -> proto.addDebugAttributes(writeDebug(debug))));
    if (!module.stackFrames().isEmpty()) {
      proto.setStackFrameIndex(writeFrames(module.stackFrames()));
    }
  }

  private static void writeRecovery(OriginRecovery recovery, HloModuleProto.Builder proto) {
    OriginalValueRecoveryTableProto.Entry.Builder entry =
        proto.getOriginalValueRecoveryTableBuilder().addEntriesBuilder();
    if (recovery.removed() != null) {
      entry.setOldOriginalArray(OriginFields.writeArray(recovery.removed()));
    }
    if (recovery.replacement() != null) {
      entry.setNewOriginalArray(OriginFields.writeArray(recovery.replacement()));
    }
    if (recovery.module() != null) {
      entry.setRecoveryModule(ModuleEncoder.encode(recovery.module()));
    }
  }

  private static DebugAttributeProto writeDebug(DebugAttribute debug) {
    DebugAttributeProto.Builder proto = DebugAttributeProto.newBuilder();
    if (debug.value() != null) {
      proto.setValue(OriginFields.writeArray(debug.value()));
    }
    for (DebugAttribute.Log log : debug.logs()) {
      DebugAttributeProto.Log.Builder entry = proto.addLogsBuilder();
      entry.setMode(
          log.mode() == null
              ? DebugAttributeProto.LogMode.LOG_MODE_UNSET
              : ProtoEnums.wire(DebugAttributeProto.LogMode.class, log.mode(), "LOG_MODE_"));
      if (log.callbackId() != null) {
        entry.setCallbackId(log.callbackId());
      }
      if (log.partitioned() != null) {
        entry.setPartitioned(log.partitioned());
      }
      if (log.opId() != null) {
        entry.setOpId(log.opId());
      }
    }
    return proto.build();
  }

  private static StackFrameIndexProto writeFrames(StackFrames frames) {
    StackFrameIndexProto.Builder proto = StackFrameIndexProto.newBuilder();
    frames.fileNames().forEach(name -> proto.addFileNames(ProtoText.bytes(name)));
    frames.functionNames().forEach(name -> proto.addFunctionNames(ProtoText.bytes(name)));
    for (StackFrames.FileLocation location : frames.fileLocations()) {
      proto
          .addFileLocationsBuilder()
          .setFileNameId(location.fileNameId())
          .setFunctionNameId(location.functionNameId())
          .setLine(location.line())
          .setEndLine(location.endLine())
          .setColumn(location.column())
          .setEndColumn(location.endColumn());
    }
    for (StackFrames.Frame frame : frames.frames()) {
      proto
          .addStackFramesBuilder()
          .setFileLocationId(frame.fileLocationId())
          .setParentFrameId(frame.parentFrameId() - 1);
    }
    return proto.build();
  }
}
