package org.hlorun.kernelir.lower;

/** Says that an instruction has no kernel, so that it runs on the interpreter; and why. */
public final class UnsupportedKernelException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public UnsupportedKernelException(String reason) {
    super(reason, null, false, false);
  }
}
