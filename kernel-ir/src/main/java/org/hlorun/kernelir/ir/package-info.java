/**
 * The kernel IR: what lies between a fusion and a machine. A {@link org.hlorun.kernelir.ir.Kernel}
 * is structured loops over scalar operations on {@link org.hlorun.kernelir.ir.Value}s, which read
 * and write {@link org.hlorun.kernelir.ir.Buffer}s at symbolic indices, which are kept in a
 * canonical affine form so that index maps compose: {@link org.hlorun.kernelir.ir.IndexExpr}.
 * Vectors are not written down: the body of a loop scheduled as {@code vector} is the code of one
 * lane.
 */
package org.hlorun.kernelir.ir;
