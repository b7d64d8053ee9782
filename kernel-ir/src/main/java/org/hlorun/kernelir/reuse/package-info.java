/**
 * Instructions that lowering cannot tell apart are lowered once: {@link
 * org.hlorun.kernelir.reuse.KernelReuse}.
 */
package org.hlorun.kernelir.reuse;
