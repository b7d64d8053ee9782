/**
 * Custom calls by name. Further ones are found as services of type {@link
 * org.hlorun.interpreter.customcall.CustomCall}.
 */
package org.hlorun.interpreter.customcall;
