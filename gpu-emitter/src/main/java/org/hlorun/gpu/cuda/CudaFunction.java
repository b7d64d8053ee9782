package org.hlorun.gpu.cuda;

import jcuda.driver.CUfunction;
import org.hlorun.gpu.device.DeviceFunction;

/** A kernel that the driver has loaded. */
record CudaFunction(String name, CUfunction function) implements DeviceFunction {}
