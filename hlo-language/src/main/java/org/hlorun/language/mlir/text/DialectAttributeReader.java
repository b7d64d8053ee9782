package org.hlorun.language.mlir.text;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.mlir.MlirAttribute;
import org.hlorun.language.mlir.MlirAttribute.ArrayAttribute;
import org.hlorun.language.mlir.MlirAttribute.DenseAttribute;
import org.hlorun.language.mlir.MlirAttribute.DialectAttribute;
import org.hlorun.language.mlir.MlirAttribute.IntegerAttribute;
import org.hlorun.language.mlir.MlirType.TensorType;

/**
 * Reads what begins with {@code #}: aliases and the attributes of dialects. Those of {@link
 * StructAttributes} become fields, with the defaults of fields that are absent; of all others the
 * body is kept as text, which for an enum is its word.
 */
final class DialectAttributeReader {
  private final Readers readers;
  private final Tokens tokens;

  DialectAttributeReader(Readers readers) {
    this.readers = readers;
    this.tokens = readers.tokens();
  }

  /** Reads the attribute whose name is current. */
  MlirAttribute read() {
    int offset = tokens.start();
    String name = tokens.name();
    int end = tokens.end();
    boolean hasBody = tokens.lexer().at(end) == '<';
    if (!hasBody) {
      MlirAttribute value =
          name.indexOf('.') < 0
              ? readers.aliases().attribute(name, offset)
              : new DialectAttribute(name, Map.of(), "");
      tokens.advance();
      return value;
    }
    Bodies.Head head = Bodies.head(tokens, name, end);
    if (!isStruct(head.name())) {
      int bodyEnd = Bodies.end(tokens, end);
      String body = Bodies.text(tokens, head, bodyEnd);
      tokens.restart(bodyEnd + 1);
      return new DialectAttribute(head.name(), Map.of(), body);
    }
    tokens.restart(head.start());
    boolean inner = head.start() > end + 1 && tokens.accept(TokenKind.LESS);
    MlirAttribute attribute = structOf(head.name());
    tokens.expect(TokenKind.GREATER);
    if (inner) {
      tokens.expect(TokenKind.GREATER);
    }
    return attribute;
  }

  private static boolean isStruct(String name) {
    return isBounds(name) || StructAttributes.isStruct(name);
  }

  private MlirAttribute structOf(String name) {
    if (isBounds(name)) {
      return bounds();
    }
    if (!name.equals("stablehlo.conv")) {
      return struct(name);
    }
    return tokens.acceptWord("raw") ? struct(name) : new ConvolutionDimensions(tokens).read();
  }

  private static boolean isBounds(String name) {
    return name.equals("stablehlo.bounds") || name.equals("stablehlo.type_extensions");
  }

  /** {@code <bounds = [3, ?]>} or {@code <3, ?>}: both become {@code stablehlo.bounds}. */
  private MlirAttribute bounds() {
    LongList sizes;
    if (tokens.acceptWord("bounds")) {
      tokens.expect(TokenKind.EQUAL);
      sizes = dimensions();
    } else if (tokens.at(TokenKind.GREATER)) {
      sizes = LongList.empty();
    } else {
      sizes = sizes();
    }
    return new DialectAttribute(
        "stablehlo.bounds", Map.of("bounds", DenseAttribute.ofLongs(sizes)), "");
  }

  /** A struct without its name: {@code <key = value, ...>}. */
  DialectAttribute stripped(String name) {
    tokens.expect(TokenKind.LESS);
    DialectAttribute attribute = struct(name);
    tokens.expect(TokenKind.GREATER);
    return attribute;
  }

  private DialectAttribute struct(String name) {
    Map<String, StructAttributes.Kind> kinds = StructAttributes.of(name);
    Map<String, MlirAttribute> written = new LinkedHashMap<>();
    while (!tokens.at(TokenKind.GREATER)) {
      int offset = tokens.start();
      String key = tokens.word();
      StructAttributes.Kind kind = kinds.get(key);
      if (kind == null) {
        throw tokens.error(
            offset,
            DiagnosticCode.ATTRIBUTE,
            "unexpected key '" + key + "' in #" + name,
            "the keys are " + String.join(", ", kinds.keySet()));
      }
      tokens.expect(TokenKind.EQUAL);
      if (written.put(key, value(kind)) != null) {
        throw tokens.error(
            offset, DiagnosticCode.ATTRIBUTE, "duplicated '" + key + "' entry", null);
      }
      if (!tokens.accept(TokenKind.COMMA)) {
        break;
      }
    }
    Map<String, MlirAttribute> fields = new LinkedHashMap<>();
    kinds.forEach(
        (key, kind) -> {
          MlirAttribute value = written.getOrDefault(key, kind.absent());
          if (value != null) {
            fields.put(key, value);
          }
        });
    return new DialectAttribute(name, fields, "");
  }

  private MlirAttribute value(StructAttributes.Kind kind) {
    return switch (kind) {
      case DIMENSIONS -> DenseAttribute.ofLongs(dimensions());
      case INTEGER -> integer(tokens.integer());
      case SUB_AXIS -> subAxis();
      case MESH_AXES -> structs("stablehlo.mesh_axis");
      case AXIS_REFERENCES -> structs("stablehlo.axis_ref");
      case OTHER -> readers.attributes().read();
    };
  }

  /** {@code [#name<...>, <...>]}: a list whose elements may be written without their name. */
  private MlirAttribute structs(String name) {
    return new ArrayAttribute(
        tokens.list(
            TokenKind.LEFT_SQUARE,
            TokenKind.RIGHT_SQUARE,
            () -> tokens.at(TokenKind.LESS) ? stripped(name) : readers.attributes().read()));
  }

  static IntegerAttribute integer(long value) {
    return new IntegerAttribute(BigInteger.valueOf(value), AttributeReader.I64);
  }

  /** {@code (1)2}: the size before the sub-axis, and its own. */
  private MlirAttribute subAxis() {
    tokens.expect(TokenKind.LEFT_PAREN);
    Map<String, MlirAttribute> fields = new LinkedHashMap<>();
    fields.put("pre_size", integer(tokens.integer()));
    tokens.expect(TokenKind.RIGHT_PAREN);
    fields.put("size", integer(tokens.integer()));
    return new DialectAttribute("stablehlo.sub_axis_info", fields, "");
  }

  /** {@code [1, ?]}, the question mark being {@link TensorType#DYNAMIC}. */
  LongList dimensions() {
    return LongList.of(
        tokens.list(TokenKind.LEFT_SQUARE, TokenKind.RIGHT_SQUARE, this::size).stream()
            .mapToLong(Long::longValue)
            .toArray());
  }

  private LongList sizes() {
    List<Long> sizes = new ArrayList<>();
    do {
      sizes.add(size());
    } while (tokens.accept(TokenKind.COMMA));
    return LongList.of(sizes.stream().mapToLong(Long::longValue).toArray());
  }

  private long size() {
    return tokens.accept(TokenKind.QUESTION) ? TensorType.DYNAMIC : tokens.integer();
  }
}
