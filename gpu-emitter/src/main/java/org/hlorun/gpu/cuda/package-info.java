/** NVIDIA GPUs through the driver API: libcuda is all that must be installed. */
package org.hlorun.gpu.cuda;
