package org.hlorun.language.backend;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;

/**
 * Where floating-point sums and products of many terms are rounded to their element type. HLO and
 * StableHLO leave it open; both choices are admissible, and differ where terms cancel.
 */
public enum Rounding {
  /** Accumulated wider than the type and rounded once: the exact value, correctly rounded. */
  ONCE,

  /**
   * Every product and every sum is rounded to the type, and terms are added one by one in the order
   * of their indices. So the StableHLO specification writes its operations down ({@code
   * dot_general} is {@code reduce} of {@code multiply}), and so its interpreter computes them. What
   * CHLO defines by exponentials, {@code cosh} and {@code sinh}, is computed by these. Fourier
   * transforms, and triangular systems of f32 and f64, are computed in the element type as CPU
   * libraries do: transforms as FFTPACK, systems by inverses of diagonal blocks as XLA.
   */
  EACH_STEP;

  /** The word for users: {@code once}, {@code each-step}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * The choice of a word.
   *
   * @throws HloException ({@code USAGE}) if there is none
   */
  public static Rounding named(String word) {
    return Arrays.stream(values())
        .filter(rounding -> rounding.text().equals(word))
        .findFirst()
        .orElseThrow(
            () ->
                HloException.of(
                    DiagnosticCode.USAGE,
                    "there is no rounding " + word,
                    "use one of: "
                        + Arrays.stream(values())
                            .map(Rounding::text)
                            .collect(Collectors.joining(", "))));
  }
}
