package org.hlorun.gpu.cuda;

import jcuda.driver.CUresult;
import org.hlorun.language.diagnostic.HloException;

/** Checks the driver's return codes. */
final class CudaCalls {
  private final CudaDriver driver;
  private HloException firstRelease;

  CudaCalls(CudaDriver driver) {
    this.driver = driver;
  }

  CudaDriver driver() {
    return driver;
  }

  /**
   * Checks a return code.
   *
   * @param what the failure in words, as in "cannot copy 16 bytes to the GPU"
   */
  void check(int result, String what) {
    if (result != CUresult.CUDA_SUCCESS) {
      throw CudaErrors.of(driver, result, what);
    }
  }

  /** Notes the failure of giving something back: the rest is given back first. */
  void release(int result, String what) {
    if (result != CUresult.CUDA_SUCCESS && firstRelease == null) {
      firstRelease = CudaErrors.of(driver, result, what);
    }
  }

  /** Throws the first failure that was noted. */
  void finishRelease() {
    HloException first = firstRelease;
    firstRelease = null;
    if (first != null) {
      throw first;
    }
  }
}
