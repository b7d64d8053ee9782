/**
 * What lowering is given and what it gives: an instruction seen as a fusion, the kind of machine,
 * and kernels whose buffers are said to stand for operands, results or scratch memory.
 */
package org.hlorun.kernelir.lower.contract;
