/**
 * Reading HLO text: a lexer over bytes, and a recursive-descent parser driven by the opcode table.
 */
package org.hlorun.language.parser;
