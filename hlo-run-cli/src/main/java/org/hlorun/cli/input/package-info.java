/**
 * The arguments of a program: what the command line and files say about them, checked against the
 * parameters, and made-up values for the rest. Start at {@link org.hlorun.cli.input.Inputs}.
 */
package org.hlorun.cli.input;
