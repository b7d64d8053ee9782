package org.hlorun.kernelir.lower.reduction;

import java.util.List;
import org.hlorun.kernelir.ir.Buffer;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.KernelBuilder;
import org.hlorun.kernelir.ir.Value;
import org.hlorun.kernelir.lower.contract.UnsupportedKernelException;
import org.hlorun.kernelir.lower.element.Element;
import org.hlorun.kernelir.lower.element.ElementGenerator;
import org.hlorun.kernelir.lower.element.KernelArguments;
import org.hlorun.kernelir.lower.element.MultiIndex;
import org.hlorun.kernelir.lower.element.ResultStores;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.shape.ArrayShape;

/** Code of one phase of a {@link RowPlan} for one row. */
final class RowPhase {
  private final RowPlan plan;
  private final KernelBuilder builder;
  private final KernelArguments arguments;
  private final ElementGenerator elements;
  private final int number;
  private final MultiIndex rowIndex;

  /**
   * A phase that has no code yet.
   *
   * @param number that of the reduction; the number of reductions for the phase that writes
   * @param totals the row's results of the reductions before
   */
  RowPhase(
      RowPlan plan,
      KernelBuilder builder,
      KernelArguments arguments,
      int number,
      MultiIndex rowIndex,
      List<Value> totals) {
    this.plan = plan;
    this.builder = builder;
    this.arguments = arguments;
    this.elements = new ElementGenerator(builder, arguments);
    this.number = number;
    this.rowIndex = rowIndex;
    for (int i = 0; i < number; i++) {
      Element total = Element.of(totals.get(i));
      elements.override(plan.reductions.get(i), index -> total);
      plan.filledIn(i).forEach(this::useSaved);
    }
  }

  private void useSaved(HloInstruction instruction) {
    Buffer buffer = plan.saved.get(instruction);
    elements.override(
        instruction,
        index -> Element.of(builder.load(buffer, column(index.linear(plan.full)), null)));
  }

  /** The column of a row-major position: what is left without the rows' part. */
  private IndexExpr column(IndexExpr position) {
    IndexExpr column = position.modulo(plan.rowSize);
    if (column.min() < 0 || column.max() >= plan.rowSize) {
      throw new UnsupportedKernelException("a row read at another place");
    }
    return column;
  }

  /** The neutral element of the phase's reduction. */
  Value identity() {
    return elements.numbers().constant(plan.type(number), plan.monoid(number).identity());
  }

  /** The phase's sum with one more element of the row, of which costly parts are kept. */
  Value sum(Value carried, IndexExpr column) {
    MultiIndex index = plan.inRow(rowIndex, column);
    HloInstruction input = plan.reductions.get(number).operand(0);
    Value element = elements.element(input, index, null).real();
    Value next = join(carried, element);
    for (HloInstruction instruction : plan.filledIn(number)) {
      Value value = elements.element(instruction, index, null).real();
      builder.store(plan.saved.get(instruction), column, value, null);
    }
    return next;
  }

  /** Two sums of the phase as one. */
  Value join(Value left, Value right) {
    return builder.binary(plan.monoid(number).kind(), left, right);
  }

  /** The result of the phase's reduction, given the sum of all elements. */
  Value total(Value sum) {
    HloInstruction reduction = plan.reductions.get(number);
    Element initial = elements.element(reduction.operand(1), MultiIndex.SCALAR, null);
    return elements.numbers().fit(plan.type(number), join(initial.real(), sum));
  }

  /** Writes an element of each result that has the size of the row. */
  void write(IndexExpr column) {
    MultiIndex index = plan.inRow(rowIndex, column);
    stores().some(plan.leaves(true), shape -> index);
  }

  /** Writes the results that have one element for a row. */
  void writeTotals() {
    stores().some(plan.leaves(false), this::placeOfRow);
  }

  /** Where a result with an element for each row has this row's: it may keep dimensions of 1. */
  private MultiIndex placeOfRow(ArrayShape shape) {
    return shape.dimensions().equals(plan.kept)
        ? rowIndex
        : MultiIndex.delinearize(rowIndex.linear(plan.kept), shape.dimensions());
  }

  private ResultStores stores() {
    return new ResultStores(plan.view, arguments, elements);
  }
}
