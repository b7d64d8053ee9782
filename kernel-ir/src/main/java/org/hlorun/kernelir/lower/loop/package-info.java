/**
 * Loops that several kinds of kernels have: over all elements of an array, in parts, in tasks with
 * scratch memory, within bounds.
 */
package org.hlorun.kernelir.lower.loop;
