/**
 * The Truffle tree: a {@link org.hlorun.interpreter.nodes.ComputationRootNode} per computation,
 * with one {@link org.hlorun.interpreter.nodes.InstructionNode} per instruction, each of which puts
 * its value into a slot of the frame. {@link org.hlorun.interpreter.nodes.ModuleTranslator} makes
 * them from a module.
 */
package org.hlorun.interpreter.nodes;
