package org.hlorun.language.parser;

import static org.hlorun.language.parser.TokenKind.COLON;
import static org.hlorun.language.parser.TokenKind.DXD;
import static org.hlorun.language.parser.TokenKind.INT;
import static org.hlorun.language.parser.TokenKind.LEFT_BRACE;
import static org.hlorun.language.parser.TokenKind.LEFT_SQUARE;
import static org.hlorun.language.parser.TokenKind.PAD;
import static org.hlorun.language.parser.TokenKind.RIGHT_BRACE;
import static org.hlorun.language.parser.TokenKind.RIGHT_SQUARE;

import java.util.ArrayList;
import java.util.List;
import org.hlorun.language.attribute.PaddingDimension;
import org.hlorun.language.attribute.SliceRange;
import org.hlorun.language.attribute.SparsityDescriptor;
import org.hlorun.language.attribute.Window;
import org.hlorun.language.attribute.WindowDimension;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.diagnostic.DiagnosticCode;

/** Reads what is given per dimension: windows, paddings, slices, structured sparsity. */
final class WindowReader {
  private static final String ALLOWED = "lhs_dilate, pad, rhs_dilate, rhs_reversal, size, stride";

  private final Tokens tokens;

  WindowReader(Tokens tokens) {
    this.tokens = tokens;
  }

  /** {@code {size=3x3 stride=2x2 pad=1_1x0_1 lhs_dilate=1x1 rhs_dilate=1x1 rhs_reversal=0x0}}. */
  Window readWindow() {
    Fields fields = new Fields();
    int offset = tokens.start();
    SubAttributes.readWithoutCommas(tokens, ALLOWED, name -> readField(name, fields));
    return fields.window(offset);
  }

  private boolean readField(String name, Fields fields) {
    switch (name) {
      case "size" -> fields.sizes = readSizes();
      case "stride" -> fields.strides = readSizes();
      case "pad" -> fields.pads = readPads();
      case "lhs_dilate" -> fields.baseDilations = readSizes();
      case "rhs_dilate" -> fields.windowDilations = readSizes();
      case "rhs_reversal" -> fields.reversals = readSizes();
      default -> {
        return false;
      }
    }
    return true;
  }

  /** {@code 3} or {@code 3x4x5}. */
  private LongList readSizes() {
    if (tokens.at(INT)) {
      return LongList.of(tokens.integer());
    }
    if (!tokens.at(DXD)) {
      throw tokens.error("expects sizes like 3 or 3x4");
    }
    LongList sizes = parseLongs(tokens.text(), "x");
    tokens.advance();
    return sizes;
  }

  private List<LongList> readPads() {
    int offset = tokens.start();
    List<LongList> groups = readPadGroups("expects window pad pattern, e.g., '0_0x3_3'");
    for (LongList group : groups) {
      if (group.size() != 2) {
        throw tokens.error(
            offset,
            DiagnosticCode.ATTRIBUTE,
            "expects padding_low and padding_high separated by '_'",
            null);
      }
    }
    return groups;
  }

  private List<LongList> readPadGroups(String message) {
    if (!tokens.at(PAD)) {
      throw tokens.error(message);
    }
    List<LongList> groups = new ArrayList<>();
    for (String group : tokens.text().split("x", -1)) {
      groups.add(parseLongs(group, "_"));
    }
    tokens.advance();
    return groups;
  }

