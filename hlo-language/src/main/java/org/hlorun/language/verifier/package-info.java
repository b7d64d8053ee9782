/**
 * The invariants of a module that everything behind the parser relies on: {@link
 * org.hlorun.language.verifier.HloVerifier} lists them by number. {@code OpcodeRules} is the table
 * of rules per opcode, over classes of rules per family; {@code StructureRules}, {@code ShapeRules}
 * and {@code HeaderRules} check what is common to all.
 */
package org.hlorun.language.verifier;
