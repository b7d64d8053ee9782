package org.hlorun.kernelir.fourier;

import org.hlorun.kernelir.ir.Value;

/** A complex number of a kernel, both parts {@code f64}. */
public record Complex(Value re, Value im) {}
