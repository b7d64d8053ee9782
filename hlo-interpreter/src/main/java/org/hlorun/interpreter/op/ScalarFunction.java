package org.hlorun.interpreter.op;

import java.util.Optional;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.literal.ArrayLiteral;

/**
 * A computation whose parameters and results are scalars ({@code to_apply} of reduce, sort,
 * scatter...), prepared for being evaluated many times. Thread-safe; frames are not.
 */
public interface ScalarFunction {
  /** A place for the arguments and results of one evaluation after another. */
  Frame newFrame();

  /** The number of results: 1, or the size of the result tuple. */
  int resultCount();

  /**
   * The opcode, if the function is exactly one binary elementwise operation on its two parameters,
   * in this order (in either order if it is commutative).
   */
  Optional<Opcode> binaryOpcode();

  /** Arguments in, results out. */
  interface Frame {
    /** Sets an argument to an element of an array. */
    void setArgument(int argument, ArrayLiteral source, long index);

    /** Sets an argument to a result of the evaluation before. */
    void setArgumentToResult(int argument, int result);

    /** Evaluates the function. */
    void run();

    /** Stores a result into an element of an array of its type. */
    void storeResult(int result, ArrayLiteral target, long index);

    /** The first result of a predicate. */
    boolean booleanResult();
  }
}
