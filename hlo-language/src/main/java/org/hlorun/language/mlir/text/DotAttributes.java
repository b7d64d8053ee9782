package org.hlorun.language.mlir.text;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.mlir.MlirAttribute;
import org.hlorun.language.mlir.MlirAttribute.ArrayAttribute;
import org.hlorun.language.mlir.MlirAttribute.DenseAttribute;
import org.hlorun.language.mlir.MlirAttribute.DialectAttribute;

/**
 * What follows the operands of a dot: {@code , batching_dims = [0] x [0], contracting_dims = [2] x
 * [1], precision = [DEFAULT, DEFAULT], algorithm = <...>}.
 */
final class DotAttributes implements Form {
  private final boolean general;

  /**
   * @param general whether dimension numbers are written
   */
  DotAttributes(boolean general) {
    this.general = general;
  }

  @Override
  public void read(Readers in, OperationState dot) {
    Tokens tokens = in.tokens();
    if (general) {
      tokens.expect(TokenKind.COMMA);
      dimensionNumbers(in, dot);
    }
    while (tokens.accept(TokenKind.COMMA)) {
      if (tokens.acceptWord("algorithm")) {
        tokens.expect(TokenKind.EQUAL);
        dot.put(
            "algorithm",
            tokens.at(TokenKind.LESS)
                ? in.attributes().dialects().stripped("stablehlo.dot_algorithm")
                : in.attributes().read());
      } else {
        tokens.expectWord("precision");
        tokens.expect(TokenKind.EQUAL);
        dot.put("precision_config", precision(tokens));
      }
    }
  }

  private static void dimensionNumbers(Readers in, OperationState dot) {
    Tokens tokens = in.tokens();
    LongList leftBatch = LongList.empty();
    LongList rightBatch = LongList.empty();
    if (tokens.acceptWord("batching_dims")) {
      tokens.expect(TokenKind.EQUAL);
      leftBatch = Parts.longs(in);
      tokens.expectWord("x");
      rightBatch = Parts.longs(in);
      tokens.expect(TokenKind.COMMA);
    }
    tokens.expectWord("contracting_dims");
    tokens.expect(TokenKind.EQUAL);
    LongList left = Parts.longs(in);
    tokens.expectWord("x");
    LongList right = Parts.longs(in);
    Map<String, MlirAttribute> fields = new LinkedHashMap<>();
    fields.put("lhs_batching_dimensions", DenseAttribute.ofLongs(leftBatch));
    fields.put("rhs_batching_dimensions", DenseAttribute.ofLongs(rightBatch));
    fields.put("lhs_contracting_dimensions", DenseAttribute.ofLongs(left));
    fields.put("rhs_contracting_dimensions", DenseAttribute.ofLongs(right));
    dot.put("dot_dimension_numbers", new DialectAttribute("stablehlo.dot", fields, ""));
  }

  private static MlirAttribute precision(Tokens tokens) {
    List<MlirAttribute> words =
        tokens.list(
            TokenKind.LEFT_SQUARE,
            TokenKind.RIGHT_SQUARE,
            () -> new DialectAttribute("stablehlo.precision", Map.of(), tokens.word()));
    return new ArrayAttribute(words);
  }
}
