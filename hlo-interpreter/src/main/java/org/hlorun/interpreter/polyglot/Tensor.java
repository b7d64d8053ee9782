package org.hlorun.interpreter.polyglot;

import com.oracle.truffle.api.CompilerDirectives.TruffleBoundary;
import com.oracle.truffle.api.interop.InteropLibrary;
import com.oracle.truffle.api.interop.InvalidArrayIndexException;
import com.oracle.truffle.api.interop.InvalidBufferOffsetException;
import com.oracle.truffle.api.interop.TruffleObject;
import com.oracle.truffle.api.interop.UnknownIdentifierException;
import com.oracle.truffle.api.interop.UnsupportedMessageException;
import com.oracle.truffle.api.library.ExportLibrary;
import com.oracle.truffle.api.library.ExportMessage;
import java.lang.foreign.ValueLayout;
import java.math.BigInteger;
import java.nio.ByteOrder;
import java.util.List;
import java.util.stream.Stream;
import org.hlorun.interpreter.nodes.Names;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;

/**
 * An array as a polyglot value. With rank 1 or more it is an array of its outermost dimension,
 * whose elements are scalars or tensors that share its memory; with rank 0 it is a number or a
 * boolean. It is also a read-only little-endian buffer of its elements in row-major order, and has
 * the members {@link #MEMBERS}.
 */
@ExportLibrary(InteropLibrary.class)
final class Tensor implements TruffleObject {
  private static final List<String> NAMES =
      List.of(
          "shape",
          "dtype",
          "rank",
          "size",
          "byteLength",
          "format",
          "elements",
          "bytes",
          "item",
          "copyInto");

  /**
   * {@code shape} and {@code dtype}; {@code rank}, {@code size} (elements), {@code byteLength};
   * {@code format}, the element type as Python's module struct calls it; {@code elements} and
   * {@code bytes}, all elements in row-major order and all bytes, in one dimension, which share the
   * memory; {@code item(i, ...)} reads an element by its indices, or the only one; {@code
   * copyInto(buffer)} fills a writable buffer or an array.
   */
  static final Names MEMBERS = new Names(NAMES);

  /** Those of complex tensors: {@code real} and {@code imag}, too. */
  static final Names COMPLEX_MEMBERS =
      new Names(Stream.concat(NAMES.stream(), Stream.of("real", "imag")).toList());

  final ArrayLiteral literal;

  Tensor(ArrayLiteral literal) {
    this.literal = literal;
  }

  private boolean isScalar() {
    return literal.shape().rank() == 0;
  }

  // Array

  @ExportMessage
  boolean hasArrayElements() {
    return !isScalar();
  }

  @ExportMessage
  long getArraySize() throws UnsupportedMessageException {
    if (isScalar()) {
      throw UnsupportedMessageException.create();
    }
    return literal.sizes().get(0);
  }

  @ExportMessage
  boolean isArrayElementReadable(long index) {
    return !isScalar() && index >= 0 && index < literal.sizes().get(0);
  }

  @ExportMessage
  @TruffleBoundary
  Object readArrayElement(long index)
      throws InvalidArrayIndexException, UnsupportedMessageException {
    if (isScalar()) {
      throw UnsupportedMessageException.create();
    }
    if (!isArrayElementReadable(index)) {
      throw InvalidArrayIndexException.create(index);
    }
    if (literal.shape().rank() == 1) {
      return Scalars.element(literal, index);
    }
    return new Tensor(row(index));
  }

  /** The sub-array at an index of the outermost dimension, sharing memory. */
  private ArrayLiteral row(long index) {
    ArrayShape shape = literal.shape();
    LongList inner =
        LongList.of(java.util.Arrays.copyOfRange(shape.dimensions().toArray(), 1, shape.rank()));
    LongList innerSizes =
        LongList.of(java.util.Arrays.copyOfRange(literal.sizes().toArray(), 1, shape.rank()));
    ArrayShape rowShape = ArrayShape.of(shape.elementType(), inner);
    long bytes = rowShape.byteSize();
    return ArrayLiteral.of(rowShape, literal.segment().asSlice(index * bytes, bytes))
        .withSizes(innerSizes);
  }

