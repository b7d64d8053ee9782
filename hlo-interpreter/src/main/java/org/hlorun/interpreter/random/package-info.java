/** Random number generation. */
package org.hlorun.interpreter.random;
