package org.hlorun.language.mlir.bytecode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.mlir.MlirOperation;
import org.hlorun.language.mlir.text.MlirPrinter;
import org.hlorun.language.stablehlo.StablehloImporter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.Arguments;

/**
 * Damaged bytecode gives a module, which the printer and the importer can take, or an {@link
 * HloException} with an offset, on a thread of half a megabyte of stack. More than the build's
 * share, over files of your own too:
 *
 * <pre>
 * mvn -Pfast -pl hlo-language test -Dtest=BytecodeMutationTest
 *     -Dtest.jvm.flags="-Dhlo.mutations=300000 -Dhlo.mutations.files=FOLDER -Dhlo.mutations.seed=7"
 * </pre>
 */
class BytecodeMutationTest {
  private static final int COUNT = Integer.getInteger("hlo.mutations", 10_000);
  private static final long SEED = Long.getLong("hlo.mutations.seed", 20260726);
  private static final String FILES = System.getProperty("hlo.mutations.files");
  private static final int STACK_BYTES = 512 << 10;
  private static final long MAX_NANOS = TimeUnit.SECONDS.toNanos(20);

  /** A program in every version, every encoding, and the files of a folder. */
  private static List<byte[]> seeds() throws IOException {
    List<byte[]> seeds = new ArrayList<>();
    for (int version = 0; version <= FormatVersion.NEWEST; version++) {
      seeds.add(Programs.doubled(version).build());
    }
    Stream.of(
            EncodingsTest.builtinAttributes(),
            EncodingsTest.builtinTypes(),
            EncodingsTest.vhloTypes(),
            EncodingsTest.vhloAttributes())
        .flatMap(arguments -> arguments)
        .forEach(arguments -> seeds.add(file(arguments)));
    if (FILES != null) {
      try (Stream<Path> all = Files.walk(Path.of(FILES))) {
        for (Path file : all.filter(f -> f.toString().endsWith("bc")).sorted().toList()) {
          seeds.add(Files.readAllBytes(file));
        }
      }
    }
    return seeds;
  }

  @SuppressWarnings("unchecked")
  private static byte[] file(Arguments arguments) {
    BytecodeBuilder builder = new BytecodeBuilder(6);
    int index = ((ToIntFunction<BytecodeBuilder>) arguments.get()[1]).applyAsInt(builder);
    return Programs.attribute(builder, index).build();
  }

  @Test
  void damagedFilesGiveAModuleOrADiagnosticWithAnOffset() throws Exception {
    List<byte[]> seeds = seeds();
    AtomicReference<AssertionError> failure = new AtomicReference<>();
    Runnable search =
        () -> {
          for (int i = 0; i < COUNT && failure.get() == null; i++) {
            try {
              check(damaged(new SplittableRandom(SEED + i), seeds));
            } catch (Throwable e) {
              failure.set(
                  new AssertionError(
                      "%s; replay with -Dhlo.mutations=1 -Dhlo.mutations.seed=%d"
                          .formatted(e, SEED + i),
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

  private static void check(byte[] bytes) {
    long start = System.nanoTime();
    SourceText file = SourceText.of("damaged", bytes).asBinary();
    try {
      MlirOperation module = MlirBytecodeReader.read(file);
      assertEquals("builtin.module", module.name());
      assertFalse(MlirPrinter.print(module).isEmpty());
      importOf(module, file);
    } catch (HloException e) {
      assertTrue(
          e.diagnostic().place().isPresent() && e.diagnostic().location().isBinary(),
          () -> "no offset: " + e.getMessage());
    }
    assertTrue(System.nanoTime() - start < MAX_NANOS, "too slow");
  }

  private static void importOf(MlirOperation module, SourceText file) {
    try {
      StablehloImporter.importModule(module, file);
    } catch (HloException e) {
      assertFalse(e.diagnostics().isEmpty());
    }
  }

  /** A file with some bytes flipped, moved, repeated or left out, or with odd numbers. */
  private static byte[] damaged(SplittableRandom random, List<byte[]> seeds) {
    byte[] bytes = seeds.get(random.nextInt(seeds.size())).clone();
    int steps = 1 + random.nextInt(4);
    for (int step = 0; step < steps && bytes.length > 5; step++) {
      int at = 4 + random.nextInt(bytes.length - 4);
      switch (random.nextInt(7)) {
        case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> bytes[at] = (byte) random.nextInt(256);
        case 2 -> bytes[at] = new byte[] {0, 1, -1, 127, -128}[random.nextInt(5)];
        case 3 -> bytes = Arrays.copyOf(bytes, at);
        case 4 -> {
          int length = Math.min(random.nextInt(32), bytes.length - 1 - at);
          System.arraycopy(bytes, random.nextInt(bytes.length - length), bytes, at, length);
        }
        case 5 -> bytes[at] -= 2;
        default -> bytes[at] += 2; // the next number of one byte
      }
    }
    return bytes;
  }
}
