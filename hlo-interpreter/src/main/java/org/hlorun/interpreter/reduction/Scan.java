package org.hlorun.interpreter.reduction;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.hlorun.interpreter.index.RuntimeSizes;
import org.hlorun.interpreter.index.StridedCopy;
import org.hlorun.interpreter.index.Strides;
import org.hlorun.interpreter.op.Evaluation;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.literal.TupleLiteral;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.Shape;

/**
 * {@code scan}: steps along one dimension of the inputs, upwards or downwards. Every step calls
 * {@code (x_t..., carries...) -> (y_t..., carries...)}; the {@code y_t} are stacked at position
 * {@code t}. The value is {@code (outputs..., final carries...)}, or the only one of these.
 */
final class Scan {
  private final HloInstruction instruction;
  private final Evaluation evaluation;
  private final int dimension;
  private final ArrayLiteral[] inputs;
  private final ArrayLiteral[] outputs;
  private final Literal[] carries;

  private Scan(HloInstruction instruction, Literal[] operands, Evaluation evaluation) {
    this.instruction = instruction;
    this.evaluation = evaluation;
    dimension = instruction.get(Attribute.DIMENSIONS).getInt(0);
    int carryCount = Math.toIntExact(instruction.get(Attribute.NUM_CARRIES));
    int inputCount = operands.length - carryCount;
    inputs = Results.arrays(operands, 0, inputCount);
    carries = Arrays.copyOfRange(operands, inputCount, operands.length);
    List<Shape> shapes =
        instruction.shape().isTuple()
            ? instruction.shape().asTuple().elements()
            : List.of(instruction.shape());
    outputs =
        shapes.subList(0, shapes.size() - carryCount).stream()
            .map(shape -> allocateOutput(shape.asArray()))
            .toArray(ArrayLiteral[]::new);
  }

  static Literal evaluate(HloInstruction instruction, Literal[] operands, Evaluation evaluation) {
    Scan scan = new Scan(instruction, operands, evaluation);
    scan.run();
    List<Literal> results = new ArrayList<>(Arrays.asList(scan.outputs));
    results.addAll(Arrays.asList(scan.carries));
    return instruction.shape().isTuple() ? new TupleLiteral(results) : results.getFirst();
  }

  private ArrayLiteral allocateOutput(ArrayShape shape) {
    return RuntimeSizes.allocate(
        evaluation, instruction, shape, d -> d == dimension ? steps() : shape.dimension(d));
  }

  private long steps() {
    return inputs[0].sizes().get(dimension);
  }

  private void run() {
    HloComputation computation = instruction.get(Attribute.TO_APPLY);
    boolean downwards = instruction.get(Attribute.IS_REVERSE);
    long steps = inputs.length > 0 ? steps() : outputs[0].shape().dimension(dimension);
    for (long step = 0; step < steps; step++) {
      evaluation.poll();
      long position = downwards ? steps - 1 - step : step;
      Literal[] arguments = new Literal[inputs.length + carries.length];
      for (int i = 0; i < inputs.length; i++) {
        arguments[i] = slice(inputs[i], position, computation.parameters().get(i));
      }
      System.arraycopy(carries, 0, arguments, inputs.length, carries.length);
      Literal value = evaluation.call(computation, arguments);
      List<Literal> values =
          value instanceof TupleLiteral tuple ? tuple.elements() : List.of(value);
      for (int i = 0; i < outputs.length; i++) {
        stack(values.get(i).asArray(), outputs[i], position);
      }
      for (int i = 0; i < carries.length; i++) {
        carries[i] = values.get(outputs.length + i);
      }
    }
  }

  /** The slice of an array at a position of the scan dimension, that dimension dropped. */
  private ArrayLiteral slice(ArrayLiteral input, long position, HloInstruction parameter) {
    ArrayLiteral slice = evaluation.allocate(instruction, parameter.shape().asArray());
    copyOfSlice(input, slice, true)
        .run(input.segment(), offset(input, position), slice.segment(), 0);
    return slice;
  }

  private void stack(ArrayLiteral slice, ArrayLiteral output, long position) {
    copyOfSlice(output, slice, false)
        .run(slice.segment(), 0, output.segment(), offset(output, position));
  }

  private long offset(ArrayLiteral array, long position) {
    return position * Strides.rowMajor(array.shape().dimensions())[dimension];
  }

  private StridedCopy copyOfSlice(ArrayLiteral array, ArrayLiteral slice, boolean fromArray) {
    int[] others = array.shape().dimensions().indices().filter(d -> d != dimension).toArray();
    long[] arrayStrides = Strides.select(Strides.rowMajor(array.shape().dimensions()), others);
    long[] sliceStrides = Strides.rowMajor(slice.shape().dimensions());
    return StridedCopy.of(
        array.elementType().byteSize(),
        slice.shape().dimensions().toArray(),
        fromArray ? arrayStrides : sliceStrides,
        fromArray ? sliceStrides : arrayStrides);
  }
}
