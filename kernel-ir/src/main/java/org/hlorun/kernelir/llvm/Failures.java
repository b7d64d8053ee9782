package org.hlorun.kernelir.llvm;

/** What calls of method handles throw. */
final class Failures {
  private Failures() {}

  /** A throwable as an unchecked exception; errors are thrown as they are. */
  static RuntimeException unexpected(Throwable failure) {
    return switch (failure) {
      case RuntimeException exception -> exception;
      case Error error -> throw error;
      default -> new IllegalStateException(failure);
    };
  }
}
