package org.hlorun.interpreter.math;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Arguments and correctly rounded results computed by {@code src/test/python/golden_*.py}. */
final class GoldenVectors {
  private GoldenVectors() {}

  /** The lines of a resource beside this class, each as its numbers. */
  static List<double[]> read(String resource) {
    try (InputStream in = GoldenVectors.class.getResourceAsStream(resource)) {
      return parse(new String(in.readAllBytes(), StandardCharsets.US_ASCII));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<double[]> parse(String text) {
    return text.lines()
        .map(line -> Arrays.stream(line.split(" ")).mapToDouble(GoldenVectors::number).toArray())
        .toList();
  }

  private static double number(String text) {
    return switch (text) {
      case "inf" -> Double.POSITIVE_INFINITY;
      case "-inf" -> Double.NEGATIVE_INFINITY;
      case "nan" -> Double.NaN;
      default -> Double.parseDouble(text);
    };
  }

  /** How many doubles lie between two: 0 if they are the same, signs of zero included. */
  static long ulpsBetween(double a, double b) {
    if (Double.isNaN(a) || Double.isNaN(b)) {
      return Double.isNaN(a) && Double.isNaN(b) ? 0 : Long.MAX_VALUE;
    }
    long distance = Math.subtractExact(ordinal(a) >> 1, ordinal(b) >> 1);
    return Math.abs(distance) >= 1L << 61 ? Long.MAX_VALUE : Math.abs(ordinal(a) - ordinal(b));
  }

  /** The doubles numbered in their order, with -0 just below 0. */
  private static long ordinal(double x) {
    long bits = Double.doubleToRawLongBits(x);
    return bits >= 0 ? bits : Long.MIN_VALUE - bits - 1;
  }
}
