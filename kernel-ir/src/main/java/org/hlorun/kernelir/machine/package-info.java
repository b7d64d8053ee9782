/**
 * The machines that code is made for: what lowering, schedules and LLVM need to know of a processor
 * is a {@link org.hlorun.kernelir.machine.TargetDescription}.
 */
package org.hlorun.kernelir.machine;
