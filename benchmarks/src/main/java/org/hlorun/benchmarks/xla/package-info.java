/**
 * XLA:CPU through the C API of TensorFlow's native library, in a process of its own: {@link
 * org.hlorun.benchmarks.xla.XlaServer} is what runs there, {@link
 * org.hlorun.benchmarks.xla.XlaProcess} talks to it.
 */
package org.hlorun.benchmarks.xla;
