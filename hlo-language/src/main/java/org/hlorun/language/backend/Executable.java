package org.hlorun.language.backend;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.literal.TupleLiteral;

/** A program made ready to run, any number of times and by several threads at once. */
public interface Executable extends AutoCloseable {
  HloModule module();

  /**
   * What this back end hands to another one, in the order in which the program runs it; empty if it
   * runs everything itself.
   */
  default List<Fallback> fallbacks() {
    return List.of();
  }

  /**
   * What is worth knowing of how the program was compiled, one line each: what is computed with
   * less precision than the program has, because the options allow it, and what was chosen to run
   * it.
   */
  default List<String> notes() {
    return List.of();
  }

  /**
   * Runs the program on one device.
   *
   * @param arguments one value per parameter of the entry computation; they are only read
   * @return the value of the root
   * @throws HloException if an argument does not fit, or the run fails
   */
  Literal run(List<Literal> arguments);

  /**
   * Runs the program on one device and puts the result into existing memory, which saves allocating
   * it anew for every run.
   *
   * @param result a value of the root's shape, whose elements are overwritten
   * @throws HloException if an argument or the result does not fit, or the run fails
   */
  default void runInto(List<Literal> arguments, Literal result) {
    Arguments.checkResult(module().entry(), result);
    copy(run(arguments), result);
  }

  private static void copy(Literal from, Literal to) {
    if (from instanceof TupleLiteral tuple) {
      for (int i = 0; i < tuple.elements().size(); i++) {
        copy(tuple.element(i), ((TupleLiteral) to).element(i));
      }
    } else if (from instanceof ArrayLiteral array) {
      ArrayLiteral target = (ArrayLiteral) to;
      if (!target.sizes().equals(array.sizes())) {
        throw HloException.of(
            DiagnosticCode.ARGUMENT,
            "the result has sizes %s, but the memory for it %s"
                .formatted(array.sizes(), target.sizes()),
            "use run: the sizes of this result are only known when the program has run");
      }
      target.segment().copyFrom(array.segment());
    }
  }

  /**
   * Runs the program so many times, one run behind the other, and measures them where they happen:
   * arguments are copied to a device before the clock starts, and so is a run that warms up;
   * results are not copied back. Of a program that writes results over its arguments, later runs
   * get what earlier ones left.
   *
   * @param runs how many, at least 1
   * @return the nanoseconds of all runs by the device's own clock; empty, without a run, if the
   *     back end has no device with a clock
   * @throws org.hlorun.language.diagnostic.HloException as {@link #run}
   */
  default OptionalLong nanosOnDevice(List<Literal> arguments, int runs) {
    return OptionalLong.empty();
  }

  /**
   * The name of the back end whose code this is, which is another one than compiled it where that
   * one chooses among several; empty if it does not say.
   */
  default Optional<String> backend() {
    return Optional.empty();
  }

  /** What compiling it took. */
  default CompiledParts compiledParts() {
    return CompiledParts.NONE;
  }

  /**
   * Runs the program on a grid of devices at once.
   *
   * @param arguments arguments per device, device {@code replica * partitions + partition}
   * @return the results in the same order
   */
  List<Literal> runOnGrid(List<List<Literal>> arguments, int replicas, int partitions);

  @Override
  void close();
}
