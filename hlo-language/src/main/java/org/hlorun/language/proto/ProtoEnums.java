package org.hlorun.language.proto;

import com.google.protobuf.ByteString;
import com.google.protobuf.ProtocolMessageEnum;
import java.util.Optional;
import org.hlorun.language.attribute.Word;

/** Enum constants of the model and of the wire that have the same name up to a prefix. */
final class ProtoEnums {
  private ProtoEnums() {}

  /** The constant of the model that a constant of the wire stands for, if there is one. */
  static <E extends Enum<E>> Optional<E> find(Class<E> type, Enum<?> wire, String prefix) {
    for (E constant : type.getEnumConstants()) {
      if (wire.name().equals(prefix + constant.name())) {
        return Optional.of(constant);
      }
    }
    return Optional.empty();
  }

  /** The constant of the model that a constant of the wire stands for. */
  static <E extends Enum<E>, W extends Enum<W> & ProtocolMessageEnum> E model(
      Class<E> type, W wire, String prefix) {
    return find(type, wire, prefix)
        .orElseThrow(
            () -> ProtoProblem.of("%s is no %s".formatted(wire.name(), type.getSimpleName())));
  }

  /** The constant of the wire for one of the model. */
  static <W extends Enum<W> & ProtocolMessageEnum> W wire(
      Class<W> type, Enum<?> model, String prefix) {
    return Enum.valueOf(type, prefix + model.name());
  }

  /** The constant of the model whose word a string on the wire is. */
  static <E extends Enum<E> & Word> E word(Class<E> type, ByteString text) {
    return Word.parse(type, ProtoText.of(text), false)
        .orElseThrow(
            () ->
                ProtoProblem.of(
                    "\"%s\" is no %s".formatted(ProtoText.of(text), type.getSimpleName())));
  }
}
