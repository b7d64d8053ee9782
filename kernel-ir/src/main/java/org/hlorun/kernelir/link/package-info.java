/**
 * From module texts to code that can be called: compiled or taken from the disk by {@link
 * org.hlorun.kernelir.link.CachedCompiler}, put into memory by {@link
 * org.hlorun.kernelir.link.NativeLoader}.
 */
package org.hlorun.kernelir.link;
