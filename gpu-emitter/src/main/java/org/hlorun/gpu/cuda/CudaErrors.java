package org.hlorun.gpu.cuda;

import jcuda.driver.CUresult;
import jcuda.driver.JCudaDriver;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;

/** What the driver's return codes say. */
final class CudaErrors {
  private CudaErrors() {}

  /**
   * Checks a return code.
   *
   * @param what what was tried, as in "cannot copy 16 bytes to the GPU"
   */
  static void check(int result, String what) {
    if (result == CUresult.CUDA_SUCCESS) {
      return;
    }
    DiagnosticCode code =
        result == CUresult.CUDA_ERROR_OUT_OF_MEMORY
            ? DiagnosticCode.MEMORY
            : DiagnosticCode.CHECK_FAILED;
    throw HloException.of(code, what + ": " + text(result), remedy(result));
  }

  /** The driver's words, {@code CUDA_ERROR_OUT_OF_MEMORY (out of memory)}. */
  static String text(int result) {
    String[] description = new String[1];
    JCudaDriver.cuGetErrorString(result, description);
    return "%s (%s)".formatted(CUresult.stringFor(result), description[0]);
  }

  private static String remedy(int result) {
    return result == CUresult.CUDA_ERROR_OUT_OF_MEMORY
        ? "use a GPU with more memory, or --backend cpu"
        : "run the program with --backend ptx-emulator, which says what a kernel does wrong";
  }
}
