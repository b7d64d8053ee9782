package org.hlorun.conformance.corpus;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.hlorun.language.backend.Backend;
import org.hlorun.language.backend.Executable;
import org.hlorun.language.backend.Host;
import org.hlorun.language.backend.Options;
import org.hlorun.language.backend.RelayHost;
import org.hlorun.language.backend.Rounding;
import org.hlorun.language.diagnostic.Diagnostic;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.literal.RandomLiterals;

/**
 * Runs the programs of files on a back end, several files at once.
 *
 * <p>A program whose check fails may be run again with sums rounded elsewhere: expected values come
 * from implementations of both kinds, HLO admits both, and a check of a few ULPs tells them apart
 * where terms cancel. The result says with which rounding the checks held.
 */
public final class CorpusRunner {
  /** A device is a thread; a header that asks for more than this in one direction gets these. */
  private static final long MAX_DEVICES = 64;

  /** How long a device waits for what another one sends through the host. */
  private static final Duration RELAY_PATIENCE = Duration.ofSeconds(10);

  private final Backend backend;
  private final Options options;
  private final List<Rounding> roundings;
  private final int parallel;

  /**
   * @param backend what runs the programs
   * @param options how each runs; parameters get seeded values
   * @param roundings where sums are rounded, in place of what the options say: each is tried in
   *     turn until the program's checks hold, and if they never do, the first one's failure is the
   *     result. For a back end that ignores the option the later runs are like the first.
   * @param parallel how many files at once
   */
  public CorpusRunner(Backend backend, Options options, List<Rounding> roundings, int parallel) {
    this.backend = backend;
    this.options = options;
    this.roundings = List.copyOf(roundings);
    this.parallel = parallel;
  }

  /**
   * Runs all programs of some files.
   *
   * @param cancelled asked whether to stop; files not begun by then have no results
   * @param done told about each file's results, on one thread at a time, in the order of the files
   * @return all results in the order of the files
   */
  public List<ProgramResult> run(
      List<Path> files, BooleanSupplier cancelled, Consumer<List<ProgramResult>> done) {
    List<ProgramResult> all = new ArrayList<>();
    try (ExecutorService executor =
        Executors.newFixedThreadPool(parallel, Thread.ofPlatform().daemon(true).factory())) {
      List<Future<List<ProgramResult>>> running =
          files.stream()
              .map(
                  file ->
                      executor.submit(
                          () ->
                              cancelled.getAsBoolean() ? List.<ProgramResult>of() : runFile(file)))
              .toList();
      for (Future<List<ProgramResult>> future : running) {
        List<ProgramResult> results = await(future);
        all.addAll(results);
        done.accept(results);
      }
    }
    return all;
  }

  private static List<ProgramResult> await(Future<List<ProgramResult>> future) {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw HloException.of(DiagnosticCode.CANCELLED, "the run was cancelled", null);
    }
  }

  private List<ProgramResult> runFile(Path file) {
    return Corpus.read(file).stream().map(this::runProgram).toList();
  }

  /** Runs one program, again with each other rounding while a check fails. */
  public ProgramResult runProgram(TestProgram program) {
    ProgramResult first = runProgram(program, roundings.getFirst());
    if (first.outcome() != Outcome.FAILED) {
      return first;
    }
    return roundings.stream()
        .skip(1)
        .map(rounding -> runProgram(program, rounding))
        .filter(result -> result.outcome() == Outcome.PASSED)
        .findFirst()
        .orElse(first);
  }

  private ProgramResult runProgram(TestProgram program, Rounding rounding) {
    if (program.problem() != null) {
      return failed(program, rounding, program.problem(), Outcome.INVALID, 0);
    }
    long start = System.nanoTime();
    try (Executable executable = backend.compile(program.module(), optionsOfOneRun(rounding))) {
      int replicas = count(program, Attribute.REPLICA_COUNT);
      int partitions = count(program, Attribute.NUM_PARTITIONS);
      executable.runOnGrid(
          Collections.nCopies(replicas * partitions, arguments(program)), replicas, partitions);
      Outcome outcome = program.checksSomething() ? Outcome.PASSED : Outcome.UNCHECKED;
      return new ProgramResult(program, outcome, rounding, null, millisSince(start));
    } catch (HloException e) {
      return failed(program, rounding, e, Outcome.ERROR, millisSince(start));
    } catch (RuntimeException | StackOverflowError e) {
      Diagnostic diagnostic = Diagnostic.of(DiagnosticCode.INTERNAL, e.toString());
      return new ProgramResult(program, Outcome.CRASHED, rounding, diagnostic, millisSince(start));
    }
  }

  /** A program that sends to its host gets one that hands the values on. */
  private Options optionsOfOneRun(Rounding rounding) {
    Options one = options.withRounding(rounding);
    return one.host() == Host.NONE ? one.withHost(new RelayHost(RELAY_PATIENCE)) : one;
  }

  /** Replicas or partitions, as many as the program says. */
  private static int count(TestProgram program, Attribute<Long> attribute) {
    return (int) Math.min(MAX_DEVICES, program.module().find(attribute).orElse(1L));
  }

  private static double millisSince(long start) {
    return (System.nanoTime() - start) / 1e6;
  }

  private List<Literal> arguments(TestProgram program) {
    List<Literal> arguments = new ArrayList<>();
    for (HloInstruction parameter : program.module().entry().parameters()) {
      arguments.add(RandomLiterals.of(parameter.shape(), options.seed() + arguments.size()));
    }
    return arguments;
  }

  private static ProgramResult failed(
      TestProgram program, Rounding rounding, HloException e, Outcome otherwise, double millis) {
    Outcome outcome =
        switch (e.diagnostic().code()) {
          case CHECK_FAILED -> Outcome.FAILED;
          case UNSUPPORTED -> Outcome.UNSUPPORTED;
          case INTERNAL -> Outcome.CRASHED;
          default -> otherwise;
        };
    return new ProgramResult(program, outcome, rounding, e.diagnostic(), millis);
  }
}
