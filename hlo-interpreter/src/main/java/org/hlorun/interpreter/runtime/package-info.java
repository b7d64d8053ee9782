/**
 * Running a program on the interpreter: {@link org.hlorun.interpreter.runtime.InterpreterBackend}
 * is the way in, {@link org.hlorun.interpreter.runtime.Run} one run on one device.
 */
package org.hlorun.interpreter.runtime;
