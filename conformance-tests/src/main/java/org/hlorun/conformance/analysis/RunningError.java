package org.hlorun.conformance.analysis;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.hlorun.conformance.compare.AccuracyTable;
import org.hlorun.language.backend.Backend;
import org.hlorun.language.backend.Executable;
import org.hlorun.language.backend.Options;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.ir.OpcodeClass;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.literal.TupleLiteral;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;
import org.hlorun.language.shape.Shape;

/**
 * How far each element of a program's result may be off by the rounding errors of a right
 * implementation: the program is run on the reference instruction by instruction, and every value
 * has a bound of its absolute error beside it, which instructions pass on and add to. A sum of
 * {@code n} products adds the a-priori bound {@code n u sum |a||b|} (Higham, Accuracy and Stability
 * of Numerical Algorithms, 2nd edition, section 3.1), with the actual sum: the instruction is run
 * again on the magnitudes. Floats narrower than f32 count as accumulated in f32 and rounded once.
 *
 * <p>Decompositions, transforms and sorts are bounded by norms: {@code n u} of the largest element.
 */
public final class RunningError implements AutoCloseable {
  private static final Options ONE_THREAD = Options.DEFAULT.withThreads(1);

  /** A value with the bounds of its errors: the same structure, arrays of f64. */
  record Bounded(Literal value, Literal error) {
    Bounded element(int index) {
      return new Bounded(value.asTuple().element(index), error.asTuple().element(index));
    }
  }

  private final Backend reference;
  private final AccuracyTable table;
  private final String backend;
  private final Map<HloInstruction, Executable> executables = new IdentityHashMap<>();
  private final LinearErrors linear;

  private RunningError(Backend reference, AccuracyTable table, String backend) {
    this.reference = reference;
    this.table = table;
    this.backend = backend;
    this.linear = new LinearErrors(this::run);
  }

  /**
   * The bounds for a program's result.
   *
   * @param module a program of one device that does not meet the host
   * @param reference what runs it
   * @return a literal of the result's structure, of arrays of f64
   * @throws org.hlorun.language.diagnostic.HloException if the reference cannot run some part
   */
  public static Literal of(HloModule module, List<Literal> arguments, Backend reference) {
    return of(module, arguments, reference, AccuracyTable.DEFAULT, "");
  }

  /** As above, with the units in the last place that a table has for a back end. */
  public static Literal of(
      HloModule module,
      List<Literal> arguments,
      Backend reference,
      AccuracyTable table,
      String backend) {
    try (RunningError analysis = new RunningError(reference, table, backend)) {
      List<Bounded> inputs = new ArrayList<>();
      for (Literal argument : arguments) {
        inputs.add(new Bounded(argument, zero(argument.shape())));
      }
      return analysis.evaluate(module.entry(), inputs).error();
    }
  }

  /** No error. */
  static Literal zero(Shape shape) {
    return ErrorLiterals.filled(shape, 0);
  }

  private Bounded evaluate(HloComputation computation, List<Bounded> arguments) {
    Map<HloInstruction, Bounded> values = new HashMap<>();
    Map<HloInstruction, Integer> uses = new HashMap<>();
    for (HloInstruction instruction : computation.instructions()) {
      List<Bounded> operands = instruction.operands().stream().map(values::get).toList();
      Bounded value =
          instruction.opcode() == Opcode.PARAMETER
              ? arguments.get(Math.toIntExact(instruction.get(Attribute.PARAMETER_NUMBER)))
              : evaluate(instruction, operands);
      values.put(instruction, value);
      for (HloInstruction operand : instruction.operands()) {
        int count = uses.merge(operand, 1, Integer::sum);
        if (count == useCount(operand) && !operand.isRoot()) {
          values.remove(operand);
        }
      }
    }
    return values.get(computation.root());
  }

  private static long useCount(HloInstruction instruction) {
    return instruction.users().stream()
        .mapToLong(user -> user.operands().stream().filter(o -> o == instruction).count())
        .sum();
  }

  private Bounded evaluate(HloInstruction instruction, List<Bounded> operands) {
    return switch (instruction.opcode()) {
      case TUPLE ->
          new Bounded(
              new TupleLiteral(operands.stream().map(Bounded::value).toList()),
              new TupleLiteral(operands.stream().map(Bounded::error).toList()));
      case GET_TUPLE_ELEMENT ->
          operands.getFirst().element(Math.toIntExact(instruction.get(Attribute.INDEX)));
      case OPT_BARRIER, DOMAIN, ADD_DEPENDENCY -> operands.getFirst();
      case CALL, FUSION -> evaluate(instruction.calledComputations().getFirst(), operands);
      case WHILE -> loop(instruction, operands.getFirst());
      case CONDITIONAL -> branch(instruction, operands);
      default -> leaf(instruction, operands);
    };
  }

