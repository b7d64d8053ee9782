/**
 * The shape that an instruction's result must have, from its operands' shapes and its attributes.
 */
package org.hlorun.language.inference;
