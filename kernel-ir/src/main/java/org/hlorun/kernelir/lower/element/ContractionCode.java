package org.hlorun.kernelir.lower.element;

import java.util.ArrayList;
import java.util.List;
import org.hlorun.kernelir.ir.BinaryKind;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.KernelBuilder;
import org.hlorun.kernelir.ir.Value;
import org.hlorun.kernelir.lower.contract.UnsupportedKernelException;
import org.hlorun.language.attribute.ConvolutionDimensions;
import org.hlorun.language.attribute.Window;
import org.hlorun.language.attribute.WindowDimension;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.shape.ElementType;

/** Dots and convolutions as serial loops inside the code of one element. */
public final class ContractionCode {
  private final ElementGenerator elements;
  private final KernelBuilder builder;
  private final NumberCode numbers;
  private final Conversions conversions;

  /** Code of sums that are built with a generator. */
  public ContractionCode(ElementGenerator elements) {
    this.elements = elements;
    this.builder = elements.builder();
    this.numbers = elements.numbers();
    this.conversions = new Conversions(builder, numbers);
  }

  Element dot(HloInstruction dot, MultiIndex index, Value mask) {
    LongList lhsBatch = dot.get(Attribute.LHS_BATCH_DIMS);
    LongList rhsBatch = dot.get(Attribute.RHS_BATCH_DIMS);
    LongList lhsContracting = dot.get(Attribute.LHS_CONTRACTING_DIMS);
    LongList rhsContracting = dot.get(Attribute.RHS_CONTRACTING_DIMS);
    LongList lhsSizes = ElementGenerator.dimensions(dot.operand(0));
    LongList rhsSizes = ElementGenerator.dimensions(dot.operand(1));
    int lhsFree = lhsSizes.size() - lhsBatch.size() - lhsContracting.size();
    List<Long> loops = lhsContracting.stream().mapToObj(d -> lhsSizes.get((int) d)).toList();
    return accumulate(
        dot,
        loops,
        mask,
        variables -> {
          MultiIndex lhs =
              operandIndex(
                  lhsSizes.size(), lhsBatch, lhsContracting, index, variables, lhsBatch.size());
          MultiIndex rhs =
              operandIndex(
                  rhsSizes.size(),
                  rhsBatch,
                  rhsContracting,
                  index,
                  variables,
                  rhsBatch.size() + lhsFree);
          return new Term(lhs, rhs, null);
        });
  }

  private static MultiIndex operandIndex(
      int rank,
      LongList batch,
      LongList contracting,
      MultiIndex index,
      List<IndexExpr> variables,
      int firstFree) {
    List<IndexExpr> coordinates = new ArrayList<>();
    int free = firstFree;
    for (int d = 0; d < rank; d++) {
      if (batch.contains(d)) {
        coordinates.add(index.get(batch.indexOf(d)));
      } else if (contracting.contains(d)) {
        coordinates.add(variables.get(contracting.indexOf(d)));
      } else {
        coordinates.add(index.get(free++));
      }
    }
    return MultiIndex.of(coordinates);
  }

  /** The factors of a product; not inside = the product is zero. */
  public record Term(MultiIndex lhs, MultiIndex rhs, Value inside) {}

  @FunctionalInterface
  private interface Terms {
    Term at(List<IndexExpr> variables);
  }

  /**
   * Sums products in the result's compute type (f32 for narrower floats), with one rounding at the
   * end.
   */
  private Element accumulate(
      HloInstruction instruction, List<Long> loops, Value mask, Terms terms) {
    ElementType type = instruction.shape().asArray().elementType();
    NumberCode.requireArithmetic(type);
    if (type.isComplex()) {
      throw new UnsupportedKernelException(instruction.opcode() + " of complex numbers");
    }
    ElementType accumulator = type.isFloat() && type.byteSize() < 4 ? ElementType.F32 : type;
    Element zero = Element.of(numbers.constant(accumulator, 0));
    ReductionCode loopsCode = new ReductionCode(elements);
    Element sum =
        loopsCode
            .nest(
                loops,
                List.of(zero),
                (variables, accumulators) -> {
                  Term term = terms.at(variables);
                  Value needed = term.inside() == null ? mask : elements.and(mask, term.inside());
                  Value lhs = factor(instruction, 0, accumulator, term.lhs(), needed);
                  Value rhs = factor(instruction, 1, accumulator, term.rhs(), needed);
                  Value old = accumulators.getFirst().real();
                  Value next = multiplyAdd(accumulator, lhs, rhs, old);
                  return List.of(
                      Element.of(
                          term.inside() == null ? next : builder.select(term.inside(), next, old)));
                })
            .getFirst();
    return Element.of(numbers.fit(type, sum.real()));
  }

