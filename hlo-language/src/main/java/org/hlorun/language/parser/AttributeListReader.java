package org.hlorun.language.parser;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.Attributes;
import org.hlorun.language.ir.HloInstruction;

/** Reads the attributes behind an instruction's operands: {@code , name=value, name=value}. */
final class AttributeListReader {
  private final Tokens tokens;
  private final AttributeReader values;

  AttributeListReader(Tokens tokens, AttributeReader values) {
    this.tokens = tokens;
    this.values = values;
  }

  /** The attributes that were written, and where. */
  final class Written {
    private final Attributes.Builder builder = Attributes.builder();
    private final Map<String, Integer> offsets = new HashMap<>();
    private final Set<HloInstruction> predecessors = new LinkedHashSet<>();
    private final int start = tokens.start();

    Attributes attributes() {
      return builder.build();
    }

    /** The control predecessors, each once. */
    Set<HloInstruction> predecessors() {
      return predecessors;
    }

    /** The offset of an attribute, or of the place where attributes begin if it is not there. */
    int offsetOf(Attribute<?> attribute) {
      return offsets.getOrDefault(attribute.name(), start);
    }

    boolean has(Attribute<?> attribute) {
      return offsets.containsKey(attribute.name());
    }

    /** An error about an attribute. */
    RuntimeException error(Attribute<?> attribute, String message, String remedy) {
      return tokens.error(offsetOf(attribute), DiagnosticCode.ATTRIBUTE, message, remedy);
    }
  }

  /**
   * Reads attributes.
   *
   * @param anyAllowed whether there may be any: nested instructions have none
   */
  Written read(AllowedAttributes allowed, Scope scope, boolean anyAllowed) {
    Written written = new Written();
    while (anyAllowed && tokens.accept(TokenKind.COMMA)) {
      readOne(allowed, scope, written);
    }
    for (Attribute<?> attribute : allowed.required()) {
      if (!written.has(attribute)) {
        throw tokens.error(
            written.start,
            DiagnosticCode.ATTRIBUTE,
            "attribute %s is expected but not seen".formatted(attribute),
            anyAllowed ? null : "an instruction with attributes cannot be nested in operands");
      }
    }
    return written;
  }

  private void readOne(AllowedAttributes allowed, Scope scope, Written written) {
    int offset = tokens.start();
    String name = values.readName();
    if (!allowed.byName().containsKey(name)) {
      throw unexpected(allowed, name, offset);
    }
    if (written.offsets.put(name, offset) != null) {
      throw tokens.error(
          offset,
          DiagnosticCode.ATTRIBUTE,
          "attribute %s already exists".formatted(name),
          "give it once");
    }
    Attribute<?> attribute = allowed.byName().get(name);
    if (attribute == null) {
      readPredecessors(scope, written);
    } else {
      put(written.builder, attribute, values.read(attribute));
    }
  }

  @SuppressWarnings("unchecked") // AttributeReader gives values of the attribute's type
  private static <T> void put(Attributes.Builder builder, Attribute<T> attribute, Object value) {
    if (value != null) {
      builder.put(attribute, (T) value);
    }
  }

  private RuntimeException unexpected(AllowedAttributes allowed, String name, int offset) {
    List<String> names = new ArrayList<>(allowed.byName().keySet());
    return tokens.error(
        offset,
        DiagnosticCode.ATTRIBUTE,
        "unexpected attribute \"%s\". Allowed attributes: %s"
            .formatted(name, String.join(", ", names)),
        Suggestions.among(name, names));
  }

  private void readPredecessors(Scope scope, Written written) {
    int listAt = tokens.start();
    tokens.forEach(
        TokenKind.LEFT_BRACE,
        TokenKind.RIGHT_BRACE,
        () -> {
          int offset = tokens.start();
          String name = tokens.name();
          HloInstruction predecessor = scope.find(name);
          if (predecessor == null) {
            throw tokens.error(
                offset,
                DiagnosticCode.UNDEFINED_NAME,
                "instruction '%s' is not defined".formatted(name),
                "control predecessors stand before the instruction in the same computation");
          }
          written.predecessors.add(predecessor);
        });
    if (written.predecessors.isEmpty()) {
      throw tokens.error(
          listAt, DiagnosticCode.ATTRIBUTE, "expects at least one control predecessor", null);
    }
  }
}
