/** Mathematical functions as kernel code: {@link org.hlorun.kernelir.math.MathCode}. */
package org.hlorun.kernelir.math;
