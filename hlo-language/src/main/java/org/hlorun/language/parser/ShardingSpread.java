package org.hlorun.language.parser;

import java.util.Collections;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.Attributes;
import org.hlorun.language.shape.Shape;
import org.hlorun.language.sharding.Sharding;

/** A single sharding of a tuple means one such sharding for each leaf. */
final class ShardingSpread {
  /** What a reference takes. */
  private static final long REFERENCE_BYTES = 8;

  private ShardingSpread() {}

  /** The attributes with the sharding, if it is a single one and the shape a tuple, spread. */
  static Attributes spread(Attributes attributes, Shape shape, Budget budget, int offset) {
    Sharding sharding = attributes.find(Attribute.SHARDING).orElse(null);
    if (sharding == null || sharding instanceof Sharding.Tuple || !shape.isTuple()) {
      return attributes;
    }
    int leaves = shape.leafCount();
    budget.take(offset, leaves, REFERENCE_BYTES, "this sharding");
    return attributes.with(
        Attribute.SHARDING, new Sharding.Tuple(Collections.nCopies(leaves, sharding)));
  }
}
