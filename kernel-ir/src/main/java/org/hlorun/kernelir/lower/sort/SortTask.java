package org.hlorun.kernelir.lower.sort;

import java.util.List;
import org.hlorun.kernelir.ir.Value;
import org.hlorun.kernelir.lower.element.Element;
import org.hlorun.language.shape.ElementType;

/**
 * What blocks of threads of a GPU sort: lines of records that an instruction's operands and results
 * hold.
 */
interface SortTask extends SortKernel.Records {
  /** The parts of a record. */
  List<ElementType> types();

  /** How many lines there are. */
  long lines();

  /** Records of a line. */
  long length();

  /** How many lines lie side by side: the distance of neighbouring records of a line. */
  long stride();

  /** How many records at the beginning of a sorted line are wanted. */
  long wanted();

  /** Whether a record comes before another: a total order, in which no two are equal. */
  Value isBefore(SortKernel kernel, List<Element> a, List<Element> b);
}
