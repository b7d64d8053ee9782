package org.hlorun.language.verifier;

import java.util.List;
import java.util.stream.Stream;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.sharding.AxisReference;
import org.hlorun.language.sharding.DeviceList;
import org.hlorun.language.sharding.Mesh;
import org.hlorun.language.sharding.Sharding;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** I19. */
final class ShardingRulesTest {
  @TestFactory
  Stream<DynamicTest> acceptsOrRefuses() {
    return VerifierCases.of("sharding");
  }

  private static void assertRefused(String message, Sharding sharding) {
    HloModule module =
        VerifierCases.parse("HloModule m\nENTRY e {\n  ROOT a = f32[4,6] parameter(0)\n}");
    module.entry().root().set(Attribute.SHARDING, sharding);
    VerifierCases.assertRefused(message, HloVerifier.check(module));
  }

  private static Sharding tiled(LongList tiles, DeviceList devices) {
    return new Sharding.Tiled(
        tiles, devices, false, List.of(), Sharding.GroupKind.NONE, 0, List.of());
  }

  private static Sharding named(Mesh mesh, List<AxisReference> axes) {
    List<Sharding.DimensionSharding> dimensions =
        List.of(
            new Sharding.DimensionSharding(axes, false),
            new Sharding.DimensionSharding(List.of(), false));
    return new Sharding.Named(
        mesh,
        dimensions,
        null,
        List.of(),
        List.of(),
        Sharding.Reduction.NONE,
        List.of(),
        List.of());
  }

  @Test
  void thereMustBeOneDevicePerTile() {
    assertRefused(
        "I19: A sharding of 4 tiles [2,2] has 3 devices",
        tiled(LongList.of(2, 2), new DeviceList.Explicit(LongList.of(0, 1, 2))));
  }

  @Test
  void anIotaOfDevicesIsNotExpanded() {
    assertRefused(
        "I19: Device list <=[16777216,16777216]T(0,1) has more than 16777216 devices",
        tiled(
            LongList.of(2, 2),
            new DeviceList.Iota(LongList.of(1 << 24, 1 << 24), LongList.of(0, 1))));
  }

  @Test
  void anIotaOfDevicesMustPermuteItsDimensions() {
    assertRefused(
        "I19: Device list <=[2,2]T(1,1) does not permute its dimensions",
        tiled(LongList.of(2, 2), new DeviceList.Iota(LongList.of(2, 2), LongList.of(1, 1))));
  }

  @Test
  void thereMustBeTiles() {
    assertRefused(
        "I19: A sharding has 0 tiles",
        tiled(LongList.of(0, 2), new DeviceList.Explicit(LongList.empty())));
  }

  @Test
  void aMaximalShardingNeedsADevice() {
    assertRefused(
        "I19: A maximal sharding needs a device, not -1",
        new Sharding.Whole(Sharding.Kind.MAXIMAL, -1, Sharding.GroupKind.NONE, 0, List.of()));
  }

  @Test
  void anAxisMustBeInTheMesh() {
    assertRefused(
        "I19: The mesh has no axis 'c'",
        named(
            new Mesh(List.of(new Mesh.Axis("a", 8)), null, -1),
            List.of(new AxisReference("c", 0, 0))));
  }

  @Test
  void aSubAxisMustDivideItsAxis() {
    assertRefused(
        "I19: Sub-axis 'a':(1)3 does not divide its axis of size 8",
        named(
            new Mesh(List.of(new Mesh.Axis("a", 8)), null, -1),
            List.of(new AxisReference("a", 1, 3))));
  }

  @Test
  void partsOfAnAxisMustNotOverlap() {
    Mesh mesh = new Mesh(List.of(new Mesh.Axis("a", 30)), null, -1);
    String message = "I19: Axis 'a' of a mesh is used more than once";
    assertRefused(
        message, named(mesh, List.of(new AxisReference("a", 6, 5), new AxisReference("a", 10, 3))));
    assertRefused(
        message, named(mesh, List.of(new AxisReference("a", 1, 2), new AxisReference("a", 0, 0))));
  }

  @Test
  void aMeshMustNotHaveAnAxisTwice() {
    assertRefused(
        "I19: Mesh axis 'a' is repeated or has no devices",
        named(
            new Mesh(List.of(new Mesh.Axis("a", 2), new Mesh.Axis("a", 2)), null, -1), List.of()));
  }

  @Test
  void aMeshMustListItsDevices() {
    assertRefused(
        "I19: A mesh of 2 devices lists 3",
        named(
            new Mesh(
                List.of(new Mesh.Axis("a", 2)), new DeviceList.Explicit(LongList.of(0, 1, 2)), -1),
            List.of()));
  }
}
