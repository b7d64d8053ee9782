package org.hlorun.gpu;

import org.hlorun.gpu.device.Device;
import org.hlorun.gpu.emulator.EmulatedDevice;

/** The GPU back end without a GPU: its PTX is run, and checked, by the emulator. */
public final class EmulatorBackend extends GpuBackend {
  @Override
  public String name() {
    return "ptx-emulator";
  }

  @Override
  Device open() {
    return new EmulatedDevice();
  }
}
