package org.hlorun.language.inference;

import java.util.List;
import org.hlorun.language.attribute.FftType;
import org.hlorun.language.attribute.TransposeOption;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;
import org.hlorun.language.shape.Shape;

/** Transforms, factorisations and solves over the last dimensions; leading ones are batch. */
final class LinearAlgebraShapes {
  private LinearAlgebraShapes() {}

  /** {@code fft} over the last {@code fft_length.size()} dimensions. */
  static Shape fft(Shape operand, Given attributes) {
    ArrayShape shape = Check.array(operand, "input to FFT");
    FftType type = attributes.get(Attribute.FFT_TYPE);
    LongList lengths = attributes.get(Attribute.FFT_LENGTH);
    int count = lengths.size();
    Check.that(count >= 1 && count <= 3, "FFT only supports ranks 1-3; got %d.", count);
    Check.that(
        shape.rank() >= count,
        "FFT of rank %d requires an input of at least that rank; got %s.",
        count,
        shape);
    for (int i = 0; i < count; i++) {
      Check.that(lengths.get(i) >= 0, "fft_length must not be negative; got %s.", lengths);
    }
    return switch (type) {
      case FFT, IFFT -> complexFft(shape, type, lengths);
      case RFFT -> realFft(shape, lengths);
      case IRFFT -> inverseRealFft(shape, lengths);
    };
  }

  private static Shape complexFft(ArrayShape shape, FftType type, LongList lengths) {
    Check.that(
        shape.elementType().isComplex(), "%s requires complex input type, found %s.", type, shape);
    checkLengths(shape, type, lengths, lengths.size());
    return shape;
  }

  private static Shape realFft(ArrayShape shape, LongList lengths) {
    Check.that(
        shape.elementType() == ElementType.F32 || shape.elementType() == ElementType.F64,
        "RFFT requires F32 or F64 input type, found %s.",
        shape.elementType());
    checkLengths(shape, FftType.RFFT, lengths, lengths.size());
    ElementType result =
        shape.elementType() == ElementType.F32 ? ElementType.C64 : ElementType.C128;
    long n = lengths.get(lengths.size() - 1);
    return withLast(shape, n == 0 ? 0 : n / 2 + 1, result);
  }

  private static Shape inverseRealFft(ArrayShape shape, LongList lengths) {
    Check.that(
        shape.elementType().isComplex(),
        "IRFFT requires complex input type, found %s.",
        shape.elementType());
    checkLengths(shape, FftType.IRFFT, lengths, lengths.size() - 1);
    long n = lengths.get(lengths.size() - 1);
    long last = shape.dimension(shape.rank() - 1);
    Check.that(
        last == (n == 0 ? 0 : n / 2 + 1),
        "IRFFT requires innermost dimension matches fft_length/2+1, but has %d and fft_length is"
            + " %s.",
        last,
        lengths);
    return withLast(shape, n, shape.elementType().componentType());
  }

  private static void checkLengths(ArrayShape shape, FftType type, LongList lengths, int count) {
    int first = shape.rank() - lengths.size();
    for (int i = 0; i < count; i++) {
      if (shape.dimension(first + i) != lengths.get(i)) {
        throw Check.failureWithRemedy(
            "slice or pad the input to the length of the transform",
            "%s requires innermost dimensions to match fft_length, but the input is %s and"
                + " fft_length is {%s}.",
            type,
            shape,
            lengths);
      }
    }
  }

  private static ArrayShape withLast(ArrayShape shape, long size, ElementType type) {
    ShapeBuilder result = new ShapeBuilder();
    for (int i = 0; i < shape.rank() - 1; i++) {
      result.copy(shape, i);
    }
    return result.add(size, shape.isDynamic(shape.rank() - 1)).build(type);
  }

  /** {@code cholesky}: the operand's shape, square in the last two dimensions. */
  static Shape cholesky(Shape operand) {
    ArrayShape shape = Check.array(operand, "operand of cholesky");
    Check.that(
        shape.elementType().isFloat() || shape.elementType().isComplex(),
        "Expected element type in shape to be floating or complex for Cholesky; got %s.",
        shape.elementType());
    checkSquare("The input to Cholesky", shape);
    return shape;
  }

  private static void checkSquare(String what, ArrayShape shape) {
    Check.that(shape.rank() >= 2, "%s must have rank >= 2, got shape %s.", what, shape);
    int rank = shape.rank();
    Check.that(
        shape.dimension(rank - 2) == shape.dimension(rank - 1),
        "The two minor dimensions of %s must have equal size, got %s.",
        Character.toLowerCase(what.charAt(0)) + what.substring(1),
        shape);
  }

  /** {@code triangular-solve}: the shape of {@code b}. */
  static Shape triangularSolve(List<Shape> operands, Given attributes) {
    ArrayShape a = Check.array(operands.get(0), "operand a of triangular-solve");
    ArrayShape b = Check.array(operands.get(1), "operand b of triangular-solve");
    Check.that(
        (a.elementType().isFloat() || a.elementType().isComplex())
            && a.elementType() == b.elementType(),
        "Expected element types in shape to be floating or complex and identical for"
            + " TriangularSolve; got %s and %s.",
        a.elementType(),
        b.elementType());
    checkSquare("The 'a' argument to TriangularSolve", a);
    int rank = a.rank();
    Check.that(
        b.rank() == rank,
        "Arguments to triangular solve must have equal rank; got %s and %s.",
        b,
        a);
    boolean leftSide = attributes.get(Attribute.LEFT_SIDE);
    Check.that(
        a.dimension(rank - 1) == b.dimension(leftSide ? rank - 2 : rank - 1),
        "The shared dimension of 'a' and 'b' does not match, got shapes %s and %s",
        a,
        b);
    for (int i = 0; i < rank - 2; i++) {
      Check.that(
          a.dimension(i) == b.dimension(i),
          "The leading batch dimensions of the arguments to triangular solve must be equal; got %s"
              + " and %s.",
          b,
          a);
    }
    TransposeOption transpose = attributes.get(Attribute.TRANSPOSE_A);
    Check.that(
        transpose != TransposeOption.TRANSPOSE_INVALID,
        "Invalid transpose option value for triangular solve (%s).",
        transpose);
    return b;
  }
}
