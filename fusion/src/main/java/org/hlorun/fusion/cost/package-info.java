/**
 * What a program costs before it has run: {@link org.hlorun.fusion.cost.KernelCost} of one kernel,
 * {@link org.hlorun.fusion.cost.ModuleCost} of all kernels of a module. Fusion decides by these
 * figures.
 */
package org.hlorun.fusion.cost;
