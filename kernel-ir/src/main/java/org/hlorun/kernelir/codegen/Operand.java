package org.hlorun.kernelir.codegen;

/**
 * A value in the text: a register or constant.
 *
 * @param text how it is written, without its type
 * @param vector whether it has a lane each
 */
public record Operand(String text, boolean vector) {}
