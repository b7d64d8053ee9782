package org.hlorun.fusion.expand;

import java.util.List;
import org.hlorun.fusion.rewrite.InstructionBuilder;
import org.hlorun.language.attribute.PaddingDimension;
import org.hlorun.language.attribute.SliceRange;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.Attributes;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;

/**
 * Discrete Fourier transforms of the rows of {@code f64[rows,n]}, real and imaginary parts apart:
 * {@code X[k] = sum of x[j] w(n)^(jk)}, {@code w(n) = exp(-2 pi i / n)}.
 *
 * <ul>
 *   <li>Short ones are products with the matrix {@code w(n)^(jk)}.
 *   <li>{@code n = a b} is transforms of length a, a product with {@code w(n)^(jk)}, and transforms
 *       of length b (J. Cooley and J. Tukey, 1965).
 *   <li>Long primes are convolutions with a chirp, by transforms of a power of two (L. Bluestein,
 *       1970): {@code jk = (j^2 + k^2 - (k - j)^2) / 2}.
 * </ul>
 *
 * <p>Exponents are reduced modulo n in integers, so that every power of w has an error of a few
 * units of f64, however long the transform is.
 */
final class FourierSteps {
  /** The longest transform that is a product with a matrix. */
  private static final long MATRIX = 64;

  private final InstructionBuilder builder;

  FourierSteps(InstructionBuilder builder) {
    this.builder = builder;
  }

  /** Complex numbers by their parts, two {@code f64} arrays of the same sizes. */
  record Pair(HloInstruction re, HloInstruction im) {
    LongList sizes() {
      return re.shape().asArray().dimensions();
    }
  }

  /** The transforms of the rows of arrays of two dimensions. */
  Pair transform(Pair rows) {
    long n = rows.sizes().get(1);
    if (n == 1) {
      return rows;
    }
    if (n <= MATRIX) {
      HloInstruction exponents = multiply(index(LongList.of(n, n), 0), index(LongList.of(n, n), 1));
      return product(rows, powers(exponents, n));
    }
    long factor = factor(n);
    return factor == n ? chirped(rows) : divided(rows, factor);
  }

  /** The largest divisor that is short, else the smallest one. */
  private static long factor(long n) {
    for (long a = MATRIX; a > 1; a--) {
      if (n % a == 0) {
        return a;
      }
    }
    for (long a = MATRIX + 1; a * a <= n; a++) {
      if (n % a == 0) {
        return a;
      }
    }
    return n;
  }

  /** With {@code j = j1 b + j2} and {@code k = k1 + a k2}. */
  private Pair divided(Pair rows, long a) {
    long count = rows.sizes().get(0);
    long b = rows.sizes().get(1) / a;
    Pair columns = swapped(rows, LongList.of(count, a, b), LongList.of(count * b, a));
    Pair first = transform(columns);
    LongList sizes = LongList.of(count, b, a);
    HloInstruction exponents = multiply(index(LongList.of(b, a), 0), index(LongList.of(b, a), 1));
    Pair turns = spread(powers(exponents, a * b), sizes, LongList.of(1, 2));
    Pair turned = times(reshape(first, sizes), turns);
    Pair second = transform(swapped(turned, sizes, LongList.of(count * a, b)));
    return swapped(second, LongList.of(count, a, b), rows.sizes());
  }

  private Pair chirped(Pair rows) {
    long count = rows.sizes().get(0);
    long n = rows.sizes().get(1);
    long m = Long.highestOneBit(2 * n - 1) * 2;
    HloInstruction k = index(LongList.of(n), 0);
    Pair chirp = powers(multiply(k, k), 2 * n);
    Pair chirps = spread(chirp, rows.sizes(), LongList.of(1));
    Pair signal = transform(padded(times(rows, chirps), m - n));
    Pair filter = transform(reshape(mirrored(conjugate(chirp), m), LongList.of(1, m)));
    Pair row = reshape(filter, LongList.of(m));
    Pair spectrum = times(signal, spread(row, LongList.of(count, m), LongList.of(1)));
    Pair convolved = sliced(inverse(spectrum), 0, n);
    return times(divided(convolved, (double) m), chirps);
  }

  /** The transform with the conjugate root, not divided by its length. */
  Pair inverse(Pair rows) {
    return conjugate(transform(conjugate(rows)));
  }

  /** {@code x[0..n)}, zeros, and {@code x[n-1..0)}: a sequence that is even modulo m. */
  private Pair mirrored(Pair x, long m) {
    return new Pair(mirrored(x.re, m), mirrored(x.im, m));
  }

  private HloInstruction mirrored(HloInstruction x, long m) {
    long n = x.shape().asArray().dimension(0);
    HloInstruction zeros = full(LongList.of(m - 2 * n + 1), 0); // m is even, 2 n - 1 is not
    HloInstruction rest = reversed(builder.slice(x, List.of(new SliceRange(1, n, 1))), 0);
    return concatenated(List.of(x, zeros, rest), 0);
  }

