package org.hlorun.benchmarks;

import java.util.List;
import org.hlorun.language.literal.ArrayLiteral;

/** Something that compiles and runs the program under test. */
interface Competitor {
  String name();

  /** Nanoseconds of compiling the program anew and running it once. */
  long compileAndRun();

  /** Nanoseconds of so many runs. */
  long[] run(int count);

  /** The results, tuples flattened. */
  List<ArrayLiteral> results();

  /** Lets go of the program. */
  void release();
}
