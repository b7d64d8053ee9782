package org.hlorun.language.stablehlo;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.hlorun.language.attribute.ComparisonDirection;
import org.hlorun.language.attribute.SliceRange;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.Attributes;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.mlir.MlirAttribute;
import org.hlorun.language.mlir.MlirAttribute.DenseAttribute;
import org.hlorun.language.mlir.MlirAttribute.DialectAttribute;
import org.hlorun.language.mlir.MlirAttribute.DictionaryAttribute;
import org.hlorun.language.mlir.MlirAttribute.IntegerAttribute;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;
import org.hlorun.language.shape.Shape;
import org.hlorun.language.sharding.ReplicaGroups;

/** Communication between devices. */
final class CollectiveConverters {
  private static final String DYNAMIC_ROOT = "has_dynamic_root";

  private CollectiveConverters() {}

  static void register(Map<String, Converter> table) {
    table.put("stablehlo.replica_id", ElementwiseConverters.plain(Opcode.REPLICA_ID));
    table.put("stablehlo.partition_id", ElementwiseConverters.plain(Opcode.PARTITION_ID));
    table.put("stablehlo.all_gather", CollectiveConverters::allGather);
    table.put("stablehlo.all_reduce", CollectiveConverters::allReduce);
    table.put("stablehlo.reduce_scatter", Converter.of(CollectiveConverters::reduceScatter));
    table.put("stablehlo.all_to_all", CollectiveConverters::allToAll);
    table.put("stablehlo.collective_permute", Converter.of(CollectiveConverters::permute));
    table.put("stablehlo.collective_broadcast", CollectiveConverters::broadcast);
    table.put("stablehlo.collective_reduce", CollectiveConverters::collectiveReduce);
  }

  /** Groups and channel, which together say who takes part. */
  static Attributes.Builder members(Op op) {
    Attributes.Builder attributes = Attributes.builder().put(Attribute.REPLICA_GROUPS, groups(op));
    addChannel(op, attributes);
    return attributes;
  }

  /**
   * As {@link #members}, for operations whose result depends on the order in a group. Across
   * replicas and partitions, StableHLO counts the replicas of partition 0 first, then those of
   * partition 1; global device ids say so.
   */
  private static Attributes.Builder orderedMembers(Op op) {
    Attributes members = members(op).build();
    HloModule module = op.scope().importer().state().module();
    long partitions = module.find(Attribute.NUM_PARTITIONS).orElse(1L);
    if (partitions == 1
        || !members.has(Attribute.CHANNEL_ID)
        || members.has(Attribute.USE_GLOBAL_DEVICE_IDS)) {
      return members.toBuilder();
    }
    List<LongList> groups = groups(op).groups();
    if (groups.isEmpty()) {
      int replicas = Math.toIntExact(module.find(Attribute.REPLICA_COUNT).orElse(1L));
      groups = List.of(LongList.range(replicas));
    }
    List<LongList> devices =
        groups.stream()
            .map(
                group ->
                    LongList.of(
                        LongStream.range(0, partitions)
                            .flatMap(p -> group.stream().map(r -> r * partitions + p))
                            .toArray()))
            .toList();
    return members.toBuilder()
        .put(Attribute.REPLICA_GROUPS, new ReplicaGroups.Explicit(devices))
        .put(Attribute.USE_GLOBAL_DEVICE_IDS, true);
  }

  private static void addChannel(Op op, Attributes.Builder attributes) {
    if (op.attribute("channel_handle").isPresent()) {
      long channel = op.struct("channel_handle").integer("handle");
      if (channel > 0) {
        attributes.put(Attribute.CHANNEL_ID, channel);
      }
    }
    if (op.bool("use_global_device_ids", false)) {
      attributes.put(Attribute.USE_GLOBAL_DEVICE_IDS, true);
    }
  }

  private static ReplicaGroups groups(Op op) {
    return groups(op, op.attribute("replica_groups").orElse(null));
  }

  /** The rows of {@code replica_groups}; -1 fills up rows that are shorter. */
  private static ReplicaGroups groups(Op op, MlirAttribute written) {
    return switch (written) {
      case DenseAttribute dense when dense.type().dimensions().size() == 2 -> {
        long[] ids = dense.toLongList().toArray();
        int width = dense.type().dimensions().getInt(1);
        List<LongList> groups =
            width == 0
                ? List.of()
                : ReplicaGroups.chunks(ids, width).stream()
                    .map(row -> LongList.of(row.stream().filter(id -> id >= 0).toArray()))
                    .toList();
        yield new ReplicaGroups.Explicit(groups);
      }
      case null -> ReplicaGroups.ALL;
      case DialectAttribute axes when axes.name().equals(MeshAxes.NAME) -> MeshAxes.of(op, axes);
      default -> throw op.malformed("needs a matrix of ids or axes of a mesh as replica_groups");
    };
  }

