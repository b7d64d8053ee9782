/**
 * Programs that leave sizes open ({@code f32[?,3]}) as programs without: {@link
 * org.hlorun.language.refinement.SizeRefinement} takes the shapes of the arguments.
 */
package org.hlorun.language.refinement;
