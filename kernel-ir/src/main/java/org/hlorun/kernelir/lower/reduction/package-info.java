/**
 * Reductions: of rows together with what is computed from them, of segments, and the windows of
 * cumulative sums.
 */
package org.hlorun.kernelir.lower.reduction;
