/** Simpler forms of {@code reduce}. */
package org.hlorun.fusion.reduction;
