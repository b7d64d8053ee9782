package org.hlorun.kernelir.lower;

import java.util.function.Function;
import java.util.function.Supplier;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.Value;
import org.hlorun.kernelir.lower.element.Element;

/** Where the updates of single elements of a scatter go to. */
interface ScatterUpdates {
  /**
   * An update.
   *
   * @param inside whether its place is one of the result
   * @param place where its element lies in the result
   * @param value what is added, say
   */
  record Update(Value inside, IndexExpr place, Supplier<Element> value) {}

  /** Writes what comes before all updates. */
  default void begin() {}

  /**
   * Writes some updates, one after the other.
   *
   * @param updates gives each by its number
   */
  void apply(long count, Function<IndexExpr, Update> updates);

  /** Writes what comes behind all updates. */
  default void end() {}
}
