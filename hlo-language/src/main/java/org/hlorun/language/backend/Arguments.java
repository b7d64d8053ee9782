package org.hlorun.language.backend;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.diagnostic.Diagnostic;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.diagnostic.SourceLocation;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.literal.TupleLiteral;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.Shape;
import org.hlorun.language.shape.TupleShape;

/**
 * Arguments of the entry computation, checked against its parameters, and memory for its result,
 * checked against its root. All back ends complain with these words, at the parameter or the root.
 */
public final class Arguments {
  private static final String REMEDY = "give one value per parameter, of the parameter's shape";

  /** A thread that never runs, to ask whether memory is for every thread. */
  private static final Thread ANOTHER = new Thread(() -> {});

  private Arguments() {}

  /**
   * Checks arguments for a back end that compiles static shapes only. What is freed by another
   * thread while the program runs is not noticed.
   *
   * @throws HloException ({@code ARGUMENT}) if there are too few or too many, one has another shape
   *     than its parameter (layouts do not count), or its memory has been freed or belongs to
   *     another thread
   */
  public static void check(HloComputation entry, List<Literal> arguments) {
    List<HloInstruction> parameters = entry.parameters();
    checkCount(entry, parameters, arguments);
    for (int i = 0; i < parameters.size(); i++) {
      HloInstruction parameter = parameters.get(i);
      check(ValuePlace.parameter(i, parameter), parameter.shape(), arguments.get(i));
    }
  }

  /**
   * Whether {@link #check} would find nothing wrong with the arguments of a program that has this
   * signature.
   */
  public static boolean areRight(ProgramSignature signature, List<Literal> arguments) {
    boolean right = signature.parameters().size() == arguments.size();
    for (int i = 0; right && i < arguments.size(); i++) {
      right = isRight(signature.parameters().get(i).shape(), arguments.get(i));
    }
    return right;
  }

  private static boolean isRight(Shape wanted, Literal value) {
    if (wanted instanceof TupleShape shape && isTuple(shape, value)) {
      boolean right = true;
      for (int i = 0; right && i < shape.size(); i++) {
        right = isRight(shape.element(i), ((TupleLiteral) value).element(i));
      }
      return right;
    }
    return value != null
        && wanted.isCompatible(value.shape())
        && (!(value instanceof ArrayLiteral array)
            || (array.segment().scope().isAlive()
                && array.segment().isAccessibleBy(Thread.currentThread())));
  }

  /**
   * Checks the memory that a run is to put the result into.
   *
   * @throws HloException ({@code ARGUMENT}) if it has another shape than the root, is read-only,
   *     has been freed or belongs to another thread
   */
  public static void checkResult(HloComputation entry, Literal result) {
    checkResult(ValuePlace.result(entry.root()), entry.root().shape(), result);
  }

  private static void checkResult(ValuePlace place, Shape wanted, Literal value) {
    if (wanted instanceof TupleShape shape && isTuple(shape, value)) {
      for (int i = 0; i < shape.size(); i++) {
        checkResult(place.element(i), shape.element(i), ((TupleLiteral) value).element(i));
      }
      return;
    }
    check(place, wanted, value);
    if (value instanceof ArrayLiteral array && array.segment().isReadOnly()) {
      throw place.problem(
          ": its memory is read-only", "give memory that may be written, or use run");
    }
  }

  private static void check(ValuePlace place, Shape wanted, Literal value) {
    if (wanted instanceof TupleShape shape && isTuple(shape, value)) {
      for (int i = 0; i < shape.size(); i++) {
        check(place.element(i), shape.element(i), ((TupleLiteral) value).element(i));
      }
      return;
    }
    if (value == null || !wanted.isCompatible(value.shape())) {
      throw mismatch(place, wanted, value);
    }
    if (value instanceof ArrayLiteral array) {
      requireUsable(place, array);
    }
  }

  private static boolean isTuple(TupleShape shape, Literal value) {
    return value instanceof TupleLiteral tuple && shape.size() == tuple.elements().size();
  }

