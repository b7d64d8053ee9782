/** What {@code hlo-run bench} measures of a program. */
package org.hlorun.cli.bench;
