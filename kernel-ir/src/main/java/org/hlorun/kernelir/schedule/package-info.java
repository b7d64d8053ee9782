/** Rewrites of loops that say how a kernel runs: merged, cut, vectorised, parallel. */
package org.hlorun.kernelir.schedule;
