package org.hlorun.kernelir.lower;

import java.util.List;
import java.util.function.Function;
import org.hlorun.kernelir.ir.Buffer;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.KernelBuilder;
import org.hlorun.kernelir.ir.LoopSchedule;
import org.hlorun.kernelir.lower.element.Element;
import org.hlorun.kernelir.lower.element.ElementGenerator;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.shape.ElementType;

/** Updates that read an element of the result and write it. */
final class ScatterInPlace implements ScatterUpdates {
  private final KernelBuilder builder;
  private final ElementGenerator elements;
  private final HloInstruction scatter;
  private final Buffer result;

  ScatterInPlace(
      KernelBuilder builder, ElementGenerator elements, HloInstruction scatter, Buffer result) {
    this.builder = builder;
    this.elements = elements;
    this.scatter = scatter;
    this.result = result;
  }

  @Override
  public void apply(long count, Function<IndexExpr, Update> updates) {
    builder.loop(count, LoopSchedule.SERIAL, number -> apply(updates.apply(number)));
  }

  private void apply(Update update) {
    ElementType type = scatter.operand(0).shape().asArray().elementType();
    builder.branch(
        update.inside(),
        () -> {
          Element current = elements.numbers().load(type, result, update.place(), null);
          List<Element> both = List.of(current, update.value().get());
          Element next = elements.apply(scatter.get(Attribute.TO_APPLY), both).getFirst();
          elements.numbers().store(type, result, update.place(), next, null);
          return List.of();
        },
        List::of);
  }
}
