package org.hlorun.interpreter.polyglot;

import com.oracle.truffle.api.TruffleLanguage;
import com.oracle.truffle.api.interop.InteropException;
import com.oracle.truffle.api.interop.InteropLibrary;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.literal.TokenLiteral;
import org.hlorun.language.literal.TupleLiteral;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;
import org.hlorun.language.shape.Shape;
import org.hlorun.language.shape.TupleShape;

/**
 * Values of other languages as literals of a wanted shape. Tensors are taken as they are; Java
 * arrays, buffers, memory segments and typed arrays of the same element type in one copy; other
 * arrays element by element.
 */
final class TensorReader {
  private static final InteropLibrary INTEROP = InteropLibrary.getUncached();

  private final TruffleLanguage.Env env;

  TensorReader(TruffleLanguage.Env env) {
    this.env = env;
  }

  /**
   * Reads a value.
   *
   * @param what the parameter, for messages
   * @throws HloException ({@code ARGUMENT}) if the value does not fit the shape
   */
  Literal read(String what, Shape shape, Object value) {
    try {
      return switch (shape) {
        case ArrayShape array -> readArray(what, array, value);
        case TupleShape tuple -> readTuple(what, tuple, value);
        default -> new TokenLiteral(shape);
      };
    } catch (InteropException e) {
      throw misfit(what, shape, "it cannot be read: " + e.getMessage());
    }
  }

  private Literal readTuple(String what, TupleShape shape, Object value) throws InteropException {
    if (value instanceof TensorTuple tuple) {
      return tuple.literal;
    }
    if (!INTEROP.hasArrayElements(value) || INTEROP.getArraySize(value) != shape.size()) {
      throw misfit(what, shape, "a list of " + shape.size() + " values is wanted");
    }
    List<Literal> elements = new ArrayList<>();
    for (int i = 0; i < shape.size(); i++) {
      elements.add(
          read(what + "{" + i + "}", shape.element(i), INTEROP.readArrayElement(value, i)));
    }
    return new TupleLiteral(elements);
  }

  private Literal readArray(String what, ArrayShape shape, Object value) throws InteropException {
    boolean sameType =
        value instanceof Tensor tensor && tensor.literal.elementType() == shape.elementType();
    if (sameType) {
      return ((Tensor) value).literal; // the run checks its shape
    }
    if (env.isHostObject(value)) {
      ArrayLiteral literal = HostArrays.read(what, shape, env.asHostObject(value));
      if (literal != null) {
        return literal;
      }
    }
    // A tensor of another type is an array or a number like any other.
    ArrayLiteral literal = value instanceof Tensor ? null : ForeignBuffers.read(what, shape, value);
    if (literal != null) {
      return literal;
    }
    ArrayLiteral target = ArrayLiteral.allocate(shape);
    fill(what, target, 0, 0, value);
    return target;
  }

  /**
   * Fills the sub-array that begins at a linear index from a nested list, a flat list only at the
   * outermost level.
   */
  private void fill(String what, ArrayLiteral target, int dimension, long start, Object value)
      throws InteropException {
    ArrayShape shape = target.shape();
    if (dimension == shape.rank()) {
      store(what, target, start, value);
      return;
    }
    if (!INTEROP.hasArrayElements(value)) {
      throw misfit(what, shape, "a list is wanted where there is " + describe(value));
    }
    long size = shape.dimension(dimension);
    long given = INTEROP.getArraySize(value);
    long inner = 1;
    for (int d = dimension + 1; d < shape.rank(); d++) {
      inner *= shape.dimension(d);
    }
    boolean flat =
        dimension == 0 && shape.rank() > 1 && given == size * inner && isScalarList(value);
    if (given != size && !flat) {
      throw misfit(
          what, shape, "dimension %d has %d elements, not %d".formatted(dimension, given, size));
    }
    for (long i = 0; i < given; i++) {
      Object element = INTEROP.readArrayElement(value, i);
      if (flat) {
        store(what, target, i, element);
      } else {
        fill(what, target, dimension + 1, start + i * inner, element);
      }
    }
  }

  private static boolean isScalarList(Object value) throws InteropException {
    return INTEROP.getArraySize(value) > 0
        && !INTEROP.hasArrayElements(INTEROP.readArrayElement(value, 0));
  }

  private static void store(String what, ArrayLiteral target, long index, Object value)
      throws InteropException {
    ElementType type = target.elementType();
    if (INTEROP.isBoolean(value)) {
      target.setLong(index, INTEROP.asBoolean(value) ? 1 : 0);
    } else if (INTEROP.fitsInLong(value)) {
      target.setLong(index, integer(what, target.shape(), INTEROP.asLong(value)));
    } else if (INTEROP.fitsInDouble(value) && (type.isFloat() || type.isComplex())) {
      target.setDouble(index, INTEROP.asDouble(value));
    } else if (INTEROP.fitsInBigInteger(value)) {
      storeBig(what, target, index, INTEROP.asBigInteger(value));
    } else if (type.isComplex() && isComplex(value)) {
      target.setComplex(index, component(value, "real"), component(value, "imag"));
    } else {
      throw misfit(what, target.shape(), describe(value) + " is not a " + type);
    }
  }

  /** Whether a value has the parts of a complex number, as Python's and our own have. */
  private static boolean isComplex(Object value) {
    return INTEROP.hasMembers(value)
        && INTEROP.isMemberReadable(value, "real")
        && INTEROP.isMemberReadable(value, "imag");
  }

  private static double component(Object value, String part) throws InteropException {
    return INTEROP.asDouble(INTEROP.readMember(value, part));
  }

  /** An integer beyond the range of long. */
  private static void storeBig(String what, ArrayLiteral target, long index, BigInteger value) {
    ElementType type = target.elementType();
    if (type.isFloat() || type.isComplex()) {
      target.setDouble(index, value.doubleValue());
    } else if (type == ElementType.U64 && value.signum() >= 0 && value.bitLength() <= 64) {
      target.setLong(index, value.longValue());
    } else {
      throw outOfRange(what, target.shape(), value);
    }
  }

  /** An integer, if the shape's elements may be it. */
  static long integer(String what, ArrayShape shape, long value) {
    ElementType type = shape.elementType();
    if (type.isPred() && value != 0 && value != 1) {
      throw misfit(what, shape, value + " is neither true nor false");
    }
    boolean fits =
        !type.isInteger() || type.wrap(value) == value && !(type == ElementType.U64 && value < 0);
    if (!fits) {
      throw outOfRange(what, shape, value);
    }
    return value;
  }

  private static Object describe(Object value) {
    return INTEROP.toDisplayString(value, false);
  }

  static HloException outOfRange(String what, ArrayShape shape, Object value) {
    return misfit(what, shape, value + " is out of the range of " + shape.elementType());
  }

  /** A complaint about a value that does not fit. */
  static HloException misfit(String what, Shape shape, String why) {
    return HloException.of(
        DiagnosticCode.ARGUMENT,
        "%s of shape %s does not fit: %s".formatted(what, shape.text(false), why),
        null);
  }
}
