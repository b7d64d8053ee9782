/** Data movement: results are copies of operand elements, constants or indices. */
package org.hlorun.interpreter.movement;
