package org.hlorun.conformance.campaign;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.hlorun.conformance.generator.GeneratorOptions;

/**
 * What a campaign does.
 *
 * @param seed the seed of the first program; the others follow
 * @param count how many programs, at most
 * @param duration how long, at most; zero = no limit
 * @param timeout the time that one check of one program may take
 * @param output where programs that fail are written, and the one that is running
 * @param generator what programs look like
 * @param reduction the time to spend on making one program smaller
 * @param threads how many programs are checked at a time
 * @param cancelled whether to stop
 */
public record CampaignOptions(
    long seed,
    long count,
    Duration duration,
    Duration timeout,
    Optional<Path> output,
    GeneratorOptions generator,
    Duration reduction,
    int threads,
    BooleanSupplier cancelled) {

  /** So many programs from a seed, without a folder. */
  public static CampaignOptions of(long seed, long count) {
    return new CampaignOptions(
        seed,
        count,
        Duration.ZERO,
        Duration.ofSeconds(60),
        Optional.empty(),
        GeneratorOptions.DEFAULT,
        Duration.ofSeconds(60),
        1,
        () -> false);
  }

  public CampaignOptions withOutput(Path value) {
    return with(Optional.of(value), threads);
  }

  public CampaignOptions withThreads(int value) {
    return with(output, value);
  }

  private CampaignOptions with(Optional<Path> folder, int threadCount) {
    return new CampaignOptions(
        seed, count, duration, timeout, folder, generator, reduction, threadCount, cancelled);
  }
}
