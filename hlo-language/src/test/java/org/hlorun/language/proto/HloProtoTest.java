package org.hlorun.language.proto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.AttributeUse;
import org.hlorun.language.ir.Attributes;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.parser.HloParser;
import org.hlorun.language.proto.message.Hlo.HloComputationProto;
import org.hlorun.language.proto.message.Hlo.HloInstructionProto;
import org.hlorun.language.proto.message.Hlo.HloModuleProto;
import org.hlorun.language.proto.message.Hlo.HloProto;
import org.hlorun.language.shape.ElementType;
import org.hlorun.language.verifier.HloVerifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class HloProtoTest {
  private static final String SMALL =
      """
      HloModule small

      ENTRY main {
        x = f32[2,3]{1,0} parameter(0)
        n = f32[2,3]{1,0} negate(x)
        ROOT a = f32[2,3]{1,0} add(n, x)
      }
      """;

  static Stream<String> texts() {
    return ProtoCorpus.texts().stream();
  }

  static Stream<String> serialized() {
    return ProtoCorpus.serialized().stream();
  }

  @ParameterizedTest
  @MethodSource("texts")
  void binaryFormKeepsTheText(String name) {
    HloModule module = ProtoCorpus.module(name);
    HloModule again = HloProtoReader.read(HloProtoWriter.write(module));
    assertEquals(ProtoCorpus.print(module), ProtoCorpus.print(again));
    assertEquals(HloVerifier.check(module).size(), HloVerifier.check(again).size());
  }

  @ParameterizedTest
  @MethodSource("texts")
  void textFormKeepsTheTextButForThePayloadOfNans(String name) {
    HloModule module = ProtoCorpus.module(name);
    byte[] text = HloProtoWriter.writeText(module).getBytes(StandardCharsets.UTF_8);
    assertEquals(
        withoutPayloads(ProtoCorpus.print(module)),
        withoutPayloads(ProtoCorpus.print(HloProtoReader.read(text))));
  }

  private static String withoutPayloads(String text) {
    return text.replaceAll("-?nan(\\(0x[0-9a-f]+\\))?", "nan");
  }

  /** XLA's messages lack the header's configuration, and its parser reads -0 as 0. */
  @ParameterizedTest
  @MethodSource("serialized")
  void whatXlaSerialisesIsWhatItParsed(String name) {
    HloModule module = HloProtoReader.read(ProtoCorpus.binary(name));
    HloModule expected = ProtoCorpus.module(name);
    for (Attribute<?> attribute :
        List.of(
            Attribute.REPLICA_COUNT,
            Attribute.NUM_PARTITIONS,
            Attribute.ALIAS_PASSTHROUGH_PARAMS,
            Attribute.PROPAGATE_SHARDING_TO_PARAMETERS,
            Attribute.PROPAGATE_SHARDING_TO_OUTPUT)) {
      expected.setAttributes(expected.attributes().without(attribute));
    }
    assertEquals(withoutNegativeZero(ProtoCorpus.print(expected)), ProtoCorpus.print(module));
  }

  private static String withoutNegativeZero(String text) {
    return text.replaceAll("-0(?=[,})])", "0");
  }

  @ParameterizedTest
  @MethodSource("serialized")
  void whatXlaSerialisedIsWrittenAgain(String name) throws InvalidProtocolBufferException {
    byte[] original = ProtoCorpus.binary(name);
    HloModuleProto again =
        HloModuleProto.parseFrom(HloProtoWriter.write(HloProtoReader.read(original)));
    assertEquals(normalized(HloModuleProto.parseFrom(original)), normalized(again));
  }

  /** Without what has no order: that of maps, and of instructions apart from their ids. */
  private static HloModuleProto normalized(HloModuleProto proto) {
    HloModuleProto.Builder builder = proto.toBuilder().clearFrontendAttributes();
    for (HloComputationProto.Builder computation : builder.getComputationsBuilderList()) {
      List<HloInstructionProto> instructions =
          computation.getInstructionsList().stream()
              .map(i -> i.toBuilder().clearFrontendAttributes().build())
              .sorted(Comparator.comparingLong(HloInstructionProto::getId))
              .toList();
      computation.clearInstructions().addAllInstructions(instructions);
    }
    return builder.build();
  }

  @Test
  void unknownFieldsOfEveryLevelAreKept() throws InvalidProtocolBufferException {
    HloModuleProto.Builder proto = smallProto();
    UnknownFieldSet unknown =
        UnknownFieldSet.newBuilder()
            .addField(
                9999,
                UnknownFieldSet.Field.newBuilder()
                    .addLengthDelimited(ByteString.copyFromUtf8("later"))
                    .build())
            .build();
    proto.setUnknownFields(unknown);
    proto.getComputationsBuilder(0).setUnknownFields(unknown);
    proto.getComputationsBuilder(0).getInstructionsBuilder(1).setUnknownFields(unknown);
    proto
        .getComputationsBuilder(0)
        .getInstructionsBuilder(1)
        .getShapeBuilder()
        .getLayoutBuilder()
        .setUnknownFields(unknown);
    proto.getDeviceAssignmentBuilder().setReplicaCount(3);
    HloModuleProto original = proto.build();
    HloModule module = HloProtoReader.read(original.toByteArray());
    assertEquals(original, HloModuleProto.parseFrom(HloProtoWriter.write(module)));
  }

  @Test
  void whatAPassChangesIsNotOverruledByWhatWasRead() throws InvalidProtocolBufferException {
    HloModuleProto.Builder proto = smallProto();
    proto.getComputationsBuilder(0).getInstructionsBuilder(1).getMetadataBuilder().setSourceLine(7);
    HloModule module = HloProtoReader.read(proto.build().toByteArray());
    var instruction = module.entry().instruction("n").orElseThrow();
    instruction.setAttributes(instruction.attributes().without(Attribute.METADATA));
    HloModuleProto written = HloModuleProto.parseFrom(HloProtoWriter.write(module));
    assertTrue(!written.getComputations(0).getInstructions(1).hasMetadata());
  }

  @Test
  void containersAreToldByTheirContent() throws InvalidProtocolBufferException {
    HloModuleProto module = smallProto().build();
    HloProto.Builder container = HloProto.newBuilder().setHloModule(module);
    container.getBufferAssignmentBuilder().addLogicalBuffersBuilder().setId(5).setSize(24);
    byte[] bytes = container.build().toByteArray();
    HloModule read = HloProtoReader.read(bytes);
    assertEquals("small", read.name());
    assertEquals(container.build(), HloProto.parseFrom(HloProtoWriter.write(read)));
  }

  @Test
  void snapshotsHaveArgumentsAndResult() {
    HloModule module = ProtoCorpus.parse(SMALL.getBytes(StandardCharsets.UTF_8));
    ArrayLiteral argument =
        HloParser.parseLiteral("f32[2,3]{0,1} {{1, 2, 3}, {4, 5, 6}}").asArray();
    HloSnapshotFile snapshot =
        new HloSnapshotFile(
            module, List.of(argument), ArrayLiteral.scalar(ElementType.S32, 7), "Host");
    HloSnapshotFile again = HloProtoReader.readSnapshot(HloProtoWriter.write(snapshot));
    assertEquals(snapshot.arguments(), again.arguments());
    assertEquals(argument.shape(), again.arguments().getFirst().shape());
    assertEquals(snapshot.result(), again.result());
    assertEquals("Host", again.platform());
    assertEquals(ProtoCorpus.print(module), ProtoCorpus.print(again.module()));
    byte[] text = HloProtoWriter.writeText(snapshot).getBytes(StandardCharsets.UTF_8);
    assertEquals(snapshot.arguments(), HloProtoReader.readSnapshot(text).arguments());
  }

  @Test
  void elementsStandInTheOrderOfTheLayout() throws InvalidProtocolBufferException {
    HloModule module =
        ProtoCorpus.parse(
            "ENTRY e { ROOT c = s32[2,3]{0,1} constant({{1,2,3},{4,5,6}}) }"
                .getBytes(StandardCharsets.UTF_8));
    HloModuleProto proto = HloModuleProto.parseFrom(HloProtoWriter.write(module));
    assertEquals(
        List.of(1, 4, 2, 5, 3, 6),
        proto.getComputations(0).getInstructions(0).getLiteral().getS32SList());
  }

  @Test
  void damageIsADiagnostic() {
    assertRefused(p -> p.getComputationsBuilder(0).setRootId(77), "No instruction with id 77");
    assertRefused(p -> p.setEntryComputationId(8), "No computation with id 8");
    assertRefused(p -> instruction(p, 1).setOperandIds(0, 2), "No instruction with id 2");
    assertRefused(p -> instruction(p, 1).setOperandIds(0, -1), "No instruction with id -1");
    assertRefused(p -> instruction(p, 1).addCalledComputationIds(3), "No computation with id 3");
    assertRefused(p -> instruction(p, 1).setId(0), "id 0 is that of another instruction");
    assertRefused(
        p -> instruction(p, 1).setOpcode(ByteString.copyFromUtf8("frobnicate")),
        "Unknown opcode: \"frobnicate\"");
    assertRefused(p -> instruction(p, 1).getShapeBuilder().setElementTypeValue(99), "type 99");
    assertRefused(p -> instruction(p, 1).getShapeBuilder().setDimensions(0, -2), "-2 is negative");
    assertRefused(p -> instruction(p, 1).clearShape(), "it has no shape");
    assertRefused(p -> instruction(p, 0).setParameterNumber(-1), "parameter number must be >= 0");
    assertRefused(p -> instruction(p, 1).addOperandIds(0), "expects 1 operand, but has 2 operands");
    assertRefused(
        p -> instruction(p, 1).getShapeBuilder().getLayoutBuilder().setMinorToMajor(0, 0),
        "not a permutation");
    assertRefused(p -> instruction(p, 1).getShardingBuilder().setTypeValue(42), "UNRECOGNIZED");
  }

  private static HloInstructionProto.Builder instruction(HloModuleProto.Builder proto, int index) {
    return proto.getComputationsBuilder(0).getInstructionsBuilder(index);
  }

  private static void assertRefused(Consumer<HloModuleProto.Builder> damage, String message) {
    HloModuleProto.Builder proto = smallProto();
    damage.accept(proto);
    byte[] bytes = proto.build().toByteArray();
    HloException e = assertThrows(HloException.class, () -> HloProtoReader.read(bytes));
    assertEquals(DiagnosticCode.FILE_FORMAT, e.diagnostic().code());
    assertTrue(e.getMessage().contains(message), e.getMessage());
  }

  @Test
  void malformedBytesAreToldWithTheirOffset() {
    byte[] bytes = smallProto().build().toByteArray();
    byte[] cut = Arrays.copyOf(bytes, bytes.length - 1);
    HloException e = assertThrows(HloException.class, () -> HloProtoReader.read(cut));
    assertEquals(DiagnosticCode.FILE_FORMAT, e.diagnostic().code());
    assertTrue(e.getMessage().contains("byte "), e.getMessage());
  }

  @Test
  void everyAttributeHasAField() {
    List<Attribute<?>> elsewhere =
        List.of(Attribute.VALUE, Attribute.ELIDED, Attribute.MODE, Attribute.PERMUTE_SLICE_SIZES);
    List<Attribute<?>> missing =
        Stream.concat(
                Arrays.stream(Opcode.values()).flatMap(opcode -> opcode.attributes().stream()),
                Opcode.COMMON.stream())
            .<Attribute<?>>map(AttributeUse::attribute)
            .distinct()
            .filter(attribute -> attribute.form() != Attribute.Form.COMPUTATION)
            .filter(attribute -> attribute.form() != Attribute.Form.COMPUTATION_LIST)
            .filter(attribute -> !elsewhere.contains(attribute) && !FieldTable.has(attribute))
            .toList();
    assertEquals(List.of(), missing);
  }

  @Test
  void deepNestingIsADiagnostic() {
    for (int depth : new int[] {300, 5000}) {
      ByteString nested = ByteString.EMPTY;
      for (int i = 0; i < depth; i++) {
        nested = nestedIn(nested);
      }
      HloModuleProto.Builder proto = smallProto();
      UnknownFieldSet.Field field =
          UnknownFieldSet.Field.newBuilder().addLengthDelimited(nested).build();
      instruction(proto, 1).clearShape();
      instruction(proto, 1)
          .setUnknownFields(UnknownFieldSet.newBuilder().addField(3, field).build());
      byte[] bytes = proto.build().toByteArray();
      HloException e = assertThrows(HloException.class, () -> HloProtoReader.read(bytes));
      assertEquals(DiagnosticCode.FILE_FORMAT, e.diagnostic().code());
    }
  }

  /** A tuple shape of one element. */
  private static ByteString nestedIn(ByteString shape) {
    return UnknownFieldSet.newBuilder()
        .addField(2, UnknownFieldSet.Field.newBuilder().addVarint(13).build())
        .addField(4, UnknownFieldSet.Field.newBuilder().addLengthDelimited(shape).build())
        .build()
        .toByteString();
  }

  @Test
  void shapesOfTheGreatestDepthAreKept() {
    String shape = "(".repeat(250) + "f32[]" + ")".repeat(250);
    String text = "ENTRY e { ROOT x = %s parameter(0) }".formatted(shape);
    HloModule module = ProtoCorpus.parse(text.getBytes(StandardCharsets.UTF_8));
    HloModule again = HloProtoReader.read(HloProtoWriter.write(module));
    assertEquals(ProtoCorpus.print(module), ProtoCorpus.print(again));
    byte[] proto = HloProtoWriter.writeText(module).getBytes(StandardCharsets.UTF_8);
    assertEquals(ProtoCorpus.print(module), ProtoCorpus.print(HloProtoReader.read(proto)));
  }

  @Test
  void emptyModulesAreRefused() {
    assertThrows(HloException.class, () -> HloProtoReader.read(new byte[0]));
  }

  @Test
  void idsAreKept() throws InvalidProtocolBufferException {
    byte[] original = ProtoCorpus.binary("communication");
    HloModule module = HloProtoReader.read(original);
    module
        .entry()
        .add(
            "late",
            Opcode.NEGATE,
            module.entry().parameters().getFirst().shape(),
            List.of(module.entry().parameters().getFirst()),
            Attributes.none());
    HloModuleProto again = HloModuleProto.parseFrom(HloProtoWriter.write(module));
    List<Long> ids =
        again.getComputations(1).getInstructionsList().stream()
            .map(HloInstructionProto::getId)
            .toList();
    assertEquals(ids.size(), ids.stream().distinct().count());
    assertEquals(4294967296L, ids.getFirst());
    assertArrayEquals(
        HloModuleProto.parseFrom(original).getComputations(1).getInstructionsList().stream()
            .mapToLong(HloInstructionProto::getId)
            .sorted()
            .toArray(),
        ids.stream().limit(ids.size() - 1).mapToLong(Long::longValue).sorted().toArray());
  }

  private static HloModuleProto.Builder smallProto() {
    try {
      return HloModuleProto.parseFrom(
          HloProtoWriter.write(ProtoCorpus.parse(SMALL.getBytes(StandardCharsets.UTF_8))))
          .toBuilder();
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException(e);
    }
  }
}
