package org.hlorun.language.mlir.text;

import java.util.ArrayList;
import java.util.List;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.mlir.MlirType;
import org.hlorun.language.mlir.MlirType.DialectType;
import org.hlorun.language.mlir.MlirType.IntegerType;
import org.hlorun.language.mlir.MlirType.QuantizedType;
import org.hlorun.language.mlir.MlirType.Signedness;

/**
 * Reads {@code !quant.uniform<i8<-127:127>:f32, 0.1:3>} and the per-axis form {@code
 * !quant.uniform<i8:f32:1, {0.1:3, 0.2}>}. Sub-channel quantization is kept as text.
 */
final class QuantizedTypeReader {
  private final Readers readers;
  private final Tokens tokens;

  QuantizedTypeReader(Readers readers) {
    this.readers = readers;
    this.tokens = readers.tokens();
  }

  /** Reads from the name on, which is current. */
  MlirType read() {
    int open = tokens.end();
    tokens.advance();
    tokens.expect(TokenKind.LESS);
    IntegerType storage = storage();
    long min = storage.signedness() == Signedness.UNSIGNED ? 0 : -1L << (storage.width() - 1);
    long max = storage.signedness() == Signedness.UNSIGNED ? ~(-1L << storage.width()) : ~min;
    if (tokens.accept(TokenKind.LESS)) {
      min = tokens.integer();
      tokens.expect(TokenKind.COLON);
      max = tokens.integer();
      tokens.expect(TokenKind.GREATER);
    }
    tokens.expect(TokenKind.COLON);
    MlirType expressed = readers.types().read();
    int axis = -1;
    if (tokens.accept(TokenKind.COLON)) {
      if (tokens.at(TokenKind.LEFT_BRACE)) {
        return subChannel(open);
      }
      axis = axis();
    }
    tokens.expect(TokenKind.COMMA);
    List<Double> scales = new ArrayList<>();
    List<Long> zeroPoints = new ArrayList<>();
    if (axis < 0) {
      scale(scales, zeroPoints);
    } else {
      tokens.list(TokenKind.LEFT_BRACE, TokenKind.RIGHT_BRACE, () -> scale(scales, zeroPoints));
    }
    tokens.expect(TokenKind.GREATER);
    LongList points = LongList.of(zeroPoints.stream().mapToLong(Long::longValue).toArray());
    return new QuantizedType(storage, min, max, expressed, axis, scales, points);
  }

  private DialectType subChannel(int open) {
    int end = Bodies.end(tokens, open);
    tokens.restart(end + 1);
    return new DialectType("quant.uniform", tokens.source().slice(open + 1, end), List.of());
  }

  /** {@code i8}, {@code ui8} or, as MLIR prints it, {@code u8}. */
  private IntegerType storage() {
    int offset = tokens.start();
    String word = tokens.at(TokenKind.BARE_ID) ? tokens.text() : "";
    MlirType type;
    if (word.equals("u8") || word.equals("u16") || word.equals("u32") || word.equals("u4")) {
      tokens.advance();
      type = new IntegerType(Integer.parseInt(word.substring(1)), Signedness.UNSIGNED);
    } else {
      type = readers.types().read();
    }
    if (type instanceof IntegerType integer && integer.width() >= 1 && integer.width() <= 32) {
      return integer;
    }
    throw tokens.error(
        offset, DiagnosticCode.SHAPE, "illegal storage type size of a quantized type", null);
  }

  private int axis() {
    int offset = tokens.start();
    long axis = tokens.integer();
    if (axis < 0 || axis > Integer.MAX_VALUE) {
      throw tokens.error(
          offset, DiagnosticCode.SHAPE, "illegal quantized dimension: " + axis, null);
    }
    return (int) axis;
  }

  private boolean scale(List<Double> scales, List<Long> zeroPoints) {
    scales.add(tokens.decimal());
    zeroPoints.add(tokens.accept(TokenKind.COLON) ? tokens.integer() : 0);
    return true;
  }
}
