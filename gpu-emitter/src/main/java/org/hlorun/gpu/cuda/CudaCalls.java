package org.hlorun.gpu.cuda;

import java.util.function.Supplier;
import jcuda.driver.CUresult;
import org.hlorun.language.diagnostic.HloException;

/** Checks the driver's return codes. */
final class CudaCalls {
  private final CudaDriver driver;
  private Supplier<String> culprit = () -> "no kernel was started";
  private HloException firstRelease;

  CudaCalls(CudaDriver driver) {
    this.driver = driver;
  }

  CudaDriver driver() {
    return driver;
  }

  /** Says from now on which kernel it was if one has failed. */
  void blame(Supplier<String> failed) {
    culprit = failed;
  }

  /**
   * Checks a return code. Kernels fail while something else is asked for: the message names the one
   * that did.
   *
   * @param what the failure in words, as in "cannot copy 16 bytes to the GPU"
   */
  void check(int result, String what) {
    check(result, () -> what);
  }

  /** Checks a return code, as the method above does. */
  void check(int result, Supplier<String> what) {
    if (result != CUresult.CUDA_SUCCESS) {
      throw error(result, what.get());
    }
  }

  private HloException error(int result, String what) {
    return CudaErrors.of(
        driver,
        result,
        CudaErrors.isOfKernel(result) ? "%s (%s)".formatted(what, culprit.get()) : what);
  }

  /** Notes the failure of giving something back: the rest is given back first. */
  void release(int result, String what) {
    if (result != CUresult.CUDA_SUCCESS && firstRelease == null) {
      firstRelease = error(result, what);
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
