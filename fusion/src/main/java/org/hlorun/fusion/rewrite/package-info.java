/**
 * What passes are made of: {@link org.hlorun.fusion.rewrite.InstructionPass} visits instructions
 * and replaces them, {@link org.hlorun.fusion.rewrite.InstructionBuilder} makes new ones, {@link
 * org.hlorun.fusion.rewrite.Effects} says what may be removed, {@link
 * org.hlorun.fusion.rewrite.Inliner} puts a computation in the place of its caller.
 */
package org.hlorun.fusion.rewrite;
