package org.hlorun.language.parser;

import static org.hlorun.language.parser.TokenKind.DIM_LABELS;

import org.hlorun.language.attribute.ConvolutionDimensions;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.diagnostic.DiagnosticCode;

/** Reads the dimension labels of a convolution: {@code b01f_01io->b01f}. */
final class DimensionLabelsReader {
  private final Tokens tokens;

  DimensionLabelsReader(Tokens tokens) {
    this.tokens = tokens;
  }

  ConvolutionDimensions read() {
    int offset = tokens.start();
    String text = tokens.expectText(DIM_LABELS, "expects dim labels pattern, e.g., 'bf0_0io->0bf'");
    int underscore = text.indexOf('_');
    int arrow = text.indexOf("->");
    Labels left = new Labels(offset, "lhs", text.substring(0, underscore), 'b', 'f');
    Labels right = new Labels(offset, "rhs", text.substring(underscore + 1, arrow), 'i', 'o');
    Labels output = new Labels(offset, "output", text.substring(arrow + 2), 'b', 'f');
    if (left.spatial.size() != right.spatial.size()
        || left.spatial.size() != output.spatial.size()) {
      throw error(
          offset,
          ("input, kernel, and output must have same number of spatial dimensions, but got"
                  + " %d, %d, %d, respectively.")
              .formatted(left.spatial.size(), right.spatial.size(), output.spatial.size()));
    }
    return new ConvolutionDimensions(
        left.first,
        left.second,
        left.spatial,
        right.first,
        right.second,
        right.spatial,
        output.first,
        output.second,
        output.spatial,
        text);
  }

  private RuntimeException error(int offset, String message) {
    return tokens.error(offset, DiagnosticCode.ATTRIBUTE, message, null);
  }

  /** The positions of the labels of one operand. */
  private final class Labels {
    private final int offset;
    private final String side;
    private final String labels;
    private final int first;
    private final int second;
    private final LongList spatial;

    Labels(int offset, String side, String labels, char firstLabel, char secondLabel) {
      this.offset = offset;
      this.side = side;
      this.labels = labels;
      checkUnique();
      this.first = labels.indexOf(firstLabel);
      this.second = labels.indexOf(secondLabel);
      this.spatial = spatialPositions();
      if (first < 0 || second < 0) {
        throw error(
            offset,
            "expects '%c' and '%c' in %s dimension numbers, but sees %s"
                .formatted(firstLabel, secondLabel, side, labels));
      }
    }

    private void checkUnique() {
      for (int i = 0; i < labels.length(); i++) {
        char label = labels.charAt(i);
        if (label != '?' && labels.indexOf(label) != i) {
          throw error(
              offset, "expects unique %s dimension numbers, but sees %s".formatted(side, labels));
        }
      }
    }

    /** Where each of the spatial numbers 0, 1, ... stands. */
    private LongList spatialPositions() {
      int count = 0;
      for (int i = 0; i < labels.length(); i++) {
        count += NumberScanner.isDigit(labels.charAt(i)) ? 1 : 0;
      }
      long[] positions = new long[count];
      for (int number = 0; number < count; number++) {
        positions[number] = labels.indexOf('0' + number);
        if (positions[number] < 0) {
          throw error(
              offset,
              "expects [0-%d%s] in %s dimension numbers"
                  .formatted(count - 1, side.equals("rhs") ? "io?" : "bf?", side));
        }
      }
      return LongList.of(positions);
    }
  }
}
