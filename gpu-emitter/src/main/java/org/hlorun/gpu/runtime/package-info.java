/**
 * Runs the steps of a program on a device: memory, launches, control flow by the host, and
 * instructions handed back to the interpreter.
 */
package org.hlorun.gpu.runtime;
