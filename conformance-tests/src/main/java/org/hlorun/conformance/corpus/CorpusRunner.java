package org.hlorun.conformance.corpus;

import java.nio.file.Path;
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
import org.hlorun.language.backend.Options;
import org.hlorun.language.diagnostic.Diagnostic;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.literal.RandomLiterals;

/** Runs the programs of files on a back end, several files at once. */
public final class CorpusRunner {
  /** A device is a thread; a header that asks for more than this in one direction gets these. */
  private static final long MAX_DEVICES = 64;

  private final Backend backend;
  private final Options options;
  private final int parallel;

  /**
   * @param backend what runs the programs
   * @param options how each runs; parameters get seeded values
   * @param parallel how many files at once
   */
  public CorpusRunner(Backend backend, Options options, int parallel) {
    this.backend = backend;
    this.options = options;
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

  /** Runs one program. */
  public ProgramResult runProgram(TestProgram program) {
    if (program.problem() != null) {
      return failed(program, program.problem(), Outcome.INVALID, 0);
    }
    long start = System.nanoTime();
    try (Executable executable = backend.compile(program.module(), options)) {
      int replicas = count(program, Attribute.REPLICA_COUNT);
      int partitions = count(program, Attribute.NUM_PARTITIONS);
      executable.runOnGrid(
          Collections.nCopies(replicas * partitions, arguments(program)), replicas, partitions);
      Outcome outcome = program.checksSomething() ? Outcome.PASSED : Outcome.UNCHECKED;
      return new ProgramResult(program, outcome, null, millisSince(start));
    } catch (HloException e) {
      return failed(program, e, Outcome.ERROR, millisSince(start));
    } catch (RuntimeException | StackOverflowError e) {
      Diagnostic diagnostic = Diagnostic.of(DiagnosticCode.INTERNAL, e.toString());
      return new ProgramResult(program, Outcome.CRASHED, diagnostic, millisSince(start));
    }
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
      TestProgram program, HloException e, Outcome otherwise, double millis) {
    Outcome outcome =
        switch (e.diagnostic().code()) {
          case CHECK_FAILED -> Outcome.FAILED;
          case UNSUPPORTED -> Outcome.UNSUPPORTED;
          case INTERNAL -> Outcome.CRASHED;
          default -> otherwise;
        };
    return new ProgramResult(program, outcome, e.diagnostic(), millis);
  }
}
