package org.hlorun.kernelir.link;

/** An object needs more of a linker than {@link LinkedCode} does. */
final class UnsupportedRelocationException extends RuntimeException {
  private static final long serialVersionUID = 1;

  UnsupportedRelocationException(String message) {
    super(message);
  }
}
