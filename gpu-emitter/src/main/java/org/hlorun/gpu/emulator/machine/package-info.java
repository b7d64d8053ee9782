/**
 * Warps, blocks and grids that run steps: a {@link org.hlorun.gpu.emulator.machine.Step} is an
 * instruction for the 32 lanes of a warp at once. {@link org.hlorun.gpu.emulator.machine.Warp} says
 * how lanes part and meet again.
 */
package org.hlorun.gpu.emulator.machine;
