/**
 * The subcommands: a class each, told apart by the first word of the command line in {@link
 * org.hlorun.cli.command.Subcommands}; without one of their names the line is that of {@link
 * org.hlorun.cli.command.RunCommand}.
 */
package org.hlorun.cli.command;
