package org.hlorun.language.mlir.text;

import java.lang.foreign.MemorySegment;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.mlir.MlirAttribute.DenseAttribute;
import org.hlorun.language.mlir.MlirType.TensorType;
import org.hlorun.language.mlir.RawElements;
import org.hlorun.language.shape.ArrayShape;

/** Elements as hexadecimal data, which are those of {@link RawElements}. */
final class HexData {
  /** Resources begin with their alignment, four bytes. */
  private static final int ALIGNMENT_DIGITS = 8;

  private HexData() {}

  /** The attribute of the string {@code 0x...} whose contents are {@code [start, end)}. */
  static DenseAttribute elements(
      Tokens tokens, int start, int end, TensorType type, ArrayShape shape) {
    return data(tokens, start, digits(tokens, start, end), end, type, shape);
  }

  /** The attribute of a resource. */
  static DenseAttribute resource(
      Tokens tokens, ResourceTable.Blob blob, TensorType type, ArrayShape shape) {
    int digits = digits(tokens, blob.start(), blob.end()) + ALIGNMENT_DIGITS;
    if (digits > blob.end()) {
      throw error(
          tokens,
          blob.start(),
          "expected hex string blob for key '"
              + blob.key()
              + "' to encode alignment in first 4 bytes");
    }
    DenseAttribute attribute = data(tokens, blob.start(), digits, blob.end(), type, shape);
    if (attribute.splat() && shape.elementCount() != 1) {
      throw size(tokens, blob.start(), type);
    }
    return attribute;
  }

  /** Passes {@code 0x}. */
  private static int digits(Tokens tokens, int start, int end) {
    SourceText source = tokens.source();
    boolean hex = end - start >= 2 && source.at(start) == '0' && source.at(start + 1) == 'x';
    if (!hex || (end - start) % 2 != 0) {
      throw error(tokens, start, "expected string containing hex digits starting with `0x`");
    }
    return start + 2;
  }

  private static DenseAttribute data(
      Tokens tokens, int offset, int start, int end, TensorType type, ArrayShape shape) {
    SourceText source = tokens.source();
    byte[] bytes = new byte[(end - start) / 2];
    for (int i = 0; i < bytes.length; i++) {
      int high = Character.digit(source.at(start + 2 * i), 16);
      int low = Character.digit(source.at(start + 2 * i + 1), 16);
      if ((high | low) < 0) {
        throw error(
            tokens, start + 2 * i, "expected string containing hex digits starting with `0x`");
      }
      bytes[i] = (byte) (high << 4 | low);
    }
    return RawElements.of(type, shape, MemorySegment.ofArray(bytes))
        .orElseThrow(() -> size(tokens, offset, type));
  }

  private static HloException size(Tokens tokens, int offset, TensorType type) {
    return error(
        tokens,
        offset,
        "elements hex data size is invalid for provided type: " + TypePrinter.text(type));
  }

  private static HloException error(Tokens tokens, int offset, String message) {
    return tokens.error(offset, DiagnosticCode.LITERAL, message, null);
  }
}
