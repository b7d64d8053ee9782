package org.hlorun.language.benchmark;

import java.util.Arrays;
import java.util.function.IntFunction;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.mlir.MlirOperation;
import org.hlorun.language.mlir.text.MlirParser;
import org.hlorun.language.stablehlo.StablehloImporter;

/**
 * Times reading of StableHLO texts that it makes up, of the numbers of lines that are its
 * arguments: parsing, and the import into a verified HLO module. Prints a row of a table for each
 * text: medians of {@value #RUNS} runs behind {@value #WARM_UP} that warm up, in milliseconds of
 * the thread's processor time, and nanoseconds per line, which stay the same where time is linear
 * in size.
 */
public final class StablehloBenchmark {
  private static final int WARM_UP = 5;
  private static final int RUNS = 7;
  private static final int LINES_PER_FUNCTION = 100;

  private StablehloBenchmark() {}

  public static void main(String[] arguments) {
    int[] sizes = Arrays.stream(arguments).mapToInt(Integer::parseInt).toArray();
    System.out.println("| program | lines | MB | instructions | parse | import | ns per line |");
    System.out.println("|---|---|---|---|---|---|---|");
    for (int size : sizes) {
      System.out.println(row("one function", size, StablehloBenchmark::oneFunction));
      System.out.println(row("functions of 100 lines", size, StablehloBenchmark::manyFunctions));
      System.out.println(row("reductions", size, StablehloBenchmark::reductions));
      System.out.println(row("constants", size, StablehloBenchmark::constants));
    }
  }

  /** Elementwise operations, each on results of the two before it. */
  private static String oneFunction(int lines) {
    StringBuilder text = new StringBuilder("module @m {\n");
    function(text, "public @main", lines);
    return text.append("}\n").toString();
  }

  private static void function(StringBuilder text, String name, int lines) {
    text.append("  func.func ").append(name);
    text.append("(%0: tensor<8x128xf32>, %1: tensor<8x128xf32>) -> tensor<8x128xf32> {\n");
    String[] operations = {"add", "multiply", "maximum", "subtract"};
    for (int i = 2; i < lines; i++) {
      text.append("    %").append(i).append(" = stablehlo.").append(operations[i % 4]);
      text.append(" %").append(i - 1).append(", %").append(i - 2);
      text.append(" : tensor<8x128xf32>\n");
    }
    text.append("    return %").append(lines - 1).append(" : tensor<8x128xf32>\n  }\n");
  }

  /** Functions that {@code @main} calls in turns. */
  private static String manyFunctions(int lines) {
    int count = lines / (LINES_PER_FUNCTION + 3);
    StringBuilder text = new StringBuilder("module @m {\n");
    text.append("  func.func public @main(%0: tensor<8x128xf32>) -> tensor<8x128xf32> {\n");
    for (int i = 0; i < count; i++) {
      text.append("    %").append(i + 1).append(" = call @f").append(i);
      text.append("(%").append(i).append(", %").append(i);
      text.append(") : (tensor<8x128xf32>, tensor<8x128xf32>) -> tensor<8x128xf32>\n");
    }
    text.append("    return %").append(count).append(" : tensor<8x128xf32>\n  }\n");
    for (int i = 0; i < count; i++) {
      function(text, "private @f" + i, LINES_PER_FUNCTION);
    }
    return text.append("}\n").toString();
  }

  /** Reductions with a region each, and broadcasts back. */
  private static String reductions(int lines) {
    StringBuilder text = new StringBuilder("module @m {\n");
    text.append("  func.func public @main(%x0: tensor<8x128xf32>) -> tensor<8x128xf32> {\n");
    text.append("    %zero = stablehlo.constant dense<0.0> : tensor<f32>\n");
    int count = lines / 6;
    for (int i = 0; i < count; i++) {
      text.append("    %r").append(i).append(" = \"stablehlo.reduce\"(%x").append(i);
      text.append(", %zero) <{dimensions = array<i64: 1>}> ({\n    ^bb0(%a: tensor<f32>,");
      text.append(" %b: tensor<f32>):\n      %s = stablehlo.add %a, %b : tensor<f32>\n");
      text.append("      stablehlo.return %s : tensor<f32>\n");
      text.append("    }) : (tensor<8x128xf32>, tensor<f32>) -> tensor<8xf32>\n");
      text.append("    %x").append(i + 1).append(" = stablehlo.broadcast_in_dim %r").append(i);
      text.append(", dims = [0] : (tensor<8xf32>) -> tensor<8x128xf32>\n");
    }
    text.append("    return %x").append(count).append(" : tensor<8x128xf32>\n  }\n}\n");
    return text.toString();
  }

  /** Constants with all their elements. */
  private static String constants(int lines) {
    StringBuilder text = new StringBuilder("module @m {\n");
    text.append("  func.func public @main(%y0: tensor<4xf32>) -> tensor<4xf32> {\n");
    int count = lines / 2;
    for (int i = 0; i < count; i++) {
      text.append("    %c").append(i).append(" = stablehlo.constant dense<[1.0, 2.5, ");
      text.append(i).append(".25, -3.0e-5]> : tensor<4xf32>\n");
      text.append("    %y").append(i + 1).append(" = stablehlo.add %y").append(i);
      text.append(", %c").append(i).append(" : tensor<4xf32>\n");
    }
    text.append("    return %y").append(count).append(" : tensor<4xf32>\n  }\n}\n");
    return text.toString();
  }

  private static String row(String name, int lines, IntFunction<String> program) {
    SourceText source = SourceText.of(name, program.apply(lines));
    double[] parse = new double[RUNS];
    double[] load = new double[RUNS];
    HloModule module = null;
    for (int run = -WARM_UP; run < RUNS; run++) {
      int slot = Math.max(run, 0);
      long start = ThreadClock.nanos();
      MlirOperation tree = MlirParser.parse(source);
      long parsed = ThreadClock.nanos();
      module = StablehloImporter.importModule(tree, source);
      parse[slot] = (parsed - start) / 1e6;
      load[slot] = ThreadClock.millisSince(parsed);
    }
    long instructions =
        module.computations().stream()
            .map(HloComputation::instructions)
            .mapToLong(all -> all.size())
            .sum();
    double together = median(parse) + median(load);
    return "| %s | %d | %.2f | %d | %.0f | %.0f | %.0f |"
        .formatted(
            name,
            lines,
            source.length() / 1e6,
            instructions,
            median(parse),
            median(load),
            together * 1e6 / lines);
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