  private Tensor line(ElementType type, long count) {
    return new Tensor(ArrayLiteral.of(ArrayShape.of(type, count), literal.segment()));
  }

  // Number and boolean

  private Object scalarValue() throws UnsupportedMessageException {
    if (!isScalar() || literal.elementType().isComplex()) {
      throw UnsupportedMessageException.create();
    }
    return literal.elementType() == ElementType.U64
        ? (Object) literal.getLong(0)
        : Scalars.element(literal, 0);
  }

  @ExportMessage
  boolean isBoolean() {
    return isScalar() && literal.elementType().isPred();
  }

  @ExportMessage
  boolean asBoolean() throws UnsupportedMessageException {
    if (!isBoolean()) {
      throw UnsupportedMessageException.create();
    }
    return literal.getBoolean(0);
  }

  @ExportMessage
  boolean isNumber() {
    return isScalar() && !literal.elementType().isPred() && !literal.elementType().isComplex();
  }

  /** A {@code u64} above the range of long, which only fits a BigInteger. */
  private boolean isHuge() {
    return isScalar() && literal.elementType() == ElementType.U64 && literal.getLong(0) < 0;
  }

  /** The value behind the number messages, or null if there is none that a primitive holds. */
  private Object primitive() {
    try {
      return isNumber() && !isHuge() ? scalarValue() : null;
    } catch (UnsupportedMessageException e) {
      return null;
    }
  }

  private Object requirePrimitive() throws UnsupportedMessageException {
    Object value = primitive();
    if (value == null) {
      throw UnsupportedMessageException.create();
    }
    return value;
  }

  private static InteropLibrary interop() {
    return InteropLibrary.getUncached();
  }

  @ExportMessage
  boolean fitsInByte() {
    Object value = primitive();
    return value != null && interop().fitsInByte(value);
  }

  @ExportMessage
  boolean fitsInShort() {
    Object value = primitive();
    return value != null && interop().fitsInShort(value);
  }

  @ExportMessage
  boolean fitsInInt() {
    Object value = primitive();
    return value != null && interop().fitsInInt(value);
  }

  @ExportMessage
  boolean fitsInLong() {
    Object value = primitive();
    return value != null && interop().fitsInLong(value);
  }

  @ExportMessage
  boolean fitsInBigInteger() {
    Object value = primitive();
    return isHuge() || (value != null && interop().fitsInBigInteger(value));
  }

  @ExportMessage
  boolean fitsInFloat() {
    Object value = primitive();
    return value != null && interop().fitsInFloat(value);
  }

  @ExportMessage
  boolean fitsInDouble() {
    Object value = primitive();
    return value != null && interop().fitsInDouble(value);
  }

  @ExportMessage
  byte asByte() throws UnsupportedMessageException {
    return interop().asByte(requirePrimitive());
  }

  @ExportMessage
  short asShort() throws UnsupportedMessageException {
    return interop().asShort(requirePrimitive());
  }

  @ExportMessage
  int asInt() throws UnsupportedMessageException {
    return interop().asInt(requirePrimitive());
  }

  @ExportMessage
  long asLong() throws UnsupportedMessageException {
    return interop().asLong(requirePrimitive());
  }

  @ExportMessage
  @TruffleBoundary
  BigInteger asBigInteger() throws UnsupportedMessageException {
    return isHuge()
        ? new BigInteger(Long.toUnsignedString(literal.getLong(0)))
        : interop().asBigInteger(requirePrimitive());
  }

  @ExportMessage
  float asFloat() throws UnsupportedMessageException {
    return interop().asFloat(requirePrimitive());
  }

  @ExportMessage
  double asDouble() throws UnsupportedMessageException {
    return interop().asDouble(requirePrimitive());
  }

  // Buffer

  @ExportMessage
  boolean hasBufferElements() {
    return true;
  }

