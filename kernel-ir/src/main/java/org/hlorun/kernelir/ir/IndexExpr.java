package org.hlorun.kernelir.ir;

import java.util.Arrays;
import java.util.function.Function;

/**
 * An integer expression in canonical form: a constant plus multiples of distinct atoms, where an
 * atom is a value with a known range, or the quotient or remainder of such an expression by a
 * positive constant. Division is floor division. Arithmetic must not overflow 64 bits.
 */
public final class IndexExpr {
  /** What an affine expression is a sum of. */
  public sealed interface Atom {
    /** Smallest value. */
    long min();

    /** Largest value. */
    long max();

    /** What a quotient or remainder divides; null for a variable. */
    IndexExpr dividend();
  }

  /** An {@code i64} value: a loop variable or something computed. */
  public record Variable(Value value, long min, long max) implements Atom {
    @Override
    public IndexExpr dividend() {
      return null;
    }

    @Override
    public boolean equals(Object other) {
      return this == other
          || (other instanceof Variable variable
              && value == variable.value
              && min == variable.min
              && max == variable.max);
    }

    @Override
    public int hashCode() {
      return value.hashCode();
    }
  }

  /** {@code floor(dividend / divisor)}. */
  public record Quotient(IndexExpr dividend, long divisor) implements Atom {
    @Override
    public long min() {
      return Math.floorDiv(dividend.min(), divisor);
    }

    @Override
    public long max() {
      return Math.floorDiv(dividend.max(), divisor);
    }

    @Override
    public boolean equals(Object other) {
      return this == other
          || (other instanceof Quotient quotient
              && divisor == quotient.divisor
              && dividend.equals(quotient.dividend));
    }

    @Override
    public int hashCode() {
      return 31 * dividend.hash + Long.hashCode(divisor);
    }
  }

  /** {@code dividend - divisor * floor(dividend / divisor)}. */
  public record Remainder(IndexExpr dividend, long divisor) implements Atom {
    @Override
    public long min() {
      return 0;
    }

    @Override
    public long max() {
      return dividend.min() >= 0 ? Math.min(divisor - 1, dividend.max()) : divisor - 1;
    }

    @Override
    public boolean equals(Object other) {
      return this == other
          || (other instanceof Remainder remainder
              && divisor == remainder.divisor
              && dividend.equals(remainder.dividend));
    }

    @Override
    public int hashCode() {
      return 31 * dividend.hash + 7 * Long.hashCode(divisor);
    }
  }

  private static final Atom[] NO_ATOMS = {};
  private static final long[] NO_FACTORS = {};
  private static final IndexExpr ZERO = new IndexExpr(0, NO_ATOMS, NO_FACTORS);

  private final long constant;

  /** Different atoms. */
  private final Atom[] atoms;

  /** Their factors, none of them 0. */
  private final long[] factors;

  private final int hash;

  private IndexExpr(long constant, Atom[] atoms, long[] factors) {
    this.constant = constant;
    this.atoms = atoms;
    this.factors = factors;
    int sum = 31 * Long.hashCode(constant);
    for (int i = 0; i < atoms.length; i++) {
      sum += atoms[i].hashCode() ^ Long.hashCode(factors[i]);
    }
    this.hash = sum;
  }

  public static IndexExpr constant(long value) {
    return value == 0 ? ZERO : new IndexExpr(value, NO_ATOMS, NO_FACTORS);
  }

  /** A variable with its range, bounds included. */
  public static IndexExpr variable(Value value, long min, long max) {
    return min == max ? constant(min) : of(new Variable(value, min, max));
  }

  /** The expression that is one atom. */
  public static IndexExpr of(Atom atom) {
    return new IndexExpr(0, new Atom[] {atom}, new long[] {1});
  }

  /** The constant summand. */
  public long constant() {
    return constant;
  }

  /** The number of atoms. */
  public int size() {
    return atoms.length;
  }

  /** One of the atoms, which all differ. */
  public Atom atom(int number) {
    return atoms[number];
  }

  /** The factor of an atom, never 0. */
  public long factor(int number) {
    return factors[number];
  }

  public boolean isConstant() {
    return atoms.length == 0;
  }

  /** Whether the factors of all atoms are multiples of a number. */
  public boolean variesBy(long step) {
    for (long factor : factors) {
      if (factor % step != 0) {
        return false;
      }
    }
    return true;
  }

