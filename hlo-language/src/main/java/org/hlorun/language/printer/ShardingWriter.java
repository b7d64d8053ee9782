package org.hlorun.language.printer;

import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import org.hlorun.language.attribute.OpMetadata;
import org.hlorun.language.attribute.Word;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.DomainBoundary;
import org.hlorun.language.shape.Shape;
import org.hlorun.language.sharding.AxisReference;
import org.hlorun.language.sharding.DeviceList;
import org.hlorun.language.sharding.Mesh;
import org.hlorun.language.sharding.ReplicaGroups;
import org.hlorun.language.sharding.Sharding;

/** Shardings, domains and replica groups in all their forms. */
final class ShardingWriter {
  private static final int COMMENT_INTERVAL = 5;

  private final boolean metadata;

  /**
   * A writer of shardings.
   *
   * @param metadata whether to write the metadata of shardings
   */
  ShardingWriter(boolean metadata) {
    this.metadata = metadata;
  }

  /**
   * The sharding of a value of a shape. One sharding for a tuple is written once per leaf (once for
   * the empty tuple).
   */
  String sharding(Sharding sharding, Shape shape) {
    if (shape.isTuple() && !(sharding instanceof Sharding.Tuple)) {
      return tuple(Collections.nCopies(Math.max(1, shape.leafCount()), sharding));
    }
    return sharding(sharding);
  }

  /** A sharding in braces. */
  String sharding(Sharding sharding) {
    return switch (sharding) {
      case Sharding.Tuple tuple -> tuple(tuple.elements());
      case Sharding.Whole whole -> whole(whole);
      case Sharding.Tiled tiled -> tiled(tiled);
      case Sharding.Named named -> named(named);
    };
  }

  private String tuple(List<Sharding> elements) {
    StringBuilder text = new StringBuilder("{");
    for (int i = 0; i < elements.size(); i++) {
      text.append(i > 0 ? ", " : "");
      if (i > 0 && i % COMMENT_INTERVAL == 0) {
        text.append("/*index=").append(i).append("*/");
      }
      text.append(sharding(elements.get(i)));
    }
    return text.append('}').toString();
  }

  private String whole(Sharding.Whole whole) {
    return "{"
        + whole.kind().text()
        + (whole.kind() == Sharding.Kind.MAXIMAL ? " device=" + whole.device() : "")
        + group(whole.groupKind(), whole.group())
        + metadata(" metadata=", whole.metadata())
        + "}";
  }

  private String tiled(Sharding.Tiled tiled) {
    StringBuilder text = new StringBuilder("{devices=[");
    text.append(tiled.tileDimensions()).append(']').append(tiled.devices().text());
    if (tiled.replicateLastTileDimension()) {
      text.append(" last_tile_dim_replicate");
    }
    if (!tiled.lastTileDimensions().isEmpty()) {
      text.append(" last_tile_dims={");
      text.append(
          tiled.lastTileDimensions().stream().map(Word::text).collect(Collectors.joining(", ")));
      text.append('}');
    }
    text.append(group(tiled.groupKind(), tiled.group()));
    return text.append(metadata(" metadata=", tiled.metadata())).append('}').toString();
  }

  private static String group(Sharding.GroupKind kind, long group) {
    return switch (kind) {
      case NONE -> "";
      case AS -> " shard_as " + group;
      case LIKE -> " shard_like " + group;
    };
  }

  private String metadata(String introduction, List<OpMetadata> list) {
    if (!metadata || list.isEmpty()) {
      return "";
    }
    String entries = list.stream().map(MetadataWriter::metadata).collect(Collectors.joining(", "));
    return introduction + (list.size() == 1 ? entries : "{" + entries + "}");
  }

  private String named(Sharding.Named named) {
    StringBuilder text = new StringBuilder("{").append(mesh(named.mesh()));
    if (named.whole() != null && named.whole() != Sharding.Kind.MAXIMAL) {
      text.append(", ").append(named.whole().text());
      if (named.whole() == Sharding.Kind.UNREDUCED) {
        text.append(reduction(named));
      }
    }
    if (named.dimensions() != null) {
      text.append(", [");
      text.append(
          named.dimensions().stream()
              .map(ShardingWriter::dimension)
              .collect(Collectors.joining(", ")));
      text.append(']');
      if (!named.replicated().isEmpty()) {
        text.append(", replicated=").append(axes(named.replicated(), ", "));
      }
      if (!named.unreduced().isEmpty()) {
        text.append(", unreduced=").append(named.reduction().text());
        text.append(axes(named.unreduced(), ", "));
      }
      if (!named.manual().isEmpty()) {
        text.append(", manual=").append(axes(named.manual(), ", "));
      }
    }
    return text.append(metadata(", metadata=", named.metadata())).append('}').toString();
  }

  /** What follows the word {@code unreduced}: {@code =max{'a'}}. */
  private static String reduction(Sharding.Named named) {
    boolean hasAxes = !named.unreduced().isEmpty();
    if (named.reduction() == Sharding.Reduction.NONE && !hasAxes) {
      return "";
    }
    return "=" + named.reduction().text() + (hasAxes ? axes(named.unreduced(), ", ") : "");
  }

  private static String dimension(Sharding.DimensionSharding dimension) {
    String axes =
        dimension.axes().stream().map(ShardingWriter::axis).collect(Collectors.joining(", "));
    String open = dimension.axes().isEmpty() ? "?" : ", ?";
    return "{" + axes + (dimension.open() ? open : "") + "}";
  }

  private static String axes(List<AxisReference> axes, String separator) {
    return axes.stream().map(ShardingWriter::axis).collect(Collectors.joining(separator, "{", "}"));
  }

  private static String axis(AxisReference axis) {
    String part = axis.size() == 0 ? "" : ":(" + axis.preSize() + ")" + axis.size();
    return "'" + axis.name() + "'" + part;
  }

  private static String mesh(Mesh mesh) {
    if (mesh.maximalDevice() >= 0) {
      return "maximal_mesh[device_id=" + mesh.maximalDevice() + "]";
    }
    String axes =
        mesh.axes().stream()
            .map(axis -> "'" + axis.name() + "'=" + axis.size())
            .collect(Collectors.joining(",", "mesh[", "]"));
    return switch (mesh.devices()) {
      case null -> axes;
      case DeviceList.Explicit explicit -> axes + ", device_ids=(" + explicit.devices() + ")";
      case DeviceList.Iota iota -> axes + ", device_ids=(" + iota.text().substring(2) + ")";
    };
  }

  /** {@code {kind="sharding", entry={...}, exit={...}}}; metadata is never shown there. */
  static String domain(DomainBoundary domain) {
    ShardingWriter sides = new ShardingWriter(false);
    return "{kind=%s, entry=%s, exit=%s}"
        .formatted(
            Quoting.quote(domain.kind()),
            sides.sharding(domain.entry()),
            sides.sharding(domain.exit()));
  }

  /** The value of {@code replica_groups=}. */
  static String replicaGroups(ReplicaGroups groups) {
    return switch (groups) {
      case ReplicaGroups.Explicit explicit -> lists(explicit.groups());
      case ReplicaGroups.Iota iota ->
          "[" + iota.count() + "," + iota.size() + "]" + iota.devices().text();
      case ReplicaGroups.OverMesh over -> mesh(over.mesh()) + " " + axes(over.axes(), ",");
    };
  }

  /** {@code {{0,1},{2,3}}}. */
  static String lists(List<LongList> lists) {
    return lists.stream().map(list -> "{" + list + "}").collect(Collectors.joining(",", "{", "}"));
  }
}
