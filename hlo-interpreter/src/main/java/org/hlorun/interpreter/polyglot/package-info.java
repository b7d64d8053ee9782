/**
 * The language {@code hlo} for polyglot contexts: {@link
 * org.hlorun.interpreter.polyglot.HloLanguage} parses a text to a function, values go in through
 * {@link org.hlorun.interpreter.polyglot.TensorReader} and come out as {@link
 * org.hlorun.interpreter.polyglot.Tensor}s.
 */
package org.hlorun.interpreter.polyglot;
