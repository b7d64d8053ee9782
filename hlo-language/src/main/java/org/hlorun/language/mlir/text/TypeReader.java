package org.hlorun.language.mlir.text;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.mlir.MlirAttribute;
import org.hlorun.language.mlir.MlirType;
import org.hlorun.language.mlir.MlirType.ComplexType;
import org.hlorun.language.mlir.MlirType.DialectType;
import org.hlorun.language.mlir.MlirType.FloatType;
import org.hlorun.language.mlir.MlirType.FunctionType;
import org.hlorun.language.mlir.MlirType.IndexType;
import org.hlorun.language.mlir.MlirType.IntegerType;
import org.hlorun.language.mlir.MlirType.NoneType;
import org.hlorun.language.mlir.MlirType.Signedness;
import org.hlorun.language.mlir.MlirType.TensorType;
import org.hlorun.language.mlir.MlirType.TupleType;
import org.hlorun.language.mlir.MlirType.UnrankedTensorType;

/** Reads types. */
final class TypeReader {
  private static final Set<String> FLOATS =
      Set.of(
          "bf16",
          "f16",
          "f32",
          "f64",
          "f80",
          "f128",
          "tf32",
          "f8E5M2",
          "f8E4M3",
          "f8E4M3FN",
          "f8E5M2FNUZ",
          "f8E4M3FNUZ",
          "f8E4M3B11FNUZ",
          "f8E3M4",
          "f8E8M0FNU",
          "f6E2M3FN",
          "f6E3M2FN",
          "f4E2M1FN");

  /** Types whose body is kept as text. */
  private static final Set<String> OPAQUE = Set.of("memref", "vector");

  private static final Set<String> WORDS = Set.of("tensor", "tuple", "complex", "index", "none");

  /** The widest integer type of MLIR. */
  private static final int MAX_WIDTH = (1 << 24) - 1;

  private final Readers readers;
  private final Tokens tokens;

  TypeReader(Readers readers) {
    this.readers = readers;
    this.tokens = readers.tokens();
  }

  /** Whether a type begins at the current token. */
  boolean atType() {
    return switch (tokens.kind()) {
      case LEFT_PAREN, EXCLAMATION_ID -> true;
      case BARE_ID -> {
        String word = tokens.text();
        yield WORDS.contains(word)
            || FLOATS.contains(word)
            || OPAQUE.contains(word)
            || integerType(word) != null;
      }
      default -> false;
    };
  }

  MlirType read() {
    tokens.enter();
    MlirType type =
        switch (tokens.kind()) {
          case LEFT_PAREN -> function();
          case EXCLAMATION_ID -> dialectType();
          case BARE_ID -> builtin();
          default -> throw tokens.error("expected type");
        };
    tokens.leave();
    return type;
  }

  /** {@code (a, b) -> c} or {@code (a, b) -> (c, d)}. */
  FunctionType function() {
    List<MlirType> inputs = tokens.list(TokenKind.LEFT_PAREN, TokenKind.RIGHT_PAREN, this::read);
    tokens.expect(TokenKind.ARROW);
    return new FunctionType(inputs, results());
  }

  /** One type, or any number of them in parentheses. */
  List<MlirType> results() {
    return tokens.at(TokenKind.LEFT_PAREN)
        ? tokens.list(TokenKind.LEFT_PAREN, TokenKind.RIGHT_PAREN, this::read)
        : List.of(read());
  }

  private MlirType builtin() {
    String word = tokens.text();
    int end = tokens.end();
    if (OPAQUE.contains(word) && tokens.lexer().at(end) == '<') {
      int bodyEnd = Bodies.end(tokens, end);
      String body = tokens.source().slice(end + 1, bodyEnd);
      tokens.restart(bodyEnd + 1);
      return new DialectType("builtin." + word, body, List.of());
    }
    MlirType simple = simpleType(word);
    if (simple == null && !WORDS.contains(word)) {
      throw tokens.error("expected type");
    }
    tokens.advance();
    return switch (word) {
      case "tensor" -> tensor();
      case "tuple" -> new TupleType(tokens.list(TokenKind.LESS, TokenKind.GREATER, this::read));
      case "complex" -> complex();
      default -> simple;
    };
  }

  private static MlirType simpleType(String word) {
    if (FLOATS.contains(word)) {
      return new FloatType(word);
    }
    return switch (word) {
      case "index" -> new IndexType();
      case "none" -> new NoneType();
      default -> integerType(word);
    };
  }

