package org.hlorun.gpu;

import org.hlorun.gpu.cuda.CudaDevice;
import org.hlorun.gpu.device.Device;

/** The back end for the NVIDIA GPU of this machine. Without one, compiling is an error. */
public final class CudaBackend extends GpuBackend {
  @Override
  public String name() {
    return "gpu";
  }

  @Override
  Device open() {
    return new CudaDevice();
  }
}
