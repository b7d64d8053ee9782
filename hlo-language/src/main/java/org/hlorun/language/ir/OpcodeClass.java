package org.hlorun.language.ir;

/** What sort of work an opcode does: the coarse lists that passes use. */
public enum OpcodeClass {
  /** Each result element depends on the operands' elements at the same index. */
  ELEMENTWISE,
  /** Result elements are copies of operand elements, constants or indices. */
  DATA_MOVEMENT,
  /** A called computation combines many elements into one. */
  REDUCTION,
  /** Sums of products: dot and convolution forms. */
  CONTRACTION,
  /** Factorisations, solves, transforms and normalisations over whole arrays. */
  LINEAR_ALGEBRA,
  /** Calls, loops, branches, tuples and ordering. */
  CONTROL,
  RANDOM,
  /** Communication between devices. */
  COLLECTIVE,
  /** Communication with the host. */
  HOST
}
