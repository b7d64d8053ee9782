/**
 * Values: arrays over memory segments, tuples of them, tokens. An {@link
 * org.hlorun.language.literal.ArrayLiteral} holds its elements densely in row-major order of the
 * logical index, whatever layout its shape names.
 */
package org.hlorun.language.literal;
