package org.hlorun.kernelir.lower.product;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.hlorun.kernelir.ir.Buffer;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.KernelBuilder;
import org.hlorun.kernelir.ir.Value;
import org.hlorun.kernelir.lower.contract.FusedView;
import org.hlorun.kernelir.lower.contract.LoweredKernel;
import org.hlorun.kernelir.lower.element.Conversions;
import org.hlorun.kernelir.lower.element.Element;
import org.hlorun.kernelir.lower.element.ElementGenerator;
import org.hlorun.kernelir.lower.element.KernelArguments;
import org.hlorun.kernelir.lower.element.MultiIndex;
import org.hlorun.kernelir.lower.element.ResultStores;
import org.hlorun.kernelir.lower.loop.Parts;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;
import org.hlorun.language.shape.Shape;

/** A kernel under construction that computes a matrix product, or prepares for one. */
public final class ProductKernel {
  private final FusedView view;
  private final HloInstruction product;
  private final KernelBuilder builder = new KernelBuilder();
  private final Parts parts = new Parts(builder);
  private final KernelArguments arguments;
  private final ElementGenerator elements;

  /**
   * Starts a kernel.
   *
   * @param product the dot or convolution
   */
  public ProductKernel(FusedView view, HloInstruction product) {
    this(view, product, new KernelArguments(view));
  }

  /**
   * Starts a kernel with some buffers.
   *
   * @param product the dot or convolution
   */
  public ProductKernel(FusedView view, HloInstruction product, KernelArguments arguments) {
    this.view = view;
    this.product = product;
    this.arguments = arguments;
    this.elements = new ElementGenerator(builder, arguments);
  }

  /** How products are summed. */
  public ProductSum sum() {
    return ProductSum.of(product);
  }

  /** The code under construction. */
  public KernelBuilder builder() {
    return builder;
  }

  /** Its buffers. */
  public KernelArguments arguments() {
    return arguments;
  }

  /** The elements of the values that it reads. */
  public ElementGenerator elements() {
    return elements;
  }

  /** The kernel that was built. */
  public LoweredKernel finish(String name) {
    return arguments.lowered(arguments.kernel(builder, name), null);
  }

  /**
   * An element of an operand of the product, in the type of the sums.
   *
   * @param mask where it is false nothing is read; null = true
   */
  public Value factor(int operand, MultiIndex index, Value mask) {
    HloInstruction value = product.operand(operand);
    Conversions conversions = new Conversions(builder, elements.numbers());
    Element element = elements.element(value, index, mask);
    ElementType from = value.shape().asArray().elementType();
    return conversions.convert(from, sum().type(), element).real();
  }

  /** The arrays in memory that an operand of the product is made of, element by element. */
  public List<Buffer> streams(int operand) {
    LongList sizes = ElementGenerator.dimensions(product.operand(operand));
    List<HloInstruction> values = new ArrayList<>(view.instructions());
    values.add(product.operand(operand));
    List<Buffer> result = new ArrayList<>();
    for (HloInstruction value : values) {
      if (value.shape().isArray()
          && view.operandNumber(value) >= 0
          && ElementGenerator.dimensions(value).equals(sizes)) {
        Buffer buffer = arguments.find(value, 0);
        if (!result.contains(buffer)) {
          result.add(buffer);
        }
      }
    }
    return result;
  }

  /** The arrays in memory of the product's size that what is fused to it reads and writes. */
  List<Buffer> results() {
    long count = product.shape().asArray().elementCount();
    Set<HloInstruction> made = new HashSet<>(Set.of(product));
    Set<Buffer> result = new LinkedHashSet<>();
    for (HloInstruction value : view.instructions()) {
      if (value.operands().stream().anyMatch(made::contains)) {
        made.add(value);
        for (HloInstruction operand : value.operands()) {
          if (view.operandNumber(operand) >= 0 && hasCount(operand.shape(), count)) {
            result.add(arguments.find(operand, 0));
          }
        }
      }
    }
    for (int leaf = 0; leaf < view.roots().size(); leaf++) {
      if (hasCount(view.roots().get(leaf).shape(), count)) {
        result.add(arguments.result(leaf));
      }
    }
    return List.copyOf(result);
  }

  private static boolean hasCount(Shape shape, long count) {
    return shape.isArray()
        && shape.asArray().elementCount() == count
        && !shape.asArray().elementType().isComplex();
  }

  /** Writes what the fusion makes of the element of the product at {@code place}. */
  public void store(MultiIndex place, Value sum) {
    ArrayShape dot = product.shape().asArray();
    Element element = Element.of(elements.numbers().fit(dot.elementType(), sum));
    elements.override(product, index -> element);
    IndexExpr linear = place.linear(dot.dimensions());
    new ResultStores(view, arguments, elements)
        .all(
            shape ->
                shape.dimensions().equals(dot.dimensions())
                    ? MultiIndex.at(place.coordinates(), linear)
                    : MultiIndex.delinearize(linear, shape.dimensions()));
  }

  /**
   * Two elements of 16 bits of an operand in memory, neighbours along the depth, as one integer.
   *
   * @param operand one with an even depth that is contiguous, so that rows have whole pairs
   * @param pair the number of the pair in the row
   */
  Value pair(ProductOperand operand, IndexExpr batch, IndexExpr free, IndexExpr pair) {
    return builder.load(pairs(operand), pairPlace(operand, batch, free, pair), null);
  }

  private Buffer pairs(ProductOperand operand) {
    return arguments.pairs(operand.stored().value());
  }

  private static IndexExpr pairPlace(
      ProductOperand operand, IndexExpr batch, IndexExpr free, IndexExpr pair) {
    return operand.stored().linear(batch, free, pair.times(2)).dividedBy(2);
  }

  /** Asks for the memory of a {@link #pair}. */
  void prefetchPair(ProductOperand operand, IndexExpr batch, IndexExpr free, IndexExpr pair) {
    builder.prefetch(pairs(operand), pairPlace(operand, batch, free, pair));
  }

  /** Asks for the memory of an element of an operand, if it is read from there. */
  void prefetch(ProductOperand operand, IndexExpr batch, IndexExpr free, IndexExpr depth) {
    ProductOperand stored = operand.stored();
    IndexExpr place = stored.linear(batch, free, depth);
    if (place != null && view.operandNumber(stored.value()) >= 0) {
      builder.prefetch(arguments.find(stored.value(), 0), place);
    }
  }

  /** An index expression computed once. */
  public IndexExpr once(IndexExpr index) {
    return parts.once(index);
  }

  /** Code for one of the parts that something is cut into, as {@link Parts#part} says. */
  public void part(IndexExpr number, long size, long total, Parts.Part body) {
    parts.part(number, size, total, body);
  }
}
