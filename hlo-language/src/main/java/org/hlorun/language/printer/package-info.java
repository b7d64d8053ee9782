/**
 * Writing HLO text. {@link org.hlorun.language.printer.HloPrinter} writes modules and instructions
 * in the forms of {@link org.hlorun.language.printer.PrintForm}, {@link
 * org.hlorun.language.printer.LiteralWriter} values; below them is one writer per part of the text:
 * header, computation, instruction, operands, and the attributes by the form of their values.
 */
package org.hlorun.language.printer;
