package org.hlorun.language.printer;

import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.hlorun.language.attribute.PaddingDimension;
import org.hlorun.language.attribute.SliceRange;
import org.hlorun.language.attribute.SparsityDescriptor;
import org.hlorun.language.attribute.Window;
import org.hlorun.language.attribute.WindowDimension;

/** Attributes that give something per dimension: windows, paddings, slices, sparsity. */
final class WindowWriter {
  private WindowWriter() {}

  /** {@code {size=2x2 stride=1x2 pad=1_1x0_0 ...}}, without what has its default everywhere. */
  static String window(Window window) {
    StringBuilder text = new StringBuilder("{size=").append(perDimension(window, d -> d.size()));
    appendIfAny(text, window, " stride=", d -> d.stride() != 1, d -> d.stride());
    appendIfAny(
        text,
        window,
        " pad=",
        d -> d.paddingLow() != 0 || d.paddingHigh() != 0,
        d -> d.paddingLow() + "_" + d.paddingHigh());
    appendIfAny(text, window, " lhs_dilate=", d -> d.baseDilation() != 1, d -> d.baseDilation());
    appendIfAny(
        text, window, " rhs_dilate=", d -> d.windowDilation() != 1, d -> d.windowDilation());
    appendIfAny(text, window, " rhs_reversal=", d -> d.reversed(), d -> d.reversed() ? 1 : 0);
    return text.append('}').toString();
  }

  private static void appendIfAny(
      StringBuilder text,
      Window window,
      String name,
      Predicate<WindowDimension> notDefault,
      Function<WindowDimension, Object> value) {
    if (window.dimensions().stream().anyMatch(notDefault)) {
      text.append(name).append(perDimension(window, value));
    }
  }

  private static String perDimension(Window window, Function<WindowDimension, Object> value) {
    return window.dimensions().stream()
        .map(dimension -> value.apply(dimension).toString())
        .collect(Collectors.joining("x"));
  }

  /** {@code 1_2x0_-1}, with the interior for all dimensions where one has it. */
  static String padding(List<PaddingDimension> padding) {
    boolean interior = padding.stream().anyMatch(dimension -> dimension.interior() != 0);
    return padding.stream()
        .map(d -> d.low() + "_" + d.high() + (interior ? "_" + d.interior() : ""))
        .collect(Collectors.joining("x"));
  }

  /** {@code {[0:2], [1:3]}}, with the stride for all dimensions where one is not 1. */
  static String slice(List<SliceRange> ranges) {
    boolean strided = ranges.stream().anyMatch(range -> range.stride() != 1);
    return ranges.stream()
        .map(r -> "[" + r.start() + ":" + r.limit() + (strided ? ":" + r.stride() : "") + "]")
        .collect(Collectors.joining(", ", "{", "}"));
  }

  /** {@code {lhs={sparsity=1x4 dimension=0 stride=1} rhs={...}}}. */
  static String sparsity(List<SparsityDescriptor> descriptors) {
    return descriptors.stream()
        .map(
            d ->
                "%s={sparsity=%dx%d dimension=%d stride=%d}"
                    .formatted(d.isLeft() ? "lhs" : "rhs", d.n(), d.m(), d.dimension(), d.stride()))
        .collect(Collectors.joining(" ", "{", "}"));
  }
}
