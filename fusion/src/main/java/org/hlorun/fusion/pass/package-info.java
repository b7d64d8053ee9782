/**
 * What a pass is, and how passes are put together: {@link org.hlorun.fusion.pass.HloPass} rewrites
 * a module in place and says whether it changed anything.
 */
package org.hlorun.fusion.pass;
