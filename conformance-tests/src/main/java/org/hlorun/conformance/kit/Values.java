package org.hlorun.conformance.kit;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;
import org.hlorun.language.shape.FloatFormat;

/** What the elements of an operand are. The sequence is that of {@link Random} from a seed. */
@FunctionalInterface
interface Values {
  /** The elements of an operand. */
  ArrayLiteral fill(ArrayShape shape, int operand, int seed);

  /** One element. */
  interface Element {
    void set(ArrayLiteral literal, long index, Random random);
  }

  private static Values of(Element element) {
    return (shape, operand, seed) -> {
      ArrayLiteral literal = ArrayLiteral.allocate(shape);
      Random random = new Random(seed * 31L + operand);
      for (long i = 0; i < literal.elementCount(); i++) {
        element.set(literal, i, random);
      }
      return literal;
    };
  }

  /**
   * The special values of the type: an array of at least the square of their number has every pair
   * of them in two operands; a smaller one begins somewhere.
   */
  static Values special() {
    return (shape, operand, seed) -> {
      ArrayLiteral literal = ArrayLiteral.allocate(shape);
      List<Long> bits = specialBits(shape.elementType());
      long count = bits.size();
      long start = literal.elementCount() >= count ? 0 : Math.floorMod(seed, count);
      for (long i = 0; i < literal.elementCount(); i++) {
        long step = operand == 2 ? 2 * i : i;
        long turn = operand == 0 ? 0 : i / count + 5L * operand;
        long place = (start + step + turn) % count;
        setBits(literal, i, bits.get((int) place), bits.get((int) ((place + i) % count)));
      }
      return literal;
    };
  }

  private static void setBits(ArrayLiteral literal, long i, long bits, long other) {
    ElementType type = literal.elementType();
    if (type.isComplex()) {
      FloatFormat format = type.floatFormat();
      literal.setComplex(i, format.decode(bits), format.decode(other));
    } else {
      literal.setBits(i, bits);
    }
  }

  /** Zeros, ones, extremes, subnormals, infinities, NaN, halves and their neighbours, as bits. */
  static List<Long> specialBits(ElementType type) {
    List<Long> bits = new ArrayList<>();
    if (type.isPred()) {
      return List.of(0L, 1L);
    }
    if (type.isInteger()) {
      int width = type.bitWidth();
      long top = 1L << (width - 1);
      for (long value :
          new long[] {
            0, 1, -1, 2, -2, 3, 5, 7, -7, 8, 31, 32, 33, 63, 64, 100, top, top - 1, top + 1
          }) {
        bits.add(value & (width == 64 ? -1 : (1L << width) - 1));
      }
      return bits.stream().distinct().toList();
    }
    FloatFormat format = type.floatFormat();
    List<Double> numbers = new ArrayList<>();
    double smallest = format.decode(format.isSigned() ? 1 : 0);
    double normal = Math.scalb(1.0, 1 - format.bias());
    for (double value :
        new double[] {
          0,
          1,
          0.5,
          1.5,
          2.5,
          2,
          3,
          0.1,
          0.7,
          10,
          127.5,
          300.25,
          65536.7,
          3e9,
          2e19,
          smallest,
          3 * smallest,
          normal - smallest,
          normal,
          format.maxFinite(),
          Math.PI / 2,
          20,
          88.5,
          0.999,
          Double.POSITIVE_INFINITY
        }) {
      numbers.add(value);
      numbers.add(-value);
    }
    numbers.add(Double.NaN);
    return numbers.stream().map(format::encode).distinct().toList();
  }

  /** Integers from {@code -limit} to {@code limit}, not negative for unsigned types. */
  static Values integers(int limit) {
    return of(
        (literal, i, random) -> {
          boolean signed = !literal.elementType().isUnsigned() && !literal.elementType().isPred();
          int value = signed ? random.nextInt(2 * limit + 1) - limit : random.nextInt(limit + 1);
          int other = random.nextInt(2 * limit + 1) - limit;
          set(literal, i, value, other);
        });
  }

  /** Numbers from -1 to 1 with all their digits; any bits for integers. */
  static Values numbers() {
    return of(
        (literal, i, random) -> {
          if (literal.elementType().isFloat() || literal.elementType().isComplex()) {
            set(literal, i, 2 * random.nextDouble() - 1, 2 * random.nextDouble() - 1);
          } else {
            literal.setBits(i, random.nextLong());
          }
        });
  }

  /** Numbers above {@code low} and below {@code high}. */
  static Values between(double low, double high) {
    return of((literal, i, random) -> set(literal, i, low + (high - low) * random.nextDouble(), 0));
  }

  /** Indices of a dimension, and some outside of it on both sides. */
  static Values indices(long size) {
    return of(
        (literal, i, random) -> {
          boolean signed = literal.elementType().isSigned();
          long value =
              switch (random.nextInt(6)) {
                case 0 -> signed ? -1 - random.nextInt(3) : size + 1;
                case 1 -> size + random.nextInt(3);
                default -> size == 0 ? 0 : random.nextInt((int) size);
              };
          literal.setLong(i, Math.min(value, largest(literal.elementType())));
        });
  }

  private static long largest(ElementType type) {
    int bits = type.bitWidth() - (type.isSigned() ? 1 : 0);
    return bits >= 63 ? Long.MAX_VALUE : (1L << bits) - 1;
  }

  /** Different indices of a dimension, in another order. */
  static Values permutation() {
    return (shape, operand, seed) -> {
      ArrayLiteral literal = ArrayLiteral.allocate(shape);
      long count = literal.elementCount();
      for (long i = 0; i < count; i++) {
        literal.setLong(i, (i * (count % 2 == 0 ? 1 : 2) + 1) % count);
      }
      return literal;
    };
  }

  /** One number everywhere. */
  static Values all(double value) {
    return of((literal, i, random) -> set(literal, i, value, 0));
  }

  /** The least or the greatest value of the type. */
  static Values extreme(boolean least) {
    return of(
        (literal, i, random) -> {
          ElementType type = literal.elementType();
          if (type.isFloat()) {
            FloatFormat format = type.floatFormat();
            double most = format.hasInfinity() ? Double.POSITIVE_INFINITY : format.maxFinite();
            literal.setDouble(i, least ? -most : most);
          } else if (type.isComplex()) {
            literal.setComplex(i, least ? -1 : 1, 0);
          } else if (type.isPred()) {
            literal.setLong(i, least ? 0 : 1);
          } else {
            long top = 1L << (type.bitWidth() - 1);
            long lowest = type.isSigned() ? top : 0;
            literal.setBits(i, least ? lowest : ~lowest);
          }
        });
  }

  private static void set(ArrayLiteral literal, long i, double value, double other) {
    ElementType type = literal.elementType();
    if (type.isComplex()) {
      literal.setComplex(i, value, other);
    } else if (type == ElementType.F8E8M0FNU) {
      literal.setDouble(i, Math.scalb(1.0, (int) Math.abs(other * 3) % 4));
    } else {
      literal.setDouble(i, value);
    }
  }
}
