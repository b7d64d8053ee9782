/**
 * Where a program's time goes, kernel by kernel: {@link org.hlorun.cli.profile.KernelProfile}
 * collects it, a table and a trace show it.
 */
package org.hlorun.cli.profile;
