package org.hlorun.language.mlir.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.mlir.MlirAttribute.DenseAttribute;
import org.hlorun.language.mlir.MlirType.TensorType;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;

/**
 * The window of a convolution: {@code {stride = [..], pad = [[low, high], ..], lhs_dilate = [..],
 * rhs_dilate = [..], reverse = [..]}}, each key at most once.
 */
final class ConvolutionWindow implements Form {
  /** {@code [b, 0, 1, f]x[0, 1, i, o]->[b, 0, 1, f]}. */
  static final Form DIMENSION_NUMBERS =
      (in, operation) ->
          operation.put("dimension_numbers", new ConvolutionDimensions(in.tokens()).read());

  @Override
  public void read(Readers in, OperationState convolution) {
    in.tokens()
        .list(
            TokenKind.LEFT_BRACE,
            TokenKind.RIGHT_BRACE,
            () -> {
              entry(in, convolution);
              return convolution;
            });
  }

  private static void entry(Readers in, OperationState convolution) {
    Tokens tokens = in.tokens();
    int offset = tokens.start();
    String key = tokens.word();
    tokens.expect(TokenKind.EQUAL);
    switch (key) {
      case "stride" -> convolution.put("window_strides", DenseAttribute.ofLongs(Parts.longs(in)));
      case "pad" -> convolution.put("padding", padding(in));
      case "lhs_dilate" -> convolution.put("lhs_dilation", DenseAttribute.ofLongs(Parts.longs(in)));
      case "rhs_dilate" -> convolution.put("rhs_dilation", DenseAttribute.ofLongs(Parts.longs(in)));
      case "reverse" -> convolution.put("window_reversal", reversal(tokens));
      default ->
          throw tokens.error(
              offset,
              DiagnosticCode.SYNTAX,
              "Unexpected keyword " + key,
              "the keys are stride, pad, lhs_dilate, rhs_dilate, reverse");
    }
  }

  /** {@code [[low, high], ...]} as a tensor of two columns. */
  private static DenseAttribute padding(Readers in) {
    Tokens tokens = in.tokens();
    List<LongList> rows = new ArrayList<>();
    tokens.list(
        TokenKind.LEFT_SQUARE,
        TokenKind.RIGHT_SQUARE,
        () -> {
          int offset = tokens.start();
          LongList row = Parts.longs(in);
          if (row.size() != 2) {
            throw tokens.error(
                offset, DiagnosticCode.ATTRIBUTE, "Expected array with 2 elements", null);
          }
          return rows.add(row);
        });
    ArrayLiteral values = ArrayLiteral.allocate(ArrayShape.of(ElementType.S64, rows.size(), 2));
    for (int i = 0; i < rows.size(); i++) {
      values.setLong(2L * i, rows.get(i).get(0));
      values.setLong(2L * i + 1, rows.get(i).get(1));
    }
    LongList dimensions = values.shape().dimensions();
    TensorType type = new TensorType(dimensions, AttributeReader.I64, Optional.empty());
    return new DenseAttribute(type, values, false);
  }

  /** {@code [true, false]}, or with ones and zeros, as {@code array<i1: true, false>}. */
  private static DenseAttribute reversal(Tokens tokens) {
    List<Boolean> flags =
        tokens.list(TokenKind.LEFT_SQUARE, TokenKind.RIGHT_SQUARE, () -> flag(tokens));
    ArrayLiteral values = ArrayLiteral.allocate(ArrayShape.of(ElementType.PRED, flags.size()));
    for (int i = 0; i < flags.size(); i++) {
      values.setLong(i, flags.get(i) ? 1 : 0);
    }
    TensorType type =
        new TensorType(LongList.of(flags.size()), AttributeReader.I1, Optional.empty());
    return new DenseAttribute(type, values, false);
  }

  private static boolean flag(Tokens tokens) {
    if (tokens.at(TokenKind.INTEGER) || tokens.at(TokenKind.MINUS)) {
      return tokens.integer() != 0;
    }
    boolean value = tokens.acceptWord("true");
    if (!value) {
      tokens.expectWord("false");
    }
    return value;
  }
}
