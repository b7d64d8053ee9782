/** What the command shares with whoever calls it: streams, exit codes, progress, interruption. */
package org.hlorun.cli.console;
