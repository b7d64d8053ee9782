package org.hlorun.language.parser;

import static org.hlorun.language.parser.TokenKind.COLON;
import static org.hlorun.language.parser.TokenKind.HASH;
import static org.hlorun.language.parser.TokenKind.LEFT_BRACE;
import static org.hlorun.language.parser.TokenKind.LEFT_PAREN;
import static org.hlorun.language.parser.TokenKind.PLUS;
import static org.hlorun.language.parser.TokenKind.RIGHT_BRACE;
import static org.hlorun.language.parser.TokenKind.RIGHT_PAREN;
import static org.hlorun.language.parser.TokenKind.STAR;
import static org.hlorun.language.parser.TokenKind.TILDE;

import java.util.ArrayList;
import java.util.List;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.shape.ElementType;
import org.hlorun.language.shape.Layout;
import org.hlorun.language.shape.SplitConfig;
import org.hlorun.language.shape.Tile;

/** Reads layouts: {@code {1,0:T(8,128)(2,1)E(4)S(1)}}. The properties come in a fixed order. */
final class LayoutReader {
  private final Tokens tokens;

  LayoutReader(Tokens tokens) {
    this.tokens = tokens;
  }

  /** A layout, from brace to brace. */
  Layout read() {
    tokens.expect(LEFT_BRACE, "expects layout to start with '{'");
    LongList minorToMajor =
        tokens.at(COLON) || tokens.at(RIGHT_BRACE)
            ? LongList.empty()
            : tokens.integersUntilNoComma();
    Layout layout = tokens.accept(COLON) ? readProperties(minorToMajor) : Layout.of(minorToMajor);
    tokens.expect(RIGHT_BRACE, "expects layout to end with '}'");
    return layout;
  }

  private Layout readProperties(LongList minorToMajor) {
    skipDimensionLevelTypes();
    List<Tile> tiles = new ArrayList<>();
    if (acceptLetter("T")) {
      do {
        tiles.add(readTile());
      } while (tokens.at(LEFT_PAREN));
    }
    long alignment = readAlignment();
    ElementType indexType = readUnsignedType(HASH);
    ElementType pointerType = readUnsignedType(STAR);
    long elementSize = readCount("E", 0);
    long memorySpace = readCount("S", 0);
    List<SplitConfig> splits = new ArrayList<>();
    if (acceptLetter("SC")) {
      do {
        splits.add(readSplit());
      } while (tokens.at(LEFT_PAREN));
    }
    if (tokens.atWord("P")) {
      throw tokens.error("Layout has physical shape, but is not for a sparse array");
    }
    long prefix = readCount("M", 0);
    return new Layout(
        minorToMajor,
        tiles,
        alignment,
        indexType,
        pointerType,
        elementSize,
        memorySpace,
        splits,
        prefix);
  }

  private boolean acceptLetter(String letter) {
    if (!tokens.atWord(letter)) {
      return false;
    }
    tokens.advance();
    return true;
  }

  /** {@code D(D,C+~)}, which says nothing about dense arrays. */
  private void skipDimensionLevelTypes() {
    if (!acceptLetter("D")) {
      return;
    }
    tokens.forEach(
        LEFT_PAREN,
        RIGHT_PAREN,
        () -> {
          if (!"DCSH".contains(tokens.text()) || tokens.text().length() != 1) {
            throw tokens.error("expected a DimLevelType abbreviation (D, C, S or H)");
          }
          tokens.advance();
          tokens.accept(PLUS);
          tokens.accept(TILDE);
        });
  }

  private Tile readTile() {
    List<Long> sizes = tokens.list(LEFT_PAREN, RIGHT_PAREN, this::readTileSize);
    return new Tile(LongList.of(sizes.stream().mapToLong(Long::longValue).toArray()));
  }

  private long readTileSize() {
    return tokens.accept(STAR) ? Tile.COMBINE : nonNegative("tile size");
  }

  private long readAlignment() {
    int offset = tokens.start();
    long alignment = readCount("L", 1);
    if (alignment < 1) {
      throw tokens.error(
          offset, DiagnosticCode.SHAPE, "tail padding alignment must be at least 1", null);
    }
    return alignment;
  }

  private long readCount(String letter, long absent) {
    if (!acceptLetter(letter)) {
      return absent;
    }
    tokens.expect(LEFT_PAREN, "expects '(' behind " + letter);
    long count = nonNegative("layout property " + letter);
    tokens.expect(RIGHT_PAREN, "expects ')'");
    return count;
  }

  private long nonNegative(String what) {
    int offset = tokens.start();
    long value = tokens.integer();
    if (value < 0) {
      throw tokens.error(offset, DiagnosticCode.SHAPE, what + " must not be negative", null);
    }
    return value;
  }

  private ElementType readUnsignedType(TokenKind sign) {
    if (!tokens.accept(sign)) {
      return null;
    }
    tokens.expect(LEFT_PAREN, "expects '('");
    ElementType type = ElementType.of(tokens.text()).orElse(null);
    if (type == null || !type.isUnsigned()) {
      throw tokens.error("expects an unsigned integer type");
    }
    tokens.advance();
    tokens.expect(RIGHT_PAREN, "expects ')'");
    return type;
  }

  private SplitConfig readSplit() {
    tokens.expect(LEFT_PAREN, "expects '('");
    long dimension = tokens.integer();
    tokens.expect(COLON, "expects ':' behind the split dimension");
    LongList indices = tokens.integersUntilNoComma();
    tokens.expect(RIGHT_PAREN, "expects ')'");
    return new SplitConfig(dimension, indices);
  }
}
