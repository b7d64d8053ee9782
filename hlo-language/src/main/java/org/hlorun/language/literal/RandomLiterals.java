package org.hlorun.language.literal;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongToDoubleFunction;
import java.util.function.LongUnaryOperator;
import org.hlorun.language.diagnostic.Diagnostic;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.BufferShape;
import org.hlorun.language.shape.ElementType;
import org.hlorun.language.shape.FloatFormat;
import org.hlorun.language.shape.Shape;
import org.hlorun.language.shape.TupleShape;

/**
 * Seeded pseudo-random values for a shape. An element depends on the seed, the number of its leaf
 * and its linear index alone: on no machine, thread count or other element.
 *
 * <p>{@link Distribution#UNIFORM} means
 *
 * <ul>
 *   <li>floats and both components of complex values: [-1, 1), multiples of the type's machine
 *       epsilon, so that a narrow type holds the wide type's value rounded down ({@code f8e8m0fnu}:
 *       1/2, 1/4, 1/8 or 1/16);
 *   <li>signed integers: -8 to 7, or all values of a narrower type;
 *   <li>unsigned integers: 0 to 15, or all values of a narrower type;
 *   <li>{@code pred}: a fair coin.
 * </ul>
 *
 * <p>The generator is SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number
 * generators, OOPSLA 2014), indexed rather than stepped: element {@code i} of the first leaf uses
 * output {@code i} of the generator seeded with the seed.
 */
public final class RandomLiterals {
  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;
  private static final int BLOCK = 1024;

  private RandomLiterals() {}

  /**
   * Uniformly distributed values; see {@link #of(Shape, Distribution, long)}.
   *
   * @throws HloException as there
   */
  public static Literal of(Shape shape, long seed) {
    return of(shape, Distribution.UNIFORM, seed);
  }

  /**
   * Values of a distribution. Dynamic dimensions get their bounds as sizes; tokens and opaque
   * values carry no data. The memory is that of the shape alone.
   *
   * @throws HloException {@code ARGUMENT} if a dimension is unbounded, {@code MEMORY} if there is
   *     not enough memory
   */
  public static Literal of(Shape shape, Distribution distribution, long seed) {
    return new Leaves(distribution, seed).make(shape);
  }

  /**
   * The seed of one of many independent values, such as the arguments of a program.
   *
   * @param stream the number of the value; number 0 has {@code seed} itself
   */
  public static long streamSeed(long seed, long stream) {
    return seed ^ mix(stream);
  }

  /** Output {@code index} of SplitMix64. */
  private static long draw(long seed, long index) {
    return mix(seed + (index + 1) * GOLDEN_GAMMA);
  }

