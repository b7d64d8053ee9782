package org.hlorun.kernelir.lower;

import java.util.List;
import java.util.function.Function;
import org.hlorun.kernelir.ir.BinaryKind;
import org.hlorun.kernelir.ir.Buffer;
import org.hlorun.kernelir.ir.CastKind;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.KernelBuilder;
import org.hlorun.kernelir.ir.LoopSchedule;
import org.hlorun.kernelir.ir.Predicate;
import org.hlorun.kernelir.ir.ScalarType;
import org.hlorun.kernelir.ir.Value;
import org.hlorun.kernelir.lower.contract.FusedView;
import org.hlorun.kernelir.lower.contract.LoweringTarget;
import org.hlorun.kernelir.lower.element.ElementGenerator;
import org.hlorun.kernelir.lower.element.NumberCode;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;

/**
 * A scatter of one list of real numbers, one by one. Updates follow each other in some order; what
 * they are does not depend on it: where indices are computed, a block of places and values is
 * computed in vectors and put into scratch memory before it is applied.
 */
final class SingleUpdates {
  /** Updates of a block, which with their places stay in the first cache. */
  private static final long BLOCK = 512;

  /** Where fewer are the same, to be asked each time costs more than waiting now and then. */
  private static final long MANY_REPETITIONS = BLOCK * 3 / 4;

  private final KernelBuilder builder;
  private final ElementGenerator elements;
  private final HloInstruction scatter;
  private final LoweringTarget target;
  private final ScatterUpdates usual;
  private final ScatterUpdates repeated;
  private final Function<IndexExpr, ScatterUpdates.Update> updates;

  /**
   * @param usual what applies the updates
   * @param repeated what does where most are of the same element as the one before; it may be the
   *     same
   * @param updates gives the update of a number
   */
  SingleUpdates(
      KernelBuilder builder,
      ElementGenerator elements,
      HloInstruction scatter,
      LoweringTarget target,
      ScatterUpdates usual,
      ScatterUpdates repeated,
      Function<IndexExpr, ScatterUpdates.Update> updates) {
    this.builder = builder;
    this.elements = elements;
    this.scatter = scatter;
    this.target = target;
    this.usual = usual;
    this.repeated = repeated;
    this.updates = updates;
  }

  /** Whether a scatter is such a list, on a processor. */
  static boolean fit(HloInstruction scatter, LoweringTarget target) {
    return scatter.operandCount() == 3
        && target instanceof LoweringTarget.Cpu
        && scatter.get(Attribute.UPDATE_WINDOW_DIMS).isEmpty()
        && scatter.operand(2).shape().asArray().rank() == 1
        && type(scatter).elementCount() > 0
        && type(scatter).elementCount() <= Integer.MAX_VALUE
        && !type(scatter).elementType().isComplex();
  }

  private static ArrayShape type(HloInstruction scatter) {
    return scatter.operand(0).shape().asArray();
  }

  /** Writes the loops. */
  void lower(FusedView view) {
    long count = scatter.operand(2).shape().asArray().elementCount();
    usual.begin();
    if (count >= BLOCK && areComputed(view, scatter.operand(1))) {
      inBlocks(count);
    } else if (scatter.has(Attribute.INDICES_ARE_SORTED)
        && scatter.get(Attribute.INDICES_ARE_SORTED)) {
      repeated.apply(count, updates);
    } else {
      usual.apply(count, updates);
    }
    usual.end();
  }

  /** Whether indices are more than elements of memory. */
  private static boolean areComputed(FusedView view, HloInstruction indices) {
    if (view.operandNumber(indices) >= 0) {
      return false;
    }
    return switch (indices.opcode()) {
      case RESHAPE, BITCAST, BROADCAST, TRANSPOSE, SLICE -> areComputed(view, indices.operand(0));
      case CONVERT ->
          indices.operand(0).shape().asArray().elementType().isFloat()
              || areComputed(view, indices.operand(0));
      default -> true;
    };
  }

  private void inBlocks(long count) {
    Buffer places = builder.local("places", ScalarType.I32, BLOCK);
    ElementType type = type(scatter).elementType();
    Buffer values = builder.local("values", NumberCode.storage(type), BLOCK);
    builder.loop(
        count / BLOCK,
        LoopSchedule.SERIAL,
        block -> {
          compute(block.times(BLOCK), BLOCK, places, values);
          apply(places, values);
        });
    long rest = count % BLOCK;
    if (rest > 0) {
      compute(IndexExpr.constant(count - rest), rest, places, values);
      usual.apply(rest, number -> stored(places, values, number));
    }
  }

  /** The updates of a whole block. */
  private void apply(Buffer places, Buffer values) {
    if (usual == repeated) {
      usual.apply(BLOCK, number -> stored(places, values, number));
      return;
    }
    builder.branch(
        builder.compare(
            Predicate.SGE, repetitions(places), builder.integer(ScalarType.I32, MANY_REPETITIONS)),
        () -> {
          repeated.apply(BLOCK, number -> stored(places, values, number));
          return List.of();
        },
        () -> {
          usual.apply(BLOCK, number -> stored(places, values, number));
          return List.of();
        });
  }

  /** How many updates of a block are of the same element as the one before. */
  private Value repetitions(Buffer places) {
    Value zero = builder.integer(ScalarType.I32, 0);
    Value one = builder.integer(ScalarType.I32, 1);
    return builder
        .loop(
            BLOCK - 1,
            LoopSchedule.vector(target.vectorBytes() / Integer.BYTES, 1),
            List.of(zero),
            (number, sum) -> {
              Value place = builder.load(places, number, null);
              Value next = builder.load(places, number.plus(1), null);
              Value isSame = builder.compare(Predicate.EQ, place, next);
              Value more = builder.select(isSame, one, zero);
              return List.of(builder.binary(BinaryKind.ADD, sum.getFirst(), more));
            },
            (a, b) -> List.of(builder.binary(BinaryKind.ADD, a.getFirst(), b.getFirst())))
        .getFirst();
  }

  private void compute(IndexExpr first, long count, Buffer places, Buffer values) {
    ElementType type = type(scatter).elementType();
    int width = target.vectorBytes() / Math.max(4, type.byteSize());
    builder.loop(
        count,
        LoopSchedule.vector(width, 1),
        number -> {
          ScatterUpdates.Update update = updates.apply(first.plus(number));
          Value place =
              builder.cast(CastKind.TRUNCATE, ScalarType.I32, builder.index(update.place()));
          Value none = builder.integer(ScalarType.I32, -1);
          builder.store(places, number, builder.select(update.inside(), place, none), null);
          elements.numbers().store(type, values, number, update.value().get(), null);
        });
  }

  /** An update of a block. */
  private ScatterUpdates.Update stored(Buffer places, Buffer values, IndexExpr number) {
    Value place = builder.load(places, number, null);
    Value inside = builder.compare(Predicate.SGE, place, builder.integer(ScalarType.I32, 0));
    Value wide = builder.cast(CastKind.SIGN_EXTEND, ScalarType.I64, place);
    ElementType type = type(scatter).elementType();
    return new ScatterUpdates.Update(
        inside,
        IndexExpr.variable(wide, 0, type(scatter).elementCount() - 1),
        () -> elements.numbers().load(type, values, number, null));
  }
}
