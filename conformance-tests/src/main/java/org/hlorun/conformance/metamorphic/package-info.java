/**
 * Programs that must do the same, made from one another: {@link
 * org.hlorun.conformance.metamorphic.Relation} is the table of the ways, {@link
 * org.hlorun.conformance.metamorphic.MetamorphicCheck} tries them on a back end. No reference is
 * needed, so that they also hold the reference against itself.
 */
package org.hlorun.conformance.metamorphic;
