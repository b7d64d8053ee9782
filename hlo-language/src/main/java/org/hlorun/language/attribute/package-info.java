/**
 * The values that attributes of instructions and modules take, as immutable records and enums.
 * Which opcode takes which attribute is in the opcode table, {@code org.hlorun.language.ir.Opcode}.
 */
package org.hlorun.language.attribute;
