package org.hlorun.language.mlir.text;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.mlir.MlirAttribute;
import org.hlorun.language.mlir.MlirAttribute.ArrayAttribute;
import org.hlorun.language.mlir.MlirAttribute.BoolAttribute;
import org.hlorun.language.mlir.MlirAttribute.DialectAttribute;
import org.hlorun.language.mlir.MlirAttribute.DictionaryAttribute;
import org.hlorun.language.mlir.MlirAttribute.FloatAttribute;
import org.hlorun.language.mlir.MlirAttribute.IntegerAttribute;
import org.hlorun.language.mlir.MlirAttribute.LocationAttribute;
import org.hlorun.language.mlir.MlirAttribute.StringAttribute;
import org.hlorun.language.mlir.MlirAttribute.SymbolAttribute;
import org.hlorun.language.mlir.MlirAttribute.TypeAttribute;
import org.hlorun.language.mlir.MlirAttribute.UnitAttribute;
import org.hlorun.language.mlir.MlirElementTypes;
import org.hlorun.language.mlir.MlirType;
import org.hlorun.language.mlir.MlirType.FloatType;
import org.hlorun.language.mlir.MlirType.IndexType;
import org.hlorun.language.mlir.MlirType.IntegerType;
import org.hlorun.language.mlir.MlirType.Signedness;
import org.hlorun.language.shape.ElementType;
import org.hlorun.language.shape.FloatFormat;

/** Reads attributes. */
final class AttributeReader {
  static final IntegerType I1 = new IntegerType(1, Signedness.SIGNLESS);
  static final IntegerType I32 = new IntegerType(32, Signedness.SIGNLESS);
  static final IntegerType I64 = new IntegerType(64, Signedness.SIGNLESS);
  static final FloatType F64 = new FloatType("f64");

  private final Readers readers;
  private final Tokens tokens;
  private final DenseReader dense;
  private final DialectAttributeReader dialects;

  AttributeReader(Readers readers) {
    this.readers = readers;
    this.tokens = readers.tokens();
    this.dense = new DenseReader(readers);
    this.dialects = new DialectAttributeReader(readers);
  }

  DenseReader dense() {
    return dense;
  }

  DialectAttributeReader dialects() {
    return dialects;
  }

  MlirAttribute read() {
    tokens.enter();
    MlirAttribute attribute =
        switch (tokens.kind()) {
          case AT_ID -> symbol();
          case LEFT_SQUARE ->
              new ArrayAttribute(
                  tokens.list(TokenKind.LEFT_SQUARE, TokenKind.RIGHT_SQUARE, this::read));
          case LEFT_BRACE -> new DictionaryAttribute(dictionary());
          case STRING -> string();
          case INTEGER, FLOAT, MINUS -> number();
          case HASH_ID -> dialects.read();
          case BARE_ID -> word();
          case LEFT_PAREN, EXCLAMATION_ID -> new TypeAttribute(readers.types().read());
          default -> throw tokens.error("expected attribute value");
        };
    tokens.leave();
    return attribute;
  }

  private MlirAttribute word() {
    return switch (tokens.text()) {
      case "true", "false" -> bool();
      case "unit" -> {
        tokens.advance();
        yield new UnitAttribute();
      }
      case "dense" -> dense.elements();
      case "array" -> dense.array();
      case "dense_resource" -> dense.resource();
      case "loc" -> new LocationAttribute(readers.locations().read());
      case "affine_map", "affine_set", "strided", "opaque", "sparse", "distinct" -> opaque();
      default -> {
        if (!readers.types().atType()) {
          throw tokens.error("expected attribute value");
        }
        yield new TypeAttribute(readers.types().read());
      }
    };
  }

  private MlirAttribute bool() {
    boolean value = tokens.atWord("true");
    tokens.advance();
    if (tokens.accept(TokenKind.COLON)) {
      tokens.expectWord("i1");
    }
    return new BoolAttribute(value);
  }

  /** {@code affine_map<...>} and the like, whose body is kept as text. */
  private MlirAttribute opaque() {
    String name = "builtin." + tokens.word();
    if (!tokens.at(TokenKind.LESS)) {
      throw tokens.error("expected '<'");
    }
    int bodyEnd = Bodies.end(tokens, tokens.start());
    String body = tokens.source().slice(tokens.end(), bodyEnd).strip();
    tokens.restart(bodyEnd + 1);
    if (tokens.accept(TokenKind.COLON)) {
      readers.types().read();
    }
    return new DialectAttribute(name, Map.of(), body);
  }

  /** {@code @root::@nested}. */
  SymbolAttribute symbol() {
    List<String> path = new ArrayList<>();
    do {
      path.add(tokens.symbol());
    } while (tokens.accept(TokenKind.COLON_COLON));
    return new SymbolAttribute(path);
  }

