package org.hlorun.conformance.campaign;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.hlorun.conformance.fuzz.FuzzCheck;
import org.hlorun.conformance.fuzz.FuzzFailure;
import org.hlorun.conformance.fuzz.Fuzzer;
import org.hlorun.conformance.generator.ProgramGenerator;
import org.hlorun.conformance.generator.RandomProgram;
import org.hlorun.conformance.reduce.FailureReducer;
import org.hlorun.language.diagnostic.HloException;

/** Makes programs, checks them, makes those that fail smaller and writes them down. */
public final class Campaign {
  /** Failures that look alike before they are made smaller: so many are. */
  private static final int REDUCED_PER_CAUSE = 3;

  private final CampaignOptions options;
  private final List<FuzzCheck> checks;
  private final Consumer<FuzzFailure> listener;
  private final Optional<FailureFiles> files;
  private final AtomicLong next = new AtomicLong();
  private final AtomicLong programs = new AtomicLong();
  private final AtomicLong instructions = new AtomicLong();
  private final Map<String, Integer> seen = new HashMap<>();
  private final Map<String, CampaignReport.Bucket> buckets = new LinkedHashMap<>();
  private long deadline;

  /**
   * @param options what to do
   * @param checks what is held against the interpreter
   * @param listener told of the first failure of every bucket
   */
  public Campaign(CampaignOptions options, List<FuzzCheck> checks, Consumer<FuzzFailure> listener) {
    this.options = options;
    this.checks = List.copyOf(checks);
    this.listener = listener;
    this.files = options.output().map(FailureFiles::new);
  }

  /** Runs it. */
  public CampaignReport run() {
    long start = System.nanoTime();
    deadline = options.duration().isZero() ? 0 : start + options.duration().toNanos();
    files.ifPresent(f -> f.leftBehind().forEach(this::add));
    List<Callable<Void>> workers = new ArrayList<>();
    for (int i = 0; i < options.threads(); i++) {
      int worker = i;
      workers.add(
          () -> {
            work(worker);
            return null;
          });
    }
    try (ExecutorService threads = Executors.newFixedThreadPool(workers.size())) {
      for (Future<Void> worker : threads.invokeAll(workers)) {
        worker.get();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof HloException problem) {
        throw problem; // of files, which have filled the disk or lost their folder
      }
      throw new IllegalStateException("the campaign itself failed", e.getCause());
    }
    return new CampaignReport(
        options.seed(),
        programs.get(),
        instructions.get(),
        System.nanoTime() - start,
        new ArrayList<>(buckets.values()));
  }

  /** Takes one program after the other, whichever is next. */
  private void work(int worker) {
    try (Fuzzer fuzzer = Fuzzer.ofGenerated(checks, options.timeout())) {
      FailureReducer reducer = new FailureReducer(fuzzer, options.reduction());
      while (!options.cancelled().getAsBoolean()
          && (deadline == 0 || System.nanoTime() < deadline)) {
        long number = next.getAndIncrement();
        if (number >= options.count()) {
          break;
        }
        RandomProgram program =
            ProgramGenerator.generate(options.seed() + number, options.generator());
        programs.incrementAndGet();
        instructions.addAndGet(size(program));
        files.ifPresent(f -> f.running(program, options.generator(), worker));
        fuzzer.test(program).ifPresent(failure -> reduce(failure, reducer));
      }
    }
    files.ifPresent(f -> f.finished(worker));
  }

  private static long size(RandomProgram program) {
    return program.module().computations().stream().mapToLong(c -> c.instructions().size()).sum();
  }

  private void reduce(FuzzFailure failure, FailureReducer reducer) {
    int before;
    synchronized (this) {
      before = seen.merge(failure.cause(), 1, Integer::sum);
    }
    if (before <= REDUCED_PER_CAUSE) {
      add(reducer.reduce(failure));
    } else {
      count(failure);
    }
  }

  private synchronized void add(FuzzFailure failure) {
    if (!buckets.containsKey(failure.cause())) {
      files.ifPresent(f -> f.write(failure));
      listener.accept(failure);
    }
    count(failure);
  }

  private synchronized void count(FuzzFailure failure) {
    buckets.merge(failure.cause(), new CampaignReport.Bucket(failure, 1), Campaign::join);
  }

  private static CampaignReport.Bucket join(
      CampaignReport.Bucket known, CampaignReport.Bucket added) {
    return new CampaignReport.Bucket(known.first(), known.count() + added.count());
  }
}
