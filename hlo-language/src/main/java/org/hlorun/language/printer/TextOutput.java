package org.hlorun.language.printer;

import java.io.IOException;
import java.io.UncheckedIOException;

/** Where the writers of this package append text; I/O errors come out unchecked. */
final class TextOutput {
  private final Appendable target;

  TextOutput(Appendable target) {
    this.target = target;
  }

  TextOutput append(CharSequence text) {
    try {
      target.append(text);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  TextOutput append(char character) {
    try {
      target.append(character);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  TextOutput append(long number) {
    return append(Long.toString(number));
  }
}
