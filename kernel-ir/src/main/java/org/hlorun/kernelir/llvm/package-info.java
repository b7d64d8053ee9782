/**
 * LLVM's C API through {@code java.lang.foreign}: from the text of a module to object code, and
 * from object code to addresses of functions.
 */
package org.hlorun.kernelir.llvm;
