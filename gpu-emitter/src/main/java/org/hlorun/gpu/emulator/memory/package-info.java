/**
 * The memories of a device: global allocations, and the shared and local memory of what runs. Each
 * knows its bounds and which of its bytes were ever written.
 */
package org.hlorun.gpu.emulator.memory;
