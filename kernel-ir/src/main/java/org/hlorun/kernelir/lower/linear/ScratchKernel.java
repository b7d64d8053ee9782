package org.hlorun.kernelir.lower.linear;

import java.util.function.Consumer;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.Kernel;
import org.hlorun.kernelir.ir.KernelBuilder;
import org.hlorun.kernelir.ir.LoopSchedule;
import org.hlorun.kernelir.ir.Predicate;
import org.hlorun.kernelir.ir.ScalarType;
import org.hlorun.kernelir.ir.Value;
import org.hlorun.kernelir.lower.contract.FusedView;
import org.hlorun.kernelir.lower.contract.Leaves;
import org.hlorun.kernelir.lower.contract.LoweredKernel;
import org.hlorun.kernelir.lower.contract.LoweringTarget;
import org.hlorun.kernelir.lower.element.Conversions;
import org.hlorun.kernelir.lower.element.Element;
import org.hlorun.kernelir.lower.element.ElementGenerator;
import org.hlorun.kernelir.lower.element.KernelArguments;
import org.hlorun.kernelir.lower.loop.LoopNest;
import org.hlorun.kernelir.schedule.LoopSchedules;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;

/** A kernel between an instruction's batches of matrices and scratch memory of {@code f64}. */
final class ScratchKernel {
  private final HloInstruction instruction;
  private final LoweringTarget target;
  private final KernelBuilder builder = new KernelBuilder();
  private final KernelArguments arguments;
  private final ElementGenerator elements;
  private final Conversions conversions;

  ScratchKernel(FusedView view, LoweringTarget target) {
    this.instruction = view.instruction();
    this.target = target;
    this.arguments = new KernelArguments(view);
    this.elements = new ElementGenerator(builder, arguments);
    this.conversions = new Conversions(builder, elements.numbers());
  }

  /** Lanes of {@code f64} in a register; on a GPU a lane is a thread. */
  static int width(LoweringTarget target) {
    return target instanceof LoweringTarget.Cpu cpu
        ? cpu.machine().vectorBytes() / ScalarType.F64.byteSize()
        : 1;
  }

  KernelBuilder builder() {
    return builder;
  }

  KernelArguments arguments() {
    return arguments;
  }

  /** Code for an element of a matrix of a batch. */
  @FunctionalInterface
  interface Body {
    void emit(IndexExpr number, IndexExpr row, IndexExpr column);
  }

  /** The kernel that runs a body for all elements of a batch of matrices. */
  LoweredKernel nest(LongList sizes, Body body) {
    LoopNest.emit(builder, sizes, index -> body.emit(index.get(0), index.get(1), index.get(2)));
    Kernel kernel = arguments.kernel(builder, "matrices");
    return arguments.lowered(
        target instanceof LoweringTarget.Cpu cpu
            ? LoopSchedules.independent(kernel, width(target), cpu.machine().vectorBytes())
            : LoopSchedules.parallel(kernel),
        null);
  }

  /** Runs a body for {@code 0 .. count - 1} in parallel. */
  void parallel(long count, Consumer<IndexExpr> body) {
    if (count == 1) {
      body.accept(IndexExpr.constant(0));
    } else {
      builder.loop(count, LoopSchedule.PARALLEL, body);
    }
  }

  LoweredKernel finish(String name) {
    return arguments.lowered(arguments.kernel(builder, name), null);
  }

  /** An element of an operand's matrix as {@code f64}. */
  Value operand(int operand, IndexExpr number, IndexExpr row, IndexExpr column) {
    ArrayShape matrices = instruction.operand(operand).shape().asArray();
    return operand(operand, place(matrices, number, row, column));
  }

  /** An element of an operand as {@code f64}. */
  Value operand(int operand, IndexExpr place) {
    ElementType type = instruction.operand(operand).shape().asArray().elementType();
    Element element = elements.numbers().load(type, arguments.operand(operand), place, null);
    return conversions.convert(type, ElementType.F64, element).real();
  }

  private static IndexExpr place(
      ArrayShape matrices, IndexExpr number, IndexExpr row, IndexExpr column) {
    LongList sizes = matrices.dimensions();
    long rows = sizes.get(sizes.size() - 2);
    long columns = sizes.get(sizes.size() - 1);
    return number.times(rows).plus(row).times(columns).plus(column);
  }

  /** Whether two indices are equal. */
  Value onDiagonal(IndexExpr row, IndexExpr column) {
    return builder.compare(Predicate.EQ, builder.index(row), builder.index(column));
  }

  /** Writes an element of the result, or of the first of several, rounded to its type. */
  void store(IndexExpr number, IndexExpr row, IndexExpr column, Value value) {
    ArrayShape matrices = Leaves.of(instruction.shape()).getFirst();
    store(0, place(matrices, number, row, column), value);
  }

  /** Writes an element of one of the results, rounded to its type. */
  void store(int result, IndexExpr place, Value value) {
    ElementType type = Leaves.of(instruction.shape()).get(result).elementType();
    Element element = conversions.convert(ElementType.F64, type, Element.of(value));
    elements.numbers().store(type, arguments.result(result), place, element, null);
  }
}
