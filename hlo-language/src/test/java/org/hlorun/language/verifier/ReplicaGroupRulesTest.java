package org.hlorun.language.verifier;

import java.util.List;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.sharding.AxisReference;
import org.hlorun.language.sharding.DeviceList;
import org.hlorun.language.sharding.Mesh;
import org.hlorun.language.sharding.ReplicaGroups;
import org.junit.jupiter.api.Test;

/** I16, where the parser sees to it already; {@code CollectiveRulesTest} has the texts. */
final class ReplicaGroupRulesTest {
  private final HloModule module =
      VerifierCases.parse(
          """
          HloModule m, replica_count=4

          add {
            x = f32[] parameter(0)
            y = f32[] parameter(1)
            ROOT s = f32[] add(x, y)
          }

          ENTRY e {
            a = f32[4] parameter(0)
            ROOT r = f32[4] all-reduce(a), replica_groups={}, to_apply=add
          }
          """);

  private void assertRefused(String message, ReplicaGroups groups) {
    module.entry().root().set(Attribute.REPLICA_GROUPS, groups);
    VerifierCases.assertRefused(message, HloVerifier.check(module));
  }

  private static ReplicaGroups iota(long count, long size, LongList reshape) {
    return new ReplicaGroups.Iota(count, size, new DeviceList.Iota(reshape, LongList.empty()));
  }

  @Test
  void anIotaMustHoldTheGroups() {
    assertRefused(
        "I16: 2 groups of 2 do not hold the 8 devices of <=[8]", iota(2, 2, LongList.of(8)));
  }

  @Test
  void aHugeIotaIsNotExpanded() {
    long huge = 1L << 40;
    assertRefused(
        "I16: Device list <=[1099511627776] has a dimension of size 1099511627776",
        iota(1, huge, LongList.of(huge)));
  }

  @Test
  void anIotaMustCoverTheReplicas() {
    assertRefused(
        "I16: Replica groups should contain 4 replicas, but found 2", iota(1, 2, LongList.of(2)));
  }

  @Test
  void anAxisMustBeInTheMesh() {
    assertRefused(
        "I16: The mesh has no axis 'z'",
        new ReplicaGroups.OverMesh(
            new Mesh(List.of(new Mesh.Axis("x", 4)), null, -1),
            List.of(new AxisReference("z", 0, 0))));
  }

  @Test
  void globalIdsNeedAChannel() {
    module.entry().root().set(Attribute.USE_GLOBAL_DEVICE_IDS, true);
    assertRefused(
        "I16: Cannot have use_global_device_ids=true without channel_id", ReplicaGroups.ALL);
  }
}
