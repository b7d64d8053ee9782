/** What a machine can do at most: {@link org.hlorun.cpu.limits.MachineLimits}. */
package org.hlorun.cpu.limits;
