package org.hlorun.interpreter.collective;

import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.hlorun.interpreter.op.Device;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;

/**
 * Which devices meet in a collective: the ids of its groups are replicas, partitions, or numbers of
 * devices.
 */
final class DeviceGroups {

  /** What the ids of a group mean. */
  enum Mode {
    /** Replicas; devices of one partition meet. */
    CROSS_REPLICA,
    /** Partitions; devices of one replica meet. */
    CROSS_PARTITION,
    /** Replicas, each with all its partitions. */
    CROSS_REPLICA_AND_PARTITION,
    /** Numbers of devices. */
    FLATTENED
  }

  private DeviceGroups() {}

  /** The mode of an instruction, from channel and {@code use_global_device_ids}. */
  static Mode mode(HloInstruction instruction) {
    if (!instruction.has(Attribute.CHANNEL_ID)) {
      return Mode.CROSS_REPLICA;
    }
    if (instruction.find(Attribute.USE_GLOBAL_DEVICE_IDS).orElse(false)) {
      return Mode.FLATTENED;
    }
    return switch (instruction.opcode()) {
      case ALL_REDUCE, ALL_REDUCE_START, ALL_GATHER, ALL_GATHER_START, REDUCE_SCATTER ->
          Mode.CROSS_REPLICA_AND_PARTITION;
      default -> Mode.CROSS_PARTITION;
    };
  }

  /** What identifies the meetings of an instruction: its channel, else the instruction itself. */
  static Object key(HloInstruction instruction) {
    return instruction
        .attributes()
        .find(Attribute.CHANNEL_ID)
        .<Object>map(c -> c)
        .orElse(instruction);
  }

  /** The numbers of the devices in the group of a device, in order; empty if it is in none. */
  static Optional<LongList> of(HloInstruction instruction, Device device) {
    Mode mode = mode(instruction);
    List<LongList> groups = instruction.get(Attribute.REPLICA_GROUPS).groups();
    if (groups.isEmpty()) {
      return Optional.of(expand(mode, LongList.range((int) idCount(mode, device)), device));
    }
    long id = id(mode, device);
    return groups.stream()
        .filter(group -> group.contains(id))
        .findFirst()
        .map(group -> expand(mode, group, device));
  }

  /** How many ids there are. */
  static long idCount(Mode mode, Device device) {
    return switch (mode) {
      case CROSS_REPLICA, CROSS_REPLICA_AND_PARTITION -> device.replicaCount();
      case CROSS_PARTITION -> device.partitionCount();
      case FLATTENED -> (long) device.replicaCount() * device.partitionCount();
    };
  }

  /** The id of a device. */
  static long id(Mode mode, Device device) {
    return switch (mode) {
      case CROSS_REPLICA, CROSS_REPLICA_AND_PARTITION -> device.replica();
      case CROSS_PARTITION -> device.partition();
      case FLATTENED -> device.number();
    };
  }

  /** The numbers of the devices that a group's ids mean for a device of that group. */
  static LongList expand(Mode mode, LongList ids, Device device) {
    ids.stream().forEach(id -> requirePresent(mode, id, device));
    long partitions = device.partitionCount();
    return switch (mode) {
      case CROSS_REPLICA -> ids.map(replica -> replica * partitions + device.partition());
      case CROSS_PARTITION -> ids.map(partition -> device.replica() * partitions + partition);
      case FLATTENED -> ids;
      case CROSS_REPLICA_AND_PARTITION ->
          LongList.of(
              ids.stream()
                  .flatMap(r -> LongStream.range(0, partitions).map(p -> r * partitions + p))
                  .toArray());
    };
  }

  /**
   * Refuses an id that no device of the run has.
   *
   * @throws HloException ({@code ARGUMENT}) if there is none
   */
  static void requirePresent(Mode mode, long id, Device device) {
    if (id >= idCount(mode, device)) {
      throw HloException.of(
          DiagnosticCode.ARGUMENT,
          "the program communicates with device id %d, but runs on %d replicas x %d partitions"
              .formatted(id, device.replicaCount(), device.partitionCount()),
          "run it on as many devices as it was made for");
    }
  }
}
