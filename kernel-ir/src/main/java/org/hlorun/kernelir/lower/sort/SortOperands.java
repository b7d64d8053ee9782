package org.hlorun.kernelir.lower.sort;

import java.util.ArrayList;
import java.util.List;
import org.hlorun.kernelir.ir.Buffer;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.Value;
import org.hlorun.kernelir.lower.element.Element;
import org.hlorun.kernelir.lower.element.ElementGenerator;
import org.hlorun.kernelir.lower.element.KernelArguments;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.shape.ElementType;

/**
 * What {@code sort} sorts: lines of its operands along a dimension, whose elements at one position
 * move together.
 *
 * @param comparator says of two records which comes first
 * @param key what it orders by; null if that is not known
 * @param types the types of the operands
 * @param length elements of a line
 * @param lines how many lines there are
 * @param stride the distance of neighbouring elements of a line
 */
record SortOperands(
    HloComputation comparator,
    SortKey key,
    List<ElementType> types,
    long length,
    long lines,
    long stride) {

  static SortOperands of(HloInstruction sort) {
    HloComputation comparator = sort.get(Attribute.TO_APPLY);
    LongList sizes = ElementGenerator.dimensions(sort.operand(0));
    int dimension = sort.get(Attribute.DIMENSIONS).getInt(0);
    long length = sizes.get(dimension);
    long inner = 1;
    long all = 1;
    for (int d = 0; d < sizes.size(); d++) {
      inner *= d > dimension ? sizes.get(d) : 1;
      all *= sizes.get(d);
    }
    return new SortOperands(
        comparator,
        SortKey.of(comparator),
        sort.operands().stream().map(operand -> operand.shape().asArray().elementType()).toList(),
        length,
        length == 0 ? 0 : all / length,
        inner);
  }

  /** Where an element of a line lies in an operand. */
  IndexExpr place(IndexExpr line, IndexExpr position) {
    return line.dividedBy(stride)
        .times(length * stride)
        .plus(line.modulo(stride))
        .plus(position.times(stride));
  }

  /** The record at a place of the operands. */
  List<Value> load(ElementGenerator elements, KernelArguments arguments, IndexExpr place) {
    List<Value> record = new ArrayList<>();
    for (int i = 0; i < types.size(); i++) {
      Buffer buffer = arguments.operand(i);
      int parts = types.get(i).isComplex() ? 2 : 1;
      for (int part = 0; part < parts; part++) {
        record.add(elements.builder().load(buffer, place.times(parts).plus(part), null));
      }
    }
    return record;
  }

  /** Writes a record to a place of the results. */
  void store(
      ElementGenerator elements, KernelArguments arguments, IndexExpr place, List<Value> record) {
    int next = 0;
    for (int i = 0; i < types.size(); i++) {
      Buffer buffer = arguments.result(i);
      int parts = types.get(i).isComplex() ? 2 : 1;
      for (int part = 0; part < parts; part++) {
        IndexExpr at = place.times(parts).plus(part);
        elements.builder().store(buffer, at, record.get(next++), null);
      }
    }
  }

  /** What the comparator says of two records, an {@code i1}. */
  Value isBefore(ElementGenerator elements, List<Element> a, List<Element> b) {
    List<Element> parameters = new ArrayList<>();
    for (int i = 0; i < types.size(); i++) {
      parameters.add(a.get(i));
      parameters.add(b.get(i));
    }
    return elements.apply(comparator, parameters).getFirst().real();
  }
}
