/** Writing HLO text in its four forms. */
package org.hlorun.language.printer;
