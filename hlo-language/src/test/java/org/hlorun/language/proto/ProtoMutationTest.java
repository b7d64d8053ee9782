package org.hlorun.language.proto;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.verifier.HloVerifier;
import org.junit.jupiter.api.Test;

/**
 * Damaged messages, binary or as text, give a module, which the verifier, the printer and the
 * writer can take, or an {@link HloException}, on a thread of a megabyte of stack. More than the
 * build's share:
 *
 * <pre>
 * mvn -Pfast -pl hlo-language test -Dtest=ProtoMutationTest
 *     -Dtest.jvm.flags="-Dhlo.mutations=1000000 -Dhlo.mutations.seed=7"
 * </pre>
 */
class ProtoMutationTest {
  private static final int COUNT = Integer.getInteger("hlo.mutations", 10_000);
  private static final long SEED = Long.getLong("hlo.mutations.seed", 20260726);
  private static final int STACK_BYTES = 1 << 20;
  private static final long MAX_NANOS = TimeUnit.SECONDS.toNanos(20);

  @Test
  void damagedMessagesGiveAModuleOrADiagnostic() throws Exception {
    List<byte[]> seeds = new ArrayList<>();
    for (String name : ProtoCorpus.serialized()) {
      byte[] binary = ProtoCorpus.binary(name);
      seeds.add(binary);
      seeds.add(binary); // texts break more easily and tell less
      String text = HloProtoWriter.writeText(HloProtoReader.read(binary));
      seeds.add(text.getBytes(StandardCharsets.UTF_8));
    }
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
    try {
      HloModule module = HloProtoReader.read(bytes);
      assertFalse(module.computations().isEmpty());
      if (HloVerifier.check(module).isEmpty()) {
        assertFalse(ProtoCorpus.print(module).isEmpty());
      }
      HloProtoReader.read(HloProtoWriter.write(module));
    } catch (HloException e) {
      assertFalse(e.diagnostics().isEmpty());
    }
    assertTrue(System.nanoTime() - start < MAX_NANOS, "too slow");
  }

  /** A message with some bytes flipped, moved, repeated or left out, or with odd numbers. */
  private static byte[] damaged(SplittableRandom random, List<byte[]> seeds) {
    byte[] bytes = seeds.get(random.nextInt(seeds.size())).clone();
    int steps = 1 + random.nextInt(4);
    for (int step = 0; step < steps && bytes.length > 1; step++) {
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(6)) {
        case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> bytes[at] = (byte) random.nextInt(256);
        case 2 -> bytes[at] = new byte[] {0, 1, -1, 127, -128}[random.nextInt(5)];
        case 3 -> bytes = Arrays.copyOf(bytes, at);
        case 4 -> {
          int length = Math.min(random.nextInt(32), bytes.length - 1 - at);
          System.arraycopy(bytes, random.nextInt(bytes.length - length), bytes, at, length);
        }
        default -> bytes[at]++;
      }
    }
    return bytes;
  }
}
