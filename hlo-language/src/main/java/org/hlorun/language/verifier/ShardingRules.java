package org.hlorun.language.verifier;

import java.util.ArrayList;
import java.util.List;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.BufferShape;
import org.hlorun.language.shape.Shape;
import org.hlorun.language.shape.TupleShape;
import org.hlorun.language.sharding.Sharding;

/** Shardings against the shapes that they spread (I19). */
final class ShardingRules {
  private ShardingRules() {}

  static void check(Sharding sharding, Shape shape) {
    switch (sharding) {
      case Sharding.Tuple tuple -> checkTuple(tuple, shape);
      case Sharding.Whole whole ->
          Violation.unless(
              whole.kind() != Sharding.Kind.MAXIMAL || whole.device() >= 0,
              Invariant.SHARDING,
              "A maximal sharding needs a device, not %d",
              whole.device());
      case Sharding.Tiled tiled -> {
        checkTiles(tiled);
        leaves(shape).forEach(leaf -> checkTileRank(tiled, leaf));
      }
      case Sharding.Named named -> {
        checkMesh(named);
        leaves(shape).forEach(leaf -> checkNamedRank(named, leaf));
      }
    }
  }

  private static void checkTuple(Sharding.Tuple tuple, Shape shape) {
    List<Shape> leaves = leaves(shape);
    Violation.unless(
        shape.isTuple() && tuple.elements().size() == leaves.size(),
        Invariant.SHARDING,
        "A tuple sharding of %d elements does not fit shape %s with %d leaves",
        tuple.elements().size(),
        shape,
        leaves.size());
    for (int i = 0; i < leaves.size(); i++) {
      Sharding element = tuple.elements().get(i);
      Violation.unless(
          !(element instanceof Sharding.Tuple),
          Invariant.SHARDING,
          "The elements of a tuple sharding are flat, but one is a tuple");
      check(element, leaves.get(i));
    }
  }

  /** The leaves in order. */
  private static List<Shape> leaves(Shape shape) {
    if (!(shape instanceof TupleShape tuple)) {
      return List.of(shape);
    }
    List<Shape> result = new ArrayList<>();
    for (Shape element : tuple.elements()) {
      result.addAll(leaves(element));
    }
    return result;
  }

  /** The rank of a leaf; -1 for tokens and the like, which cannot be tiled. */
  private static int rank(Shape leaf) {
    return switch (leaf) {
      case ArrayShape array -> array.rank();
      case BufferShape buffer -> buffer.element().rank();
      default -> -1;
    };
  }

  private static void checkTiles(Sharding.Tiled tiled) {
    LongList tiles = tiled.tileDimensions();
    long total = 1;
    for (int i = 0; i < tiles.size(); i++) {
      Violation.unless(
          tiles.get(i) > 0, Invariant.SHARDING, "A sharding has %d tiles", tiles.get(i));
      total = Math.multiplyExact(total, tiles.get(i));
    }
    long devices = DeviceRules.count(tiled.devices(), Invariant.SHARDING);
    Violation.unless(
        devices == total,
        Invariant.SHARDING,
        "A sharding of %d tiles [%s] has %d devices",
        total,
        tiles,
        devices);
  }

  private static void checkTileRank(Sharding.Tiled tiled, Shape leaf) {
    int trailing = tiled.lastTileDimensions().size() + (tiled.replicateLastTileDimension() ? 1 : 0);
    int rank = tiled.tileDimensions().size() - trailing;
    Violation.unless(
        rank == rank(leaf),
        Invariant.SHARDING,
        "Number of tile assignment dimensions (excluding subgroups) is different than the input"
            + " rank. tile dimensions=%d, input_shape=%s",
        rank,
        leaf);
  }

  private static void checkMesh(Sharding.Named named) {
    MeshRules.check(named.mesh(), Invariant.SHARDING);
    MeshRules.product(named.mesh(), named.replicated(), Invariant.SHARDING);
    MeshRules.product(named.mesh(), named.unreduced(), Invariant.SHARDING);
    MeshRules.product(named.mesh(), named.manual(), Invariant.SHARDING);
    if (named.dimensions() != null) {
      for (Sharding.DimensionSharding dimension : named.dimensions()) {
        MeshRules.product(named.mesh(), dimension.axes(), Invariant.SHARDING);
      }
    }
  }

  private static void checkNamedRank(Sharding.Named named, Shape leaf) {
    Violation.unless(
        named.dimensions() == null || named.dimensions().size() == rank(leaf),
        Invariant.SHARDING,
        "A sharding of %d dimensions does not fit shape %s",
        named.dimensions() == null ? 0 : named.dimensions().size(),
        leaf);
  }
}