  private static List<HloInstruction> allGather(Op op) {
    List<Shape> shapes = new ArrayList<>();
    for (int i = 0; i < op.operandCount(); i++) {
      shapes.add(op.resultShape(i));
    }
    Attributes attributes =
        orderedMembers(op)
            .put(Attribute.DIMENSIONS, LongList.of(op.integer("all_gather_dim")))
            .build();
    HloInstruction gather =
        op.builder().add(Opcode.ALL_GATHER, HloBuilder.packed(shapes), op.operands(), attributes);
    return op.builder().unpack(gather, shapes.size());
  }

  private static List<HloInstruction> allReduce(Op op) {
    Attributes attributes = members(op).put(Attribute.TO_APPLY, Regions.function(op, 0)).build();
    HloInstruction reduce =
        op.builder().add(Opcode.ALL_REDUCE, Promotion.operands(op, 0, i -> 0), attributes);
    return op.builder().unpack(reduce, op.operandCount());
  }

  private static HloInstruction reduceScatter(Op op) {
    Attributes attributes =
        orderedMembers(op)
            .put(Attribute.DIMENSIONS, LongList.of(op.integer("scatter_dimension")))
            .put(Attribute.TO_APPLY, Regions.function(op, 0))
            .build();
    List<HloInstruction> operands = Promotion.operands(op, 0, i -> 0);
    return op.builder().add(Opcode.REDUCE_SCATTER, op.resultShape(0), operands, attributes);
  }

  private static HloInstruction permute(Op op) {
    Attributes.Builder attributes =
        Attributes.builder()
            .put(
                Attribute.SOURCE_TARGET_PAIRS,
                ReplicaGroups.chunks(op.integers("source_target_pairs").toArray(), 2));
    addChannel(op, attributes);
    return op.builder().add(Opcode.COLLECTIVE_PERMUTE, op.operands(), attributes.build());
  }

  private static List<HloInstruction> broadcast(Op op) {
    boolean dynamicRoot = op.bool(DYNAMIC_ROOT, false);
    Attributes.Builder attributes = members(op);
    if (dynamicRoot) {
      attributes.put(Attribute.HAS_DYNAMIC_ROOT, true);
    }
    HloInstruction broadcast =
        op.builder().add(Opcode.COLLECTIVE_BROADCAST, op.operands(), attributes.build());
    return op.builder().unpack(broadcast, op.operandCount() - (dynamicRoot ? 1 : 0));
  }

  /**
   * {@code custom_call @ragged_all_to_all}, with the groups and the channel in its configuration.
   */
  static List<HloInstruction> raggedAllToAll(Op op) {
    Map<String, MlirAttribute> config =
        op.attribute("backend_config").orElse(null) instanceof DictionaryAttribute dictionary
            ? dictionary.entries()
            : Map.of();
    Attributes.Builder attributes =
        Attributes.builder()
            .put(Attribute.REPLICA_GROUPS, groups(op, config.get("replica_groups")));
    if (config.get("channel_id") instanceof IntegerAttribute channel && channel.longValue() > 0) {
      attributes.put(Attribute.CHANNEL_ID, channel.longValue());
    }
    return List.of(op.builder().add(Opcode.RAGGED_ALL_TO_ALL, op.operands(), attributes.build()));
  }

  private static List<HloInstruction> allToAll(Op op) {
    long split = op.integer("split_dimension");
    long concat = op.integer("concat_dimension");
    long count = op.integer("split_count");
    List<HloInstruction> results = new ArrayList<>();
    for (int i = 0; i < op.operandCount(); i++) {
      results.add(
          split == concat
              ? exchange(op, op.operand(i), split)
              : allToAll(op, op.operand(i), (int) split, (int) concat, count));
    }
    return results;
  }

  private static HloInstruction exchange(Op op, HloInstruction operand, long dimension) {
    Attributes attributes = members(op).put(Attribute.DIMENSIONS, LongList.of(dimension)).build();
    return op.builder().add(Opcode.ALL_TO_ALL, operand.shape(), List.of(operand), attributes);
  }

