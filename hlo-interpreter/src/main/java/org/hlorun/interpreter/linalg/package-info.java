/**
 * Factorisations, solves, transforms and normalisations: a class per opcode, besides {@code
 * FourierTransform}, a transform of one length, and {@code ProductSum}, the sum in twice the
 * precision of {@code double} that the others are built on. {@code Stepped...} classes are what
 * transforms and triangular systems are with {@code Rounding.EACH_STEP}, in {@code StepArithmetic}.
 */
package org.hlorun.interpreter.linalg;
