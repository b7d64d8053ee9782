/** Sorting, and the largest elements of rows. */
package org.hlorun.kernelir.lower.sort;
