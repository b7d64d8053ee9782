/**
 * What PTX instructions compute, lane by lane, as functions of bits: a value of a register is a
 * {@code long} whose upper bits are zero. Nothing here knows of instructions or threads.
 */
package org.hlorun.gpu.emulator.arithmetic;
