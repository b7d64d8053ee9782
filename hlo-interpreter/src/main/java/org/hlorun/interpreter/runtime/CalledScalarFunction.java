package org.hlorun.interpreter.runtime;

import java.util.Arrays;
import java.util.Optional;
import org.hlorun.interpreter.op.Evaluation;
import org.hlorun.interpreter.op.ScalarFunction;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.literal.TupleLiteral;
import org.hlorun.language.shape.Shape;

/**
 * A scalar function of any computation, evaluated by calling it: for those with loops, calls or
 * arrays inside.
 */
final class CalledScalarFunction implements ScalarFunction {
  private final HloComputation computation;
  private final Evaluation evaluation;
  private final int parameterCount;

  CalledScalarFunction(HloComputation computation, Evaluation evaluation) {
    this.computation = computation;
    this.evaluation = evaluation;
    this.parameterCount = computation.parameters().size();
  }

  @Override
  public Frame newFrame() {
    return new CallFrame();
  }

  @Override
  public int resultCount() {
    Shape shape = computation.root().shape();
    return shape.isTuple() ? shape.asTuple().size() : 1;
  }

  @Override
  public Optional<Opcode> binaryOpcode() {
    return Optional.empty();
  }

  private final class CallFrame implements Frame {
    private final ArrayLiteral[] arguments = new ArrayLiteral[parameterCount];
    private Literal result;

    @Override
    public void setArgument(int argument, ArrayLiteral source, long index) {
      ArrayLiteral scalar =
          ArrayLiteral.allocate(computation.parameters().get(argument).shape().asArray());
      copy(source, index, scalar, 0);
      arguments[argument] = scalar;
    }

    @Override
    public void setArgumentToResult(int argument, int index) {
      arguments[argument] = result(index);
    }

    @Override
    public void run() {
      result = evaluation.call(computation, Arrays.copyOf(arguments, arguments.length));
    }

    @Override
    public void storeResult(int index, ArrayLiteral target, long targetIndex) {
      copy(result(index), 0, target, targetIndex);
    }

    @Override
    public boolean booleanResult() {
      return result(0).getBoolean(0);
    }

    private ArrayLiteral result(int index) {
      return (result instanceof TupleLiteral tuple ? tuple.element(index) : result).asArray();
    }
  }

  /** Copies an element's bytes; both arrays have the same element type. */
  private static void copy(ArrayLiteral source, long from, ArrayLiteral target, long to) {
    int size = source.elementType().byteSize();
    java.lang.foreign.MemorySegment.copy(
        source.segment(), from * size, target.segment(), to * size, size);
  }
}
