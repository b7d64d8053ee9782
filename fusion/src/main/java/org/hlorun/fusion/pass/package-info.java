/**
 * What a pass is, and how passes are put together: {@link org.hlorun.fusion.pass.HloPass} rewrites
 * a module in place and says whether it changed anything, {@link org.hlorun.fusion.pass.Pipeline}
 * is a sequence of passes, {@link org.hlorun.fusion.pass.PassManager} runs one by {@link
 * org.hlorun.fusion.pass.PassOptions}.
 */
package org.hlorun.fusion.pass;
