/** Removal of what is not needed: dead code, repeated values, tuples taken apart again. */
package org.hlorun.fusion.cleanup;
