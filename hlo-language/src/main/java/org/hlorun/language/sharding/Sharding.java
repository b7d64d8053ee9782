package org.hlorun.language.sharding;

import java.util.List;
import org.hlorun.language.attribute.OpMetadata;
import org.hlorun.language.attribute.Word;
import org.hlorun.language.collection.LongList;

/** How a value is spread over devices ({@code sharding={...}}). */
public sealed interface Sharding {

  /** What a sharding without tiles, or a trailing dimension of its tiles, means. */
  enum Kind implements Word {
    REPLICATED("replicated"),
    MANUAL("manual"),
    UNKNOWN("unknown"),
    UNREDUCED("unreduced"),
    MAXIMAL("maximal");

    private final String text;

    Kind(String text) {
      this.text = text;
    }

    @Override
    public String text() {
      return text;
    }
  }

  /** Whether a sharding belongs to a group that must, or should, be sharded alike. */
  enum GroupKind {
    NONE,
    AS,
    LIKE
  }

  /** A reduction that unreduced values await. */
  enum Reduction implements Word {
    NONE(""),
    SUM("sum"),
    MAX("max"),
    MIN("min");

    private final String text;

    Reduction(String text) {
      this.text = text;
    }

    @Override
    public String text() {
      return text;
    }
  }

  /**
   * A sharding without tiles: replicated, manual, unknown, unreduced, or maximal on one device.
   *
   * @param device the device of a maximal sharding, else -1
   */
  record Whole(Kind kind, long device, GroupKind groupKind, long group, List<OpMetadata> metadata)
      implements Sharding {
    public Whole {
      metadata = List.copyOf(metadata);
    }
  }

  /**
   * A tiled sharding.
   *
   * @param tileDimensions tiles per dimension, then the trailing dimensions
   * @param devices row-major over the tiles
   * @param replicateLastTileDimension {@code last_tile_dim_replicate}
   * @param lastTileDimensions meaning of the trailing dimensions, {@code last_tile_dims}
   */
  record Tiled(
      LongList tileDimensions,
      DeviceList devices,
      boolean replicateLastTileDimension,
      List<Kind> lastTileDimensions,
      GroupKind groupKind,
      long group,
      List<OpMetadata> metadata)
      implements Sharding {
    public Tiled {
      lastTileDimensions = List.copyOf(lastTileDimensions);
      metadata = List.copyOf(metadata);
    }
  }

  /** The axes that shard one dimension, major first; {@code open} ones may get more. */
  record DimensionSharding(List<AxisReference> axes, boolean open) {
    public DimensionSharding {
      axes = List.copyOf(axes);
    }
  }

  /**
   * A sharding by the named axes of a mesh.
   *
   * @param dimensions one entry per dimension, or null for the {@code whole} forms
   * @param whole replicated, manual or unreduced as a whole, or null
   * @param replicated explicitly replicated axes
   * @param unreduced axes with partial results
   * @param reduction how those combine
   * @param manual axes under manual control
   */
  record Named(
      Mesh mesh,
      List<DimensionSharding> dimensions,
      Kind whole,
      List<AxisReference> replicated,
      List<AxisReference> unreduced,
      Reduction reduction,
      List<AxisReference> manual,
      List<OpMetadata> metadata)
      implements Sharding {
    public Named {
      dimensions = dimensions == null ? null : List.copyOf(dimensions);
      replicated = List.copyOf(replicated);
      unreduced = List.copyOf(unreduced);
      manual = List.copyOf(manual);
      metadata = List.copyOf(metadata);
    }
  }

  /** One sharding per leaf of a tuple shape, flattened. */
  record Tuple(List<Sharding> elements) implements Sharding {
    public Tuple {
      elements = List.copyOf(elements);
    }
  }
}
