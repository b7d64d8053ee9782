package org.hlorun.language.stablehlo.writer;

/** How an instruction becomes operations. */
@FunctionalInterface
interface Exporter {
  /** Adds operations for an instruction and returns what stands for its result. */
  Value export(Source source);
}
