package org.hlorun.gpu.cuda;

import jcuda.driver.CUresult;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;

/** What the driver's return codes say (CUDA driver API, "CUresult"). */
final class CudaErrors {
  private CudaErrors() {}

  /** The error of a return code that is not success. */
  static HloException of(CudaDriver driver, int result, String what) {
    return HloException.of(code(result), what + ": " + text(driver, result), remedy(result));
  }

  /** Whether a kernel that was started before has failed. */
  static boolean isOfKernel(int result) {
    return switch (result) {
      case CUresult.CUDA_ERROR_ILLEGAL_ADDRESS,
          CUresult.CUDA_ERROR_LAUNCH_TIMEOUT,
          CUresult.CUDA_ERROR_ASSERT,
          CUresult.CUDA_ERROR_HARDWARE_STACK_ERROR,
          CUresult.CUDA_ERROR_ILLEGAL_INSTRUCTION,
          CUresult.CUDA_ERROR_MISALIGNED_ADDRESS,
          CUresult.CUDA_ERROR_INVALID_ADDRESS_SPACE,
          CUresult.CUDA_ERROR_INVALID_PC,
          CUresult.CUDA_ERROR_LAUNCH_FAILED ->
          true;
      default -> false;
    };
  }

  /** Whether the driver is too old for the PTX, or has no compiler for it. */
  private static boolean isOfCompiler(int result) {
    return switch (result) {
      case CUresult.CUDA_ERROR_NO_BINARY_FOR_GPU,
          CUresult.CUDA_ERROR_UNSUPPORTED_PTX_VERSION,
          CUresult.CUDA_ERROR_JIT_COMPILER_NOT_FOUND,
          CUresult.CUDA_ERROR_JIT_COMPILATION_DISABLED ->
          true;
      default -> false;
    };
  }

  private static DiagnosticCode code(int result) {
    if (result == CUresult.CUDA_ERROR_OUT_OF_MEMORY) {
      return DiagnosticCode.MEMORY;
    }
    return isOfCompiler(result) ? DiagnosticCode.UNSUPPORTED : DiagnosticCode.CHECK_FAILED;
  }

  private static String remedy(int result) {
    if (result == CUresult.CUDA_ERROR_OUT_OF_MEMORY) {
      return "use a GPU with more memory, or the back end cpu";
    }
    if (isOfCompiler(result)) {
      return "install a newer driver, or use the back end cpu";
    }
    return isOfKernel(result)
        ? "run the program with --check-memory, which says what a kernel does wrong"
        : "see what nvidia-smi says about the GPU, or use the back end cpu";
  }

  /** The driver's words, {@code CUDA_ERROR_OUT_OF_MEMORY (out of memory)}. */
  static String text(CudaDriver driver, int result) {
    return "%s (%s)".formatted(CUresult.stringFor(result), driver.errorString(result));
  }
}
