package org.hlorun.language.backend;

import java.time.Duration;
import java.util.Objects;

/**
 * How to run a program. {@link #builder()} begins with the defaults, {@link #toBuilder()} with what
 * is there; a {@code with} method changes one thing.
 *
 * @param seed seed of {@code rng} and of made-up values
 * @param threads worker threads; 0 = one per core
 * @param maxMemoryBytes live bytes a run may hold; 0 = no limit
 * @param maxIterations iterations one while loop may make; 0 = no limit
 * @param timeout wall time a run may take; zero = no limit
 * @param fillElidedConstants whether constants elided from the text get seeded values
 * @param monitor told about progress, and asked whether to go on
 * @param host the other end of infeed, outfeed and host transfers
 * @param rounding where sums of many terms are rounded; a back end that has no choice ignores it
 * @param numerics what an optimising back end may change in the values; one that changes nothing
 *     ignores it
 * @param cache what is done with compiled code on disk; a back end that keeps none ignores it
 * @param checkMemory whether native code is watched: every array has memory of its own between
 *     guards, and a step that writes outside, or to an argument or a constant, ends the run with
 *     {@code INTERNAL}; a back end that cannot write outside ignores it
 */
public record Options(
    long seed,
    int threads,
    long maxMemoryBytes,
    long maxIterations,
    Duration timeout,
    boolean fillElidedConstants,
    Monitor monitor,
    Host host,
    Rounding rounding,
    Numerics numerics,
    CachePolicy cache,
    boolean checkMemory) {

  /** No limits, one thread per core. */
  public static final Options DEFAULT = builder().build();

  public Options {
    Objects.requireNonNull(timeout);
    Objects.requireNonNull(monitor);
    Objects.requireNonNull(host);
    Objects.requireNonNull(rounding);
    Objects.requireNonNull(numerics);
    Objects.requireNonNull(cache);
  }

  /** A builder of options that are the default where nothing else is said. */
  public static Builder builder() {
    return new Builder();
  }

  /** A builder that begins with these options. */
  public Builder toBuilder() {
    return new Builder()
        .seed(seed)
        .threads(threads)
        .maxMemoryBytes(maxMemoryBytes)
        .maxIterations(maxIterations)
        .timeout(timeout)
        .fillElidedConstants(fillElidedConstants)
        .monitor(monitor)
        .host(host)
        .rounding(rounding)
        .numerics(numerics)
        .cache(cache)
        .checkMemory(checkMemory);
  }

  public Options withSeed(long value) {
    return toBuilder().seed(value).build();
  }

  public Options withThreads(int value) {
    return toBuilder().threads(value).build();
  }

  public Options withMaxMemoryBytes(long value) {
    return toBuilder().maxMemoryBytes(value).build();
  }

  public Options withMaxIterations(long value) {
    return toBuilder().maxIterations(value).build();
  }

  public Options withTimeout(Duration value) {
    return toBuilder().timeout(value).build();
  }

  public Options withFillElidedConstants(boolean value) {
    return toBuilder().fillElidedConstants(value).build();
  }

  public Options withMonitor(Monitor value) {
    return toBuilder().monitor(value).build();
  }

  public Options withHost(Host value) {
    return toBuilder().host(value).build();
  }

  public Options withRounding(Rounding value) {
    return toBuilder().rounding(value).build();
  }

  public Options withNumerics(Numerics value) {
    return toBuilder().numerics(value).build();
  }

  public Options withCache(CachePolicy value) {
    return toBuilder().cache(value).build();
  }

  public Options withCheckMemory(boolean value) {
    return toBuilder().checkMemory(value).build();
  }

  /** Collects options; the methods are called like the components that they set. */
  public static final class Builder {
    private long seed;
    private int threads;
    private long maxMemoryBytes;
    private long maxIterations;
    private Duration timeout = Duration.ZERO;
    private boolean fillElidedConstants;
    private Monitor monitor = Monitor.SILENT;
    private Host host = Host.NONE;
    private Rounding rounding = Rounding.ONCE;
    private Numerics numerics = Numerics.DEFAULT;
    private CachePolicy cache = CachePolicy.USE;
    private boolean checkMemory;

    private Builder() {}

    public Builder seed(long value) {
      seed = value;
      return this;
    }

    public Builder threads(int value) {
      threads = value;
      return this;
    }

    public Builder maxMemoryBytes(long value) {
      maxMemoryBytes = value;
      return this;
    }

    public Builder maxIterations(long value) {
      maxIterations = value;
      return this;
    }

    public Builder timeout(Duration value) {
      timeout = value;
      return this;
    }

    public Builder fillElidedConstants(boolean value) {
      fillElidedConstants = value;
      return this;
    }

    public Builder monitor(Monitor value) {
      monitor = value;
      return this;
    }

    public Builder host(Host value) {
      host = value;
      return this;
    }

    public Builder rounding(Rounding value) {
      rounding = value;
      return this;
    }

    public Builder numerics(Numerics value) {
      numerics = value;
      return this;
    }

    public Builder cache(CachePolicy value) {
      cache = value;
      return this;
    }

    public Builder checkMemory(boolean value) {
      checkMemory = value;
      return this;
    }

    public Options build() {
      return new Options(
          seed,
          threads,
          maxMemoryBytes,
          maxIterations,
          timeout,
          fillElidedConstants,
          monitor,
          host,
          rounding,
          numerics,
          cache,
          checkMemory);
    }
  }
}
