package org.hlorun.language.proto;

import com.google.protobuf.ByteString;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.proto.message.Hlo.HloInstructionProto;
import org.hlorun.language.proto.message.Hlo.HloInstructionProto.Builder;

/**
 * Which field of an instruction's message holds which attribute. Attributes whose meaning depends
 * on more than the message (called computations, values, shapes of operands) are not in the table.
 */
final class FieldTable {
  private static final FieldTable ALL = new FieldTable();

  private final Map<Attribute<?>, Field<?>> fields = new HashMap<>();

  static {
    DimensionFields.register(ALL);
    ContractionFields.register(ALL);
    CallFields.register(ALL);
    CommunicationFields.register(ALL);
    CommonFields.register(ALL);
  }

  private FieldTable() {}

  /**
   * A field.
   *
   * @param read the value in a message, if the message says one
   * @param write stores a value in a message
   */
  private record Field<T>(
      Function<HloInstructionProto, Optional<T>> read, BiConsumer<Builder, T> write) {}

  /** The value that a message has for an attribute. */
  static Optional<?> read(Attribute<?> attribute, HloInstructionProto proto) {
    Field<?> field = ALL.fields.get(attribute);
    return field == null ? Optional.empty() : field.read.apply(proto);
  }

  /** Stores the value of an attribute, if its field is in the table. */
  @SuppressWarnings("unchecked") // put() pairs attributes with fields of their type
  static void write(Attribute<?> attribute, Object value, Builder proto) {
    Field<?> field = ALL.fields.get(attribute);
    if (field != null) {
      ((Field<Object>) field).write.accept(proto, value);
    }
  }

  /** Whether an attribute is in the table. */
  static boolean has(Attribute<?> attribute) {
    return ALL.fields.containsKey(attribute);
  }

  <T> void put(
      Attribute<T> attribute,
      Function<HloInstructionProto, Optional<T>> read,
      BiConsumer<Builder, T> write) {
    fields.put(attribute, new Field<>(read, write));
  }

  /** A field that always says something: a number or truth value. */
  <T> void always(
      Attribute<T> attribute, Function<HloInstructionProto, T> read, BiConsumer<Builder, T> write) {
    put(attribute, proto -> Optional.of(read.apply(proto)), write);
  }

  /** A list of integers; an empty one is a value like others. */
  void longs(
      Attribute<LongList> attribute,
      Function<HloInstructionProto, List<Long>> read,
      BiConsumer<Builder, Iterable<Long>> write) {
    always(
        attribute,
        proto -> ProtoLists.longs(read.apply(proto)),
        (proto, value) -> write.accept(proto, ProtoLists.boxed(value)));
  }

  /** A string; an empty one says nothing. */
  void text(
      Attribute<String> attribute,
      Function<HloInstructionProto, ByteString> read,
      BiConsumer<Builder, ByteString> write) {
    put(
        attribute,
        proto -> Optional.of(ProtoText.of(read.apply(proto))).filter(text -> !text.isEmpty()),
        (proto, value) -> write.accept(proto, ProtoText.bytes(value)));
  }

  /** A submessage that may be absent. */
  <T> void message(
      Attribute<T> attribute,
      Function<HloInstructionProto, Boolean> has,
      Function<HloInstructionProto, T> read,
      BiConsumer<Builder, T> write) {
    put(
        attribute,
        proto -> has.apply(proto) ? Optional.ofNullable(read.apply(proto)) : Optional.empty(),
        write);
  }
}
