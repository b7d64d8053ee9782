package org.hlorun.language.parser;

import static org.hlorun.language.parser.TokenKind.DIM_LABELS;

import java.util.Arrays;
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
          "input, kernel, and output must have same number of spatial dimensions, but got %d, %d, %d, respectively."
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
    private int first = -1;
    private int second = -1;
    private final LongList spatial;

    Labels(int offset, String side, String labels, char firstLabel, char secondLabel) {
      long[] positions = new long[10];
      Arrays.fill(positions, -1);
      int count = (int) labels.chars().filter(NumberScanner::isDigit).count();
      for (int i = 0; i < labels.length(); i++) {
        char label = labels.charAt(i);
        int before;
        if (label == '?') {
          continue;
        } else if (label == firstLabel) {
          before = first;
          first = i;
        } else if (label == secondLabel) {
          before = second;
          second = i;
        } else {
          before = checkedPosition(offset, side, labels, label, positions);
          positions[label - '0'] = i;
        }
        if (before >= 0) {
          throw error(
              offset, "expects unique %s dimension numbers, but sees %s".formatted(side, labels));
        }
      }
      for (int i = 0; i < count; i++) {
        if (positions[i] < 0) {
          throw unexpected(offset, side, count - 1);
        }
      }
      if (first < 0 || second < 0) {
        throw error(
            offset,
            "expects '%c' and '%c' in %s dimension numbers, but sees %s"
                .formatted(firstLabel, secondLabel, side, labels));
      }
      spatial = LongList.of(Arrays.copyOf(positions, count));
    }

    private int checkedPosition(
        int offset, String side, String labels, char label, long[] positions) {
      if (label - '0' >= labels.length() || label - '0' < 0) {
        throw unexpected(offset, side, labels.length() - 1);
      }
      return (int) positions[label - '0'];
    }

    private RuntimeException unexpected(int offset, String side, int greatest) {
      String others = side.equals("rhs") ? "io?" : "bf?";
      return error(
          offset, "expects [0-%d%s] in %s dimension numbers".formatted(greatest, others, side));
    }
  }
}