  /** {@code w(period)} to the power of integers that are not negative. */
  private Pair powers(HloInstruction exponents, long period) {
    LongList sizes = exponents.shape().asArray().dimensions();
    HloInstruction limit = builder.splat(builder.scalar(ElementType.S64, period), sizes);
    HloInstruction rest = builder.elementwise(Opcode.REMAINDER, exponents, limit);
    HloInstruction angle =
        multiply(builder.convert(rest, ElementType.F64), full(sizes, 2 * Math.PI / period));
    return conjugate(
        new Pair(
            builder.elementwise(Opcode.COSINE, angle), builder.elementwise(Opcode.SINE, angle)));
  }

  private HloInstruction index(LongList sizes, long dimension) {
    return builder.add(
        Opcode.IOTA,
        ArrayShape.of(ElementType.S64, sizes),
        List.of(),
        Attributes.of(Attribute.IOTA_DIMENSION, dimension));
  }

  private Pair product(Pair rows, Pair matrix) {
    return new Pair(
        subtract(product(rows.re, matrix.re), product(rows.im, matrix.im)),
        add(product(rows.re, matrix.im), product(rows.im, matrix.re)));
  }

  private HloInstruction product(HloInstruction rows, HloInstruction matrix) {
    return builder.add(
        Opcode.DOT,
        rows.shape(),
        List.of(rows, matrix),
        Attributes.of(Attribute.LHS_CONTRACTING_DIMS, LongList.of(1))
            .with(Attribute.RHS_CONTRACTING_DIMS, LongList.of(0)));
  }

  private Pair times(Pair x, Pair y) {
    return new Pair(
        subtract(multiply(x.re, y.re), multiply(x.im, y.im)),
        add(multiply(x.re, y.im), multiply(x.im, y.re)));
  }

  Pair conjugate(Pair x) {
    return new Pair(x.re, builder.elementwise(Opcode.NEGATE, x.im));
  }

  Pair divided(Pair x, double divisor) {
    HloInstruction number = full(x.sizes(), divisor);
    return new Pair(
        builder.elementwise(Opcode.DIVIDE, x.re, number),
        builder.elementwise(Opcode.DIVIDE, x.im, number));
  }

  /** Arrays seen in three dimensions, the last two exchanged, and seen in other sizes. */
  private Pair swapped(Pair x, LongList seen, LongList after) {
    Pair three = reshape(x, seen);
    return reshape(transposed(three, LongList.of(0, 2, 1)), after);
  }

  Pair transposed(Pair x, LongList permutation) {
    return new Pair(builder.transpose(x.re, permutation), builder.transpose(x.im, permutation));
  }

  Pair reshape(Pair x, LongList sizes) {
    return new Pair(builder.reshape(x.re, sizes), builder.reshape(x.im, sizes));
  }

  private Pair spread(Pair x, LongList sizes, LongList dimensions) {
    return new Pair(
        builder.broadcast(x.re, sizes, dimensions), builder.broadcast(x.im, sizes, dimensions));
  }

  /** Zeros behind every row. */
  private Pair padded(Pair rows, long count) {
    ArrayShape shape =
        ArrayShape.of(ElementType.F64, rows.sizes().get(0), rows.sizes().get(1) + count);
    HloInstruction zero = builder.scalar(ElementType.F64, 0);
    List<PaddingDimension> padding =
        List.of(new PaddingDimension(0, 0, 0), new PaddingDimension(0, count, 0));
    return new Pair(
        builder.pad(rows.re, zero, shape, padding), builder.pad(rows.im, zero, shape, padding));
  }

  /** Columns of rows. */
  Pair sliced(Pair rows, long from, long to) {
    return new Pair(sliced(rows.re, from, to), sliced(rows.im, from, to));
  }

  HloInstruction sliced(HloInstruction rows, long from, long to) {
    long count = rows.shape().asArray().dimension(0);
    return builder.slice(rows, List.of(new SliceRange(0, count, 1), new SliceRange(from, to, 1)));
  }

  HloInstruction reversed(HloInstruction x, long dimension) {
    return builder.add(
        Opcode.REVERSE,
        x.shape(),
        List.of(x),
        Attributes.of(Attribute.DIMENSIONS, LongList.of(dimension)));
  }

  /** Arrays one behind the other along a dimension. */
  HloInstruction concatenated(List<HloInstruction> arrays, int dimension) {
    long[] sizes = arrays.getFirst().shape().asArray().dimensions().toArray();
    sizes[dimension] =
        arrays.stream().mapToLong(part -> part.shape().asArray().dimension(dimension)).sum();
    return arrays.size() == 1
        ? arrays.getFirst()
        : builder.add(
            Opcode.CONCATENATE,
            ArrayShape.of(ElementType.F64, LongList.of(sizes)),
            arrays,
            Attributes.of(Attribute.DIMENSIONS, LongList.of(dimension)));
  }

  HloInstruction full(LongList sizes, double value) {
    return builder.splat(builder.scalar(ElementType.F64, value), sizes);
  }

  private HloInstruction add(HloInstruction x, HloInstruction y) {
    return builder.elementwise(Opcode.ADD, x, y);
  }

  private HloInstruction subtract(HloInstruction x, HloInstruction y) {
    return builder.elementwise(Opcode.SUBTRACT, x, y);
  }

  private HloInstruction multiply(HloInstruction x, HloInstruction y) {
    return builder.elementwise(Opcode.MULTIPLY, x, y);
  }
}