  @ExportMessage
  long getBufferSize() {
    return literal.segment().byteSize();
  }

  private void check(long offset, long length) throws InvalidBufferOffsetException {
    if (offset < 0 || length < 0 || offset > literal.segment().byteSize() - length) {
      throw InvalidBufferOffsetException.create(offset, length);
    }
  }

  @ExportMessage
  byte readBufferByte(long offset) throws InvalidBufferOffsetException {
    check(offset, 1);
    return literal.segment().get(ValueLayout.JAVA_BYTE, offset);
  }

  @ExportMessage
  short readBufferShort(ByteOrder order, long offset) throws InvalidBufferOffsetException {
    check(offset, 2);
    return literal.segment().get(ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(order), offset);
  }

  @ExportMessage
  int readBufferInt(ByteOrder order, long offset) throws InvalidBufferOffsetException {
    check(offset, 4);
    return literal.segment().get(ValueLayout.JAVA_INT_UNALIGNED.withOrder(order), offset);
  }

  @ExportMessage
  long readBufferLong(ByteOrder order, long offset) throws InvalidBufferOffsetException {
    check(offset, 8);
    return literal.segment().get(ValueLayout.JAVA_LONG_UNALIGNED.withOrder(order), offset);
  }

  @ExportMessage
  float readBufferFloat(ByteOrder order, long offset) throws InvalidBufferOffsetException {
    check(offset, 4);
    return literal.segment().get(ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(order), offset);
  }

  @ExportMessage
  double readBufferDouble(ByteOrder order, long offset) throws InvalidBufferOffsetException {
    check(offset, 8);
    return literal.segment().get(ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(order), offset);
  }

  @ExportMessage
  @TruffleBoundary
  void readBuffer(long offset, byte[] destination, int destinationOffset, int length)
      throws InvalidBufferOffsetException {
    check(offset, length);
    java.lang.foreign.MemorySegment.copy(
        literal.segment(), ValueLayout.JAVA_BYTE, offset, destination, destinationOffset, length);
  }

  // Members

  @ExportMessage
  boolean hasMembers() {
    return true;
  }

  @ExportMessage
  Object getMembers(@SuppressWarnings("unused") boolean includeInternal) {
    return members();
  }

  private Names members() {
    return literal.elementType().isComplex() ? COMPLEX_MEMBERS : MEMBERS;
  }

  @ExportMessage
  boolean isMemberReadable(String member) {
    return members().contains(member);
  }

  @ExportMessage
  boolean isMemberInvocable(String member) {
    return member.equals("item") || member.equals("copyInto");
  }

  @ExportMessage
  @TruffleBoundary
  Object readMember(String member) throws UnknownIdentifierException {
    return switch (member) {
      case "shape" -> new Names(literal.sizes().stream().boxed().toList());
      case "dtype" -> literal.elementType().text();
      case "rank" -> literal.shape().rank();
      case "size" -> literal.elementCount();
      case "byteLength" -> literal.segment().byteSize();
      case "format" -> Scalars.format(literal.elementType());
      case "elements" -> line(literal.elementType(), literal.shape().elementCount());
      case "bytes" -> line(ElementType.U8, literal.segment().byteSize());
      case "item", "copyInto" -> new TensorMethod(this, member);
      case "real", "imag" -> TensorMethod.component(this, member);
      default -> throw UnknownIdentifierException.create(member);
    };
  }

  @ExportMessage
  Object invokeMember(String member, Object... arguments) throws UnknownIdentifierException {
    if (!isMemberInvocable(member)) {
      throw UnknownIdentifierException.create(member);
    }
    return new TensorMethod(this, member).execute(arguments);
  }

  // Language

  @ExportMessage
  boolean hasLanguage() {
    return true;
  }

  @ExportMessage
  Class<HloLanguage> getLanguage() {
    return HloLanguage.class;
  }

  @ExportMessage
  @TruffleBoundary
  Object toDisplayString(@SuppressWarnings("unused") boolean allowSideEffects) {
    return TensorText.of(literal);
  }
}
