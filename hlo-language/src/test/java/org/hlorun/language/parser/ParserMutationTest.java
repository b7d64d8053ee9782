package org.hlorun.language.parser;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.verifier.HloVerifier;
import org.junit.jupiter.api.Test;

/**
 * Damaged texts give a module, which the verifier judges, or an {@link HloException} with a place,
 * on a thread of half a megabyte of stack. More than the build's share, over more texts:
 *
 * <pre>
 * mvn -Pfast -pl hlo-language test -Dtest=ParserMutationTest
 *     -Dtest.jvm.flags="-Dhlo.mutations=1000000 -Dhlo.mutations.texts=FOLDER -Dhlo.mutations.seed=7"
 * </pre>
 *
 * Texts of the folder beyond 64 KB are left out, or beyond {@code -Dhlo.mutations.bytes=N}.
 */
class ParserMutationTest {
  private static final int COUNT = Integer.getInteger("hlo.mutations", 20_000);
  private static final long SEED = Long.getLong("hlo.mutations.seed", 20260726);
  private static final String FOLDER = System.getProperty("hlo.mutations.texts", "");
  private static final int MAX_TEXT_BYTES = Integer.getInteger("hlo.mutations.bytes", 64 << 10);
  private static final int STACK_BYTES = 512 << 10;
  private static final long MAX_NANOS = TimeUnit.SECONDS.toNanos(20);

  @Test
  void damagedTextsGiveAModuleOrADiagnosticWithAPlace() throws Exception {
    List<byte[]> texts = texts();
    AtomicReference<AssertionError> failure = new AtomicReference<>();
    Runnable search =
        () -> {
          for (int i = 0; i < COUNT && failure.get() == null; i++) {
            byte[] text = new Mutator(new SplittableRandom(SEED + i), texts).next();
            try {
              check(text);
            } catch (Throwable e) {
              failure.set(
                  new AssertionError(
                      "%s for this text; replay with -Dhlo.mutations=1 -Dhlo.mutations.seed=%d\n%s"
                          .formatted(e, SEED + i, new String(text, StandardCharsets.ISO_8859_1)),
                      e));
            }
          }
        };
    Thread thread = new Thread(null, search, "mutations", STACK_BYTES);
    thread.start();
    thread.join();
    if (failure.get() != null) {
      throw failure.get();
    }
  }

  private static void check(byte[] text) {
    long start = System.nanoTime();
    try {
      HloModule module = HloParser.parse(SourceText.of("damaged", text));
      assertFalse(module.computations().isEmpty());
      assertNotNull(HloVerifier.check(module));
    } catch (HloException e) {
      assertTrue(e.diagnostic().place().isPresent(), () -> "no place: " + e.getMessage());
    }
    assertTrue(System.nanoTime() - start < MAX_NANOS, "too slow");
  }

  private static List<byte[]> texts() throws IOException {
    List<byte[]> texts = new ArrayList<>(Texts.SEEDS.stream().map(Texts::seed).toList());
    if (!FOLDER.isEmpty()) {
      try (Stream<Path> files = Files.walk(Path.of(FOLDER))) {
        for (Path file : files.filter(ParserMutationTest::isHlo).sorted().toList()) {
          texts.add(Files.readAllBytes(file));
        }
      }
    }
    return texts;
  }

  private static boolean isHlo(Path file) {
    String name = file.toString();
    return (name.endsWith(".hlo") || name.endsWith(".hlo.txt"))
        && file.toFile().length() <= MAX_TEXT_BYTES;
  }
}
