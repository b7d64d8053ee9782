/** The formats in which programs come. */
package org.hlorun.language.program;
