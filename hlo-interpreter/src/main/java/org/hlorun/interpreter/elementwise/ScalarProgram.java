package org.hlorun.interpreter.elementwise;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.hlorun.interpreter.op.ScalarFunction;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.shape.ElementType;

/**
 * A computation on scalars as a flat list of steps over registers. A register is a {@link Block} of
 * one element; parameters come first. Evaluating allocates nothing.
 */
public final class ScalarProgram implements ScalarFunction {
  private static final Set<Opcode> BINARY =
      EnumSet.of(
          Opcode.ADD,
          Opcode.SUBTRACT,
          Opcode.MULTIPLY,
          Opcode.DIVIDE,
          Opcode.REMAINDER,
          Opcode.MAXIMUM,
          Opcode.MINIMUM,
          Opcode.POWER,
          Opcode.ATAN2,
          Opcode.AND,
          Opcode.OR,
          Opcode.XOR,
          Opcode.SHIFT_LEFT,
          Opcode.SHIFT_RIGHT_ARITHMETIC,
          Opcode.SHIFT_RIGHT_LOGICAL,
          Opcode.MULHI);

  private static final Set<Opcode> COMMUTATIVE =
      EnumSet.of(
          Opcode.ADD,
          Opcode.MULTIPLY,
          Opcode.MAXIMUM,
          Opcode.MINIMUM,
          Opcode.AND,
          Opcode.OR,
          Opcode.XOR,
          Opcode.MULHI);

  /**
   * One operation.
   *
   * @param opcode which, for recognition; null for a mere move
   * @param operands registers
   * @param result register
   */
  record Step(Opcode opcode, Kernel kernel, List<Integer> operands, int result) {}

  /**
   * A register.
   *
   * @param constant its value, or null if it is a parameter or the result of a step
   */
  record Register(ElementType type, ArrayLiteral constant) {}

  private final int parameterCount;
  private final List<Register> registers;
  private final List<Step> steps;
  private final List<Integer> results;

  ScalarProgram(
      int parameterCount, List<Register> registers, List<Step> steps, List<Integer> results) {
    this.parameterCount = parameterCount;
    this.registers = List.copyOf(registers);
    this.steps = List.copyOf(steps);
    this.results = List.copyOf(results);
  }

  /**
   * The program of a computation, if it consists of elementwise operations on scalars, constants,
   * parameters, tuples and calls of such computations only, and is not too large.
   */
  public static Optional<ScalarFunction> compile(HloComputation computation) {
    return new ScalarProgramCompiler().compile(computation).map(program -> program);
  }

  @Override
  public int resultCount() {
    return results.size();
  }

  @Override
  public Optional<Opcode> binaryOpcode() {
    if (parameterCount != 2 || results.size() != 1 || steps.size() != 1) {
      return Optional.empty();
    }
    Step step = steps.getFirst();
    boolean straight = step.operands().equals(List.of(0, 1));
    boolean swapped = step.operands().equals(List.of(1, 0)) && COMMUTATIVE.contains(step.opcode());
    return BINARY.contains(step.opcode()) && (straight || swapped)
        ? Optional.of(step.opcode())
        : Optional.empty();
  }

  @Override
  public Frame newFrame() {
    return new RegisterFrame(this);
  }

  /** The registers of one evaluation after another. */
  private static final class RegisterFrame implements Frame {
    private final Block[] registers;
    private final Kernel[] kernels;
    private final Block[][] operands;
    private final Block[] stepResults;
    private final Block[] results;

    RegisterFrame(ScalarProgram program) {
      registers = new Block[program.registers.size()];
      for (int i = 0; i < registers.length; i++) {
        Register register = program.registers.get(i);
        registers[i] = new Block(register.type(), 1);
        if (register.constant() != null) {
          registers[i].fill(register.constant());
        }
      }
      int stepCount = program.steps.size();
      kernels = new Kernel[stepCount];
      operands = new Block[stepCount][];
      stepResults = new Block[stepCount];
      for (int i = 0; i < stepCount; i++) {
        Step step = program.steps.get(i);
        kernels[i] = step.kernel();
        operands[i] = blocks(step.operands());
        stepResults[i] = registers[step.result()];
      }
      results = blocks(program.results);
    }

    private Block[] blocks(List<Integer> numbers) {
      return numbers.stream().map(number -> registers[number]).toArray(Block[]::new);
    }

    @Override
    public void setArgument(int argument, ArrayLiteral source, long index) {
      registers[argument].load(source, index, 1, true);
    }

    @Override
    public void setArgumentToResult(int argument, int result) {
      registers[argument].set(results[result]);
    }

    @Override
    public void run() {
      for (int i = 0; i < kernels.length; i++) {
        kernels[i].apply(operands[i], stepResults[i], 1);
        stepResults[i].round();
      }
    }

    @Override
    public void storeResult(int result, ArrayLiteral target, long index) {
      results[result].store(target, index, 1, true);
    }

    @Override
    public boolean booleanResult() {
      return results[0].integer[0] != 0;
    }
  }
}
