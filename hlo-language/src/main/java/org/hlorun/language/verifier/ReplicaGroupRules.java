package org.hlorun.language.verifier;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.sharding.ReplicaGroups;

/**
 * The groups of devices of collectives (I16). Whether their numbers are replicas, partitions or
 * both in one number depends on {@code channel_id} and {@code use_global_device_ids}.
 */
final class ReplicaGroupRules {
  private ReplicaGroupRules() {}

  /** Checks the groups, which may be of different sizes. */
  static void check(HloInstruction instruction, Facts facts) {
    sizes(instruction, facts);
  }

  /** Checks the groups of an operation that may leave devices out. */
  static void checkPartial(HloInstruction instruction, Facts facts) {
    if (instruction.get(Attribute.REPLICA_GROUPS) instanceof ReplicaGroups.Explicit groups) {
      long devices = deviceCount(instruction, facts);
      checkMembers(groups.groups(), devices == 1 ? Long.MAX_VALUE : devices);
    } else {
      sizes(instruction, facts);
    }
  }

  /**
   * Checks the groups, which must be of one size.
   *
   * @return the size, or 0 if it is everybody and the header does not say how many that is
   */
  static long checkEqualGroups(HloInstruction instruction, Facts facts) {
    LongList sizes = sizes(instruction, facts);
    for (int i = 1; i < sizes.size(); i++) {
      Violation.unless(
          sizes.get(i) == sizes.get(0),
          Invariant.REPLICA_GROUPS,
          "Replica groups of %s must all have the same size, but have %d and %d",
          instruction.opcode(),
          sizes.get(0),
          sizes.get(i));
    }
    if (!sizes.isEmpty()) {
      return sizes.get(0);
    }
    long devices = deviceCount(instruction, facts);
    return devices == 1 ? 0 : devices;
  }

  /** The number of devices that the groups must cover; 1 also where the header does not say. */
  private static long deviceCount(HloInstruction instruction, Facts facts) {
    boolean channel = instruction.has(Attribute.CHANNEL_ID);
    boolean global = instruction.attributes().find(Attribute.USE_GLOBAL_DEVICE_IDS).orElse(false);
    Violation.unless(
        channel || !global,
        Invariant.REPLICA_GROUPS,
        "Cannot have use_global_device_ids=true without channel_id");
    if (global) {
      return Math.multiplyExact(facts.replicaCount(), facts.partitionCount());
    }
    boolean acrossPartitions =
        switch (instruction.opcode()) {
          case ALL_TO_ALL, RAGGED_ALL_TO_ALL, COLLECTIVE_BROADCAST -> channel;
          default -> false;
        };
    return acrossPartitions ? facts.partitionCount() : facts.replicaCount();
  }

  /** The sizes of the groups, after all checks on them; empty for everybody. */
  private static LongList sizes(HloInstruction instruction, Facts facts) {
    long devices = deviceCount(instruction, facts);
    return switch (instruction.get(Attribute.REPLICA_GROUPS)) {
      case ReplicaGroups.Explicit groups -> explicitSizes(groups.groups(), devices);
      case ReplicaGroups.Iota iota -> {
        checkIota(iota);
        checkCover(iota.count() * iota.size(), devices);
        yield LongList.of(iota.size());
      }
      case ReplicaGroups.OverMesh mesh -> {
        long size = MeshRules.groupSize(mesh);
        checkCover(mesh.mesh().maximalDevice() >= 0 ? devices : mesh.mesh().deviceCount(), devices);
        yield LongList.of(size);
      }
    };
  }

  private static LongList explicitSizes(List<LongList> groups, long devices) {
    long total = groups.stream().mapToLong(LongList::size).sum();
    checkMembers(groups, total);
    if (!groups.isEmpty()) {
      checkCover(total, devices);
    }
    return LongList.of(groups.stream().mapToLong(LongList::size).toArray());
  }

  private static void checkMembers(List<LongList> groups, long limit) {
    Set<Long> seen = new HashSet<>();
    for (LongList group : groups) {
      Violation.unless(
          !group.isEmpty(),
          Invariant.REPLICA_GROUPS,
          "Instruction cannot have an empty replica group");
      for (int i = 0; i < group.size(); i++) {
        long id = group.get(i);
        Violation.unless(
            id >= 0 && id < limit,
            Invariant.REPLICA_GROUPS,
            "Replica %d is out of range (should be in [0, %d) range) in instruction's"
                + " replica-groups",
            id,
            limit);
        Violation.unless(
            seen.add(id),
            Invariant.REPLICA_GROUPS,
            "Replica %d is repeated in instruction's replica-groups",
            id);
      }
    }
  }

  private static void checkCover(long found, long devices) {
    Violation.unless(
        devices == 1 || found == devices,
        Invariant.REPLICA_GROUPS,
        "Replica groups should contain %d replicas, but found %d",
        devices,
        found);
  }

  private static void checkIota(ReplicaGroups.Iota iota) {
    long total = DeviceRules.iotaCount(iota.devices(), Invariant.REPLICA_GROUPS);
    Violation.unless(
        iota.count() > 0
            && iota.size() > 0
            && Math.multiplyExact(iota.count(), iota.size()) == total,
        Invariant.REPLICA_GROUPS,
        "%d groups of %d do not hold the %d devices of %s",
        iota.count(),
        iota.size(),
        total,
        iota.devices().text());
  }
}
