package org.hlorun.gpu;

import java.util.List;
import org.hlorun.gpu.cuda.CudaDevice;
import org.hlorun.language.backend.Backend;
import org.hlorun.language.diagnostic.HloException;

/**
 * The back ends that programs are run on by tests: the emulator, and the GPU of this machine if it
 * has one. With {@code -Dhlo.gpu=required} it has to.
 */
final class TestedBackends {
  private static final boolean HAS_GPU = findGpu();

  private TestedBackends() {}

  private static boolean findGpu() {
    try {
      new CudaDevice().close();
      return true;
    } catch (HloException e) {
      if (System.getProperty("hlo.gpu", "").equals("required")) {
        throw e;
      }
      return false;
    }
  }

  static boolean hasGpu() {
    return HAS_GPU;
  }

  static List<Backend> all() {
    return HAS_GPU
        ? List.of(new EmulatorBackend(), new CudaBackend())
        : List.of(new EmulatorBackend());
  }
}
