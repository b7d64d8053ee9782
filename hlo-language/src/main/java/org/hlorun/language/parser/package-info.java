/**
 * Reading HLO text. {@link org.hlorun.language.parser.HloParser} is the entry; start reading at
 * {@code ModuleReader}, which says what a text may be. {@code Lexer} cuts bytes into tokens, {@code
 * Tokens} serves them to the readers, of which there is one for each part of the grammar; {@code
 * AttributeReader} chooses among them by the form that the opcode table gives an attribute.
 *
 * <p>The first error ends the reading. Its message is XLA's where XLA has one.
 */
package org.hlorun.language.parser;
