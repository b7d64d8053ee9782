package org.hlorun.kernelir.ir;

/** Comparisons. */
public enum Predicate {
  EQ,
  NE,
  SLT,
  SLE,
  SGT,
  SGE,
  ULT,
  ULE,
  UGT,
  UGE,
  /** Ordered float comparisons: false with a NaN. */
  OEQ,
  OLT,
  OLE,
  OGT,
  OGE,
  /** Unordered or unequal: true with a NaN. */
  UNE,
  /** One of them is NaN. */
  UNO
}
