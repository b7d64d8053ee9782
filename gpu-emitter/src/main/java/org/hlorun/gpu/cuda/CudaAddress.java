package org.hlorun.gpu.cuda;

import jcuda.driver.CUdeviceptr;

/** An address of device memory as JCuda passes it and as the number that it is. */
final class CudaAddress extends CUdeviceptr {
  /** Address 0, to be filled in by the driver. */
  CudaAddress() {}

  private CudaAddress(CudaAddress base, long offset) {
    super(base, offset);
  }

  static CudaAddress of(long number) {
    return new CudaAddress(new CudaAddress(), number);
  }

  long number() {
    return getNativePointer() + getByteOffset();
  }
}
