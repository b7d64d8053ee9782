package org.hlorun.conformance.reduce;

import java.util.stream.Stream;
import org.hlorun.conformance.generator.RandomProgram;

/** A way to make a program smaller. */
interface Reduction {
  /**
   * Valid programs that are smaller than the given one, the smallest first, made when asked for.
   */
  Stream<RandomProgram> candidates(RandomProgram program);
}
