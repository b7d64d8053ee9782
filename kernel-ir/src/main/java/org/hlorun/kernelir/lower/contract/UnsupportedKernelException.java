package org.hlorun.kernelir.lower.contract;

/** Says that an instruction has no kernel, so that it runs on the interpreter; and why. */
public final class UnsupportedKernelException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /**
   * An instruction without a kernel.
   *
   * @param reason what cannot be lowered, for {@code --explain}; no sentence
   */
  public UnsupportedKernelException(String reason) {
    super(reason, null, false, false);
  }
}
