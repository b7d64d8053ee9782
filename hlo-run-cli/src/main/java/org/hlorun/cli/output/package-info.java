/** The results of a program: as text for people, as JSON, and as array files. */
package org.hlorun.cli.output;
