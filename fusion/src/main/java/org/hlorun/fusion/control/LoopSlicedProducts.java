package org.hlorun.fusion.control;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.hlorun.fusion.contraction.DotDimensions;
import org.hlorun.fusion.movement.Dimensions;
import org.hlorun.fusion.rewrite.Effects;
import org.hlorun.fusion.rewrite.InstructionBuilder;
import org.hlorun.fusion.rewrite.SplicingPass;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.Attributes;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.ir.ModuleCloner;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.shape.ArrayShape;

/**
 * Multiplies before a loop what its iterations multiply slice by slice, such as the inputs of a
 * recurrent network by their weights: {@code while(i, xs, w) of f(dot(xs[i], w)) => while(i, ps) of
 * f(ps[i]), ps = dot(xs, w)}. One large product reads the weights once, where small ones read them
 * in every iteration.
 *
 * <p>That takes memory to gain time, so that somebody has to ask for it. The loop must make so many
 * iterations that not much is multiplied in vain; the products must be small, as large ones gain
 * nothing, and all of them must not take much more memory than what they are made of.
 */
public final class LoopSlicedProducts extends SplicingPass {
  private static final long FREE_BYTES = 1 << 16;
  private static final long MAX_GROWTH = 4;

  /** A product of so many rows uses its weights often enough. */
  private static final long MANY_ROWS = 32;

  private Effects effects;
  private Map<HloComputation, Integer> callers;

  public LoopSlicedProducts() {
    super(Opcode.WHILE);
  }

  @Override
  public String name() {
    return "loop-sliced-products";
  }

  @Override
  public boolean isOnRequest() {
    return true;
  }

  @Override
  protected void begin(HloModule module) {
    effects = new Effects();
    callers = new HashMap<>();
    for (HloComputation computation : module.computations()) {
      for (HloInstruction instruction : computation.instructions()) {
        instruction.calledComputations().forEach(c -> callers.merge(c, 1, Integer::sum));
      }
    }
  }

  /**
   * A product of a slice in the body of a loop.
   *
   * @param side which operand of the dot the slice is
   * @param slice the dynamic-slice of one index of {@code dimension}, before which all are of size
   *     1; the dot has it itself, or reshaped
   */
  private record SlicedProduct(HloInstruction dot, int side, HloInstruction slice, int dimension) {
    HloInstruction array() {
      return slice.operand(0);
    }

    HloInstruction other() {
      return dot.operand(1 - side);
    }

    long count() {
      return array().shape().asArray().dimension(dimension);
    }

    LongList sliceSizes() {
      return dot.operand(side).shape().asArray().dimensions();
    }

    /** The array so that its dimensions after the first one are those of the dot's operand. */
    LongList arraySizes() {
      return Dimensions.concat(LongList.of(count()), sliceSizes());
    }

    /** The dimension numbers of the product of all slices. */
    DotDimensions dimensions() {
      DotDimensions old = DotDimensions.of(dot);
      return side == 0
          ? new DotDimensions(
              old.leftBatch(),
              old.leftContracting().map(d -> d + 1),
              old.rightBatch(),
              old.rightContracting())
          : new DotDimensions(
              old.leftBatch(),
              old.leftContracting(),
              old.rightBatch(),
              old.rightContracting().map(d -> d + 1));
    }

    /** The dimension of the product of all slices that tells them apart. */
    int productDimension() {
      DotDimensions old = DotDimensions.of(dot);
      return side == 0 ? 0 : old.leftFree(dot.operand(0).shape().asArray().rank()).size();
    }

    ArrayShape productShape() {
      LongList otherSizes = other().shape().asArray().dimensions();
      LongList sizes =
          side == 0
              ? dimensions().resultSizes(arraySizes(), otherSizes)
              : dimensions().resultSizes(otherSizes, arraySizes());
      return ArrayShape.of(dot.shape().asArray().elementType(), sizes);
    }

    /** The product of all slices, given the array and the other operand. */
    HloInstruction build(HloInstruction array, HloInstruction other, List<HloInstruction> made) {
      InstructionBuilder builder = new InstructionBuilder(array);
      HloInstruction shaped = builder.reshape(array, arraySizes());
      if (shaped != array) {
        made.add(shaped);
      }
      Attributes attributes = dimensions().putInto(DotDimensions.precision(dot));
      List<HloInstruction> operands = side == 0 ? List.of(shaped, other) : List.of(other, shaped);
      HloInstruction product = builder.add(Opcode.DOT, productShape(), operands, attributes);
      made.add(product);
      return product;
    }
  }

  @Override
  protected List<HloInstruction> splice(HloInstruction instruction) {
    WhileLoop loop = WhileLoop.free(instruction).orElse(null);
    TripCount trips = loop == null ? null : TripCount.of(instruction).orElse(null);
    if (trips == null || callers.getOrDefault(loop.body(), 0) != 1) {
      return null;
    }
    List<SlicedProduct> found =
        loop.body().instructions().stream()
            .flatMap(dot -> find(loop, dot, trips.count()).stream())
            .toList();
    if (found.isEmpty()) {
      return null;
    }
    List<HloInstruction> made = new ArrayList<>();
    List<HloInstruction> outside = new ArrayList<>();
    List<HloInstruction> inside = new ArrayList<>();
    for (SlicedProduct product : found) {
      HloInstruction array = outside(loop, product.array(), made);
      outside.add(product.build(array, outside(loop, product.other(), made), made));
      inside.add(replace(product));
    }
    loop.body().sortTopologically();
    List<Integer> all = IntStream.range(0, loop.size()).boxed().toList();
    return new WhileRebuilding(loop, all, inside, effects).rebuild(outside, made);
  }

