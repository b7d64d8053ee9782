package org.hlorun.language.stablehlo.writer;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.mlir.MlirAttribute;
import org.hlorun.language.sharding.ReplicaGroups;

/** Communication between devices. */
final class CollectiveExporters {
  /** The type of a channel between devices. */
  private static final int DEVICE_TO_DEVICE = 1;

  private CollectiveExporters() {}

  static void register(Map<Opcode, Exporter> table) {
    table.put(Opcode.REPLICA_ID, s -> s.add("stablehlo.replica_id"));
    table.put(Opcode.PARTITION_ID, s -> s.add("stablehlo.partition_id"));
    table.put(Opcode.ALL_REDUCE, CollectiveExporters::allReduce);
    table.put(Opcode.REDUCE_SCATTER, CollectiveExporters::reduceScatter);
    table.put(Opcode.ALL_GATHER, CollectiveExporters::allGather);
    table.put(Opcode.ALL_TO_ALL, CollectiveExporters::allToAll);
    table.put(Opcode.COLLECTIVE_BROADCAST, CollectiveExporters::broadcast);
    table.put(Opcode.COLLECTIVE_PERMUTE, CollectiveExporters::permute);
    table.put(Opcode.RAGGED_ALL_TO_ALL, CollectiveExporters::raggedAllToAll);
  }

  static MlirAttribute channel(long handle, int type) {
    return MlirAttributes.struct("stablehlo.channel_handle", "handle", handle, "type", type);
  }

  private static Map<String, MlirAttribute> members(Source source) {
    Map<String, MlirAttribute> attributes = new LinkedHashMap<>();
    attributes.put("replica_groups", replicaGroups(source));
    addChannel(source, attributes);
    if (source.flag(Attribute.USE_GLOBAL_DEVICE_IDS)) {
      attributes.put("use_global_device_ids", new MlirAttribute.UnitAttribute());
    }
    return attributes;
  }

  private static MlirAttribute replicaGroups(Source source) {
    ReplicaGroups groups = source.find(Attribute.REPLICA_GROUPS).orElse(ReplicaGroups.ALL);
    return groups instanceof ReplicaGroups.OverMesh over
        ? MeshAttributes.of(over)
        : matrix(groups.groups());
  }

  /**
   * As {@link #members}, where the order in a group counts. Across replicas and partitions HLO
   * counts the partitions of a replica first and StableHLO the replicas of a partition, so the
   * devices are named one by one.
   */
  private static Map<String, MlirAttribute> orderedMembers(Source source) {
    Map<String, MlirAttribute> attributes = members(source);
    HloModule module = source.block().module().module();
    long partitions = module.find(Attribute.NUM_PARTITIONS).orElse(1L);
    if (partitions == 1
        || !source.instruction().has(Attribute.CHANNEL_ID)
        || source.flag(Attribute.USE_GLOBAL_DEVICE_IDS)) {
      return attributes;
    }
    List<LongList> devices =
        groups(source).stream()
            .map(
                group ->
                    LongList.of(
                        group.stream()
                            .flatMap(
                                r -> LongStream.range(0, partitions).map(p -> r * partitions + p))
                            .toArray()))
            .toList();
    attributes.put("replica_groups", matrix(devices));
    attributes.put("use_global_device_ids", new MlirAttribute.UnitAttribute());
    return attributes;
  }

  /** The groups, where none stand for one of all replicas. */
  private static List<LongList> groups(Source source) {
    List<LongList> groups =
        source.find(Attribute.REPLICA_GROUPS).orElse(ReplicaGroups.ALL).groups();
    if (!groups.isEmpty()) {
      return groups;
    }
    HloModule module = source.block().module().module();
    return List.of(
        LongList.range(Math.toIntExact(module.find(Attribute.REPLICA_COUNT).orElse(1L))));
  }

  private static void addChannel(Source source, Map<String, MlirAttribute> attributes) {
    Optional<Long> channel = source.find(Attribute.CHANNEL_ID);
    channel.ifPresent(id -> attributes.put("channel_handle", channel(id, DEVICE_TO_DEVICE)));
  }

