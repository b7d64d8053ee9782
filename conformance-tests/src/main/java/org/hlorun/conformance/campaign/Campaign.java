package org.hlorun.conformance.campaign;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.hlorun.conformance.fuzz.FuzzCheck;
import org.hlorun.conformance.fuzz.FuzzFailure;
import org.hlorun.conformance.fuzz.Fuzzer;
import org.hlorun.conformance.generator.ProgramGenerator;
import org.hlorun.conformance.generator.RandomProgram;
import org.hlorun.conformance.reduce.FailureReducer;

/** Makes programs, checks them, makes those that fail smaller and writes them down. */
public final class Campaign {
  /** Failures that look alike before they are made smaller: so many are. */
  private static final int REDUCED_PER_CAUSE = 3;

  private final CampaignOptions options;
  private final List<FuzzCheck> checks;
  private final Consumer<FuzzFailure> listener;
  private final Map<String, Integer> seen = new HashMap<>();
  private final Map<String, CampaignReport.Bucket> buckets = new LinkedHashMap<>();

  /**
   * @param options what to do
   * @param checks what is held against the interpreter
   * @param listener told of the first failure of every bucket
   */
  public Campaign(CampaignOptions options, List<FuzzCheck> checks, Consumer<FuzzFailure> listener) {
    this.options = options;
    this.checks = List.copyOf(checks);
    this.listener = listener;
  }

  /** Runs it. */
  public CampaignReport run() {
    long start = System.nanoTime();
    long deadline = options.duration().isZero() ? 0 : start + options.duration().toNanos();
    Optional<FailureFiles> files = options.output().map(FailureFiles::new);
    files.flatMap(FailureFiles::leftBehind).ifPresent(crash -> add(crash, files));
    long programs = 0;
    long instructions = 0;
    try (Fuzzer fuzzer = new Fuzzer(checks, options.timeout())) {
      FailureReducer reducer = new FailureReducer(fuzzer, options.reduction());
      while (programs < options.count()
          && !options.cancelled().getAsBoolean()
          && (deadline == 0 || System.nanoTime() < deadline)) {
        RandomProgram program =
            ProgramGenerator.generate(options.seed() + programs, options.generator());
        programs++;
        instructions += size(program);
        files.ifPresent(f -> f.running(program));
        fuzzer.test(program).ifPresent(failure -> reduce(failure, reducer, files));
      }
    }
    files.ifPresent(FailureFiles::finished);
    return new CampaignReport(
        options.seed(),
        programs,
        instructions,
        System.nanoTime() - start,
        new ArrayList<>(buckets.values()));
  }

  private static long size(RandomProgram program) {
    return program.module().computations().stream().mapToLong(c -> c.instructions().size()).sum();
  }

  private void reduce(FuzzFailure failure, FailureReducer reducer, Optional<FailureFiles> files) {
    if (seen.merge(failure.cause(), 1, Integer::sum) <= REDUCED_PER_CAUSE) {
      add(reducer.reduce(failure), files);
    } else {
      buckets.merge(failure.cause(), new CampaignReport.Bucket(failure, 1), Campaign::join);
    }
  }

  private void add(FuzzFailure failure, Optional<FailureFiles> files) {
    if (!buckets.containsKey(failure.cause())) {
      files.ifPresent(f -> f.write(failure));
      listener.accept(failure);
    }
    buckets.merge(failure.cause(), new CampaignReport.Bucket(failure, 1), Campaign::join);
  }

  private static CampaignReport.Bucket join(
      CampaignReport.Bucket known, CampaignReport.Bucket added) {
    return new CampaignReport.Bucket(known.first(), known.count() + added.count());
  }
}