  /** The only atom, if the expression is nothing else; else null. */
  private Atom alone() {
    return constant == 0 && atoms.length == 1 && factors[0] == 1 ? atoms[0] : null;
  }

  /** The value that this expression is; null if it is something else. */
  public Value asValue() {
    return alone() instanceof Variable variable ? variable.value : null;
  }

  /** The smallest value that the ranges of the atoms allow. */
  public long min() {
    long result = constant;
    for (int i = 0; i < atoms.length; i++) {
      result += factors[i] * (factors[i] > 0 ? atoms[i].min() : atoms[i].max());
    }
    return result;
  }

  /** The largest value that the ranges of the atoms allow. */
  public long max() {
    long result = constant;
    for (int i = 0; i < atoms.length; i++) {
      result += factors[i] * (factors[i] > 0 ? atoms[i].max() : atoms[i].min());
    }
    return result;
  }

  private static int indexOf(Atom atom, Atom[] atoms, int count) {
    for (int i = 0; i < count; i++) {
      if (atoms[i].equals(atom)) {
        return i;
      }
    }
    return -1;
  }

  /** The sum; what both have stands where it does in this expression. */
  public IndexExpr plus(IndexExpr other) {
    if (other.atoms.length == 0) {
      return plus(other.constant);
    }
    if (atoms.length == 0) {
      return other.plus(constant);
    }
    int count = atoms.length;
    Atom[] all = Arrays.copyOf(atoms, count + other.atoms.length);
    long[] sums = Arrays.copyOf(factors, all.length);
    boolean vanishes = false;
    for (int i = 0; i < other.atoms.length; i++) {
      int known = indexOf(other.atoms[i], all, atoms.length);
      if (known < 0) {
        all[count] = other.atoms[i];
        sums[count++] = other.factors[i];
      } else {
        sums[known] += other.factors[i];
        vanishes |= sums[known] == 0;
      }
    }
    long sum = constant + other.constant;
    if (vanishes) {
      return kept(sum, all, sums, count);
    }
    return count == all.length
        ? new IndexExpr(sum, all, sums)
        : new IndexExpr(sum, Arrays.copyOf(all, count), Arrays.copyOf(sums, count));
  }

  /** An expression of those of some atoms that have factors. */
  private static IndexExpr kept(long constant, Atom[] atoms, long[] factors, int count) {
    Atom[] kept = new Atom[count];
    long[] multiples = new long[count];
    int size = 0;
    for (int i = 0; i < count; i++) {
      if (factors[i] != 0) {
        kept[size] = atoms[i];
        multiples[size++] = factors[i];
      }
    }
    return size == 0
        ? constant(constant)
        : new IndexExpr(constant, Arrays.copyOf(kept, size), Arrays.copyOf(multiples, size));
  }

  public IndexExpr plus(long addend) {
    return addend == 0 ? this : new IndexExpr(constant + addend, atoms, factors);
  }

  public IndexExpr times(long factor) {
    if (factor == 0) {
      return ZERO;
    }
    if (factor == 1) {
      return this;
    }
    long[] products = factors.clone();
    for (int i = 0; i < products.length; i++) {
      products[i] *= factor;
    }
    return new IndexExpr(constant * factor, atoms, products);
  }

  public IndexExpr minus(IndexExpr other) {
    return plus(other.times(-1));
  }

  /** Floor division by a positive constant. */
  public IndexExpr dividedBy(long divisor) {
    if (divisor == 1) {
      return this;
    }
    IndexExpr multiple = multiples(divisor);
    return multiple.exactQuotient(divisor).plus(rest(divisor).quotientOfRest(divisor));
  }

  /** The remainder of floor division by a positive constant. */
  public IndexExpr modulo(long divisor) {
    if (divisor == 1) {
      return ZERO;
    }
    IndexExpr rest = rest(divisor);
    if (rest.min() >= 0 && rest.max() < divisor) {
      return rest;
    }
    if (rest.alone() instanceof Remainder inner && inner.divisor % divisor == 0) {
      return inner.dividend.modulo(divisor);
    }
    if (rest.isConstant()) {
      return constant(Math.floorMod(rest.constant, divisor));
    }
    long step = rest.step(divisor);
    return step == 1
        ? of(new Remainder(rest, divisor))
        : rest.steps(step).modulo(divisor / step).times(step).plus(rest.rest(step));
  }

