package org.hlorun.gpu.cuda;

import jcuda.driver.CUfunction;
import jcuda.driver.CUmodule;
import org.hlorun.gpu.device.DeviceFunction;
import org.hlorun.gpu.device.DeviceModule;

/** A PTX text that the driver has compiled. */
record CudaModule(CudaDevice device, CUmodule module) implements DeviceModule {
  @Override
  public DeviceFunction function(String name) {
    CUfunction function = device.function(module, name);
    if (function == null) {
      throw new IllegalArgumentException("there is no kernel " + name);
    }
    return new CudaFunction(name, function);
  }

  @Override
  public void close() {
    device.unload(module);
  }
}
