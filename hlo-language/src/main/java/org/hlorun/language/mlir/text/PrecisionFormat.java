package org.hlorun.language.mlir.text;

import java.math.BigInteger;
import org.hlorun.language.diagnostic.DiagnosticCode;

/** {@code e5m10}: the bits of exponent and mantissa. */
final class PrecisionFormat implements Form {
  @Override
  public void read(Readers in, OperationState operation) {
    Tokens tokens = in.tokens();
    int offset = tokens.start();
    String word = tokens.word();
    int m = word.indexOf('m');
    if (word.charAt(0) != 'e' || !isNumber(word, 1, m) || !isNumber(word, m + 1, word.length())) {
      throw tokens.error(
          offset,
          DiagnosticCode.SYNTAX,
          "expected exponent mantissa in format e#m#, saw " + word,
          null);
    }
    put(in, operation, offset, "exponent_bits", word.substring(1, m));
    put(in, operation, offset, "mantissa_bits", word.substring(m + 1));
  }

  private static boolean isNumber(String word, int start, int end) {
    for (int i = start; i < end; i++) {
      if (!Lexer.isDigit(word.charAt(i))) {
        return false;
      }
    }
    return end > start && end - start <= 9;
  }

  private static void put(
      Readers in, OperationState operation, int offset, String key, String digits) {
    operation.put(
        key, in.attributes().integer(offset, new BigInteger(digits), AttributeReader.I32));
  }
}
