package org.hlorun.interpreter.reduction;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.hlorun.interpreter.runtime.InterpreterBackend;
import org.hlorun.language.attribute.WindowDimension;
import org.hlorun.language.backend.Executable;
import org.hlorun.language.backend.Options;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.literal.TupleLiteral;
import org.hlorun.language.parser.HloParser;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The quick ways of reductions against the definition: each program holds the same operation twice,
 * with a plain function and with one that means the same but is not recognised as plain. On
 * integers both are exact, so that they must agree in every element.
 */
class RandomReductionsTest {
  private static final int CASES = 60;

  private static final String FUNCTIONS =
      """
      HloModule random_reductions

      add { a = s32[] parameter(0) b = s32[] parameter(1) ROOT r = s32[] add(a, b) }
      max { a = s32[] parameter(0) b = s32[] parameter(1) ROOT r = s32[] maximum(a, b) }
      ge { a = s32[] parameter(0) b = s32[] parameter(1) ROOT r = pred[] compare(a, b), direction=GE }
      add_in_steps {
        a = s32[] parameter(0)
        b = s32[] parameter(1)
        zero = s32[] constant(0)
        c = s32[] add(a, b)
        ROOT r = s32[] add(c, zero)
      }
      max_in_steps {
        a = s32[] parameter(0)
        b = s32[] parameter(1)
        c = pred[] compare(a, b), direction=GE
        ROOT r = s32[] select(c, a, b)
      }
      ge_in_steps {
        a = s32[] parameter(0)
        b = s32[] parameter(1)
        c = pred[] compare(a, b), direction=LT
        ROOT r = pred[] not(c)
      }

      """;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void reducesAgreeWithTheDefinition(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < CASES; i++) {
      int[] sizes = sizes(random, random.nextInt(1, 5), 70);
      boolean[] reduced = new boolean[sizes.length];
      for (int d = 0; d < reduced.length; d++) {
        reduced[d] = random.nextBoolean();
      }
      String function = random.nextBoolean() ? "add" : "max";
      String result = list(sizes.length, d -> reduced[d] ? null : "" + sizes[d]);
      String attributes =
          "dimensions={%s}".formatted(list(sizes.length, d -> reduced[d] ? "" + d : null));
      check(seed, input(random, sizes), "reduce(x, init), " + attributes, result, function);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {4, 5, 6})
  void reduceWindowsAgreeWithTheDefinition(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < CASES; i++) {
      int[] sizes = sizes(random, random.nextInt(1, 4), 40);
      List<WindowDimension> window = window(random, sizes);
      String result = list(sizes.length, d -> "" + window.get(d).outputSize(sizes[d]));
      String function = random.nextBoolean() ? "add" : "max";
      String operation = "reduce-window(x, init), window={%s}".formatted(text(window));
      check(seed, input(random, sizes), operation, result, function);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {7, 8, 9})
  void selectAndScattersAgreeWithTheDefinition(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < CASES; i++) {
      int[] sizes = sizes(random, random.nextInt(1, 4), 12);
      List<WindowDimension> window = window(random, sizes);
      String source = list(sizes.length, d -> "" + window.get(d).outputSize(sizes[d]));
      String shape = list(sizes.length, d -> "" + sizes[d]);
      int count =
          IntStream.range(0, sizes.length)
              .map(d -> (int) window.get(d).outputSize(sizes[d]))
              .reduce(1, (a, b) -> a * b);
      String text =
          input(random, sizes)
              + "  n = s32[%d] iota(), iota_dimension=0%n  s = s32[%s] reshape(n)%n"
                  .formatted(count, source);
      String operation =
          "select-and-scatter(x, s, init), window={%s}, select=ge, scatter="
              .formatted(text(window));
      compare(
          seed,
          text
              + "  a = s32[%s] %sadd%n".formatted(shape, operation)
              + "  b = s32[%s] %sadd_in_steps%n"
                  .formatted(shape, operation.replace("select=ge", "select=ge_in_steps"))
              + "  ROOT t = (s32[%s], s32[%s]) tuple(a, b)%n".formatted(shape, shape));
    }
  }

  private static void check(
      long seed, String input, String operation, String resultSizes, String function) {
    compare(
        seed,
        input
            + "  a = s32[%s] %s, to_apply=%s%n".formatted(resultSizes, operation, function)
            + "  b = s32[%s] %s, to_apply=%s_in_steps%n".formatted(resultSizes, operation, function)
            + "  ROOT t = (s32[%s], s32[%s]) tuple(a, b)%n".formatted(resultSizes, resultSizes));
  }

  /** Runs a body whose root is a pair, and compares its elements. */
  private static void compare(long seed, String body) {
    String program = FUNCTIONS + "ENTRY main {\n" + body + "}\n";
    try (Executable executable =
        new InterpreterBackend()
            .compile(HloParser.parse(SourceText.of("random", program)), Options.DEFAULT)) {
      TupleLiteral pair = executable.run(List.of()).asTuple();
      assertEquals(pair.element(1), pair.element(0), () -> "seed " + seed + "\n" + program);
    }
  }

  /** Small sizes, one of which may be up to {@code largest}. */
  private static int[] sizes(Random random, int rank, int largest) {
    int[] sizes = new int[rank];
    for (int d = 0; d < rank; d++) {
      sizes[d] = random.nextInt(1, 6);
    }
    sizes[random.nextInt(rank)] = random.nextInt(1, largest + 1);
    return sizes;
  }

  /** An input of small numbers in no particular order, and an initial value. */
  private static String input(Random random, int[] sizes) {
    int count = IntStream.of(sizes).reduce(1, (a, b) -> a * b);
    String values =
        random.ints(count, -9, 10).mapToObj(Integer::toString).collect(Collectors.joining(", "));
    return "  v = s32[%d] constant({%s})%n  x = s32[%s] reshape(v)%n  init = s32[] constant(%d)%n"
        .formatted(count, values, list(sizes.length, d -> "" + sizes[d]), random.nextInt(-3, 4));
  }

  /** A window with at least one position per dimension. */
  private static List<WindowDimension> window(Random random, int[] sizes) {
    return IntStream.of(sizes).mapToObj(size -> windowDimension(random, size)).toList();
  }

  private static WindowDimension windowDimension(Random random, int size) {
    while (true) {
      WindowDimension dimension =
          random.nextInt(3) == 0
              ? WindowDimension.ofSize(1)
              : new WindowDimension(
                  random.nextInt(1, size + 3),
                  random.nextInt(1, 4),
                  random.nextInt(-2, 5),
                  random.nextInt(-2, 5),
                  random.nextInt(1, 3),
                  random.nextInt(1, 4),
                  false);
      if (dimension.outputSize(size) > 0) {
        return dimension;
      }
    }
  }

  private static String text(List<WindowDimension> window) {
    return "size=%s stride=%s pad=%s lhs_dilate=%s rhs_dilate=%s"
        .formatted(
            join(window, d -> "" + d.size()),
            join(window, d -> "" + d.stride()),
            join(window, d -> d.paddingLow() + "_" + d.paddingHigh()),
            join(window, d -> "" + d.baseDilation()),
            join(window, d -> "" + d.windowDilation()));
  }

  private static String join(List<WindowDimension> window, Function<WindowDimension, String> part) {
    return window.stream().map(part).collect(Collectors.joining("x"));
  }

  private static String list(int count, IntFunction<String> element) {
    return IntStream.range(0, count)
        .mapToObj(element)
        .filter(text -> text != null)
        .collect(Collectors.joining(","));
  }
}
