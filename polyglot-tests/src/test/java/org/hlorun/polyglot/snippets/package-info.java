/** The programs that the documentation of the Java API shows. */
package org.hlorun.polyglot.snippets;
