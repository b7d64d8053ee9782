package org.hlorun.language.proto;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Message;
import com.google.protobuf.UnknownFieldSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a message says beyond what is written for the model that was read from it: fields that are
 * not known, and fields that the model has no place for. It is put back when the model is written
 * again; where the model has come to say something of its own, that stands.
 */
final class Remainder {
  private final Map<FieldDescriptor, Object> fields = new HashMap<>();
  private final Map<FieldDescriptor, Remainder> messages = new HashMap<>();
  private final Map<FieldDescriptor, List<Remainder>> lists = new HashMap<>();
  private final UnknownFieldSet unknown;

  private Remainder(UnknownFieldSet unknown) {
    this.unknown = unknown;
  }

  /**
   * What {@code original} has and {@code written} has not.
   *
   * @param elsewhere the numbers of fields that are somebody else's business
   */
  static Remainder of(Message original, Message written, List<Integer> elsewhere) {
    Remainder remainder = new Remainder(original.getUnknownFields());
    original
        .getAllFields()
        .forEach(
            (field, value) -> {
              if (!elsewhere.contains(field.getNumber())) {
                remainder.add(field, value, written);
              }
            });
    return remainder;
  }

  private void add(FieldDescriptor field, Object value, Message written) {
    if (field.isRepeated()) {
      int count = written.getRepeatedFieldCount(field);
      if (count == 0) {
        fields.put(field, value);
      } else if (field.getJavaType() == JavaType.MESSAGE && ((List<?>) value).size() == count) {
        addList(field, (List<?>) value, (List<?>) written.getField(field));
      }
    } else if (!written.hasField(field)) {
      fields.put(field, value);
    } else if (field.getJavaType() == JavaType.MESSAGE) {
      Remainder part = of((Message) value, (Message) written.getField(field), List.of());
      if (!part.isEmpty()) {
        messages.put(field, part);
      }
    }
  }

  private void addList(FieldDescriptor field, List<?> values, List<?> written) {
    List<Remainder> parts = new ArrayList<>();
    boolean empty = true;
    for (int i = 0; i < values.size(); i++) {
      if (!agrees((Message) values.get(i), (Message) written.get(i))) {
        return; // written in another order
      }
      Remainder part = of((Message) values.get(i), (Message) written.get(i), List.of());
      empty &= part.isEmpty();
      parts.add(part);
    }
    if (!empty) {
      lists.put(field, parts);
    }
  }

  /** Whether all that {@code written} says is in {@code original}. */
  private static boolean agrees(Message original, Message written) {
    return written.getAllFields().entrySet().stream()
        .allMatch(
            entry -> {
              FieldDescriptor field = entry.getKey();
              return field.getJavaType() == JavaType.MESSAGE && !field.isRepeated()
                  ? agrees((Message) original.getField(field), (Message) entry.getValue())
                  : field.getJavaType() == JavaType.MESSAGE
                      || original.getField(field).equals(entry.getValue());
            });
  }

  boolean isEmpty() {
    return fields.isEmpty() && messages.isEmpty() && lists.isEmpty() && unknown.asMap().isEmpty();
  }

  /** Adds the remainder to what was written. */
  void addTo(Message.Builder written) {
    fields.forEach(
        (field, value) -> {
          boolean absent =
              field.isRepeated()
                  ? written.getRepeatedFieldCount(field) == 0
                  : !written.hasField(field);
          boolean taken =
              field.getContainingOneof() != null && written.hasOneof(field.getContainingOneof());
          if (absent && !taken) {
            written.setField(field, value);
          }
        });
    messages.forEach(
        (field, part) -> {
          if (written.hasField(field)) {
            part.addTo(written.getFieldBuilder(field));
          }
        });
    lists.forEach(
        (field, parts) -> {
          if (written.getRepeatedFieldCount(field) == parts.size()) {
            for (int i = 0; i < parts.size(); i++) {
              if (!parts.get(i).isEmpty()) {
                parts.get(i).addTo(written.getRepeatedFieldBuilder(field, i));
              }
            }
          }
        });
    written.mergeUnknownFields(unknown);
  }
}
