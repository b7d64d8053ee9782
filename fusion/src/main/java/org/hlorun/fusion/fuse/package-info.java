/**
 * Fusion: instructions are grouped into kernels that read and write memory once.
 *
 * <p>{@link org.hlorun.fusion.fuse.FusionRules} says which groups a code generator must be able to
 * compile. {@link org.hlorun.fusion.fuse.FusionPass} finds groups that obey the rules and move
 * fewer bytes, and {@link org.hlorun.fusion.fuse.FusionReport} says why an instruction stayed
 * alone.
 */
package org.hlorun.fusion.fuse;
