package org.hlorun.conformance.kit;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hlorun.conformance.analysis.Verdict;
import org.hlorun.conformance.compare.AccuracyTable;
import org.hlorun.conformance.compare.Comparison;
import org.hlorun.conformance.compare.Tolerance;
import org.hlorun.conformance.fuzz.Runs;
import org.hlorun.language.backend.Backend;
import org.hlorun.language.backend.CachePolicy;
import org.hlorun.language.backend.Executable;
import org.hlorun.language.backend.Fallback;
import org.hlorun.language.backend.Options;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.literal.TupleLiteral;

/**
 * Tries a case on a back end: compiles it once and runs it three times, with its arguments, with
 * the same elements in another order, and with the first arguments again. Results must be the
 * reference's; arguments, and results that were handed out, must stay as they are; equal arguments
 * must give equal bits, and where there are many elements, two threads the same as one.
 */
public final class CaseCheck {
  private static final Options ONE_THREAD =
      Options.DEFAULT.withThreads(1).withCache(CachePolicy.MEMORY);

  private static final long MANY_ELEMENTS = 1000;

  private final Backend backend;
  private final Backend reference;
  private final AccuracyTable table;

  /**
   * @param backend what is tried
   * @param table how far its results may be off
   */
  public CaseCheck(Backend backend, AccuracyTable table) {
    this.backend = backend;
    this.reference = Runs.backend("interpreter");
    this.table = table;
  }

  /** Tries a case. */
  public CaseOutcome check(ConformanceCase one) {
    List<Literal> arguments = copies(one.arguments());
    List<Literal> others = one.rotates() ? rotated(one.arguments()) : one.arguments();
    Literal expected;
    Literal expectedOfOthers;
    try (Executable executable = reference.compile(one.module(), ONE_THREAD)) {
      expected = executable.run(one.arguments());
      expectedOfOthers = executable.run(others);
    } catch (HloException e) {
      if (e.diagnostic().code() == DiagnosticCode.UNSUPPORTED) {
        return new CaseOutcome.Undefined(e.getMessage());
      }
      throw e;
    }
    try (Executable executable = backend.compile(one.module(), ONE_THREAD)) {
      Literal first = executable.run(arguments);
      Literal kept = copy(first);
      Verdict verdict = verdict(one, one.arguments(), expected, first);
      Verdict ofOthers = verdict(one, others, expectedOfOthers, executable.run(copies(others)));
      return failure(one, executable, arguments, first, kept, verdict, ofOthers)
          .<CaseOutcome>map(CaseOutcome.Failed::new)
          .orElseGet(() -> new CaseOutcome.Passed(worst(verdict, ofOthers), reasons(executable)));
    } catch (HloException e) {
      return e.diagnostic().code() == DiagnosticCode.UNSUPPORTED
          ? new CaseOutcome.Unsupported(e.getMessage())
          : new CaseOutcome.Failed("refused: " + e.getMessage());
    } catch (RuntimeException | Error e) {
      return new CaseOutcome.Failed("it throws " + e);
    }
  }

  private Verdict verdict(
      ConformanceCase one, List<Literal> arguments, Literal expected, Literal actual) {
    if (!expected.shape().isCompatible(actual.shape())) {
      throw new IllegalStateException(
          "a result of shape %s instead of %s".formatted(actual.shape(), expected.shape()));
    }
    return Verdict.of(one.module(), arguments, expected, actual, reference, table, backend.name());
  }

  private Optional<String> failure(
      ConformanceCase one,
      Executable executable,
      List<Literal> arguments,
      Literal first,
      Literal kept,
      Verdict verdict,
      Verdict ofOthers) {
    return verdict
        .difference()
        .or(() -> ofOthers.difference().map(text -> "with the elements in another order, " + text))
        .or(
            () ->
                difference(
                    new TupleLiteral(one.arguments()),
                    new TupleLiteral(arguments),
                    "it writes to its arguments"))
        .or(() -> difference(kept, first, "another run overwrites a result that was handed out"))
        .or(
            () ->
                difference(
                    kept,
                    executable.run(arguments),
                    "another run with the same arguments gives another result"))
        .or(
            () ->
                isLarge(one)
                    ? difference(kept, onTwoThreads(one), "on two threads")
                    : Optional.empty());
  }

  /** Whether there is enough to do for two threads to share it. */
  private static boolean isLarge(ConformanceCase one) {
    return one.arguments().stream()
        .anyMatch(argument -> argument.asArray().elementCount() >= MANY_ELEMENTS);
  }

  private Literal onTwoThreads(ConformanceCase one) {
    try (Executable executable = backend.compile(one.module(), ONE_THREAD.withThreads(2))) {
      return executable.run(one.arguments());
    }
  }

  private static Optional<String> difference(Literal expected, Literal actual, String what) {
    return Comparison.difference(expected, actual, Tolerance.EXACT).map(text -> what + ": " + text);
  }

  private static long worst(Verdict... verdicts) {
    long worst = 0;
    for (Verdict verdict : verdicts) {
      for (Comparison comparison : verdict.comparisons()) {
        worst = Math.max(worst, comparison.worstUlps());
      }
    }
    return worst;
  }

  private static List<String> reasons(Executable executable) {
    return executable.fallbacks().stream().map(Fallback::text).toList();
  }

  private static List<Literal> copies(List<Literal> literals) {
    return literals.stream().map(CaseCheck::copy).toList();
  }

  private static Literal copy(Literal literal) {
    if (literal instanceof TupleLiteral tuple) {
      return new TupleLiteral(copies(tuple.elements()));
    }
    if (!(literal instanceof ArrayLiteral array)) {
      return literal;
    }
    ArrayLiteral copy = ArrayLiteral.allocate(array.shape());
    copy.segment().copyFrom(array.segment());
    return copy;
  }

  /** Every array's elements moved by one place. */
  private static List<Literal> rotated(List<Literal> arguments) {
    List<Literal> rotated = new ArrayList<>();
    for (Literal argument : arguments) {
      ArrayLiteral from = argument.asArray();
      ArrayLiteral to = ArrayLiteral.allocate(from.shape());
      long size = from.elementType().byteSize();
      long bytes = from.segment().byteSize();
      if (bytes > 0) {
        to.segment().asSlice(size).copyFrom(from.segment().asSlice(0, bytes - size));
        to.segment().asSlice(0, size).copyFrom(from.segment().asSlice(bytes - size));
      }
      rotated.add(to);
    }
    return rotated;
  }
}