  private Bounded loop(HloInstruction instruction, Bounded state) {
    HloComputation condition = instruction.get(Attribute.CONDITION);
    HloComputation body = instruction.get(Attribute.BODY);
    Bounded current = state;
    while (evaluate(condition, List.of(current)).value().asArray().getBoolean(0)) {
      current = evaluate(body, List.of(current));
    }
    return current;
  }

  private Bounded branch(HloInstruction instruction, List<Bounded> operands) {
    int taken = branchOf(instruction, operands.getFirst().value().asArray());
    return evaluate(instruction.calledComputations().get(taken), List.of(operands.get(taken + 1)));
  }

  /** The number of the branch that a conditional takes: the last one for numbers beyond them. */
  public static int branchOf(HloInstruction conditional, ArrayLiteral selector) {
    int count = conditional.calledComputations().size();
    if (selector.elementType().isPred()) {
      return selector.getBoolean(0) ? 0 : 1;
    }
    long index = selector.getLong(0);
    return index < 0 || index >= count ? count - 1 : (int) index;
  }

  private Bounded leaf(HloInstruction instruction, List<Bounded> operands) {
    List<Literal> inputs = operands.stream().map(Bounded::value).toList();
    // Equal operands are one parameter of the cut-out.
    Map<HloInstruction, Literal> byInstruction = new IdentityHashMap<>();
    for (int i = 0; i < inputs.size(); i++) {
      byInstruction.put(instruction.operand(i), inputs.get(i));
    }
    CutOut cut = CutOut.ofEach(List.of(instruction));
    Executable executable =
        executables.computeIfAbsent(instruction, i -> reference.compile(cut.module(), ONE_THREAD));
    Literal value = executable.run(cut.arguments(byInstruction::get));
    return new Bounded(value, error(instruction, operands, value));
  }

  private Literal error(HloInstruction instruction, List<Bounded> operands, Literal value) {
    return ErrorLiterals.capped(
        linear
            .error(instruction, operands, value)
            .orElseGet(() -> elementwise(instruction, operands, value)));
  }

  private Literal elementwise(HloInstruction instruction, List<Bounded> operands, Literal value) {
    boolean array = instruction.shape() instanceof ArrayShape;
    if (!array || !isElementwise(instruction)) {
      return ErrorLiterals.normwise(operands, value);
    }
    ArrayLiteral result = value.asArray();
    ArrayLiteral errors = ErrorLiterals.filled(instruction.shape(), 0).asArray();
    ElementType type = result.elementType();
    if (!type.isFloat() && !type.isComplex()) {
      return errors;
    }
    ElementType computed =
        operands.isEmpty() ? type : operands.getLast().value().asArray().elementType();
    long units = table.ulps(backend, instruction.opcode(), computed);
    double rounding = units + (isRounded(instruction) ? 1 : 0);
    boolean complex = computed.isComplex();
    int count = operands.size();
    double[] x = new double[count];
    double[] e = new double[count];
    for (long i = 0; i < result.elementCount(); i++) {
      for (int k = 0; k < count; k++) {
        ArrayLiteral operand = operands.get(k).value().asArray();
        long place = operand.elementCount() == result.elementCount() ? i : 0;
        x[k] = ErrorLiterals.number(operand, place);
        e[k] = operands.get(k).error().asArray().getDouble(place);
      }
      double v = ErrorLiterals.number(result, i);
      double error = ElementwiseError.propagated(instruction.opcode(), v, x, e, complex);
      // Equal operands are rounded to equal results: only what differs already is rounded apart.
      boolean apart = error + units > 0;
      errors.setDouble(i, apart ? error + ErrorLiterals.rounding(type, v, rounding) : 0);
    }
    return errors;
  }

  private static boolean isElementwise(HloInstruction instruction) {
    return switch (instruction.opcode()) {
      case BITCAST_CONVERT, STOCHASTIC_CONVERT -> false;
      default ->
          instruction.operandCount() > 0
              && instruction.opcode().opcodeClass() == OpcodeClass.ELEMENTWISE;
    };
  }

  /** Whether the result is rounded, rather than one of the operands or a part of one. */
  private static boolean isRounded(HloInstruction instruction) {
    return switch (instruction.opcode()) {
      case NEGATE, COPY, SELECT, MAXIMUM, MINIMUM, CLAMP, REAL, IMAG, COMPLEX, SIGN -> false;
      case ABS -> instruction.operand(0).shape().asArray().elementType().isComplex();
      default -> true;
    };
  }

  private Literal run(HloModule module, List<Literal> arguments) {
    try (Executable executable = reference.compile(module, ONE_THREAD)) {
      return executable.run(arguments);
    }
  }

  @Override
  public void close() {
    executables.values().forEach(Executable::close);
  }
}