  /** Rows of ids; shorter ones are filled up with -1. */
  private static MlirAttribute matrix(List<LongList> rows) {
    int width = rows.stream().mapToInt(LongList::size).max().orElse(0);
    long[] ids = new long[rows.size() * width];
    Arrays.fill(ids, -1);
    for (int r = 0; r < rows.size(); r++) {
      for (int i = 0; i < rows.get(r).size(); i++) {
        ids[r * width + i] = rows.get(r).get(i);
      }
    }
    return MlirAttributes.matrix(rows.size(), width, LongList.of(ids));
  }

  static Value allReduce(Source source) {
    return source.addSpread(
        "stablehlo.all_reduce",
        source.operands(),
        members(source),
        source.block().function(source.get(Attribute.TO_APPLY)));
  }

  private static Value reduceScatter(Source source) {
    single(source);
    Map<String, MlirAttribute> attributes = orderedMembers(source);
    attributes.put("scatter_dimension", dimension(source));
    return source.add(
        "stablehlo.reduce_scatter",
        attributes,
        source.block().function(source.get(Attribute.TO_APPLY)));
  }

  private static void single(Source source) {
    if (source.instruction().operandCount() != 1) {
      throw source.unsupported("StableHLO takes one operand here");
    }
  }

  private static MlirAttribute dimension(Source source) {
    return MlirAttributes.i64(source.get(Attribute.DIMENSIONS).get(0));
  }

  static Value allGather(Source source) {
    Map<String, MlirAttribute> attributes = orderedMembers(source);
    attributes.put("all_gather_dim", dimension(source));
    return source.addSpread("stablehlo.all_gather", source.operands(), attributes);
  }

  private static Value allToAll(Source source) {
    if (!source.instruction().has(Attribute.DIMENSIONS)) {
      throw source.error(
          DiagnosticCode.UNSUPPORTED,
          "StableHLO exchanges pieces of one array, not one array with each device",
          "concatenate the operands and give the all-to-all a dimension");
    }
    Map<String, MlirAttribute> attributes = members(source);
    attributes.put("split_dimension", dimension(source));
    attributes.put("concat_dimension", dimension(source));
    List<LongList> written =
        source.find(Attribute.REPLICA_GROUPS).orElse(ReplicaGroups.ALL).groups();
    boolean acrossPartitions = written.isEmpty() && source.instruction().has(Attribute.CHANNEL_ID);
    long count =
        acrossPartitions
            ? source.block().module().module().find(Attribute.NUM_PARTITIONS).orElse(1L)
            : groups(source).getFirst().size();
    attributes.put("split_count", MlirAttributes.i64(count));
    return source.addSpread("stablehlo.all_to_all", source.operands(), attributes);
  }

  private static Value broadcast(Source source) {
    Map<String, MlirAttribute> attributes = members(source);
    if (source.flag(Attribute.HAS_DYNAMIC_ROOT)) {
      attributes.put("has_dynamic_root", new MlirAttribute.UnitAttribute());
    }
    return source.addSpread("stablehlo.collective_broadcast", source.operands(), attributes);
  }

  static Value permute(Source source) {
    single(source);
    source.refuse(Attribute.PERMUTE_SLICE_SIZES);
    Map<String, MlirAttribute> attributes = new LinkedHashMap<>();
    List<LongList> pairs = source.get(Attribute.SOURCE_TARGET_PAIRS);
    attributes.put(
        "source_target_pairs",
        pairs.isEmpty() ? MlirAttributes.matrix(0, 2, LongList.empty()) : matrix(pairs));
    addChannel(source, attributes);
    return source.add("stablehlo.collective_permute", attributes);
  }

  /** A custom call, as JAX writes it: StableHLO has no operation for it. */
  private static Value raggedAllToAll(Source source) {
    Map<String, MlirAttribute> config = new LinkedHashMap<>();
    source
        .find(Attribute.CHANNEL_ID)
        .ifPresent(channel -> config.put("channel_id", MlirAttributes.i64(channel)));
    config.put("replica_groups", replicaGroups(source));
    Map<String, MlirAttribute> attributes = new LinkedHashMap<>();
    attributes.put("call_target_name", MlirAttributes.string("ragged_all_to_all"));
    attributes.put("backend_config", new MlirAttribute.DictionaryAttribute(config));
    attributes.put("api_version", MlirAttributes.i32(4));
    return source.add("stablehlo.custom_call", attributes);
  }
}
