package org.hlorun.gpu.cuda;

import jcuda.driver.CUresult;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;

/** What the driver's return codes say. */
final class CudaErrors {
  private CudaErrors() {}

  /** The error of a return code that is not success. */
  static HloException of(CudaDriver driver, int result, String what) {
    boolean memory = result == CUresult.CUDA_ERROR_OUT_OF_MEMORY;
    return HloException.of(
        memory ? DiagnosticCode.MEMORY : DiagnosticCode.CHECK_FAILED,
        what + ": " + text(driver, result),
        memory
            ? "use a GPU with more memory, or --backend cpu"
            : "run the program with --check-memory, which says what a kernel does wrong");
  }

  /** The driver's words, {@code CUDA_ERROR_OUT_OF_MEMORY (out of memory)}. */
  static String text(CudaDriver driver, int result) {
    return "%s (%s)".formatted(CUresult.stringFor(result), driver.errorString(result));
  }
}
