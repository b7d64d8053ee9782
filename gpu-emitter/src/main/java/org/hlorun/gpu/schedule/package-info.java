/**
 * Which loops of a kernel become blocks, warps and threads: a {@link
 * org.hlorun.gpu.schedule.KernelSchedule} is decided by the structure of the kernel alone, so that
 * results do not depend on the device.
 */
package org.hlorun.gpu.schedule;
