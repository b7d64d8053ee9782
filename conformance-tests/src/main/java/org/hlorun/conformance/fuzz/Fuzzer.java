package org.hlorun.conformance.fuzz;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.hlorun.conformance.analysis.Verdict;
import org.hlorun.conformance.compare.Comparison;
import org.hlorun.conformance.compare.Tolerance;
import org.hlorun.conformance.generator.RandomProgram;
import org.hlorun.language.literal.Literal;

/** Holds checks against the interpreter, with a limit on the time of each. */
public final class Fuzzer implements AutoCloseable {
  /** Says whether a result is right. */
  private interface Judge {
    /** What is wrong with a result, in words; empty if it is near enough. */
    Optional<String> difference(RandomProgram program, Literal expected, Literal actual);
  }

  private final List<FuzzCheck> checks;
  private final Duration timeout;
  private final Judge judge;
  private ExecutorService worker = newWorker();

  private Fuzzer(List<FuzzCheck> checks, Duration timeout, Judge judge) {
    this.checks = List.copyOf(checks);
    this.timeout = timeout;
    this.judge = judge;
  }

  /**
   * For generated programs, whose sums are exact: results must have the same bits, but for the
   * units in the last place of functions.
   *
   * @param checks what is held against the interpreter
   * @param timeout the time that one check of one program may take
   */
  public static Fuzzer ofGenerated(List<FuzzCheck> checks, Duration timeout) {
    return new Fuzzer(
        checks,
        timeout,
        (program, expected, actual) ->
            Comparison.difference(expected, actual, Tolerance.of(program.module())));
  }

  /**
   * For programs of any origin, whose sums may be rounded otherwise: as {@code --compare} does.
   *
   * @param checks what is held against the interpreter
   * @param timeout the time that one check of one program may take
   */
  public static Fuzzer ofAny(List<FuzzCheck> checks, Duration timeout) {
    return new Fuzzer(
        checks,
        timeout,
        (program, expected, actual) ->
            expected.shape().isCompatible(actual.shape())
                ? Verdict.of(
                        program.module(),
                        program.arguments(),
                        expected,
                        actual,
                        Runs.backend("interpreter"))
                    .difference()
                : Comparison.difference(expected, actual, Tolerance.EXACT));
  }

  private static ExecutorService newWorker() {
    return Executors.newSingleThreadExecutor(
        Thread.ofPlatform().name("fuzz").daemon(true).factory());
  }

  /** The first check that a program fails, if any. */
  public Optional<FuzzFailure> test(RandomProgram program) {
    Outcome expected = guarded(() -> Runs.interpret(program.module(), program.arguments()));
    if (expected.value == null) {
      return Optional.of(expected.failure(program, "interpreter"));
    }
    for (FuzzCheck check : checks) {
      Optional<FuzzFailure> failure = test(program, check, expected.value);
      if (failure.isPresent()) {
        return failure;
      }
    }
    return Optional.empty();
  }

  private Optional<FuzzFailure> test(RandomProgram program, FuzzCheck check, Literal expected) {
    Outcome actual = guarded(() -> check.run(program));
    if (actual.value == null) {
      return Optional.of(actual.failure(program, check.name()));
    }
    return judge
        .difference(program, expected, actual.value)
        .map(difference -> FuzzFailure.wrong(program, check.name(), difference));
  }

  /** What came of one run: a value, or a problem, or nothing within the time. */
  private record Outcome(Literal value, Throwable problem) {
    FuzzFailure failure(RandomProgram program, String check) {
      if (problem == null) {
        return FuzzFailure.hang(program, check);
      }
      return problem instanceof Disagreement
          ? FuzzFailure.wrong(program, check, problem.getMessage())
          : FuzzFailure.exception(program, check, problem);
    }
  }

  private Outcome guarded(java.util.concurrent.Callable<Literal> run) {
    Future<Literal> result = worker.submit(run);
    try {
      return new Outcome(result.get(timeout.toMillis(), TimeUnit.MILLISECONDS), null);
    } catch (ExecutionException e) {
      return new Outcome(null, e.getCause());
    } catch (TimeoutException e) {
      // Native code cannot be stopped: the thread is left behind, and a new one takes its place.
      worker.shutdownNow();
      worker = newWorker();
      return new Outcome(null, null);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Outcome(null, e);
    }
  }

  @Override
  public void close() {
    worker.shutdownNow();
  }
}
