/**
 * Side-by-side measurements of the back end {@code cpu} and XLA:CPU. {@link
 * org.hlorun.benchmarks.PeerBenchmark} is the command.
 */
package org.hlorun.benchmarks;
