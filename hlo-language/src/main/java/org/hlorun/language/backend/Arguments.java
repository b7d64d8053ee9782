package org.hlorun.language.backend;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.literal.TupleLiteral;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.Shape;
import org.hlorun.language.shape.TupleShape;

/** Arguments of the entry computation, checked against its parameters. */
public final class Arguments {
  private static final String REMEDY = "give one value per parameter, of the parameter's shape";

  /** A thread that never runs, to ask whether memory is for every thread. */
  private static final Thread ANOTHER = new Thread(() -> {});

  private Arguments() {}

  /**
   * Checks arguments for a back end that compiles static shapes only.
   *
   * @throws HloException ({@code ARGUMENT}) if there are too few or too many, or one has another
   *     shape than its parameter; layouts do not count
   */
  public static void check(HloComputation entry, List<Literal> arguments) {
    List<HloInstruction> parameters = entry.parameters();
    checkCount(parameters, arguments);
    for (int i = 0; i < arguments.size(); i++) {
      Shape wanted = parameters.get(i).shape();
      if (!wanted.isCompatible(arguments.get(i).shape())) {
        throw mismatch(what(i, parameters.get(i)), wanted, arguments.get(i));
      }
      requireUsable(what(i, parameters.get(i)), arguments.get(i));
    }
  }

  /**
   * Refuses arrays whose memory this thread may not use. What is freed by another thread while the
   * program runs is not noticed.
   *
   * @param what how the message calls the value
   * @throws HloException ({@code ARGUMENT}) if memory has been freed or belongs to another thread
   */
  public static void requireUsable(String what, Literal value) {
    if (value instanceof TupleLiteral tuple) {
      for (int i = 0; i < tuple.elements().size(); i++) {
        requireUsable(what + "{" + i + "}", tuple.element(i));
      }
    } else if (value instanceof ArrayLiteral array) {
      if (!array.segment().scope().isAlive()) {
        throw HloException.of(
            DiagnosticCode.ARGUMENT,
            what + ": its memory has been freed",
            "keep the arena of a memory segment open until the program has run");
      }
      if (!array.segment().isAccessibleBy(Thread.currentThread())) {
        throw HloException.of(
            DiagnosticCode.ARGUMENT,
            what + ": its memory belongs to another thread",
            "allocate it from a shared arena, or run the program on that thread");
      }
    }
  }

  private static void checkCount(List<HloInstruction> parameters, List<Literal> arguments) {
    if (parameters.size() != arguments.size()) {
      throw HloException.of(
          DiagnosticCode.ARGUMENT,
          "the program takes %d arguments, but got %d"
              .formatted(parameters.size(), arguments.size()),
          REMEDY);
    }
  }

  /** How messages call a parameter. */
  public static String what(int number, HloInstruction parameter) {
    return "parameter %d (%s)".formatted(number, parameter.name());
  }

  /**
   * The arguments as the program wants them: arrays for dynamic parameters are padded to the bound.
   *
   * @throws HloException ({@code ARGUMENT}) if there are too few or too many, or one does not fit
   */
  public static List<Literal> fit(HloComputation entry, List<Literal> arguments) {
    List<HloInstruction> parameters = entry.parameters();
    checkCount(parameters, arguments);
    List<Literal> result = new ArrayList<>();
    for (int i = 0; i < parameters.size(); i++) {
      HloInstruction parameter = parameters.get(i);
      result.add(fit(what(i, parameter), parameter.shape(), arguments.get(i)));
    }
    return result;
  }

  private static Literal fit(String what, Shape wanted, Literal value) {
    if (wanted instanceof ArrayShape shape && value instanceof ArrayLiteral array) {
      return fitArray(what, shape, array);
    }
    if (wanted instanceof TupleShape shape
        && value instanceof TupleLiteral tuple
        && shape.size() == tuple.elements().size()) {
      List<Literal> elements = new ArrayList<>();
      for (int i = 0; i < shape.size(); i++) {
        elements.add(fit(what + "{" + i + "}", shape.element(i), tuple.element(i)));
      }
      return new TupleLiteral(elements);
    }
    if (wanted.isCompatible(value.shape())) {
      return value;
    }
    throw mismatch(what, wanted, value);
  }

  private static ArrayLiteral fitArray(String what, ArrayShape shape, ArrayLiteral given) {
    requireUsable(what, given);
    ArrayLiteral array = ofAllThreads(given);
    if (shape.isCompatible(array.shape())) {
      return array.withShape(shape).withSizes(array.sizes());
    }
    if (shape.elementType() != array.elementType() || shape.rank() != array.shape().rank()) {
      throw mismatch(what, shape, array);
    }
    for (int d = 0; d < shape.rank(); d++) {
      boolean fits =
          shape.isDynamic(d)
              ? array.sizes().get(d) <= shape.dimension(d)
              : array.shape().dimension(d) == shape.dimension(d);
      if (!fits) {
        throw mismatch(what, shape, array);
      }
    }
    return pad(shape, array);
  }

  /** The array itself, or a copy of one that only this thread may read: programs have more. */
  private static ArrayLiteral ofAllThreads(ArrayLiteral array) {
    if (array.segment().isAccessibleBy(ANOTHER)) {
      return array;
    }
    ArrayLiteral copy = ArrayLiteral.allocate(array.shape());
    copy.segment().copyFrom(array.segment());
    return copy.withSizes(array.sizes());
  }

  /** Lays the elements out at the bounds. */
  private static ArrayLiteral pad(ArrayShape shape, ArrayLiteral array) {
    ArrayLiteral padded = ArrayLiteral.allocate(shape);
    int size = shape.elementType().byteSize();
    long[] index = new long[shape.rank()];
    LongList from = array.shape().dimensions();
    for (long i = 0; i < array.elementCount(); i++) {
      long rest = i;
      long target = 0;
      long stride = 1;
      for (int d = index.length - 1; d >= 0; d--) {
        target += rest % from.get(d) * stride;
        rest /= from.get(d);
        stride *= shape.dimension(d);
      }
      MemorySegment.copy(array.segment(), i * size, padded.segment(), target * size, size);
    }
    return padded.withSizes(array.sizes());
  }

  private static HloException mismatch(String what, Shape wanted, Literal value) {
    return HloException.of(
        DiagnosticCode.ARGUMENT,
        "%s has shape %s, but the argument has shape %s"
            .formatted(what, wanted.text(false), value.shape().text(false)),
        REMEDY);
  }
}
