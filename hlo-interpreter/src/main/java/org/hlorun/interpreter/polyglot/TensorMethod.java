package org.hlorun.interpreter.polyglot;

import com.oracle.truffle.api.CompilerDirectives.TruffleBoundary;
import com.oracle.truffle.api.interop.ArityException;
import com.oracle.truffle.api.interop.InteropLibrary;
import com.oracle.truffle.api.interop.InvalidArrayIndexException;
import com.oracle.truffle.api.interop.InvalidBufferOffsetException;
import com.oracle.truffle.api.interop.TruffleObject;
import com.oracle.truffle.api.interop.UnknownIdentifierException;
import com.oracle.truffle.api.interop.UnsupportedMessageException;
import com.oracle.truffle.api.interop.UnsupportedTypeException;
import com.oracle.truffle.api.library.ExportLibrary;
import com.oracle.truffle.api.library.ExportMessage;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.hlorun.language.literal.ArrayLiteral;

/** The methods {@code item} and {@code copyInto} of a tensor. */
@ExportLibrary(InteropLibrary.class)
final class TensorMethod implements TruffleObject {
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

  @ExportMessage
  @TruffleBoundary
  Object execute(Object... arguments)
      throws UnsupportedTypeException, ArityException, UnsupportedMessageException {
    return name.equals("item") ? item(arguments) : copyInto(arguments);
  }

  private Object item(Object[] indices) throws UnsupportedTypeException, ArityException {
    ArrayLiteral literal = tensor.literal;
    int rank = literal.shape().rank();
    boolean only = indices.length == 0 && literal.elementCount() == 1;
    if (indices.length != rank && !only) {
      throw ArityException.create(rank, rank, indices.length);
    }
    long linear = 0;
    for (int d = 0; d < indices.length; d++) {
      long index = index(indices[d]);
      if (index < 0 || index >= literal.sizes().get(d)) {
        throw UnsupportedTypeException.create(indices, "index " + index + " is out of bounds");
      }
      linear = linear * literal.shape().dimension(d) + index;
    }
    return Scalars.element(literal, linear);
  }

  private static long index(Object value) throws UnsupportedTypeException {
    try {
      return InteropLibrary.getUncached().asLong(value);
    } catch (UnsupportedMessageException e) {
      throw UnsupportedTypeException.create(new Object[] {value}, "an index must be an integer");
    }
  }

  /**
   * Copies all bytes to the start of a writable buffer, eight at a time, or the elements in
   * row-major order to an array of as many.
   */
  private Object copyInto(Object[] arguments)
      throws UnsupportedTypeException, ArityException, UnsupportedMessageException {
    if (arguments.length != 1) {
      throw ArityException.create(1, 1, arguments.length);
    }
    Object target = arguments[0];
    InteropLibrary interop = InteropLibrary.getUncached(target);
    long bytes = tensor.literal.segment().byteSize();
    if (!interop.hasBufferElements(target) && interop.hasArrayElements(target)) {
      return copyElements(target, arguments);
    }
    if (!interop.hasBufferElements(target)
        || !interop.isBufferWritable(target)
        || interop.getBufferSize(target) < bytes) {
      throw UnsupportedTypeException.create(
          arguments,
          "copyInto wants a writable buffer of at least %d bytes or an array of %d elements"
              .formatted(bytes, tensor.literal.elementCount()));
    }
    try {
      long i = 0;
      for (; i + 8 <= bytes; i += 8) {
        long word = tensor.readBufferLong(ByteOrder.LITTLE_ENDIAN, i);
        interop.writeBufferLong(target, ByteOrder.LITTLE_ENDIAN, i, word);
      }
      for (; i < bytes; i++) {
        interop.writeBufferByte(target, i, tensor.literal.segment().get(ValueLayout.JAVA_BYTE, i));
      }
    } catch (InvalidBufferOffsetException e) {
      throw UnsupportedTypeException.create(arguments, "the buffer changed its size");
    }
    return target;
  }

  private Object copyElements(Object target, Object[] arguments)
      throws UnsupportedTypeException, UnsupportedMessageException {
    InteropLibrary interop = InteropLibrary.getUncached(target);
    long count = tensor.literal.elementCount();
    if (interop.getArraySize(target) != count) {
      throw UnsupportedTypeException.create(
          arguments,
          "copyInto: the array has %d elements, and the tensor %d"
              .formatted(interop.getArraySize(target), count));
    }
    try {
      for (long i = 0; i < count; i++) {
        interop.writeArrayElement(target, i, Scalars.element(tensor.literal, i));
      }
    } catch (InvalidArrayIndexException e) {
      throw UnsupportedTypeException.create(arguments, "the array changed its size");
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
