package org.hlorun.kernelir.lower.sort;

import java.util.ArrayList;
import java.util.List;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.KernelBuilder;
import org.hlorun.kernelir.ir.Value;
import org.hlorun.kernelir.lower.element.Element;
import org.hlorun.kernelir.lower.element.ElementGenerator;
import org.hlorun.kernelir.lower.element.NumberCode;
import org.hlorun.kernelir.lower.loop.LineTasks;
import org.hlorun.language.shape.ElementType;

/**
 * The elements of a line that {@code sort} moves together, in scratch memory for two lines: one to
 * read and one to write. A record is the memory form of an element of each operand; complex numbers
 * are two values.
 *
 * @param types the types of the operands
 * @param memory one for each operand
 */
record SortRecords(
    ElementGenerator elements, List<ElementType> types, List<LineTasks.Memory> memory) {

  /** Values of an element. */
  static long parts(ElementType type) {
    return type.isComplex() ? 2 : 1;
  }

  /** The scratch memory for two lines. */
  static List<LineTasks.Need> needs(List<ElementType> types, long length) {
    return types.stream()
        .map(type -> new LineTasks.Need(NumberCode.storage(type), 2 * length * parts(type)))
        .toList();
  }

  private KernelBuilder builder() {
    return elements.builder();
  }

  List<Value> load(IndexExpr position) {
    List<Value> record = new ArrayList<>();
    for (int i = 0; i < types.size(); i++) {
      for (int part = 0; part < parts(types.get(i)); part++) {
        record.add(builder().load(memory.get(i).buffer(), place(i, position, part), null));
      }
    }
    return record;
  }

  void store(IndexExpr position, List<Value> record) {
    int next = 0;
    for (int i = 0; i < types.size(); i++) {
      for (int part = 0; part < parts(types.get(i)); part++) {
        builder().store(memory.get(i).buffer(), place(i, position, part), record.get(next++), null);
      }
    }
  }

  private IndexExpr place(int operand, IndexExpr position, int part) {
    long parts = parts(types.get(operand));
    return memory.get(operand).start().plus(position.times(parts)).plus(part);
  }

  /** The elements of a record. */
  List<Element> decode(List<Value> record) {
    List<Element> result = new ArrayList<>();
    int next = 0;
    for (ElementType type : types) {
      if (type.isComplex()) {
        result.add(new Element(record.get(next++), record.get(next++)));
      } else {
        result.add(Element.of(elements.numbers().decode(type, record.get(next++))));
      }
    }
    return result;
  }
}
