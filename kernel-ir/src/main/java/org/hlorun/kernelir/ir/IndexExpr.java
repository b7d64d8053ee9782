package org.hlorun.kernelir.ir;

import java.util.LinkedHashMap;
import java.util.Map;
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
  }

  /** An {@code i64} value: a loop variable or something computed. */
  public record Variable(Value value, long min, long max) implements Atom {}

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
  }

  private static final IndexExpr ZERO = new IndexExpr(0, Map.of());

  private final long constant;
  private final Map<Atom, Long> terms;
  private final int hash;

  private IndexExpr(long constant, Map<Atom, Long> terms) {
    this.constant = constant;
    this.terms = terms;
    this.hash = 31 * Long.hashCode(constant) + terms.hashCode();
  }

  public static IndexExpr constant(long value) {
    return value == 0 ? ZERO : new IndexExpr(value, Map.of());
  }

  /** A variable with its range, bounds included. */
  public static IndexExpr variable(Value value, long min, long max) {
    return min == max ? constant(min) : of(new Variable(value, min, max));
  }

  /** The expression that is one atom. */
  public static IndexExpr of(Atom atom) {
    return new IndexExpr(0, Map.of(atom, 1L));
  }

  /** The constant summand. */
  public long constant() {
    return constant;
  }

  /** The factors of the atoms, none of them 0. */
  public Map<Atom, Long> terms() {
    return terms;
  }

  public boolean isConstant() {
    return terms.isEmpty();
  }

  /** The smallest value that the ranges of the atoms allow. */
  public long min() {
    long result = constant;
    for (Map.Entry<Atom, Long> term : terms.entrySet()) {
      long factor = term.getValue();
      result += factor * (factor > 0 ? term.getKey().min() : term.getKey().max());
    }
    return result;
  }

  /** The largest value that the ranges of the atoms allow. */
  public long max() {
    long result = constant;
    for (Map.Entry<Atom, Long> term : terms.entrySet()) {
      long factor = term.getValue();
      result += factor * (factor > 0 ? term.getKey().max() : term.getKey().min());
    }
    return result;
  }

  public IndexExpr plus(IndexExpr other) {
    if (other.terms.isEmpty()) {
      return plus(other.constant);
    }
    if (terms.isEmpty()) {
      return other.plus(constant);
    }
    Map<Atom, Long> sum = new LinkedHashMap<>(terms);
    other.terms.forEach(
        (atom, factor) -> {
          long total = sum.getOrDefault(atom, 0L) + factor;
          if (total == 0) {
            sum.remove(atom);
          } else {
            sum.put(atom, total);
          }
        });
    return new IndexExpr(constant + other.constant, sum);
  }

  public IndexExpr plus(long addend) {
    return addend == 0 ? this : new IndexExpr(constant + addend, terms);
  }

  public IndexExpr times(long factor) {
    if (factor == 0) {
      return ZERO;
    }
    if (factor == 1) {
      return this;
    }
    Map<Atom, Long> product = new LinkedHashMap<>();
    terms.forEach((atom, f) -> product.put(atom, f * factor));
    return new IndexExpr(constant * factor, product);
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
    IndexExpr rest = minus(multiple);
    return multiple.exactQuotient(divisor).plus(rest.quotientOfRest(divisor));
  }

  /** The remainder of floor division by a positive constant. */
  public IndexExpr modulo(long divisor) {
    if (divisor == 1) {
      return ZERO;
    }
    IndexExpr rest = minus(multiples(divisor));
    if (rest.min() >= 0 && rest.max() < divisor) {
      return rest;
    }
    if (rest.terms.size() == 1
        && rest.constant == 0
        && rest.terms.keySet().iterator().next() instanceof Remainder inner
        && rest.terms.values().iterator().next() == 1
        && inner.divisor % divisor == 0) {
      return inner.dividend.modulo(divisor);
    }
    return rest.isConstant()
        ? constant(Math.floorMod(rest.constant, divisor))
        : of(new Remainder(rest, divisor));
  }

  private IndexExpr quotientOfRest(long divisor) {
    if (min() >= 0 && max() < divisor) {
      return ZERO;
    }
    if (isConstant()) {
      return constant(Math.floorDiv(constant, divisor));
    }
    if (terms.size() == 1
        && constant == 0
        && terms.keySet().iterator().next() instanceof Quotient inner
        && terms.values().iterator().next() == 1) {
      return inner.dividend.dividedBy(inner.divisor * divisor);
    }
    return of(new Quotient(this, divisor));
  }

  /** The part of this sum whose factors are multiples of {@code divisor}. */
  private IndexExpr multiples(long divisor) {
    Map<Atom, Long> kept = new LinkedHashMap<>();
    terms.forEach(
        (atom, factor) -> {
          if (factor % divisor == 0) {
            kept.put(atom, factor);
          }
        });
    return new IndexExpr(Math.floorDiv(constant, divisor) * divisor, kept);
  }

  private IndexExpr exactQuotient(long divisor) {
    Map<Atom, Long> quotient = new LinkedHashMap<>();
    terms.forEach((atom, factor) -> quotient.put(atom, factor / divisor));
    return new IndexExpr(constant / divisor, quotient);
  }

  /** The factor of a variable, if it occurs as a plain summand; else 0. */
  public long factorOf(Value value) {
    for (Map.Entry<Atom, Long> term : terms.entrySet()) {
      if (term.getKey() instanceof Variable variable && variable.value == value) {
        return term.getValue();
      }
    }
    return 0;
  }

  /** Whether the value of a variable matters inside a quotient or remainder. */
  public boolean hasNested(Value value) {
    for (Atom atom : terms.keySet()) {
      boolean found =
          switch (atom) {
            case Variable variable -> false;
            case Quotient quotient -> quotient.dividend.mentions(value);
            case Remainder remainder -> remainder.dividend.mentions(value);
          };
      if (found) {
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
    for (Map.Entry<Atom, Long> term : terms.entrySet()) {
      IndexExpr replaced =
          switch (term.getKey()) {
            case Variable variable -> {
              IndexExpr other = replacement.apply(variable);
              yield other == null ? of(variable) : other;
            }
            case Quotient quotient ->
                quotient.dividend.substitute(replacement).dividedBy(quotient.divisor);
            case Remainder remainder ->
                remainder.dividend.substitute(replacement).modulo(remainder.divisor);
          };
      result = result.plus(replaced.times(term.getValue()));
    }
    return result;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof IndexExpr expr
        && hash == expr.hash
        && constant == expr.constant
        && terms.equals(expr.terms);
  }

  @Override
  public int hashCode() {
    return hash;
  }
}