  private MlirAttribute string() {
    String value = tokens.string();
    if (tokens.accept(TokenKind.COLON)) {
      readers.types().read();
    }
    return new StringAttribute(value);
  }

  /** A number with its type, which is {@code i64} or {@code f64} if none is written. */
  private MlirAttribute number() {
    int offset = tokens.start();
    boolean negative = tokens.accept(TokenKind.MINUS);
    if (!tokens.at(TokenKind.INTEGER) && !tokens.at(TokenKind.FLOAT)) {
      throw tokens.error("expected constant integer or floating point value");
    }
    boolean decimal = tokens.at(TokenKind.FLOAT);
    String text = tokens.number();
    tokens.advance();
    MlirType type = decimal ? F64 : I64;
    if (tokens.accept(TokenKind.COLON)) {
      type = readers.types().read();
    }
    return switch (type) {
      case FloatType f -> floating(offset, text, negative, decimal, f);
      case IntegerType _, IndexType _ when !decimal ->
          integer(offset, Numbers.integer(text, negative), type);
      case IntegerType _, IndexType _ ->
          throw tokens.error(
              offset,
              DiagnosticCode.ATTRIBUTE,
              "floating point value not valid for specified type",
              null);
      default ->
          throw tokens.error(
              offset,
              DiagnosticCode.ATTRIBUTE,
              (decimal ? "floating point" : "integer") + " value not valid for specified type",
              null);
    };
  }

  private FloatAttribute floating(
      int offset, String text, boolean negative, boolean decimal, FloatType type) {
    FloatFormat format =
        MlirElementTypes.of(type).map(ElementType::floatFormat).orElse(FloatFormat.F64);
    if (decimal) {
      return new FloatAttribute(format.decode(Numbers.encode(text, negative, format)), type);
    }
    BigInteger bits = Numbers.integer(text, false);
    if (!Numbers.isHex(text)) {
      throw tokens.error(
          offset,
          DiagnosticCode.ATTRIBUTE,
          "unexpected decimal integer literal for a floating point value",
          "add a trailing dot to make the literal a float");
    }
    if (negative) {
      throw tokens.error(
          offset,
          DiagnosticCode.ATTRIBUTE,
          "hexadecimal float literal should not have a leading minus",
          null);
    }
    if (bits.bitLength() > format.bitWidth()) {
      throw tokens.error(
          offset,
          DiagnosticCode.ATTRIBUTE,
          "hexadecimal float constant out of range for type",
          null);
    }
    return new FloatAttribute(format.decode(bits.longValue()), type);
  }

  /** An integer of a type, wrapped as MLIR does: {@code 255 : i8} is -1. */
  MlirAttribute integer(int offset, BigInteger value, MlirType type) {
    int width = type instanceof IntegerType integer ? integer.width() : 64;
    Signedness signedness =
        type instanceof IntegerType integer ? integer.signedness() : Signedness.SIGNED;
    int bits = width - (signedness == Signedness.SIGNED ? 1 : 0);
    boolean fits =
        value.signum() < 0
            ? signedness != Signedness.UNSIGNED && value.bitLength() < Math.max(1, width)
            : value.bitLength() <= bits;
    if (!fits) {
      throw tokens.error(
          offset, DiagnosticCode.ATTRIBUTE, "integer constant out of range for attribute", null);
    }
    if (type.equals(I1)) {
      return new BoolAttribute(value.signum() != 0);
    }
    if (signedness == Signedness.SIGNLESS && width > 0 && value.testBit(width - 1)) {
      boolean wrap = value.signum() > 0;
      return new IntegerAttribute(
          wrap ? value.subtract(BigInteger.ONE.shiftLeft(width)) : value, type);
    }
    return new IntegerAttribute(value, type);
  }

  static boolean isSignless(MlirType type) {
    return type instanceof IntegerType integer && integer.signedness() == Signedness.SIGNLESS;
  }

  /** {@code {key = value, key}} with unique keys. */
  Map<String, MlirAttribute> dictionary() {
    Map<String, MlirAttribute> entries = new LinkedHashMap<>();
    tokens.list(
        TokenKind.LEFT_BRACE,
        TokenKind.RIGHT_BRACE,
        () -> {
          int offset = tokens.start();
          String key = tokens.at(TokenKind.STRING) ? tokens.string() : key();
          MlirAttribute value = tokens.accept(TokenKind.EQUAL) ? read() : new UnitAttribute();
          if (entries.putIfAbsent(key, value) != null) {
            throw tokens.error(
                offset,
                DiagnosticCode.ATTRIBUTE,
                "duplicate key '" + key + "' in dictionary attribute",
                null);
          }
          return key;
        });
    return entries;
  }

  private String key() {
    if (!tokens.at(TokenKind.BARE_ID)) {
      throw tokens.error("expected attribute name");
    }
    return tokens.word();
  }
}
