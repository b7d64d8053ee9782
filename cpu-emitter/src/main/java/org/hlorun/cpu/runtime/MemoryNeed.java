package org.hlorun.cpu.runtime;

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
 */
record MemoryNeed(long temporary, long results, NamedPlace largest) {

  static MemoryNeed of(ProgramImage image) {
    return new MemoryNeed(
        image.temporaryBytes() + image.scratchBytes(), image.resultBytes(), image.largest());
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
    String value =
        largest == null
            ? ""
            : "; the largest value is that of %s (%s)".formatted(largest.name(), largest.shape());
    Diagnostic diagnostic =
        Diagnostic.of(
            DiagnosticCode.MEMORY,
            "the program needs %,d bytes (%,d for temporary values, %,d for results) of the allowed"
                    .formatted(total(), temporary, results)
                + " %,d%s".formatted(limit, value),
            "allow more memory, or run a smaller program");
    throw largest == null ? new HloException(diagnostic) : largest.exception(diagnostic);
  }
}