  /** The integer type of a word, or null. */
  private static IntegerType integerType(String word) {
    Signedness signedness =
        word.startsWith("i")
            ? Signedness.SIGNLESS
            : word.startsWith("si")
                ? Signedness.SIGNED
                : word.startsWith("ui") ? Signedness.UNSIGNED : null;
    if (signedness == null) {
      return null;
    }
    int digits = signedness == Signedness.SIGNLESS ? 1 : 2;
    if (word.length() == digits || word.length() > digits + 8) {
      return null;
    }
    int width = 0;
    for (int i = digits; i < word.length(); i++) {
      if (!Lexer.isDigit(word.charAt(i))) {
        return null;
      }
      width = 10 * width + word.charAt(i) - '0';
    }
    return width > MAX_WIDTH ? null : new IntegerType(width, signedness);
  }

  private MlirType complex() {
    tokens.expect(TokenKind.LESS);
    int offset = tokens.start();
    MlirType element = read();
    if (!(element instanceof FloatType || element instanceof IntegerType)) {
      throw tokens.error(offset, DiagnosticCode.SHAPE, "invalid element type for complex", null);
    }
    tokens.expect(TokenKind.GREATER);
    return new ComplexType(element);
  }

  private MlirType tensor() {
    if (!tokens.at(TokenKind.LESS)) {
      throw tokens.error("expected '<' in tensor type");
    }
    Lexer lexer = tokens.lexer();
    int first = lexer.skipSpace(tokens.end());
    if (lexer.at(first) == '*') {
      tokens.advance();
      tokens.expect(TokenKind.STAR);
      int x = tokens.start();
      if (lexer.at(x) != 'x') {
        throw tokens.error("expected 'x' in dimension list");
      }
      tokens.restart(x + 1);
      MlirType element = read();
      tokens.expect(TokenKind.GREATER);
      return new UnrankedTensorType(element);
    }
    LongList dimensions = dimensions(first);
    MlirType element = read();
    Optional<MlirAttribute> encoding =
        tokens.accept(TokenKind.COMMA)
            ? Optional.of(readers.attributes().read())
            : Optional.empty();
    tokens.expect(TokenKind.GREATER);
    return new TensorType(dimensions, element, encoding);
  }

  /** Reads {@code 2x?x} at an offset and makes what follows it current. */
  private LongList dimensions(int offset) {
    Lexer lexer = tokens.lexer();
    long[] sizes = new long[8];
    int rank = 0;
    int position = offset;
    while (true) {
      int c = lexer.at(position);
      if (c != '?' && !Lexer.isDigit(c)) {
        break;
      }
      int end = c == '?' ? position + 1 : lexer.skipDigits(position);
      if (rank == sizes.length) {
        sizes = Arrays.copyOf(sizes, 2 * rank);
      }
      sizes[rank++] = c == '?' ? TensorType.DYNAMIC : size(position, end);
      position = lexer.skipSpace(end);
      if (lexer.at(position) != 'x') {
        tokens.restart(position);
        throw tokens.error("expected 'x' in dimension list");
      }
      position = lexer.skipSpace(position + 1);
    }
    tokens.restart(position);
    return LongList.of(Arrays.copyOf(sizes, rank));
  }

  private long size(int start, int end) {
    try {
      return Long.parseLong(tokens.source().slice(start, Math.min(end, start + 20)));
    } catch (NumberFormatException e) {
      throw tokens.error(start, DiagnosticCode.SHAPE, "invalid dimension", null);
    }
  }

  private MlirType dialectType() {
    String name = tokens.name();
    int end = tokens.end();
    boolean hasBody = tokens.lexer().at(end) == '<';
    if (!hasBody && name.indexOf('.') < 0) {
      MlirType alias = readers.aliases().type(name, tokens.start());
      tokens.advance();
      return alias;
    }
    if (!hasBody) {
      tokens.advance();
      return new DialectType(name, "", List.of());
    }
    if (name.equals("quant.uniform")) {
      return new QuantizedTypeReader(readers).read();
    }
    if (name.equals("stablehlo.future")) {
      tokens.advance();
      List<MlirType> types = tokens.list(TokenKind.LESS, TokenKind.GREATER, this::read);
      return new DialectType(name, "", types);
    }
    Bodies.Head head = Bodies.head(tokens, name, end);
    int bodyEnd = Bodies.end(tokens, end);
    String body = Bodies.text(tokens, head, bodyEnd);
    tokens.restart(bodyEnd + 1);
    return new DialectType(head.name(), body, List.of());
  }
}
