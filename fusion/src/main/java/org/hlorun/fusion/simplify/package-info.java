/** Algebra: instructions replaced by fewer or cheaper ones of the same value. */
package org.hlorun.fusion.simplify;
