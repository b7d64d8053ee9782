package org.hlorun.kernelir.lower.element;

import java.util.ArrayList;
import java.util.List;
import org.hlorun.kernelir.ir.CastKind;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.KernelBuilder;
import org.hlorun.kernelir.ir.Predicate;
import org.hlorun.kernelir.ir.ScalarType;
import org.hlorun.kernelir.ir.Value;
import org.hlorun.kernelir.lower.contract.UnsupportedKernelException;
import org.hlorun.language.attribute.PaddingDimension;
import org.hlorun.language.attribute.SliceRange;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.shape.ElementType;

/** Data movement: the element of a result is that of an operand at another index. */
public final class MovementCode {
  private final ElementGenerator elements;
  private final KernelBuilder builder;
  private final GatherCode gathers;

  /** Code of data movement between elements of a generator. */
  public MovementCode(ElementGenerator elements) {
    this.elements = elements;
    this.builder = elements.builder();
    this.gathers = new GatherCode(elements);
  }

  Element element(HloInstruction instruction, MultiIndex index, Value mask) {
    return switch (instruction.opcode()) {
      case BROADCAST -> broadcast(instruction, index, mask);
      case RESHAPE -> reshape(instruction, index, mask);
      case BITCAST -> bitcast(instruction, index, mask);
      case TRANSPOSE -> transpose(instruction, index, mask);
      case REVERSE -> reverse(instruction, index, mask);
      case SLICE -> slice(instruction, index, mask);
      case IOTA -> iota(instruction, index);
      case PAD -> pad(instruction, index, mask);
      case CONCATENATE -> concatenate(instruction, index, mask);
      case DYNAMIC_SLICE -> dynamicSlice(instruction, index, mask);
      case DYNAMIC_UPDATE_SLICE -> dynamicUpdateSlice(instruction, index, mask);
      case GATHER -> gathers.element(instruction, index, mask);
      case OPT_BARRIER -> elements.element(instruction.operand(0), index, mask);
      default -> throw new UnsupportedKernelException(instruction.opcode() + " is not compiled");
    };
  }

  private Element broadcast(HloInstruction instruction, MultiIndex index, Value mask) {
    List<IndexExpr> coordinates = new ArrayList<>();
    instruction.get(Attribute.DIMENSIONS).stream()
        .forEach(dimension -> coordinates.add(index.get((int) dimension)));
    return elements.element(instruction.operand(0), MultiIndex.of(coordinates), mask);
  }

  private Element reshape(HloInstruction instruction, MultiIndex index, Value mask) {
    HloInstruction operand = instruction.operand(0);
    MultiIndex inner =
        index.reshape(
            ElementGenerator.dimensions(instruction), ElementGenerator.dimensions(operand));
    return elements.element(operand, inner, mask);
  }

  private Element bitcast(HloInstruction instruction, MultiIndex index, Value mask) {
    ElementType from = instruction.operand(0).shape().asArray().elementType();
    boolean rowMajor =
        instruction.shape().asArray().layout().isRowMajor()
            && instruction.operand(0).shape().asArray().layout().isRowMajor();
    if (from != instruction.shape().asArray().elementType() || !rowMajor) {
      throw new UnsupportedKernelException("a bitcast that changes type or layout");
    }
    return reshape(instruction, index, mask);
  }

  private Element transpose(HloInstruction instruction, MultiIndex index, Value mask) {
    LongList permutation = instruction.get(Attribute.DIMENSIONS);
    IndexExpr[] coordinates = new IndexExpr[permutation.size()];
    for (int d = 0; d < coordinates.length; d++) {
      coordinates[permutation.getInt(d)] = index.get(d);
    }
    return elements.element(instruction.operand(0), MultiIndex.of(List.of(coordinates)), mask);
  }

  private Element reverse(HloInstruction instruction, MultiIndex index, Value mask) {
    LongList dimensions = ElementGenerator.dimensions(instruction);
    List<IndexExpr> coordinates = new ArrayList<>(index.coordinates());
    instruction.get(Attribute.DIMENSIONS).stream()
        .mapToInt(Math::toIntExact)
        .forEach(
            d -> coordinates.set(d, IndexExpr.constant(dimensions.get(d) - 1).minus(index.get(d))));
    return elements.element(instruction.operand(0), MultiIndex.of(coordinates), mask);
  }

  private Element slice(HloInstruction instruction, MultiIndex index, Value mask) {
    List<SliceRange> ranges = instruction.get(Attribute.SLICE);
    List<IndexExpr> coordinates = new ArrayList<>();
    for (int d = 0; d < ranges.size(); d++) {
      coordinates.add(index.get(d).times(ranges.get(d).stride()).plus(ranges.get(d).start()));
    }
    return elements.element(instruction.operand(0), MultiIndex.of(coordinates), mask);
  }

  private Element iota(HloInstruction instruction, MultiIndex index) {
    ElementType type = instruction.shape().asArray().elementType();
    IndexExpr position = index.get(Math.toIntExact(instruction.get(Attribute.IOTA_DIMENSION)));
    Element number = Element.of(builder.index(position));
    Conversions conversions = new Conversions(builder, elements.numbers());
    if (position.max() <= Integer.MAX_VALUE) {
      Value narrow = builder.cast(CastKind.TRUNCATE, ScalarType.I32, number.real());
      return conversions.convert(ElementType.S32, type, Element.of(narrow));
    }
    return conversions.convert(ElementType.S64, type, number);
  }

