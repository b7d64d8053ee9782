package org.hlorun.kernelir.lower;

import java.util.List;
import java.util.function.Function;
import org.hlorun.kernelir.ir.Buffer;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.KernelBuilder;
import org.hlorun.kernelir.ir.LoopSchedule;
import org.hlorun.kernelir.ir.Predicate;
import org.hlorun.kernelir.ir.ScalarType;
import org.hlorun.kernelir.ir.Value;
import org.hlorun.kernelir.lower.element.Element;
import org.hlorun.kernelir.lower.element.ElementGenerator;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;

/**
 * Updates of which the last element stays in a register: where most are of the same element as the
 * one before, as where indices are sorted, they would wait until it is in memory and back. The
 * updates of each element keep their order.
 *
 * <pre>
 * for i: if p[i] != last: to[last] = held, held = to[p[i]], last = p[i]
 *        held = f(held, u[i])
 * to[last] = held
 * </pre>
 */
final class ScatterRuns implements ScatterUpdates {
  private final KernelBuilder builder;
  private final ElementGenerator elements;
  private final HloInstruction scatter;
  private final Buffer result;
  private final ElementType type;
  private final long size;

  ScatterRuns(
      KernelBuilder builder, ElementGenerator elements, HloInstruction scatter, Buffer result) {
    this.builder = builder;
    this.elements = elements;
    this.scatter = scatter;
    this.result = result;
    ArrayShape shape = scatter.operand(0).shape().asArray();
    this.type = shape.elementType();
    this.size = shape.elementCount();
  }

  @Override
  public void apply(long count, Function<IndexExpr, Update> updates) {
    Value start = builder.integer(ScalarType.I64, 0);
    List<Value> last =
        builder.loop(
            count,
            LoopSchedule.SERIAL,
            List.of(load(IndexExpr.constant(0)), start),
            (number, held) -> next(updates.apply(number), held.getFirst(), held.getLast()),
            null);
    store(last.getLast(), last.getFirst());
  }

  private List<Value> next(Update update, Value held, Value last) {
    return builder.branch(
        update.inside(),
        () -> {
          Value place = builder.index(update.place());
          Element value = update.value().get();
          Value current =
              builder
                  .branch(
                      builder.compare(Predicate.EQ, place, last),
                      () -> List.of(held),
                      () -> {
                        store(last, held);
                        return List.of(load(update.place()));
                      })
                  .getFirst();
          List<Element> both = List.of(Element.of(current), value);
          Element next = elements.apply(scatter.get(Attribute.TO_APPLY), both).getFirst();
          return List.of(next.real(), place);
        },
        () -> List.of(held, last));
  }

  private Value load(IndexExpr place) {
    return elements.numbers().load(type, result, place, null).real();
  }

  private void store(Value place, Value value) {
    IndexExpr index = IndexExpr.variable(place, 0, size - 1);
    elements.numbers().store(type, result, index, Element.of(value), null);
  }
}
