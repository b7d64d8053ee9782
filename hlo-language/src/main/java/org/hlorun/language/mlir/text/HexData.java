package org.hlorun.language.mlir.text;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.mlir.MlirAttribute.DenseAttribute;
import org.hlorun.language.mlir.MlirType.TensorType;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;

/**
 * Elements as hexadecimal data: row major, little endian, one after the other, those of less than a
 * byte in a byte each. {@code i1} elements are a byte each or, as older versions of MLIR print
 * them, a bit each, the lowest bit first. The data of one element alone are a splat.
 */
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
    ElementType element = shape.elementType();
    int bytes = (end - start) / 2;
    long count = shape.elementCount();
    boolean packed = element.isPred() && bytes != count && bytes == (count + 7) / 8;
    if (!packed && bytes == element.byteSize() && count != 1) {
      ArrayLiteral value = ArrayLiteral.allocate(ArrayShape.scalar(element));
      decode(tokens, start, value.segment());
      canonicalise(value);
      return new DenseAttribute(type, value, true);
    }
    if (!packed && bytes != shape.byteSize()) {
      throw size(tokens, offset, type);
    }
    ArrayLiteral values = ArrayLiteral.allocate(shape);
    if (packed) {
      byte[] bits = new byte[bytes];
      decode(tokens, start, MemorySegment.ofArray(bits));
      for (long i = 0; i < count; i++) {
        values.setBits(i, bits[(int) (i / 8)] >>> (i % 8) & 1);
      }
    } else {
      decode(tokens, start, values.segment());
      canonicalise(values);
    }
    return new DenseAttribute(type, values, false);
  }

  private static void decode(Tokens tokens, int start, MemorySegment bytes) {
    SourceText source = tokens.source();
    int offset = start;
    for (long i = 0; i < bytes.byteSize(); i++, offset += 2) {
      int high = Character.digit(source.at(offset), 16);
      int low = Character.digit(source.at(offset + 1), 16);
      if ((high | low) < 0) {
        throw error(tokens, offset, "expected string containing hex digits starting with `0x`");
      }
      bytes.set(ValueLayout.JAVA_BYTE, i, (byte) (high << 4 | low));
    }
  }

  /** Sets the unused bits of elements of less than a byte as literals have them. */
  private static void canonicalise(ArrayLiteral values) {
    ElementType type = values.elementType();
    if (type.isPred()) {
      for (long i = 0; i < values.elementCount(); i++) {
        values.setBits(i, values.segment().get(ValueLayout.JAVA_BYTE, i) == 0 ? 0 : 1);
      }
    } else if (type.bitWidth() < 8) {
      for (long i = 0; i < values.elementCount(); i++) {
        values.setBits(i, values.getBits(i));
      }
    }
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
