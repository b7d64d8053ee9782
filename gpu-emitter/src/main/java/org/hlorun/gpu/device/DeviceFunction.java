package org.hlorun.gpu.device;

/** A kernel that a device can launch. */
public interface DeviceFunction {
  String name();
}
