package org.hlorun.language.parser;

import org.hlorun.language.diagnostic.DiagnosticCode;

/**
 * The memory that a module may take beyond what is in proportion to its text, such as the zeros of
 * {@code f32[1000] constant(1)}: it bounds what a short text can make the reader allocate.
 */
final class Budget {
  /** The bytes of all such memory of one module. */
  static final long MAX_BYTES = 64L << 20;

  private final Tokens tokens;
  private long left = MAX_BYTES;

  Budget(Tokens tokens) {
    this.tokens = tokens;
  }

  /** Takes {@code count} units of {@code size} bytes for what stands at an offset. */
  void take(int offset, long count, long size, String what) {
    if (count > left / size) {
      throw tokens.error(
          offset,
          DiagnosticCode.LIMIT,
          ("%s would take more memory than the %d MB that a text may use without spelling the"
                  + " data out")
              .formatted(what, MAX_BYTES >> 20),
          null);
    }
    left -= count * size;
  }
}
