package org.hlorun.cpu.runtime;

import java.util.function.Supplier;
import org.hlorun.cpu.image.NamedPlace;
import org.hlorun.cpu.image.ProgramImage;
import org.hlorun.language.diagnostic.Diagnostic;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;

/**
 * The bytes that every run of a program takes, known before it begins.
 *
 * @param temporary bytes of temporary values and scratch memory
 * @param results bytes of the results
 * @param largest the instruction with the largest value, or null
 * @param plan the plan of the memory as text, made when it is asked for
 */
public record MemoryNeed(long temporary, long results, NamedPlace largest, Supplier<String> plan) {

  /** What a compiled program takes. */
  public static MemoryNeed of(ProgramImage image, Supplier<String> plan) {
    return new MemoryNeed(
        image.temporaryBytes() + image.scratchBytes(), image.resultBytes(), image.largest(), plan);
  }

  long total() {
    return temporary + results;
  }

  /**
   * Refuses a run that needs more than is allowed.
   *
   * @param limit bytes; 0 = no limit
   */
  void check(long limit) {
    if (limit == 0 || total() <= limit) {
      return;
    }
    throw exception(
        "%s of the allowed %,d%s\n%s".formatted(needed(), limit, largestValue(), plan.get()),
        "allow more memory, or make the largest values above smaller",
        null);
  }

  /** What to throw if the process has not got what a run takes. */
  HloException shortage(OutOfMemoryError cause) {
    return exception(
        "there is not enough memory: %s%s: %s"
            .formatted(needed(), largestValue(), cause.getMessage()),
        "give the process more memory, or run a smaller program",
        cause);
  }

  private String needed() {
    return "the program needs %,d bytes (%,d for temporary values, %,d for results)"
        .formatted(total(), temporary, results);
  }

  private String largestValue() {
    return largest == null
        ? ""
        : "; the largest value is that of %s (%s)".formatted(largest.name(), largest.shape());
  }

  private HloException exception(String message, String remedy, Throwable cause) {
    Diagnostic diagnostic = Diagnostic.of(DiagnosticCode.MEMORY, message, remedy);
    return new HloException(largest == null ? diagnostic : largest.placed(diagnostic), cause);
  }
}