  /** The numbers in a part of the current token. */
  private LongList parseLongs(String text, String separator) {
    String[] parts = text.split(separator, -1);
    long[] numbers = new long[parts.length];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = parseLong(parts[i]);
    }
    return LongList.of(numbers);
  }

  /** The number that a part of the current token is. */
  private long parseLong(String digits) {
    try {
      return Long.parseLong(digits);
    } catch (NumberFormatException e) {
      throw tokens.error(
          tokens.start(), DiagnosticCode.LEXICAL, "integer is out of range for 64 bits", null);
    }
  }

  /** {@code 0_1x-1_2_1}. */
  List<PaddingDimension> readPadding() {
    List<PaddingDimension> padding = new ArrayList<>();
    for (LongList group : readPadGroups("expects padding config, e.g., '0_0_0x3_3_1'")) {
      padding.add(
          new PaddingDimension(group.get(0), group.get(1), group.size() > 2 ? group.get(2) : 0));
    }
    return List.copyOf(padding);
  }

  /** {@code {[0:3], [1:9:2]}}. */
  List<SliceRange> readSlice() {
    return List.copyOf(tokens.list(LEFT_BRACE, RIGHT_BRACE, this::readRange));
  }

  private SliceRange readRange() {
    tokens.expect(LEFT_SQUARE, "expects a slice range [start:limit:stride]");
    long start = tokens.integer();
    tokens.expect(COLON, "expects ':' between start and limit of a slice range");
    long limit = tokens.integer();
    long stride = tokens.accept(COLON) ? tokens.integer() : 1;
    tokens.expect(RIGHT_SQUARE, "expects ']' at the end of a slice range");
    return new SliceRange(start, limit, stride);
  }

  /** {@code {lhs={sparsity=1x4 dimension=0 stride=1} rhs={...}}}. */
  List<SparsityDescriptor> readSparsity() {
    List<SparsityDescriptor> sides = new ArrayList<>();
    SubAttributes.read(
        tokens,
        "lhs, rhs",
        side ->
            (side.equals("lhs") || side.equals("rhs"))
                && sides.add(readSparsitySide(side.equals("lhs"))));
    return List.copyOf(sides);
  }

  private SparsityDescriptor readSparsitySide(boolean isLeft) {
    long[] values = {1, 1, 0, 1};
    SubAttributes block =
        SubAttributes.read(
            tokens,
            "dimension, sparsity, stride",
            name -> {
              switch (name) {
                case "sparsity" -> readRatio(values);
                case "dimension" -> values[2] = tokens.integer();
                case "stride" -> values[3] = tokens.integer();
                default -> {
                  return false;
                }
              }
              return true;
            });
    block.require("sparsity");
    block.require("dimension");
    return new SparsityDescriptor(isLeft, values[0], values[1], values[2], values[3]);
  }

  private void readRatio(long[] values) {
    int offset = tokens.start();
    LongList ratio = readSizes();
    if (ratio.size() != 2) {
      throw tokens.error(
          offset, DiagnosticCode.ATTRIBUTE, "expects sparsity N x M, e.g., 1x4", null);
    }
    values[0] = ratio.get(0);
    values[1] = ratio.get(1);
  }

  /** The parts of a window as written; null where not given. */
  private final class Fields {
    private LongList sizes = LongList.empty();
    private LongList strides;
    private List<LongList> pads;
    private LongList baseDilations;
    private LongList windowDilations;
    private LongList reversals;

    Window window(int offset) {
      int rank = sizes.size();
      check(offset, "stride=", strides == null ? rank : strides.size());
      check(offset, "pad=", pads == null ? rank : pads.size());
      check(offset, "lhs_dilate=", baseDilations == null ? rank : baseDilations.size());
      check(offset, "rhs_dilate=", windowDilations == null ? rank : windowDilations.size());
      check(offset, "rhs_reversal=", reversals == null ? rank : reversals.size());
      List<WindowDimension> dimensions = new ArrayList<>(rank);
      for (int i = 0; i < rank; i++) {
        dimensions.add(
            new WindowDimension(
                sizes.get(i),
                strides == null ? 1 : strides.get(i),
                pads == null ? 0 : pads.get(i).get(0),
                pads == null ? 0 : pads.get(i).get(1),
                windowDilations == null ? 1 : windowDilations.get(i),
                baseDilations == null ? 1 : baseDilations.get(i),
                reversals != null && reversals.get(i) != 0));
      }
      return new Window(dimensions);
    }

    private void check(int offset, String part, int count) {
      if (count != sizes.size()) {
        throw tokens.error(
            offset,
            DiagnosticCode.ATTRIBUTE,
            "expects '%s' has the same size as 'size='".formatted(part),
            "size= has %d dimensions, %s has %d".formatted(sizes.size(), part, count));
      }
    }
  }
}
