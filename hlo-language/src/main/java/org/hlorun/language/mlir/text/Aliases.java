package org.hlorun.language.mlir.text;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.mlir.MlirAttribute;
import org.hlorun.language.mlir.MlirAttribute.LocationAttribute;
import org.hlorun.language.mlir.MlirType;

/**
 * The aliases of a text, {@code #name = attribute} and {@code !name = type}. MLIR prints the
 * definitions of locations behind their uses, so the definitions that begin a line are found before
 * anything is read, and each is read when it is first used or met.
 */
final class Aliases {
  /**
   * The most parts of all values together, with the values of aliases inside them: an alias that
   * uses another twice, and so on, would grow without bounds.
   */
  private static final long MAX_SIZE = 1L << 22;

  /**
   * The value of an alias.
   *
   * @param parts how many parts it consists of
   * @param depth how deep it nests
   */
  private record Alias(Object value, long parts, int depth) {}

  private final Readers readers;
  private final Tokens tokens;

  /** Offsets behind the equals sign, by name with prefix. */
  private final Map<String, Integer> definitions = new HashMap<>();

  private final Map<String, Alias> values = new HashMap<>();

  /** One object for all equal values, so that comparing two of them takes no time. */
  private final Map<Object, Object> distinct = new HashMap<>();

  private final Set<String> defined = new HashSet<>();
  private final Set<String> open = new HashSet<>();
  private long size;
  private int metadata = -1;

  Aliases(Readers readers, int start, int limit) {
    this.readers = readers;
    this.tokens = readers.tokens();
    int line = start;
    while (line < limit) {
      inspect(line);
      while (line < limit && tokens.source().at(line) != '\n') {
        line++;
      }
      line++;
    }
  }

  private void inspect(int line) {
    Lexer lexer = tokens.lexer();
    int offset = line;
    while (lexer.at(offset) == ' ' || lexer.at(offset) == '\t') {
      offset++;
    }
    int c = lexer.at(offset);
    if (c == '{' && lexer.at(offset + 1) == '-' && lexer.at(offset + 2) == '#') {
      metadata = offset;
    } else if (c == '#' || c == '!') {
      int end = lexer.skipSuffixId(offset + 1);
      int equal = lexer.skipSpace(end);
      if (lexer.at(equal) == '=') {
        definitions.putIfAbsent(tokens.source().slice(offset, end), equal + 1);
      }
    }
  }

  /** The offset of the metadata section, or -1. */
  int metadata() {
    return metadata;
  }

  /**
   * The attribute an alias stands for. The current token remains.
   *
   * @param offset where it is used
   */
  MlirAttribute attribute(String name, int offset) {
    return (MlirAttribute) value("#" + name, offset);
  }

  /** The type an alias stands for, likewise. */
  MlirType type(String name, int offset) {
    return (MlirType) value("!" + name, offset);
  }

  /** Whether an attribute alias is defined but has not been read yet. */
  boolean isPending(String name) {
    return !values.containsKey("#" + name) && definitions.containsKey("#" + name);
  }

  private Object value(String name, int offset) {
    Alias alias = values.get(name);
    if (alias == null) {
      Integer definition = definitions.get(name);
      if (definition == null) {
        throw undefined(name, offset);
      }
      int current = tokens.start();
      tokens.restart(definition);
      alias = read(name, offset);
      tokens.restart(current);
    }
    tokens.addParts(alias.parts());
    tokens.deepen(tokens.depth() + alias.depth());
    return alias.value();
  }

  private HloException undefined(String name, int offset) {
    String what = name.startsWith("#") ? "attribute" : "type";
    return tokens.error(
        offset,
        DiagnosticCode.UNDEFINED_NAME,
        "undefined symbol alias id '" + name.substring(1) + "'",
        "define it at the top of the file: " + name + " = the " + what);
  }

  /** Reads the value at the current token. */
  private Alias read(String name, int offset) {
    if (!open.add(name)) {
      throw tokens.error(
          offset,
          DiagnosticCode.BAD_NAME,
          "the alias '" + name + "' is defined by means of itself",
          null);
    }
    long parts = tokens.parts();
    int deepest = tokens.deepest();
    tokens.resetDeepest();
    Object value;
    if (name.startsWith("#")) {
      value = readers.attributes().read();
    } else {
      tokens.acceptWord("type");
      value = readers.types().read();
    }
    open.remove(name);
    boolean flat = value instanceof LocationAttribute;
    Alias alias =
        new Alias(
            value, flat ? 1 : tokens.parts() - parts, flat ? 1 : tokens.deepest() - tokens.depth());
    tokens.deepen(deepest);
    size += alias.parts();
    if (size > MAX_SIZE) {
      throw tokens.error(
          offset, DiagnosticCode.LIMIT, "the values of the aliases are too large", null);
    }
    Object first = distinct.putIfAbsent(value, value);
    Alias shared = first == null ? alias : new Alias(first, alias.parts(), alias.depth());
    values.put(name, shared);
    return shared;
  }

  /** Passes a definition, which is current. */
  void definition() {
    int offset = tokens.start();
    String name = tokens.text();
    boolean attribute = tokens.at(TokenKind.HASH_ID);
    tokens.advance();
    if (name.indexOf('.') >= 0) {
      throw tokens.error(
          offset,
          DiagnosticCode.BAD_NAME,
          (attribute ? "attribute" : "type")
              + " names with a '.' are reserved for dialect-defined names",
          null);
    }
    if (!defined.add(name)) {
      throw tokens.error(
          offset,
          DiagnosticCode.BAD_NAME,
          "redefinition of " + (attribute ? "attribute" : "type") + " alias id '" + name + "'",
          null);
    }
    tokens.expect(TokenKind.EQUAL);
    read(name, offset);
  }
}
