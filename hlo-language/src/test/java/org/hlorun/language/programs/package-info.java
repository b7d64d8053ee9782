/** Programs with what is expected of them, in files that tests of several packages read. */
package org.hlorun.language.programs;
