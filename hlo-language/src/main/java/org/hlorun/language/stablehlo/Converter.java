package org.hlorun.language.stablehlo;

import java.util.List;
import java.util.function.Function;
import org.hlorun.language.ir.HloInstruction;

/** How an operation becomes instructions. */
@FunctionalInterface
interface Converter {
  /** Adds instructions for an operation and returns those of its results, in order. */
  List<HloInstruction> convert(Op op);

  /** A converter of an operation with one result. */
  static Converter of(Function<Op, HloInstruction> converter) {
    return op -> List.of(converter.apply(op));
  }
}
