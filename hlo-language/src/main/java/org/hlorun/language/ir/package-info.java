/**
 * The program: {@link org.hlorun.language.ir.HloModule} holds computations, a {@link
 * org.hlorun.language.ir.HloComputation} instructions, an {@link
 * org.hlorun.language.ir.HloInstruction} an opcode, a shape, operands and attributes. {@link
 * org.hlorun.language.ir.Opcode} is the one table of opcodes, which parser, printer, verifier and
 * passes are driven by.
 */
package org.hlorun.language.ir;
