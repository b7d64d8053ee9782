package org.hlorun.language.mutation;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Tries damaged inputs on a reader: input {@code i} is made from the seed {@code SEED + i} alone,
 * so that any of them can be replayed by itself. The reader runs on a thread with a small stack, so
 * that recursion without a bound shows, and each input has its time.
 *
 * <p>{@code -Dhlo.mutations=N} tries that many instead of the build's share, {@code
 * -Dhlo.mutations.seed=S} begins elsewhere, {@code -Dhlo.mutations.files=FOLDER} adds files of that
 * folder to what is damaged, up to 64 KB each or {@code -Dhlo.mutations.bytes=N}.
 */
public final class MutationSearch {
  private static final long SEED = Long.getLong("hlo.mutations.seed", 20260726);
  private static final String FOLDER = System.getProperty("hlo.mutations.files", "");
  private static final int MAX_FILE_BYTES = Integer.getInteger("hlo.mutations.bytes", 64 << 10);
  private static final long MAX_NANOS = TimeUnit.SECONDS.toNanos(20);

  /** Time of the processor: other programs on the machine must not make an input look slow. */
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private MutationSearch() {}

  /** What is asked of one damaged input; throws if it does not hold. */
  @FunctionalInterface
  public interface Check {
    void accept(byte[] input) throws Exception;
  }

  /**
   * Tries {@code share} inputs, or as many as the property says.
   *
   * @param stackBytes size of the stack that must be enough
   * @param damaged makes an input from a source of random numbers
   * @throws AssertionError for the first input that the check does not accept, with its seed
   */
  public static void run(
      int share, int stackBytes, Function<SplittableRandom, byte[]> damaged, Check check)
      throws InterruptedException {
    int count = Integer.getInteger("hlo.mutations", share);
    AtomicReference<AssertionError> failure = new AtomicReference<>();
    Runnable search =
        () -> {
          for (int i = 0; i < count && failure.get() == null; i++) {
            failure.set(tried(SEED + i, damaged, check));
          }
        };
    Thread thread = new Thread(null, search, "mutations", stackBytes);
    thread.start();
    thread.join();
    if (failure.get() != null) {
      throw failure.get();
    }
  }

  private static AssertionError tried(
      long seed, Function<SplittableRandom, byte[]> damaged, Check check) {
    byte[] input = damaged.apply(new SplittableRandom(seed));
    long start = THREADS.getCurrentThreadCpuTime();
    try {
      check.accept(input);
      assertTrue(THREADS.getCurrentThreadCpuTime() - start < MAX_NANOS, "too slow");
      return null;
    } catch (Throwable e) {
      String replay = "%s; replay with -Dhlo.mutations=1 -Dhlo.mutations.seed=%d";
      return new AssertionError(replay.formatted(e, seed), e);
    }
  }

  /** The files of the folder that the property names, none without it, by name. */
  public static List<byte[]> files(Predicate<String> name) throws IOException {
    List<byte[]> contents = new ArrayList<>();
    if (!FOLDER.isEmpty()) {
      try (Stream<Path> files = Files.walk(Path.of(FOLDER))) {
        for (Path file : files.filter(f -> name.test(f.toString())).sorted().toList()) {
          if (Files.isRegularFile(file) && Files.size(file) <= MAX_FILE_BYTES) {
            contents.add(Files.readAllBytes(file));
          }
        }
      }
    }
    return contents;
  }
}
