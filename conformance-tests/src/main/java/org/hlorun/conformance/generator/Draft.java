package org.hlorun.conformance.generator;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;

/** A program under construction: what its computations have in common. */
final class Draft {
  /** Sizes of dimensions: nothing, one, powers of two and their neighbours, primes. */
  private static final List<Long> SIZES =
      List.of(1L, 2L, 3L, 4L, 5L, 7L, 8L, 9L, 11L, 13L, 16L, 17L, 31L, 32L, 33L, 64L, 67L, 129L);

  private static final List<ElementType> COMMON =
      List.of(
          ElementType.F32,
          ElementType.F32,
          ElementType.S32,
          ElementType.F64,
          ElementType.BF16,
          ElementType.F16,
          ElementType.PRED,
          ElementType.S8,
          ElementType.U8,
          ElementType.S64,
          ElementType.U32,
          ElementType.C64);

  private static final int MAX_RANK = 5;

  final HloModule module;
  final Draw draw;
  final GeneratorOptions options;

  /** Whether functions may be used that are known within some ULPs only. */
  final boolean approximate;

  /** Whether values may lie in memory in other orders than row major. */
  final boolean layouts;

  private final long maxElements;
  private final List<Long> sizes = new ArrayList<>();
  private final List<ElementType> types = new ArrayList<>();
  private final Map<String, HloComputation> shared = new HashMap<>();

  Draft(Draw draw, GeneratorOptions options, String name) {
    this.module = new HloModule(name);
    this.draw = draw;
    this.options = options;
    this.approximate = draw.percent(options.approximate());
    this.layouts = draw.percent(15);
    this.maxElements = Math.min(options.maxElements(), draw.of(24L, 24L, 64L, 64L, 256L, 1L << 20));
    int count = draw.between(2, 4);
    for (int i = 0; i < count; i++) {
      sizes.add(draw.of(SIZES.subList(0, maxElements > 64 ? SIZES.size() : 8)));
    }
    sizes.add(draw.percent(10) ? 0L : 1L);
    for (int i = 0; i < 3; i++) {
      types.add(draw.percent(75) ? draw.of(COMMON) : draw.of(ElementType.values()));
    }
  }

  /** One of the program's few types, mostly. */
  ElementType type() {
    return draw.percent(80) ? draw.of(types) : draw.of(ElementType.values());
  }

  /** One of the program's few sizes, so that shapes meet again. */
  long size() {
    return draw.of(sizes);
  }

  /** A shape of a rank from 0 to 5 that is not too large. */
  ArrayShape shape(ElementType type) {
    return shape(type, draw.of(0, 1, 1, 2, 2, 2, 3, 3, 4, MAX_RANK));
  }

  ArrayShape shape(ElementType type, int rank) {
    long[] dimensions = new long[rank];
    for (int i = 0; i < rank; i++) {
      dimensions[i] = size();
    }
    ArrayShape shape = ArrayShape.of(type, dimensions);
    for (int i = 0; isTooLarge(shape); i++) {
      dimensions[i] = Math.min(dimensions[i], i < rank - 1 ? 2 : maxElements >> (rank - 1));
      shape = ArrayShape.of(type, dimensions);
    }
    return shape;
  }

  /** A dimension of 0 counts as 1: braces of the text of a constant count without its elements. */
  boolean isTooLarge(ArrayShape shape) {
    double braces = 1;
    for (int d = 0; d < shape.rank(); d++) {
      braces *= Math.max(1, shape.dimension(d));
    }
    return braces > maxElements;
  }

  /** A computation that is made once per program and called from everywhere. */
  HloComputation shared(String name, Supplier<HloComputation> maker) {
    HloComputation known = shared.get(name);
    if (known == null) {
      known = maker.get();
      shared.put(name, known);
    }
    return known;
  }
}