  /**
   * Splitting and concatenating along different dimensions: the index of the split becomes a
   * dimension of its own in front of the concatenated one, where pieces are exchanged.
   */
  private static HloInstruction allToAll(
      Op op, HloInstruction operand, int split, int concat, long count) {
    ArrayShape shape = operand.shape().asArray();
    if (count <= 0 || shape.dimension(split) % count != 0) {
      throw op.malformed("cannot split dimension %d into %d".formatted(split, count));
    }
    List<Long> pieces = new ArrayList<>();
    List<Long> permutation = new ArrayList<>();
    List<Long> merged = new ArrayList<>();
    for (int d = 0; d < shape.rank(); d++) {
      if (d == split) {
        pieces.add(count);
      }
      pieces.add(d == split ? shape.dimension(d) / count : shape.dimension(d));
      if (d == concat) {
        permutation.add((long) split);
      }
      permutation.add((long) (d < split ? d : d + 1));
      long size = d == split ? shape.dimension(d) / count : shape.dimension(d);
      merged.add(d == concat ? size * count : size);
    }
    HloInstruction apart = op.builder().reshape(operand, list(pieces));
    HloInstruction moved = op.builder().transpose(apart, list(permutation));
    return op.builder().reshape(exchange(op, moved, concat), list(merged));
  }

  private static LongList list(List<Long> values) {
    return LongList.of(values.stream().mapToLong(Long::longValue).toArray());
  }

  /**
   * The first of a group, or the member that the last operand names by its position in the group,
   * gets the sum of the group, the others zeros.
   */
  private static List<HloInstruction> collectiveReduce(Op op) {
    boolean dynamicRoot = op.bool(DYNAMIC_ROOT, false);
    int last = op.operandCount() - 1;
    List<HloInstruction> operands = dynamicRoot ? op.operands().subList(0, last) : op.operands();
    List<HloInstruction> sums = allReduce(op.with(operands, op.resultTypes()));
    List<HloInstruction> results = new ArrayList<>();
    for (int i = 0; i < sums.size(); i++) {
      HloInstruction root = dynamicRoot ? isRoot(op, op.operand(last), i) : isRoot(op);
      HloInstruction zero = op.builder().fill(sums.get(i).shape().asArray(), 0L);
      results.add(op.builder().add(Opcode.SELECT, root, sums.get(i), zero));
    }
    return results;
  }

  /** Whether the position of this device in its group is element {@code index} of the roots. */
  private static HloInstruction isRoot(Op op, HloInstruction roots, int index) {
    HloBuilder builder = op.builder();
    HloInstruction id = id(op);
    HloInstruction position = id;
    for (LongList group : groups(op).groups()) {
      for (int i = 0; i < group.size(); i++) {
        HloInstruction member =
            builder.constant(ArrayLiteral.scalar(ElementType.U32, group.get(i)));
        position =
            builder.add(
                Opcode.SELECT,
                builder.compare(ComparisonDirection.EQ, id, member),
                builder.constant(ArrayLiteral.scalar(ElementType.U32, (long) i)),
                position);
      }
    }
    SliceRange range = new SliceRange(index, index + 1L, 1);
    HloInstruction root =
        builder.add(Opcode.SLICE, List.of(roots), Attributes.of(Attribute.SLICE, List.of(range)));
    HloInstruction scalar = builder.reshape(root, LongList.empty());
    return builder.compare(
        ComparisonDirection.EQ, position, builder.convert(scalar, ElementType.U32));
  }

  private static HloInstruction isRoot(Op op) {
    List<LongList> groups = groups(op).groups();
    long[] roots =
        groups.isEmpty()
            ? new long[] {0}
            : groups.stream()
                .flatMapToLong(
                    group -> group.isEmpty() ? LongStream.empty() : LongStream.of(group.get(0)))
                .toArray();
    HloBuilder builder = op.builder();
    HloInstruction id = id(op);
    HloInstruction isRoot = null;
    for (long root : roots) {
      HloInstruction constant = builder.constant(ArrayLiteral.scalar(ElementType.U32, root));
      HloInstruction equal = builder.compare(ComparisonDirection.EQ, id, constant);
      isRoot = isRoot == null ? equal : builder.add(Opcode.OR, isRoot, equal);
    }
    return isRoot;
  }

  /** The number of this device, as the groups count devices. */
  private static HloInstruction id(Op op) {
    HloBuilder builder = op.builder();
    HloInstruction id = builder.add(Opcode.REPLICA_ID);
    if (!op.bool("use_global_device_ids", false)) {
      return id;
    }
    long partitions =
        op.scope().importer().state().module().find(Attribute.NUM_PARTITIONS).orElse(1L);
    HloInstruction count = builder.constant(ArrayLiteral.scalar(ElementType.U32, partitions));
    HloInstruction first = builder.add(Opcode.MULTIPLY, id, count);
    return builder.add(Opcode.ADD, first, builder.add(Opcode.PARTITION_ID));
  }
}
