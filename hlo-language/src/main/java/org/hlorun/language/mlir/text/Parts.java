package org.hlorun.language.mlir.text;

import java.math.BigInteger;
import java.util.Map;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.mlir.MlirAttribute;
import org.hlorun.language.mlir.MlirAttribute.BoolAttribute;
import org.hlorun.language.mlir.MlirAttribute.DenseAttribute;
import org.hlorun.language.mlir.MlirAttribute.DialectAttribute;
import org.hlorun.language.mlir.MlirAttribute.StringAttribute;
import org.hlorun.language.mlir.MlirType.IntegerType;

/** The parts that pretty forms are made of, other than types ({@link TypeParts}). */
final class Parts {
  static final Form COMMA = token(TokenKind.COMMA);

  /** {@code %a}. */
  static final Form OPERAND = (in, operation) -> operation.operands().add(in.operations().use());

  /** {@code %a, %b}; there may be none. */
  static final Form OPERANDS =
      (in, operation) -> {
        if (in.tokens().at(TokenKind.PERCENT_ID)) {
          do {
            operation.operands().add(in.operations().use());
          } while (in.tokens().accept(TokenKind.COMMA));
        }
      };

  /** {@code %a, %b,}: operands each followed by a comma. */
  static final Form OPERANDS_BEFORE_KEY =
      (in, operation) -> {
        while (in.tokens().at(TokenKind.PERCENT_ID)) {
          operation.operands().add(in.operations().use());
          in.tokens().expect(TokenKind.COMMA);
        }
      };

  /** {@code (%a, %b)}. */
  static final Form OPERANDS_IN_PARENTHESES =
      Form.of(token(TokenKind.LEFT_PAREN), OPERANDS, token(TokenKind.RIGHT_PAREN));

  /** An optional {@code {key = value}}. */
  static final Form ATTRIBUTES =
      (in, operation) -> {
        if (in.tokens().at(TokenKind.LEFT_BRACE)) {
          in.attributes().dictionary().forEach(operation::put);
        }
      };

  /** An optional {@code attributes {key = value}}. */
  static final Form ATTRIBUTES_WITH_KEYWORD =
      (in, operation) -> {
        if (in.tokens().acceptWord("attributes")) {
          in.attributes().dictionary().forEach(operation::put);
        }
      };

  private Parts() {}

  static Form token(TokenKind kind) {
    return (in, _) -> in.tokens().expect(kind);
  }

  static Form word(String word) {
    return (in, _) -> in.tokens().expectWord(word);
  }

  /** {@code key = value}. */
  static Form assign(String key, Form value) {
    return Form.of(word(key), token(TokenKind.EQUAL), value);
  }

  /** {@code [1, 2]} as {@code array<i64: 1, 2>}. */
  static Form dimensions(String attribute) {
    return (in, operation) -> operation.put(attribute, DenseAttribute.ofLongs(longs(in)));
  }

  /** {@code [1, -2]}. */
  static LongList longs(Readers in) {
    Tokens tokens = in.tokens();
    return LongList.of(
        tokens.list(TokenKind.LEFT_SQUARE, TokenKind.RIGHT_SQUARE, tokens::integer).stream()
            .mapToLong(Long::longValue)
            .toArray());
  }

  /** An integer written without its type. */
  static Form integer(String attribute, IntegerType type) {
    return (in, operation) -> {
      int offset = in.tokens().start();
      BigInteger value = BigInteger.valueOf(in.tokens().integer());
      operation.put(attribute, in.attributes().integer(offset, value, type));
    };
  }

  /** A word as the enum attribute {@code #dialect<name word>}. */
  static Form enumeration(String attribute, String name) {
    return (in, operation) ->
        operation.put(attribute, new DialectAttribute(name, Map.of(), in.tokens().word()));
  }

  /** {@code true} or {@code false}. */
  static Form bool(String attribute) {
    return (in, operation) -> {
      Tokens tokens = in.tokens();
      boolean value = tokens.acceptWord("true");
      if (!value) {
        tokens.expectWord("false");
      }
      operation.put(attribute, new BoolAttribute(value));
    };
  }

  static Form string(String attribute) {
    return (in, operation) -> operation.put(attribute, new StringAttribute(in.tokens().string()));
  }

  /** {@code @name} as a string. */
  static Form symbolName(String attribute) {
    return (in, operation) -> operation.put(attribute, new StringAttribute(in.tokens().symbol()));
  }

  /** {@code @name}. */
  static Form symbol(String attribute) {
    return (in, operation) -> operation.put(attribute, in.attributes().symbol());
  }

  /** Any attribute. */
  static Form attribute(String attribute) {
    return (in, operation) -> operation.put(attribute, in.attributes().read());
  }

  /** Parts that are there if a comma is. */
  static Form afterComma(Form part) {
    return (in, operation) -> {
      if (in.tokens().accept(TokenKind.COMMA)) {
        part.read(in, operation);
      }
    };
  }

  /** Requires that an attribute has a type of its own, for what is derived from it. */
  static MlirAttribute require(Readers in, OperationState operation, String key) {
    MlirAttribute value = operation.attributes().get(key);
    if (value == null) {
      throw in.tokens()
          .error(
              operation.offset(),
              DiagnosticCode.ATTRIBUTE,
              "requires attribute '" + key + "'",
              null);
    }
    return value;
  }
}
