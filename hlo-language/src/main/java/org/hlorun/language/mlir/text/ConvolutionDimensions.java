package org.hlorun.language.mlir.text;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.mlir.MlirAttribute;
import org.hlorun.language.mlir.MlirAttribute.DenseAttribute;
import org.hlorun.language.mlir.MlirAttribute.DialectAttribute;

/**
 * Reads {@code [b, 0, 1, f]x[0, 1, i, o]->[b, 0, 1, f]}: of input, kernel and output, in the order
 * of their dimensions, the batch, feature or spatial dimension that each is.
 */
final class ConvolutionDimensions {
  private final Tokens tokens;
  private final Map<String, MlirAttribute> fields = new LinkedHashMap<>();

  ConvolutionDimensions(Tokens tokens) {
    this.tokens = tokens;
  }

  /** The {@code stablehlo.conv} attribute with its nine fields. */
  DialectAttribute read() {
    part("input", 'b', "input_batch_dimension", 'f', "input_feature_dimension");
    tokens.expectWord("x");
    part("kernel", 'i', "kernel_input_feature_dimension", 'o', "kernel_output_feature_dimension");
    tokens.expect(TokenKind.ARROW);
    part("output", 'b', "output_batch_dimension", 'f', "output_feature_dimension");
    return new DialectAttribute("stablehlo.conv", fields, "");
  }

  private void part(String prefix, char first, String firstField, char second, String secondField) {
    int offset = tokens.start();
    TreeMap<Long, Long> spatial = new TreeMap<>();
    long[] position = {0, -1, -1};
    tokens.list(
        TokenKind.LEFT_SQUARE,
        TokenKind.RIGHT_SQUARE,
        () -> {
          label(first, second, spatial, position);
          position[0]++;
          return position[0];
        });
    if (position[1] < 0 || position[2] < 0) {
      throw tokens.error(
          offset,
          DiagnosticCode.ATTRIBUTE,
          "Expected " + (position[1] < 0 ? first : second) + " in the " + prefix + " dimensions",
          null);
    }
    if (!spatial.isEmpty() && spatial.lastKey() != spatial.size() - 1) {
      throw tokens.error(
          offset,
          DiagnosticCode.ATTRIBUTE,
          "the spatial dimensions of the " + prefix + " are not consecutive",
          null);
    }
    fields.put(firstField, DialectAttributeReader.integer(position[1]));
    fields.put(secondField, DialectAttributeReader.integer(position[2]));
    long[] places = spatial.values().stream().mapToLong(Long::longValue).toArray();
    fields.put(prefix + "_spatial_dimensions", DenseAttribute.ofLongs(LongList.of(places)));
  }

  /** One label; {@code position} holds its place and the places of the two letters. */
  private void label(char first, char second, Map<Long, Long> spatial, long[] position) {
    int offset = tokens.start();
    if (tokens.at(TokenKind.INTEGER)) {
      if (spatial.put(tokens.integer(), position[0]) != null) {
        throw tokens.error(
            offset, DiagnosticCode.ATTRIBUTE, "Duplicate entries in spatial_dimensions.", null);
      }
      return;
    }
    int slot = tokens.atWord(String.valueOf(first)) ? 1 : 2;
    if (slot == 2 && !tokens.atWord(String.valueOf(second))) {
      throw tokens.error(
          offset,
          DiagnosticCode.ATTRIBUTE,
          "Unexpected dimension label, expected " + first + ", " + second + " or a number",
          null);
    }
    if (position[slot] >= 0) {
      throw tokens.error(
          offset, DiagnosticCode.ATTRIBUTE, "Duplicate entry of a dimension label", null);
    }
    position[slot] = position[0];
    tokens.advance();
  }
}
