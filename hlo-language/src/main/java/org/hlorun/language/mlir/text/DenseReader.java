package org.hlorun.language.mlir.text;

import java.util.Optional;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.mlir.MlirAttribute;
import org.hlorun.language.mlir.MlirAttribute.ResourceAttribute;
import org.hlorun.language.mlir.MlirElementTypes;
import org.hlorun.language.mlir.MlirType;
import org.hlorun.language.mlir.MlirType.TensorType;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;

/**
 * Reads {@code dense<...> : type}, {@code array<type: ...>} and {@code dense_resource<key> : type}.
 * Memory is taken only in proportion to the text of the elements.
 */
final class DenseReader {
  private final Readers readers;
  private final Tokens tokens;

  DenseReader(Readers readers) {
    this.readers = readers;
    this.tokens = readers.tokens();
  }

  private static TensorType arrayType(long count, MlirType element) {
    return new TensorType(LongList.of(count), element, Optional.empty());
  }

  /** {@code dense<...> : type}; the type comes last, so the elements are read after it. */
  MlirAttribute elements() {
    tokens.advance();
    if (!tokens.at(TokenKind.LESS)) {
      throw tokens.error("expected '<' after 'dense'");
    }
    int bodyStart = tokens.end();
    int bodyEnd = Bodies.end(tokens, tokens.start());
    tokens.restart(bodyEnd + 1);
    tokens.expect(TokenKind.COLON);
    TensorType type = tensorType();
    ArrayShape shape = shape(bodyStart, type);
    return new ElementsReader(tokens, type, shape, bodyStart, bodyEnd).read();
  }

  private TensorType tensorType() {
    int offset = tokens.start();
    MlirType type = readers.types().read();
    if (!(type instanceof TensorType tensor)) {
      throw literal(offset, "elements literal must be a ranked tensor");
    }
    if (tensor.dimensions().contains(TensorType.DYNAMIC)) {
      throw literal(offset, "elements literal type must have static shape");
    }
    return tensor;
  }

  /** The shape of the elements in memory. */
  private ArrayShape shape(int offset, TensorType type) {
    ElementType element =
        MlirElementTypes.of(type.element())
            .orElseThrow(
                () ->
                    literal(
                        offset,
                        "elements of type "
                            + TypePrinter.text(type.element())
                            + " are not supported"));
    if (type.dimensions().size() > ArrayShape.MAX_RANK) {
      throw literal(offset, "rank above the limit " + ArrayShape.MAX_RANK);
    }
    ArrayShape shape = ArrayShape.of(element, type.dimensions());
    try {
      shape.byteSize();
    } catch (ArithmeticException e) {
      throw literal(offset, "the size of " + TypePrinter.text(type) + " exceeds 2^63 bytes");
    }
    return shape;
  }

  /** {@code array<i64: 1, 2>}, {@code array<i1: true>}, {@code array<i32>}. */
  MlirAttribute array() {
    tokens.advance();
    if (!tokens.at(TokenKind.LESS)) {
      throw tokens.error("expected '<' after 'array'");
    }
    int bodyEnd = Bodies.end(tokens, tokens.start());
    tokens.advance();
    int offset = tokens.start();
    MlirType element = readers.types().read();
    TensorType scalar = new TensorType(LongList.empty(), element, Optional.empty());
    ArrayShape shape = shape(offset, scalar);
    if (shape.elementType().isComplex()) {
      throw literal(offset, "expected integer or float type");
    }
    int bodyStart = tokens.at(TokenKind.COLON) ? tokens.end() : bodyEnd;
    if (!tokens.at(TokenKind.COLON) && tokens.start() != bodyEnd) {
      throw tokens.error("expected ':' or '>'");
    }
    long count = bodyStart == bodyEnd ? 0 : 1;
    for (int i = bodyStart; i < bodyEnd; i++) {
      count += tokens.source().at(i) == ',' ? 1 : 0;
    }
    tokens.restart(bodyEnd + 1);
    TensorType type = arrayType(count, element);
    ArrayShape arrayShape = ArrayShape.of(shape.elementType(), count);
    return new ElementsReader(tokens, type, arrayShape, bodyStart, bodyEnd).readArray();
  }

  /** {@code dense_resource<key> : type}, with the data of the file's resource section. */
  MlirAttribute resource() {
    tokens.advance();
    tokens.expect(TokenKind.LESS);
    String key = tokens.at(TokenKind.STRING) ? tokens.string() : tokens.word();
    tokens.expect(TokenKind.GREATER);
    tokens.expect(TokenKind.COLON);
    int offset = tokens.start();
    MlirType type = readers.types().read();
    ResourceTable.Blob blob = readers.resources().blob(key);
    if (blob == null) {
      return new ResourceAttribute(key, type);
    }
    tokens.restart(offset);
    TensorType tensor = tensorType();
    return HexData.resource(tokens, blob, tensor, shape(offset, tensor));
  }

  private HloException literal(int offset, String message) {
    return tokens.error(offset, DiagnosticCode.LITERAL, message, null);
  }
}
