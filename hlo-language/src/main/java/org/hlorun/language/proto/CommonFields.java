package org.hlorun.language.proto;

import org.hlorun.language.attribute.ComparisonDirection;
import org.hlorun.language.attribute.ComparisonType;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.DomainBoundary;
import org.hlorun.language.proto.message.Hlo.HloInstructionProto;

/** Fields of elementwise instructions, and those that every instruction has. */
final class CommonFields {
  private CommonFields() {}

  static void register(FieldTable table) {
    registerElementwise(table);
    // What text calls the entry is the side of the users, on the wire it is that of the operand.
    table.message(
        Attribute.DOMAIN,
        p -> p.hasDomainEntrySharding() && p.hasDomainExitSharding(),
        p ->
            new DomainBoundary(
                "sharding",
                ShardingFields.read(p.getDomainExitSharding()),
                ShardingFields.read(p.getDomainEntrySharding())),
        (p, domain) ->
            p.setDomainEntrySharding(ShardingFields.write(domain.exit()))
                .setDomainExitSharding(ShardingFields.write(domain.entry())));
    table.message(
        Attribute.SHARDING,
        HloInstructionProto::hasSharding,
        p -> ShardingFields.read(p.getSharding()),
        (p, sharding) -> p.setSharding(ShardingFields.write(sharding)));
    table.put(
        Attribute.FRONTEND_ATTRIBUTES,
        p -> AnnotationFields.readKeyValues(p.getFrontendAttributes()),
        (p, map) -> p.setFrontendAttributes(AnnotationFields.writeKeyValues(map)));
    table.put(
        Attribute.STATISTICS,
        p -> AnnotationFields.readStatistics(p.getStatisticsViz()),
        (p, statistics) -> p.setStatisticsViz(AnnotationFields.writeStatistics(statistics)));
    table.put(
        Attribute.RESULT_ACCURACY,
        p -> AnnotationFields.readAccuracy(p.getResultAccuracy()),
        (p, accuracy) -> p.setResultAccuracy(AnnotationFields.writeAccuracy(accuracy)));
    table.message(
        Attribute.ORIGIN,
        HloInstructionProto::hasOriginalValue,
        p -> OriginFields.read(p.getOriginalValue(), ShapeFields.read(p.getShape())).orElse(null),
        (p, origin) -> p.setOriginalValue(OriginFields.write(origin)));
    table.message(
        Attribute.METADATA,
        p ->
            p.hasMetadata() && !p.getMetadata().equals(p.getMetadata().getDefaultInstanceForType()),
        p -> AnnotationFields.readMetadata(p.getMetadata()),
        (p, metadata) -> p.setMetadata(AnnotationFields.writeMetadata(metadata)));
    table.text(
        Attribute.BACKEND_CONFIG,
        HloInstructionProto::getBackendConfig,
        HloInstructionProto.Builder::setBackendConfig);
  }

  private static void registerElementwise(FieldTable table) {
    table.always(
        Attribute.DIRECTION,
        p -> ProtoEnums.word(ComparisonDirection.class, p.getComparisonDirection()),
        (p, direction) -> p.setComparisonDirection(ProtoText.bytes(direction.text())));
    table.message(
        Attribute.COMPARISON_TYPE,
        p -> !p.getComparisonType().isEmpty(),
        p -> ProtoEnums.word(ComparisonType.class, p.getComparisonType()),
        (p, type) -> p.setComparisonType(ProtoText.bytes(type.text())));
    table.always(
        Attribute.EXPONENT_BITS,
        p -> (long) p.getExponentBits(),
        (p, bits) -> p.setExponentBits(bits.intValue()));
    table.always(
        Attribute.MANTISSA_BITS,
        p -> (long) p.getMantissaBits(),
        (p, bits) -> p.setMantissaBits(bits.intValue()));
  }
}
