package org.hlorun.kernelir.codegen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.hlorun.kernelir.KernelRunner;
import org.hlorun.kernelir.lower.Lowering;
import org.hlorun.kernelir.lower.PathTarget;
import org.hlorun.kernelir.machine.TargetDescription;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.parser.HloParser;
import org.hlorun.language.shape.ElementType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Quotients of floats are those of integers, for all that are hard to tell from the next one. */
class VectorDivisionTest {
  private static HloModule module(String text) {
    return HloParser.parse(SourceText.of("t.hlo", "HloModule t\n" + text));
  }

  private static HloInstruction root(String opcode, String type, int count) {
    String array = "%s[%d]".formatted(type, count);
    return module(
            "ENTRY main { x = %1$s parameter(0) y = %1$s parameter(1) ROOT z = %1$s %2$s(x, y) }"
                .formatted(array, opcode))
        .entry()
        .root();
  }

  private static long wrapped(ElementType type, long value) {
    int above = Long.SIZE - type.bitWidth();
    return type.isSigned() ? value << above >> above : value << above >>> above;
  }

  /** Numbers around powers of two, and the least and greatest ones. */
  private static List<Long> edges(ElementType type) {
    List<Long> values = new ArrayList<>();
    for (int bit = 0; bit < type.bitWidth(); bit++) {
      for (long near = -1; near <= 1; near++) {
        values.add(wrapped(type, (1L << bit) + near));
        values.add(wrapped(type, -(1L << bit) + near));
      }
    }
    return values.stream().distinct().toList();
  }

  /** Pairs of dividend and divisor: edges by edges, and random multiples and their neighbours. */
  private static List<long[]> pairs(ElementType type) {
    List<long[]> pairs = new ArrayList<>();
    for (long a : edges(type)) {
      for (long b : edges(type)) {
        pairs.add(new long[] {a, b});
      }
    }
    Random random = new Random(5);
    for (int i = 0; i < 100_000; i++) {
      long b = wrapped(type, random.nextLong() >> random.nextInt(Long.SIZE));
      long limit = 1L << (type.bitWidth() - 1);
      long quotient = b == 0 ? 0 : random.nextLong(limit) / b;
      pairs.add(new long[] {wrapped(type, quotient * b + random.nextInt(-1, 2)), b});
    }
    return pairs;
  }

  /** What HLO says of dividing by 0, and Java of everything else. */
  private static long expected(ElementType type, String opcode, long a, long b) {
    boolean isQuotient = opcode.equals("divide");
    if (b == 0) {
      return isQuotient ? wrapped(type, -1) : a;
    }
    if (type == ElementType.U64) {
      return isQuotient ? Long.divideUnsigned(a, b) : Long.remainderUnsigned(a, b);
    }
    return wrapped(type, isQuotient ? a / b : a % b);
  }

  private static void check(ElementType type, String opcode, List<long[]> pairs) {
    HloInstruction root = root(opcode, type.toString(), pairs.size());
    ArrayLiteral x = ArrayLiteral.allocate(root.shape().asArray());
    ArrayLiteral y = ArrayLiteral.allocate(root.shape().asArray());
    for (int i = 0; i < pairs.size(); i++) {
      x.setLong(i, pairs.get(i)[0]);
      y.setLong(i, pairs.get(i)[1]);
    }
    List<Literal> operands = List.of(x, y);
    for (TargetDescription target : List.of(TargetDescription.host(), PathTarget.AVX2)) {
      var kernels = Lowering.lower(root, target);
      ArrayLiteral actual = (ArrayLiteral) KernelRunner.run(root, kernels, operands);
      for (int i = 0; i < pairs.size(); i++) {
        long a = pairs.get(i)[0];
        long b = pairs.get(i)[1];
        assertEquals(expected(type, opcode, a, b), actual.getLong(i), opcode + " " + a + ", " + b);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"s8", "u8", "s16", "u16", "s32", "u32"})
  void quotientsAndRemainders(String name) {
    ElementType type = ElementType.of(name).orElseThrow();
    check(type, "divide", pairs(type));
    check(type, "remainder", pairs(type));
  }

  /** Numbers of at most so many bits: multiples of divisors and their neighbours. */
  private static List<long[]> longs(ElementType type, int bits) {
    List<long[]> pairs = new ArrayList<>();
    Random random = new Random(bits);
    long most = (1L << bits) - 1;
    for (int i = 0; i < 100_000; i++) {
      long b = random.nextLong() >>> (Long.SIZE - 1 - random.nextInt(bits));
      long near = (most / Math.max(1, b) - random.nextInt(3)) * b + random.nextInt(-1, 2);
      long a = Math.min(most, i % 2 == 0 ? near : random.nextLong(most));
      boolean isSigned = type.isSigned();
      pairs.add(
          new long[] {
            isSigned && random.nextBoolean() ? -a : Math.max(0, a),
            isSigned && random.nextBoolean() ? -b : b
          });
    }
    return pairs;
  }

  /** Numbers that f64 holds, others, and others here and there. */
  @ParameterizedTest
  @ValueSource(strings = {"s64", "u64"})
  void longNumbers(String name) {
    ElementType type = ElementType.of(name).orElseThrow();
    List<long[]> few = new ArrayList<>(longs(type, 40));
    List<long[]> large = longs(type, 62);
    for (int i = 0; i < few.size(); i += 37) {
      few.set(i, large.get(i));
    }
    for (String opcode : List.of("divide", "remainder")) {
      check(type, opcode, longs(type, 52));
      check(type, opcode, longs(type, 53));
      check(type, opcode, longs(type, 62));
      check(type, opcode, few);
      List<long[]> edges = new ArrayList<>();
      for (long a : edges(type)) {
        for (long b : edges(type)) {
          edges.add(new long[] {a, b});
        }
      }
      check(type, opcode, edges);
    }
  }

  /** All of them. */
  @ParameterizedTest
  @ValueSource(strings = {"s8", "u8"})
  void bytes(String name) {
    ElementType type = ElementType.of(name).orElseThrow();
    List<long[]> pairs = new ArrayList<>();
    for (int a = 0; a < 256; a++) {
      for (int b = 0; b < 256; b++) {
        pairs.add(new long[] {wrapped(type, a), wrapped(type, b)});
      }
    }
    check(type, "divide", pairs);
    check(type, "remainder", pairs);
  }

  private static String code(HloInstruction root) {
    return KernelEmitter.emit(
        Lowering.lower(root, PathTarget.AVX2).getFirst().kernel(), PathTarget.AVX2.vectorBytes());
  }

  /** 64 bits are more than a float has, and what divides by constants multiplies. */
  @ParameterizedTest
  @ValueSource(strings = {"s32", "u16", "s64", "u64"})
  void floatsAreOnlyUsedWhereTheyHelp(String type) {
    boolean isWide = type.endsWith("64");
    String byLanes = code(root("divide", type, 1000));
    assertEquals(isWide, !byLanes.contains("fdiv"), byLanes);
    HloModule byConstant =
        module(
            ("q { x = TYPE[1000] parameter(0) n = TYPE[] constant(7) y = TYPE[1000] broadcast(n),"
                 + " dimensions={} ROOT z = TYPE[1000] divide(x, y) } ENTRY main { p = TYPE[1000]"
                 + " parameter(0) ROOT f = TYPE[1000] fusion(p), kind=kLoop, calls=q }")
                .replace("TYPE", type));
    String byNumber = code(byConstant.entry().root());
    assertFalse(byNumber.contains("fdiv"), byNumber);
    assertTrue(byNumber.contains("div <"), byNumber);
  }
}