  private Element pad(HloInstruction instruction, MultiIndex index, Value mask) {
    List<PaddingDimension> padding = instruction.get(Attribute.PADDING);
    LongList sizes = ElementGenerator.dimensions(instruction.operand(0));
    List<IndexExpr> coordinates = new ArrayList<>();
    Value inside = null;
    for (int d = 0; d < padding.size(); d++) {
      IndexExpr shifted = index.get(d).plus(-padding.get(d).low());
      long step = padding.get(d).interior() + 1;
      IndexExpr coordinate = shifted.dividedBy(step);
      inside = inRange(inside, coordinate, sizes.get(d));
      inside = isZero(inside, shifted.modulo(step));
      coordinates.add(coordinate);
    }
    MultiIndex inner = MultiIndex.of(coordinates);
    if (inside == null) {
      return elements.element(instruction.operand(0), inner, mask);
    }
    Element value = elements.element(instruction.operand(0), inner, elements.and(mask, inside));
    Element fill = elements.element(instruction.operand(1), MultiIndex.SCALAR, mask);
    return elements.elementwise().select(inside, value, fill);
  }

  /** The condition and that a coordinate is in {@code [0, size)}; null = true. */
  public Value inRange(Value condition, IndexExpr coordinate, long size) {
    Value result = condition;
    if (coordinate.min() < 0) {
      Value zero = builder.integer(ScalarType.I64, 0);
      result =
          elements.and(result, builder.compare(Predicate.SGE, builder.index(coordinate), zero));
    }
    if (coordinate.max() >= size) {
      Value limit = builder.integer(ScalarType.I64, size);
      result =
          elements.and(result, builder.compare(Predicate.SLT, builder.index(coordinate), limit));
    }
    return result;
  }

  /** The condition and that an expression is 0; null = true. */
  public Value isZero(Value condition, IndexExpr expression) {
    if (expression.min() == 0 && expression.max() == 0) {
      return condition;
    }
    Value zero = builder.integer(ScalarType.I64, 0);
    return elements.and(condition, builder.compare(Predicate.EQ, builder.index(expression), zero));
  }

  private Element concatenate(HloInstruction instruction, MultiIndex index, Value mask) {
    int dimension = instruction.get(Attribute.DIMENSIONS).getInt(0);
    IndexExpr position = index.get(dimension);
    Element result = null;
    long start = 0;
    for (HloInstruction operand : instruction.operands()) {
      long size = ElementGenerator.dimensions(operand).get(dimension);
      IndexExpr coordinate = position.plus(-start);
      start += size;
      if (size == 0 || coordinate.max() < 0 || coordinate.min() >= size) {
        continue;
      }
      List<IndexExpr> coordinates = new ArrayList<>(index.coordinates());
      coordinates.set(dimension, coordinate);
      Value inside = inRange(null, coordinate, size);
      Value needed = inside == null ? mask : elements.and(mask, inside);
      Element part = elements.element(operand, MultiIndex.of(coordinates), needed);
      result =
          result == null || inside == null
              ? part
              : elements.elementwise().select(inside, part, result);
    }
    if (result == null) {
      throw new UnsupportedKernelException("a concatenation of nothing");
    }
    return result;
  }

  private Element dynamicSlice(HloInstruction instruction, MultiIndex index, Value mask) {
    LongList from = ElementGenerator.dimensions(instruction.operand(0));
    LongList sizes = ElementGenerator.dimensions(instruction);
    List<IndexExpr> coordinates = new ArrayList<>();
    for (int d = 0; d < sizes.size(); d++) {
      IndexExpr start = start(instruction, 1, d, from.get(d) - sizes.get(d), mask);
      coordinates.add(index.get(d).plus(start));
    }
    return elements.element(instruction.operand(0), MultiIndex.of(coordinates), mask);
  }

  /** The start of a dimension, given by scalar operands from {@code first} on. */
  public IndexExpr start(
      HloInstruction instruction, int first, int dimension, long max, Value mask) {
    if (max == 0) {
      return IndexExpr.constant(0);
    }
    HloInstruction operand = instruction.operand(first);
    if (operand.shape().asArray().rank() == 1) {
      throw new UnsupportedKernelException("start indices given as one array");
    }
    return elements.start(instruction.operand(first + dimension), max, mask);
  }

  private Element dynamicUpdateSlice(HloInstruction instruction, MultiIndex index, Value mask) {
    HloInstruction update = instruction.operand(1);
    LongList sizes = ElementGenerator.dimensions(instruction);
    LongList updateSizes = ElementGenerator.dimensions(update);
    List<IndexExpr> coordinates = new ArrayList<>();
    Value inside = null;
    for (int d = 0; d < sizes.size(); d++) {
      long max = sizes.get(d) - updateSizes.get(d);
      IndexExpr coordinate = index.get(d).minus(start(instruction, 2, d, max, mask));
      inside = inRange(inside, coordinate, updateSizes.get(d));
      coordinates.add(coordinate);
    }
    Value needed = inside == null ? mask : elements.and(mask, inside);
    Element updated = elements.element(update, MultiIndex.of(coordinates), needed);
    if (inside == null) {
      return updated;
    }
    Element old = elements.element(instruction.operand(0), index, mask);
    return elements.elementwise().select(inside, updated, old);
  }
}
