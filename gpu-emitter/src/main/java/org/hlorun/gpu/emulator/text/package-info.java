/**
 * PTX text as a tree: {@link org.hlorun.gpu.emulator.text.PtxParser} reads a module, resolves the
 * names of registers, variables and labels, and says with a place what it does not know.
 */
package org.hlorun.gpu.emulator.text;
