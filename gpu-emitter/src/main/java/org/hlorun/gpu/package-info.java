/** Programs as PTX, for NVIDIA GPUs. */
package org.hlorun.gpu;
