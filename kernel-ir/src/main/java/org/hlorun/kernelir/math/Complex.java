package org.hlorun.kernelir.math;

import org.hlorun.kernelir.ir.Value;

/** A complex number of a kernel: two floats of one type. */
public record Complex(Value re, Value im) {}
