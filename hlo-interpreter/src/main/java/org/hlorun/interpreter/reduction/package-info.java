/** Reductions, windows, scans, maps and sorts: a called computation on many elements. */
package org.hlorun.interpreter.reduction;
