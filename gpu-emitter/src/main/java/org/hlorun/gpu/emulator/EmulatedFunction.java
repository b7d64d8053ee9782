package org.hlorun.gpu.emulator;

import org.hlorun.gpu.device.DeviceFunction;
import org.hlorun.gpu.emulator.machine.Program;

/** A kernel of an emulated device. */
record EmulatedFunction(Program program) implements DeviceFunction {
  @Override
  public String name() {
    return program.name();
  }
}
