package org.hlorun.kernelir.lower;

import java.util.List;
import java.util.function.Function;
import org.hlorun.kernelir.ir.Buffer;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.KernelBuilder;
import org.hlorun.kernelir.ir.LoopSchedule;
import org.hlorun.kernelir.lower.contract.LoweringTarget;
import org.hlorun.kernelir.lower.element.Element;
import org.hlorun.kernelir.lower.element.ElementGenerator;
import org.hlorun.kernelir.lower.element.Monoid;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.shape.ArrayShape;

/**
 * Copies of a small array that counts are scattered to: neighbouring updates go to different
 * copies, which are added up at the end. An update of an element that the one before it has changed
 * waits until that is in memory, which takes longer than all else about it; and those of most
 * histograms meet the same few elements again and again. Integers alone, whose sums do not depend
 * on the order.
 */
final class ScatterCopies implements ScatterUpdates {
  /** Copies, of which the result is the first one. */
  private static final int COUNT = 4;

  /** The memory of the copies, which the first cache has room for besides all else. */
  private static final long MAX_BYTES = 12 * 1024;

  /** With fewer updates of each element, adding up takes longer than it saves. */
  private static final long MIN_UPDATES = 4;

  private final KernelBuilder builder;
  private final ElementGenerator elements;
  private final HloInstruction scatter;
  private final LoopSchedule lanes;
  private final Buffer result;
  private final Buffer others;
  private final long size;

  ScatterCopies(
      KernelBuilder builder,
      ElementGenerator elements,
      HloInstruction scatter,
      Buffer result,
      LoweringTarget target) {
    this.builder = builder;
    this.elements = elements;
    this.scatter = scatter;
    this.result = result;
    this.size = type(scatter).elementCount();
    this.others = builder.local("copies", result.type(), (COUNT - 1) * size);
    this.lanes =
        LoopSchedule.vector(target.vectorBytes() / Math.max(4, result.type().byteSize()), 1);
  }

  /** Whether the updates of single elements are many integers for few elements. */
  static boolean fit(HloInstruction scatter) {
    ArrayShape type = type(scatter);
    return type.elementType().isInteger()
        && Monoid.of(scatter.get(Attribute.TO_APPLY)) != null
        && scatter.operand(2).shape().asArray().elementCount() >= MIN_UPDATES * type.elementCount()
        && (COUNT - 1) * type.elementCount() * type.elementType().byteSize() <= MAX_BYTES;
  }

  private static ArrayShape type(HloInstruction scatter) {
    return scatter.operand(0).shape().asArray();
  }

  @Override
  public void begin() {
    double number = Monoid.of(scatter.get(Attribute.TO_APPLY)).identity();
    Element identity = Element.of(elements.numbers().constant(type(scatter).elementType(), number));
    builder.loop((COUNT - 1) * size, lanes, place -> store(others, place, identity));
  }

  @Override
  public void apply(long count, Function<IndexExpr, Update> updates) {
    long rounds = count / COUNT;
    builder.loop(
        rounds,
        LoopSchedule.SERIAL,
        round -> {
          for (int copy = 0; copy < COUNT; copy++) {
            apply(copy, updates.apply(round.times(COUNT).plus(copy)));
          }
        });
    for (long last = rounds * COUNT; last < count; last++) {
      apply(0, updates.apply(IndexExpr.constant(last)));
    }
  }

  private void apply(int copy, Update update) {
    builder.branch(
        update.inside(),
        () -> {
          Buffer buffer = copy == 0 ? result : others;
          IndexExpr place = place(copy, update.place());
          store(buffer, place, sum(load(copy, update.place()), update.value().get()));
          return List.of();
        },
        List::of);
  }

  /** Adds all copies to the result. */
  @Override
  public void end() {
    builder.loop(
        size,
        lanes,
        place -> {
          Element sum = load(0, place);
          for (int copy = 1; copy < COUNT; copy++) {
            sum = sum(sum, load(copy, place));
          }
          store(result, place, sum);
        });
  }

  private IndexExpr place(int copy, IndexExpr place) {
    return copy == 0 ? place : place.plus((copy - 1) * size);
  }

  private Element sum(Element a, Element b) {
    return elements.apply(scatter.get(Attribute.TO_APPLY), List.of(a, b)).getFirst();
  }

  private Element load(int copy, IndexExpr place) {
    Buffer buffer = copy == 0 ? result : others;
    return elements.numbers().load(type(scatter).elementType(), buffer, place(copy, place), null);
  }

  private void store(Buffer buffer, IndexExpr place, Element value) {
    elements.numbers().store(type(scatter).elementType(), buffer, place, value, null);
  }
}