  private Value factor(
      HloInstruction instruction,
      int operand,
      ElementType accumulator,
      MultiIndex index,
      Value mask) {
    HloInstruction value = instruction.operand(operand);
    ElementType from = value.shape().asArray().elementType();
    Element element = elements.element(value, index, mask);
    return conversions.convert(from, accumulator, element).real();
  }

  private Value multiplyAdd(ElementType type, Value a, Value b, Value sum) {
    if (type.isFloat()) {
      return builder.fma(a, b, sum);
    }
    if (type.isPred()) {
      return builder.binary(BinaryKind.OR, sum, builder.binary(BinaryKind.AND, a, b));
    }
    return numbers.fit(
        type, builder.binary(BinaryKind.ADD, sum, builder.binary(BinaryKind.MUL, a, b)));
  }

  Element convolution(HloInstruction convolution, MultiIndex index, Value mask) {
    ElementType type = convolution.shape().asArray().elementType();
    if (!type.isFloat() || convolution.has(Attribute.SPARSITY_CONFIG)) {
      throw new UnsupportedKernelException("a convolution of integers or with sparsity");
    }
    ConvolutionDimensions labels = convolution.get(Attribute.DIM_LABELS);
    LongList kernelSizes = ElementGenerator.dimensions(convolution.operand(1));
    LongList inputSizes = ElementGenerator.dimensions(convolution.operand(0));
    List<WindowDimension> window =
        convolution.find(Attribute.WINDOW).map(Window::dimensions).orElse(List.of());
    List<Long> loops = new ArrayList<>();
    window.forEach(dimension -> loops.add(dimension.size()));
    long features = kernelSizes.get(labels.kernelInputFeature());
    boolean grouped = convolution.get(Attribute.FEATURE_GROUP_COUNT) > 1;
    loops.add(grouped ? features : Math.min(features, inputSizes.get(labels.inputFeature())));
    return accumulate(
        convolution, loops, mask, variables -> convolutionTerm(convolution, index, variables));
  }

  /**
   * The factors at a place of the result, of a position in the window and an input feature, in this
   * order.
   */
  public Term convolutionTerm(
      HloInstruction convolution, MultiIndex index, List<IndexExpr> variables) {
    ConvolutionDimensions labels = convolution.get(Attribute.DIM_LABELS);
    List<WindowDimension> window =
        convolution.find(Attribute.WINDOW).map(Window::dimensions).orElse(List.of());
    LongList inputSizes = ElementGenerator.dimensions(convolution.operand(0));
    LongList outputSizes = ElementGenerator.dimensions(convolution);
    IndexExpr[] input = new IndexExpr[inputSizes.size()];
    IndexExpr[] kernel = new IndexExpr[inputSizes.size()];
    IndexExpr outputFeature = index.get(labels.outputFeature());
    IndexExpr feature = variables.getLast();
    long outputFeatures = outputSizes.get(labels.outputFeature());
    long featureGroups = convolution.get(Attribute.FEATURE_GROUP_COUNT);
    long batchGroups = convolution.get(Attribute.BATCH_GROUP_COUNT);
    IndexExpr batch = index.get(labels.outputBatch());
    kernel[labels.kernelInputFeature()] = feature;
    kernel[labels.kernelOutputFeature()] = outputFeature;
    if (featureGroups > 1) {
      IndexExpr group = outputFeature.dividedBy(outputFeatures / featureGroups);
      long perGroup = inputSizes.get(labels.inputFeature()) / featureGroups;
      feature = feature.plus(group.times(perGroup));
    }
    if (batchGroups > 1) {
      IndexExpr group = outputFeature.dividedBy(outputFeatures / batchGroups);
      batch = batch.plus(group.times(outputSizes.get(labels.outputBatch())));
    }
    input[labels.inputFeature()] = feature;
    input[labels.inputBatch()] = batch;
    MovementCode movement = new MovementCode(elements);
    Value inside = null;
    for (int s = 0; s < window.size(); s++) {
      WindowDimension dimension = window.get(s);
      IndexExpr position = variables.get(s);
      IndexExpr base =
          index
              .get(labels.outputSpatial().getInt(s))
              .times(dimension.stride())
              .plus(position.times(dimension.windowDilation()))
              .plus(-dimension.paddingLow());
      IndexExpr coordinate = base.dividedBy(dimension.baseDilation());
      int inputDimension = labels.inputSpatial().getInt(s);
      inside = movement.isZero(inside, base.modulo(dimension.baseDilation()));
      inside = movement.inRange(inside, coordinate, inputSizes.get(inputDimension));
      input[inputDimension] = coordinate;
      kernel[labels.kernelSpatial().getInt(s)] =
          dimension.reversed()
              ? IndexExpr.constant(dimension.size() - 1).minus(position)
              : position;
    }
    return new Term(MultiIndex.of(List.of(input)), MultiIndex.of(List.of(kernel)), inside);
  }
}
