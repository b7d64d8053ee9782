/**
 * From instructions of a text to steps of the machine. {@link
 * org.hlorun.gpu.emulator.instruction.Mnemonics} is the table of all of them.
 */
package org.hlorun.gpu.emulator.instruction;
