package org.hlorun.interpreter.op;

import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.shape.ArrayShape;

/**
 * Just enough of a run to try single evaluators: unlimited memory and time, work spread over the
 * common pool.
 */
public class TestEvaluation implements Evaluation {
  @Override
  public ArrayLiteral allocate(HloInstruction instruction, ArrayShape shape) {
    return ArrayLiteral.allocate(shape);
  }

  @Override
  public Literal call(HloComputation computation, Literal... arguments) {
    throw new UnsupportedOperationException();
  }

  @Override
  public ScalarFunction scalarFunction(HloComputation computation) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void parallel(long count, long grain, RangeTask task) {
    LongStream.range(0, Math.ceilDiv(count, grain))
        .parallel()
        .forEach(i -> task.run(i * grain, Math.min(count, (i + 1) * grain)));
  }

  @Override
  public void poll() {}

  @Override
  public void iterate(HloInstruction loop, long iteration) {}

  @Override
  public void done(HloInstruction instruction) {}

  @Override
  public Device device() {
    throw new UnsupportedOperationException();
  }

  @Override
  public SplittableRandom random() {
    throw new UnsupportedOperationException();
  }

  @Override
  public RngState rngState() {
    return new RngState();
  }
}
