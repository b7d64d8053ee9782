/**
 * Programs compiled ahead of time: {@link org.hlorun.cpu.ahead.AheadOfTimeProgram} is an object
 * file, shared library or text with one function that C can call, and the header that documents it.
 */
package org.hlorun.cpu.ahead;