  private static void requireUsable(ValuePlace place, ArrayLiteral array) {
    if (!array.segment().scope().isAlive()) {
      throw place.problem(
          ": its memory has been freed",
          "keep the arena of a memory segment open until the program has run");
    }
    if (!array.segment().isAccessibleBy(Thread.currentThread())) {
      throw place.problem(
          ": its memory belongs to another thread",
          "allocate it from a shared arena, or run the program on that thread");
    }
  }

  private static void checkCount(
      HloComputation entry, List<HloInstruction> parameters, List<Literal> arguments) {
    if (parameters.size() != arguments.size()) {
      throw wrongCount(entry, arguments.size());
    }
  }

  /**
   * A complaint about the number of arguments: at the first parameter that gets none, or at the
   * computation if there are too many.
   */
  public static HloException wrongCount(HloComputation entry, int given) {
    List<HloInstruction> parameters = entry.parameters();
    Diagnostic diagnostic =
        Diagnostic.of(
            DiagnosticCode.ARGUMENT,
            "the program takes %d argument%s, but got %d"
                .formatted(parameters.size(), parameters.size() == 1 ? "" : "s", given),
            REMEDY);
    Optional<SourceLocation> location =
        given < parameters.size()
            ? entry.module().locate(parameters.get(given))
            : entry.module().locate(entry);
    return new HloException(location.map(diagnostic::at).orElse(diagnostic));
  }

  /** How messages call a parameter. */
  public static String what(int number, HloInstruction parameter) {
    return "parameter " + number + " (" + parameter.name() + ")";
  }

  /**
   * The arguments as the program wants them: arrays for dynamic parameters are padded to the bound.
   *
   * @throws HloException ({@code ARGUMENT}) if there are too few or too many, or one does not fit
   */
  public static List<Literal> fit(HloComputation entry, List<Literal> arguments) {
    List<HloInstruction> parameters = entry.parameters();
    checkCount(entry, parameters, arguments);
    List<Literal> result = new ArrayList<>();
    for (int i = 0; i < parameters.size(); i++) {
      HloInstruction parameter = parameters.get(i);
      result.add(fit(ValuePlace.parameter(i, parameter), parameter.shape(), arguments.get(i)));
    }
    return result;
  }

  private static Literal fit(ValuePlace place, Shape wanted, Literal value) {
    if (wanted instanceof ArrayShape shape && value instanceof ArrayLiteral array) {
      return fitArray(place, shape, array);
    }
    if (wanted instanceof TupleShape shape && isTuple(shape, value)) {
      List<Literal> elements = new ArrayList<>();
      for (int i = 0; i < shape.size(); i++) {
        elements.add(fit(place.element(i), shape.element(i), ((TupleLiteral) value).element(i)));
      }
      return new TupleLiteral(elements);
    }
    if (value != null && wanted.isCompatible(value.shape())) {
      return value;
    }
    throw mismatch(place, wanted, value);
  }

  private static ArrayLiteral fitArray(ValuePlace place, ArrayShape shape, ArrayLiteral given) {
    if (shape.isCompatible(given.shape())) {
      requireUsable(place, given);
      return ofAllThreads(given).withShape(shape).withSizes(given.sizes());
    }
    if (!fits(shape, given)) {
      throw mismatch(place, shape, given);
    }
    requireUsable(place, given);
    return pad(shape, ofAllThreads(given));
  }

  /** Whether an array is one that the shape's dynamic dimensions allow. */
  private static boolean fits(ArrayShape shape, ArrayLiteral array) {
    if (shape.elementType() != array.elementType() || shape.rank() != array.shape().rank()) {
      return false;
    }
    for (int d = 0; d < shape.rank(); d++) {
      boolean fits =
          shape.isDynamic(d)
              ? array.sizes().get(d) <= shape.dimension(d)
              : array.shape().dimension(d) == shape.dimension(d);
      if (!fits) {
        return false;
      }
    }
    return true;
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

  private static HloException mismatch(ValuePlace place, Shape wanted, Literal value) {
    String given = value == null ? "is null" : "has shape " + value.shape().text(false);
    String message =
        place.isResult()
            ? " has shape %s, but the memory for it %s"
            : " has shape %s, but the argument %s";
    return place.problem(
        message.formatted(wanted.text(false), given),
        place.isResult() ? "give memory of the root's shape" : REMEDY);
  }
}
