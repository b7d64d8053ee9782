/** Elementwise operations, conversions and scalar functions. */
package org.hlorun.interpreter.elementwise;