  private static long mix(long value) {
    long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  /** Makes the leaves of a shape in order. */
  private static final class Leaves {
    private final Distribution distribution;
    private final long seed;
    private long leaf;

    Leaves(Distribution distribution, long seed) {
      this.distribution = distribution;
      this.seed = seed;
    }

    Literal make(Shape shape) {
      if (shape instanceof ArrayShape array) { // no switch: the JVM spins code for the first use
        return array(array);
      }
      if (shape instanceof BufferShape buffer) {
        return array(buffer.element());
      }
      if (shape instanceof TupleShape tuple) {
        List<Literal> elements = new ArrayList<>(tuple.size());
        for (Shape element : tuple.elements()) {
          elements.add(make(element));
        }
        return new TupleLiteral(elements);
      }
      return new TokenLiteral(shape);
    }

    private ArrayLiteral array(ArrayShape shape) {
      ArrayLiteral literal = allocate(shape);
      long leafSeed = streamSeed(seed, leaf++);
      switch (distribution) {
        case ZEROS -> {} // as allocated
        case ONES -> fillConstant(literal);
        case IOTA -> fillIndices(literal);
        case UNIFORM, NORMAL -> fillRandom(components(literal), leafSeed);
      }
      return literal;
    }

    private void fillRandom(ArrayLiteral literal, long leafSeed) {
      if (!literal.elementType().isFloat()) {
        fillIntegers(literal, leafSeed);
      } else if (distribution == Distribution.NORMAL) {
        fillNormal(literal, leafSeed);
      } else {
        fillUniform(literal, leafSeed);
      }
    }
  }

  private static ArrayLiteral allocate(ArrayShape shape) {
    if (shape.hasUnboundedDimensions()) {
      throw HloException.of(
          DiagnosticCode.ARGUMENT,
          "Cannot make up a value of shape " + shape.text(false) + ": a dimension is unbounded.",
          "Give the value as an input.");
    }
    try {
      return ArrayLiteral.allocate(shape);
    } catch (ArithmeticException | OutOfMemoryError | IllegalArgumentException e) {
      throw new HloException(
          Diagnostic.of(
              DiagnosticCode.MEMORY,
              "Not enough memory for a value of shape " + shape.text(false) + ".",
              null),
          e);
    }
  }

  /** The same memory with the components of complex values as elements. */
  private static ArrayLiteral components(ArrayLiteral literal) {
    ElementType type = literal.elementType();
    return type.isComplex()
        ? literal.withShape(ArrayShape.of(type.componentType(), 2 * literal.elementCount()))
        : literal;
  }

  private static void fillUniform(ArrayLiteral literal, long seed) {
    FloatFormat format = literal.elementType().floatFormat();
    if (format.isSigned()) {
      fillSigned(literal, seed, format.mantissaBits());
    } else {
      fillDoubles(literal, index -> Math.scalb(0.5, -(int) (draw(seed, index) >>> 62)));
    }
  }

  /** One loop without calls: it is most of what a first run of many programs takes in Java. */
  private static void fillSigned(ArrayLiteral literal, long seed, int mantissaBits) {
    int shift = 64 - (mantissaBits + 1);
    double epsilon = Math.scalb(1.0, -mantissaBits);
    double[] block = new double[(int) Math.min(BLOCK, literal.elementCount())];
    for (long start = 0; start < literal.elementCount(); start += block.length) {
      int count = (int) Math.min(block.length, literal.elementCount() - start);
      long value = seed + start * GOLDEN_GAMMA;
      for (int i = 0; i < count; i++) {
        value += GOLDEN_GAMMA; // as draw(seed, start + i) does
        long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        block[i] = ((z ^ (z >>> 31)) >>> shift) * epsilon - 1;
      }
      ElementBlocks.writeDoubles(literal, start, block, 0, count);
    }
  }

  /** Box and Muller's transform, one value per two draws; StrictMath is the same everywhere. */
  private static void fillNormal(ArrayLiteral literal, long seed) {
    boolean signed = literal.elementType().floatFormat().isSigned();
    fillDoubles(
        literal,
        index -> {
          double radius = ((draw(seed, 2 * index) >>> 11) + 1) * 0x1p-53; // (0, 1]
          double angle = (draw(seed, 2 * index + 1) >>> 11) * 0x1p-53 * 2 * Math.PI;
          double value = Math.sqrt(-2 * StrictMath.log(radius)) * StrictMath.cos(angle);
          return signed ? value : Math.abs(value);
        });
  }

  private static void fillDoubles(ArrayLiteral literal, LongToDoubleFunction element) {
    double[] block = new double[(int) Math.min(BLOCK, literal.elementCount())];
    for (long start = 0; start < literal.elementCount(); start += block.length) {
      int count = (int) Math.min(block.length, literal.elementCount() - start);
      for (int i = 0; i < count; i++) {
        block[i] = element.applyAsDouble(start + i);
      }
      ElementBlocks.writeDoubles(literal, start, block, 0, count);
    }
  }

  private static void fillIntegers(ArrayLiteral literal, long seed) {
    int bits = Math.min(4, literal.elementType().bitWidth());
    long lowest = literal.elementType().isSigned() ? -1L << (bits - 1) : 0;
    fillLongs(literal, index -> (draw(seed, index) >>> (64 - bits)) + lowest);
  }

  private static void fillConstant(ArrayLiteral literal) {
    fillLongs(literal, index -> 1);
  }

  private static void fillIndices(ArrayLiteral literal) {
    fillLongs(literal, index -> index);
  }

  private static void fillLongs(ArrayLiteral literal, LongUnaryOperator element) {
    long[] block = new long[(int) Math.min(BLOCK, literal.elementCount())];
    for (long start = 0; start < literal.elementCount(); start += block.length) {
      int count = (int) Math.min(block.length, literal.elementCount() - start);
      for (int i = 0; i < count; i++) {
        block[i] = element.applyAsLong(start + i);
      }
      ElementBlocks.writeLongs(literal, start, block, 0, count);
    }
  }
}