  private static Optional<SlicedProduct> find(WhileLoop loop, HloInstruction dot, long trips) {
    if (dot.opcode() != Opcode.DOT || !dot.get(Attribute.LHS_BATCH_DIMS).isEmpty()) {
      return Optional.empty();
    }
    for (int side = 0; side < 2; side++) {
      HloInstruction value = dot.operand(side);
      HloInstruction slice = value.opcode() == Opcode.RESHAPE ? value.operand(0) : value;
      int dimension = slice.opcode() == Opcode.DYNAMIC_SLICE ? slicedDimension(slice) : -1;
      if (dimension >= 0) {
        SlicedProduct product = new SlicedProduct(dot, side, slice, dimension);
        if (isInvariant(loop, product.array())
            && isInvariant(loop, product.other())
            && isWorthwhile(product, trips)) {
          return Optional.of(product);
        }
      }
    }
    return Optional.empty();
  }

  /** The only dimension that is not taken whole, of which there is one index; -1 = no such. */
  private static int slicedDimension(HloInstruction slice) {
    LongList from = slice.operand(0).shape().asArray().dimensions();
    LongList sizes = slice.shape().asArray().dimensions();
    int sliced = -1;
    for (int d = 0; d < from.size(); d++) {
      if (from.get(d) != sizes.get(d)) {
        if (sliced >= 0 || sizes.get(d) != 1) {
          return -1;
        }
        sliced = d;
      } else if (sliced < 0 && from.get(d) != 1) {
        return -1;
      }
    }
    return sliced;
  }

  /** Whether a value of the body is a constant or an element that the loop hands on. */
  private static boolean isInvariant(WhileLoop loop, HloInstruction value) {
    return value.opcode() == Opcode.CONSTANT
        || (value.opcode() == Opcode.GET_TUPLE_ELEMENT
            && value.operand(0) == WhileLoop.parameter(loop.body())
            && loop.isInvariant(Math.toIntExact(value.get(Attribute.INDEX))));
  }

  private static boolean isWorthwhile(SlicedProduct product, long trips) {
    LongList free =
        product.side() == 0
            ? DotDimensions.of(product.dot()).leftFree(product.sliceSizes().size())
            : DotDimensions.of(product.dot()).rightFree(product.sliceSizes().size());
    long rows = 1;
    for (int i = 0; i < free.size(); i++) {
      rows *= product.sliceSizes().get((int) free.get(i));
    }
    long source =
        product.array().shape().asArray().byteSize() + product.other().shape().asArray().byteSize();
    return rows < MANY_ROWS
        && trips >= 2
        && product.count() / 2 <= trips
        && product.productShape().byteSize() <= MAX_GROWTH * source + FREE_BYTES;
  }

  /** The value outside the loop. */
  private static HloInstruction outside(
      WhileLoop loop, HloInstruction value, List<HloInstruction> made) {
    HloInstruction instruction = loop.instruction();
    if (value.opcode() == Opcode.CONSTANT) {
      HloInstruction copy =
          ModuleCloner.copyInto(
              instruction.parent(), value, new HashMap<>(), UnaryOperator.identity());
      made.add(copy);
      return copy;
    }
    int index = Math.toIntExact(value.get(Attribute.INDEX));
    return loop.init(index, new InstructionBuilder(instruction), made);
  }

  /**
   * Lets the body take its product out of that of all slices.
   *
   * @return the product of all, in the body
   */
  private static HloInstruction replace(SlicedProduct product) {
    HloInstruction dot = product.dot();
    HloInstruction all = product.build(product.array(), product.other(), new ArrayList<>());
    InstructionBuilder builder = new InstructionBuilder(dot);
    HloInstruction index = product.slice().operand(1 + product.dimension());
    long[] sizes = all.shape().asArray().dimensions().toArray();
    List<HloInstruction> operands = new ArrayList<>(List.of(all));
    for (int d = 0; d < sizes.length; d++) {
      boolean isSliced = d == product.productDimension();
      operands.add(isSliced ? index : builder.scalar(index.shape().asArray().elementType(), 0));
      sizes[d] = isSliced ? 1 : sizes[d];
    }
    HloInstruction slice =
        builder.add(
            Opcode.DYNAMIC_SLICE,
            ArrayShape.of(dot.shape().asArray().elementType(), sizes),
            operands,
            Attributes.of(Attribute.DYNAMIC_SLICE_SIZES, LongList.of(sizes)));
    HloInstruction shaped = builder.reshape(slice, dot.shape().asArray().dimensions());
    dot.parent().replaceAllUses(dot, shaped);
    dot.parent().remove(dot);
    return all;
  }
}