  private IndexExpr quotientOfRest(long divisor) {
    if (min() >= 0 && max() < divisor) {
      return ZERO;
    }
    if (isConstant()) {
      return constant(Math.floorDiv(constant, divisor));
    }
    if (alone() instanceof Quotient inner) {
      return inner.dividend.dividedBy(inner.divisor * divisor);
    }
    long step = step(divisor);
    return step == 1 ? of(new Quotient(this, divisor)) : steps(step).dividedBy(divisor / step);
  }

  /**
   * The greatest {@code s} of the divisors that a number and a factor have in common so that this
   * expression is a multiple of {@code s} and a rest of 0 to {@code s - 1}, which does not matter
   * to quotients by multiples of {@code s}; 1 if there is none.
   */
  private long step(long divisor) {
    long greatest = 1;
    for (long factor : factors) {
      long step = CommonDivisor.of(Math.abs(factor), divisor);
      if (step > greatest) {
        IndexExpr rest = rest(step);
        greatest = rest.min() >= 0 && rest.max() < step ? step : greatest;
      }
    }
    return greatest;
  }

  /** How many whole {@link #step}s this expression is. */
  private IndexExpr steps(long step) {
    return multiples(step).exactQuotient(step);
  }

  /** The part of this sum whose factors are multiples of {@code divisor}. */
  private IndexExpr multiples(long divisor) {
    long[] multiples = factors.clone();
    for (int i = 0; i < multiples.length; i++) {
      multiples[i] = multiples[i] % divisor == 0 ? multiples[i] : 0;
    }
    long part = Math.floorDiv(constant, divisor) * divisor;
    return kept(part, atoms, multiples, multiples.length);
  }

  /** What {@link #multiples} leaves. */
  private IndexExpr rest(long divisor) {
    long[] others = factors.clone();
    for (int i = 0; i < others.length; i++) {
      others[i] = others[i] % divisor == 0 ? 0 : others[i];
    }
    return kept(Math.floorMod(constant, divisor), atoms, others, others.length);
  }

  private IndexExpr exactQuotient(long divisor) {
    long[] quotients = factors.clone();
    for (int i = 0; i < quotients.length; i++) {
      quotients[i] /= divisor;
    }
    return new IndexExpr(constant / divisor, atoms, quotients);
  }

  /** The factor of a variable, if it occurs as a plain summand; else 0. */
  public long factorOf(Value value) {
    for (int i = 0; i < atoms.length; i++) {
      if (atoms[i] instanceof Variable variable && variable.value == value) {
        return factors[i];
      }
    }
    return 0;
  }

  /** Whether the value of a variable matters inside a quotient or remainder. */
  public boolean hasNested(Value value) {
    for (Atom atom : atoms) {
      if (atom.dividend() != null && atom.dividend().mentions(value)) {
        return true;
      }
    }
    return false;
  }

  /** Whether a variable occurs anywhere. */
  public boolean mentions(Value value) {
    return factorOf(value) != 0 || hasNested(value);
  }

  /** This expression with variables replaced; a function that gives null leaves one as it is. */
  public IndexExpr substitute(Function<Variable, IndexExpr> replacement) {
    IndexExpr result = constant(constant);
    for (int i = 0; i < atoms.length; i++) {
      result = result.plus(substitute(atoms[i], replacement).times(factors[i]));
    }
    return result;
  }

  private static IndexExpr substitute(Atom atom, Function<Variable, IndexExpr> replacement) {
    if (atom instanceof Variable variable) {
      IndexExpr other = replacement.apply(variable);
      return other == null ? of(variable) : other;
    }
    IndexExpr dividend = atom.dividend().substitute(replacement);
    return atom instanceof Quotient quotient
        ? dividend.dividedBy(quotient.divisor)
        : dividend.modulo(((Remainder) atom).divisor);
  }

  @Override
  public boolean equals(Object other) {
    if (this == other) {
      return true;
    }
    if (!(other instanceof IndexExpr expr)
        || hash != expr.hash
        || constant != expr.constant
        || atoms.length != expr.atoms.length) {
      return false;
    }
    for (int i = 0; i < atoms.length; i++) {
      int same = indexOf(atoms[i], expr.atoms, expr.atoms.length);
      if (same < 0 || factors[i] != expr.factors[same]) {
        return false;
      }
    }
    return true;
  }

  @Override
  public int hashCode() {
    return hash;
  }
}
