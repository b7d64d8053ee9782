package org.hlorun.interpreter.polyglot;

import com.oracle.truffle.api.CompilerDirectives.TruffleBoundary;
import com.oracle.truffle.api.interop.InteropException;
import com.oracle.truffle.api.interop.InteropLibrary;
import com.oracle.truffle.api.interop.TruffleObject;
import com.oracle.truffle.api.interop.UnknownIdentifierException;
import com.oracle.truffle.api.library.ExportLibrary;
import com.oracle.truffle.api.library.ExportMessage;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.shape.ArrayShape;

/** The methods {@code item} and {@code copyInto} of a tensor. */
@ExportLibrary(InteropLibrary.class)
final class TensorMethod implements TruffleObject {
  private static final InteropLibrary INTEROP = InteropLibrary.getUncached();
  private static final String REMEDY =
      "give a writable buffer of at least byteLength bytes, or an array of size elements";

  private final Tensor tensor;
  private final String name;

  TensorMethod(Tensor tensor, String name) {
    this.tensor = tensor;
    this.name = name;
  }

  @ExportMessage
  boolean isExecutable() {
    return true;
  }

  /**
   * @throws HloError if the arguments do not fit: engines drop the messages of interop's exceptions
   */
  @ExportMessage
  @TruffleBoundary
  Object execute(Object... arguments) {
    try {
      return name.equals("item") ? item(arguments) : copyInto(arguments);
    } catch (InteropException e) {
      throw refuse(e.getMessage(), null);
    }
  }

  private HloError refuse(String message, String remedy) {
    return HloError.ofValue(
        HloException.of(
            DiagnosticCode.ARGUMENT,
            "%s of %s: %s".formatted(name, tensor.literal.shape().text(false), message),
            remedy));
  }

  private Object item(Object[] indices) throws InteropException {
    ArrayLiteral literal = tensor.literal;
    int rank = literal.shape().rank();
    boolean only = indices.length == 0 && literal.elementCount() == 1;
    if (indices.length != rank && !only) {
      throw refuse("there are %d indices, not %d".formatted(indices.length, rank), null);
    }
    long linear = 0;
    for (int d = 0; d < indices.length; d++) {
      if (!INTEROP.fitsInLong(indices[d])) {
        throw refuse("an index must be an integer", null);
      }
      long index = INTEROP.asLong(indices[d]);
      if (index < 0 || index >= literal.sizes().get(d)) {
        throw refuse("index %d is out of bounds in dimension %d".formatted(index, d), null);
      }
      linear = linear * literal.shape().dimension(d) + index;
    }
    return Scalars.element(literal, linear);
  }

  /**
   * Copies all bytes to the start of a writable buffer of raw bytes or of the same elements, or the
   * elements in row-major order to a buffer of as many of another type, or to an array.
   */
  private Object copyInto(Object[] arguments) throws InteropException {
    if (arguments.length != 1) {
      throw refuse("there are %d arguments, not 1".formatted(arguments.length), REMEDY);
    }
    Object target = arguments[0];
    ForeignBuffers.View view = target instanceof Tensor ? null : ForeignBuffers.view(target);
    boolean same = view != null && view.holds(tensor.literal.elementType());
    if (view == null || tensor.literal.elementType().isComplex() && !same) {
      return copyElements(target);
    }
    if (!INTEROP.isBufferWritable(view.buffer())) {
      throw refuse("the buffer is read-only", REMEDY);
    }
    ArrayLiteral source = same ? tensor.literal : as(view);
    long bytes = source.segment().byteSize();
    if (view.bytes() < bytes) {
      throw refuse("the buffer has %d bytes, not %d".formatted(view.bytes(), bytes), REMEDY);
    }
    ForeignBuffers.write(source.segment(), view);
    return target;
  }

  private ArrayLiteral as(ForeignBuffers.View view) {
    ArrayShape shape = ArrayShape.of(view.type(), tensor.literal.elementCount());
    if (view.bytes() != shape.byteSize()) {
      long given = view.bytes() / view.type().byteSize();
      throw refuse("there are %d elements, not %d".formatted(given, shape.elementCount()), REMEDY);
    }
    try {
      return ForeignBuffers.convert("the target", shape, tensor.literal);
    } catch (HloException e) {
      throw HloError.ofValue(e);
    }
  }

  private Object copyElements(Object target) throws InteropException {
    long count = tensor.literal.elementCount();
    if (!INTEROP.hasArrayElements(target) || target instanceof Tensor) {
      throw refuse("it is no place to write to", REMEDY);
    }
    if (INTEROP.getArraySize(target) != count) {
      throw refuse(
          "the array has %d elements, not %d".formatted(INTEROP.getArraySize(target), count),
          REMEDY);
    }
    for (long i = 0; i < count; i++) {
      INTEROP.writeArrayElement(target, i, Scalars.element(tensor.literal, i));
    }
    return target;
  }

  /** The real or imaginary part of a complex tensor, as a tensor of the component type. */
  static Tensor component(Tensor tensor, String which) throws UnknownIdentifierException {
    ArrayLiteral source = tensor.literal;
    if (!source.elementType().isComplex()) {
      throw UnknownIdentifierException.create(which);
    }
    ArrayLiteral part =
        ArrayLiteral.allocate(source.shape().withElementType(source.elementType().componentType()));
    for (long i = 0; i < source.elementCount(); i++) {
      part.setDouble(i, which.equals("real") ? source.getDouble(i) : source.getImaginary(i));
    }
    return new Tensor(part.withSizes(source.sizes()));
  }
}
