/**
 * The shape that an instruction's result must have, from its operands' shapes and its attributes.
 * Start at {@link org.hlorun.language.inference.ShapeInference}, which sends each opcode to the
 * rule of its family. The parser uses the rules where a text leaves the shape out, the verifier
 * where it is written.
 */
package org.hlorun.language.inference;
