package org.hlorun.fusion;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.hlorun.language.backend.Backend;
import org.hlorun.language.backend.Executable;
import org.hlorun.language.backend.Options;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.literal.RandomLiterals;
import org.hlorun.language.literal.TupleLiteral;

/** Whether two programs compute the same, on the interpreter. */
final class Comparison {
  /** What counts as the same. */
  enum Tolerance {
    /** The same bits, but a NaN equals a NaN. */
    EXACT(0),
    /** What rounding in f32, a few times, may make of numbers around 1. */
    ROUNDING(2e-5);

    private final double relative;

    Tolerance(double relative) {
      this.relative = relative;
    }
  }

  private static final Backend INTERPRETER = Backend.named("interpreter").orElseThrow();

  private Comparison() {}

  /** Made-up arguments for a program. */
  static List<Literal> arguments(HloModule module, long seed) {
    List<Literal> arguments = new ArrayList<>();
    for (HloInstruction parameter : module.entry().parameters()) {
      arguments.add(RandomLiterals.of(parameter.shape(), seed + arguments.size()));
    }
    return arguments;
  }

  /** The results of a program on all its devices. */
  static List<Literal> run(HloModule module, List<Literal> arguments, Options options) {
    int replicas = Math.toIntExact(module.find(Attribute.REPLICA_COUNT).orElse(1L));
    int partitions = Math.toIntExact(module.find(Attribute.NUM_PARTITIONS).orElse(1L));
    try (Executable executable = INTERPRETER.compile(module, options)) {
      return executable.runOnGrid(
          Collections.nCopies(replicas * partitions, arguments), replicas, partitions);
    }
  }

  /** The first difference between results. */
  static Optional<String> difference(
      List<Literal> expected, List<Literal> actual, Tolerance tolerance) {
    for (int device = 0; device < expected.size(); device++) {
      Optional<String> found = difference(expected.get(device), actual.get(device), tolerance);
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  private static Optional<String> difference(
      Literal expected, Literal actual, Tolerance tolerance) {
    if (expected instanceof TupleLiteral tuple) {
      for (int i = 0; i < tuple.elements().size(); i++) {
        Optional<String> found =
            difference(tuple.element(i), actual.asTuple().element(i), tolerance);
        if (found.isPresent()) {
          return Optional.of("element %d: %s".formatted(i, found.get()));
        }
      }
      return Optional.empty();
    }
    return expected instanceof ArrayLiteral array
        ? difference(array, actual.asArray(), tolerance)
        : Optional.empty();
  }

  private static Optional<String> difference(
      ArrayLiteral expected, ArrayLiteral actual, Tolerance tolerance) {
    if (expected.equals(actual)) {
      return Optional.empty();
    }
    if (!expected.shape().isCompatible(actual.shape())
        || !expected.sizes().equals(actual.sizes())) {
      return Optional.of("shapes %s and %s".formatted(expected.shape(), actual.shape()));
    }
    for (long i = 0; i < expected.elementCount(); i++) {
      if (!isClose(expected.getDouble(i), actual.getDouble(i), tolerance)
          || !isClose(expected.getImaginary(i), actual.getImaginary(i), tolerance)
          || isWideInteger(expected) && expected.getLong(i) != actual.getLong(i)) {
        return Optional.of(
            "at %d: %s and %s".formatted(i, expected.getDouble(i), actual.getDouble(i)));
      }
    }
    return Optional.empty();
  }

  private static boolean isWideInteger(ArrayLiteral literal) {
    return literal.elementType().isInteger();
  }

  private static boolean isClose(double expected, double actual, Tolerance tolerance) {
    if (Double.compare(expected, actual) == 0) {
      return true;
    }
    double scale = Math.max(1, Math.max(Math.abs(expected), Math.abs(actual)));
    return tolerance != Tolerance.EXACT
        && Math.abs(expected - actual) <= tolerance.relative * scale;
  }
}
