/**
 * Kernels of a program that are equal but for sizes become one, which is given its sizes: {@link
 * org.hlorun.kernelir.share.KernelSharing}.
 */
package org.hlorun.kernelir.share;
