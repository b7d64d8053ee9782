package org.hlorun.language.proto;

import java.util.List;
import java.util.Optional;
import org.hlorun.language.attribute.CustomCallApiVersion;
import org.hlorun.language.attribute.CustomCallSchedule;
import org.hlorun.language.attribute.FusionKind;
import org.hlorun.language.attribute.OperandAlias;
import org.hlorun.language.attribute.PaddingType;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.proto.message.Hlo;
import org.hlorun.language.proto.message.Hlo.HloInstructionProto;
import org.hlorun.language.proto.message.XlaData;
import org.hlorun.language.proto.message.XlaData.OutputOperandAliasing;

/** Fields of calls, fusions, custom calls and constants. */
final class CallFields {
  private CallFields() {}

  static void register(FieldTable table) {
    table.message(
        Attribute.LITERAL,
        HloInstructionProto::hasLiteral,
        p -> LiteralFields.read(p.getLiteral()),
        (p, literal) -> p.setLiteral(LiteralFields.write(literal)));
    table.always(
        Attribute.IS_COMPOSITE,
        HloInstructionProto::getIsComposite,
        HloInstructionProto.Builder::setIsComposite);
    table.put(
        Attribute.FUSION_KIND,
        p -> Optional.of(ProtoEnums.word(FusionKind.class, p.getFusionKind())),
        (p, kind) -> p.setFusionKind(ProtoText.bytes(kind.text())));
    table.put(
        Attribute.OUTPUT_TO_OPERAND_ALIASING,
        p -> aliases(p.getOutputOperandAliasingList()),
        (p, aliases) -> aliases.forEach(alias -> p.addOutputOperandAliasing(alias(alias))));
    table.text(
        Attribute.ASYNC_EXECUTION_THREAD,
        HloInstructionProto::getAsyncExecutionThread,
        HloInstructionProto.Builder::setAsyncExecutionThread);
    registerCustomCall(table);
  }

  private static Optional<List<OperandAlias>> aliases(List<OutputOperandAliasing> list) {
    return list.isEmpty()
        ? Optional.empty()
        : Optional.of(
            list.stream()
                .map(
                    a ->
                        new OperandAlias(
                            ProtoLists.longs(a.getOutputShapeIndexList()),
                            a.getOperandIndex(),
                            ProtoLists.longs(a.getOperandShapeIndexList())))
                .toList());
  }

  private static OutputOperandAliasing alias(OperandAlias alias) {
    return OutputOperandAliasing.newBuilder()
        .addAllOutputShapeIndex(ProtoLists.boxed(alias.outputIndex()))
        .setOperandIndex(alias.operand())
        .addAllOperandShapeIndex(ProtoLists.boxed(alias.operandIndex()))
        .build();
  }

  private static void registerCustomCall(FieldTable table) {
    table.always(
        Attribute.CUSTOM_CALL_TARGET,
        p -> ProtoText.of(p.getCustomCallTarget()),
        (p, target) -> p.setCustomCallTarget(ProtoText.bytes(target)));
    table.message(
        Attribute.OPERAND_LAYOUT_CONSTRAINTS,
        HloInstructionProto::getConstrainLayout,
        p -> p.getOperandShapesWithLayoutList().stream().map(ShapeFields::read).toList(),
        (p, shapes) -> {
          p.setConstrainLayout(true);
          shapes.forEach(shape -> p.addOperandShapesWithLayout(ShapeFields.write(shape)));
        });
    table.always(
        Attribute.CUSTOM_CALL_HAS_SIDE_EFFECT,
        HloInstructionProto::getCustomCallHasSideEffect,
        HloInstructionProto.Builder::setCustomCallHasSideEffect);
    table.always(
        Attribute.PADDING_TYPE,
        p -> ProtoEnums.model(PaddingType.class, p.getPaddingType(), ""),
        (p, type) -> p.setPaddingType(ProtoEnums.wire(XlaData.PaddingType.class, type, "")));
    table.always(
        Attribute.SCHEDULE,
        p -> ProtoEnums.model(CustomCallSchedule.class, p.getCustomCallSchedule(), ""),
        (p, schedule) ->
            p.setCustomCallSchedule(ProtoEnums.wire(Hlo.CustomCallSchedule.class, schedule, "")));
    table.message(
        Attribute.API_VERSION,
        p -> p.getCustomCallApiVersion() != Hlo.CustomCallApiVersion.API_VERSION_UNSPECIFIED,
        p -> ProtoEnums.model(CustomCallApiVersion.class, p.getCustomCallApiVersion(), ""),
        (p, version) ->
            p.setCustomCallApiVersion(
                ProtoEnums.wire(Hlo.CustomCallApiVersion.class, version, "")));
  }
}
