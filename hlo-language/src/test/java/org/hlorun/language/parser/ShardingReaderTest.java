package org.hlorun.language.parser;

import static org.hlorun.language.parser.Texts.assertBodyRejected;
import static org.hlorun.language.parser.Texts.root;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.diagnostic.Diagnostic;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.sharding.AxisReference;
import org.hlorun.language.sharding.DeviceList;
import org.hlorun.language.sharding.Mesh;
import org.hlorun.language.sharding.ReplicaGroups;
import org.hlorun.language.sharding.Sharding;
import org.hlorun.language.sharding.Sharding.DimensionSharding;
import org.hlorun.language.sharding.Sharding.GroupKind;
import org.hlorun.language.sharding.Sharding.Kind;
import org.hlorun.language.sharding.Sharding.Reduction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Shardings, device lists, meshes and replica groups. */
class ShardingReaderTest {

  private static Sharding.Whole whole(String text) {
    return (Sharding.Whole) HloParser.parseSharding(text);
  }

  private static Sharding.Tiled tiled(String text) {
    return (Sharding.Tiled) HloParser.parseSharding(text);
  }

  private static Sharding.Named named(String text) {
    return (Sharding.Named) HloParser.parseSharding(text);
  }

  private static ReplicaGroups groups(String text) {
    return root("p = f32[4] parameter(0) r = f32[4] all-to-all(p), replica_groups=" + text)
        .get(Attribute.REPLICA_GROUPS);
  }

  @ParameterizedTest
  @CsvSource({
    "{replicated}, REPLICATED, -1",
    "{manual}, MANUAL, -1",
    "{unknown}, UNKNOWN, -1",
    "{unreduced}, UNREDUCED, -1",
    "{maximal device=3}, MAXIMAL, 3",
    "{device=3 maximal}, MAXIMAL, 3",
  })
  void shardingsWithoutTiles(String text, Kind kind, long device) {
    assertEquals(new Sharding.Whole(kind, device, GroupKind.NONE, 0, List.of()), whole(text));
  }

  @Test
  void groupsOfShardings() {
    assertEquals(GroupKind.AS, whole("{replicated shard_as 7}").groupKind());
    assertEquals(7, whole("{shard_like 7 manual}").group());
    assertEquals(GroupKind.LIKE, tiled("{devices=[2]0,1 shard_like 7}").groupKind());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{devices=[2,1]0,1} | 0,1",
        "{devices=[2,2]3,2,1,0} | 3,2,1,0",
        "{devices=[2,2]<=[4]} | 0,1,2,3",
        "{devices=[2,2]<=[2,2]T(1,0)} | 0,2,1,3",
        "{devices=[4,2]<=[2,2,2]T(2,0,1)} | 0,2,4,6,1,3,5,7",
        "{devices=[1,1]<=[1]} | 0",
        "{devices=[4]<=[4]T(0)} | 0,1,2,3",
      })
  void devicesOfTiles(String text, String devices) {
    assertEquals(devices, tiled(text).devices().devices().toString());
  }

  @Test
  void trailingDimensionsOfTiles() {
    Sharding.Tiled replicated = tiled("{devices=[2,1,2]<=[4] last_tile_dim_replicate}");
    assertTrue(replicated.replicateLastTileDimension());
    assertEquals(LongList.of(2, 1, 2), replicated.tileDimensions());
    assertEquals(
        List.of(Kind.MANUAL, Kind.REPLICATED),
        tiled("{devices=[2,2,2]<=[8] last_tile_dims={manual, replicated}}").lastTileDimensions());
  }

  @Test
  void metadataIsOneOrSeveral() {
    assertEquals(
        "a", whole("{replicated metadata={op_name=\"a\"}}").metadata().getFirst().opName());
    assertEquals(
        2, tiled("{devices=[2]0,1 metadata={{op_name=\"a\"}, {op_name=\"b\"}}}").metadata().size());
  }

  @Test
  void tuplesHaveOneShardingPerLeaf() {
    assertEquals(
        new Sharding.Tuple(List.of(whole("{replicated}"), whole("{maximal device=1}"))),
        HloParser.parseSharding("{{replicated}, /*index=1*/{maximal device=1}}"));
    assertEquals(new Sharding.Tuple(List.of()), HloParser.parseSharding("{}"));
  }

  @Test
  void aSingleShardingOfATupleHoldsForAllLeaves() {
    Sharding sharding =
        root("r = (f32[], (s8[], s8[])) parameter(0), sharding={manual}").get(Attribute.SHARDING);
    Sharding manual = whole("{manual}");
    assertEquals(new Sharding.Tuple(List.of(manual, manual, manual)), sharding);
    assertEquals(manual, root("r = f32[] parameter(0), sharding={manual}").get(Attribute.SHARDING));
  }

  @Test
  void meshesHaveAxesAndDevices() {
    Sharding.Named sharding =
        named("{mesh['a'=2,'b'=4], [{'a','b':(2)2}, {?}, {'b':(1)2,?}, {}], replicated={}}");
    assertEquals(
        new Mesh(List.of(new Mesh.Axis("a", 2), new Mesh.Axis("b", 4)), null, -1), sharding.mesh());
    assertEquals(
        List.of(
            new DimensionSharding(
                List.of(new AxisReference("a", 0, 0), new AxisReference("b", 2, 2)), false),
            new DimensionSharding(List.of(), true),
            new DimensionSharding(List.of(new AxisReference("b", 1, 2)), true),
            new DimensionSharding(List.of(), false)),
        sharding.dimensions());
    assertNull(sharding.whole());
    assertEquals(
        new DeviceList.Iota(LongList.of(2, 2), LongList.of(1, 0)),
        named("{mesh['a'=4], device_ids=([2,2]T(1,0)), [{'a'}]}").mesh().devices());
    assertEquals(
        new DeviceList.Explicit(LongList.of(1, 0)),
        named("{mesh['a'=2], device_ids=(1,0), [{'a'}]}").mesh().devices());
  }

  @Test
  void meshesMayBeUsedAsAWhole() {
    assertEquals(Kind.REPLICATED, named("{mesh['a'=2], replicated}").whole());
    assertEquals(Kind.MANUAL, named("{mesh['a'=2] manual}").whole());
    assertEquals(Kind.UNREDUCED, named("{mesh[], unreduced}").whole());
    Sharding.Named sum = named("{mesh['a'=2], unreduced=sum}");
    assertEquals(Kind.UNREDUCED, sum.whole());
    assertEquals(Reduction.SUM, sum.reduction());
    assertEquals(
        List.of(new AxisReference("a", 0, 0)),
        named("{mesh['a'=2], unreduced=max{'a'}}").unreduced());
    Sharding.Named maximal = named("{maximal_mesh[device_id=5], metadata={op_name=\"x\"}}");
    assertEquals(5, maximal.mesh().maximalDevice());
    assertEquals(Kind.MAXIMAL, maximal.whole());
    assertEquals(1, maximal.metadata().size());
  }

  @Test
  void axesOutsideOfDimensionsHaveRoles() {
    Sharding.Named sharding =
        named(
            "{mesh['a'=2,'b'=2,'c'=2,'d'=2], [{'a'}], replicated={'b'}, unreduced=min{'c'},"
                + " manual={'d'}}");
    assertEquals("b", sharding.replicated().getFirst().name());
    assertEquals("c", sharding.unreduced().getFirst().name());
    assertEquals(Reduction.MIN, sharding.reduction());
    assertEquals("d", sharding.manual().getFirst().name());
  }

  @Test
  void axesMayBeNamedByPosition() {
    assertEquals(
        "b",
        named("{mesh['a'=2,'b'=4], [{'1'}]}").dimensions().getFirst().axes().getFirst().name());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1:1 | expected '{' to start sharding attribute | replicated",
        "1:2 | unexpected token in sharding | {foo}",
        "1:12 | unexpected token in sharding | {replicated, manual}",
        "1:12 | unexpected token in sharding | {replicated",
        "1:2 | unknown attribute in sharding: expected device=, devices=, last_tile_dims= or"
            + " metadata= | {foo=1}",
        "1:1 | maximal shardings should have exactly one device assigned | {maximal}",
        "1:18 | unexpected token in sharding | {maximal device=0,1}",
        "1:1 | replicated shardings should not have any devices assigned | {replicated device=0}",
        "1:1 | manual shardings should not have any devices assigned | {manual devices=[2]0,1}",
        "1:2 | non-maximal shardings must have a tile assignment list including dimensions | {{}}",
        "1:1 | non-maximal shardings must have a tile assignment list including dimensions |"
            + " {devices=[]0,1}",
        "1:1 | non-maximal shardings must have a device list | {devices=[2,2]}",
        "1:1 | non-maximal shardings must have more than one device assigned | {devices=[1]0}",
        "1:1 | tile assignment dimensions have different number of elements than device"
            + " assignments: 4 tiles, 3 devices | {devices=[2,2]0,1,2}",
        "1:1 | tile assignment dimensions have different number of elements than device"
            + " assignments: 4 tiles, 8 devices | {devices=[2,2]<=[8]}",
        "1:1 | sizes of a device assignment must be positive | {devices=[0,2]0,1}",
        "1:17 | sizes of a device assignment must be positive | {devices=[2,2]<=[-4]}",
        "1:17 | more than 16777216 devices | {devices=[2,2]<=[4294967296,4294967296]T(1,0)}",
        "1:17 | iota device list must have at least one reshape dimension | {devices=[2,2]<=[]}",
        "1:22 | expects transpose T(...) behind more than one reshape dimension |"
            + " {devices=[2,2]<=[2,2]}",
        "1:23 | transpose permutation names each reshape dimension once |"
            + " {devices=[2,2]<=[2,2]T(1,1)}",
        "1:23 | transpose permutation must have as many dimensions as the reshape |"
            + " {devices=[2,2]<=[2,2]T(1)}",
        "1:1 | last_tile_dims names more dimensions than there are tile dimensions |"
            + " {devices=[2]0,1 last_tile_dims={manual,manual}}",
        "1:33 | expects manual, replicated, maximal or unreduced |"
            + " {devices=[2]0,1 last_tile_dims={unknown}}",
        "1:10 | expects '=' behind axis name | {mesh['a']}",
        "1:7 | expects quoted axis name | {mesh[a=2]}",
        "1:6 | mesh axis 'a' already exists | {mesh['a'=2,'a'=2]}",
        "1:6 | sizes of a device assignment must be positive | {mesh['a'=0]}",
        "1:27 | mesh has 2 devices, but 3 device ids are given |"
            + " {mesh['a'=2], device_ids=(0,1,2), [{'a'}]}",
        "1:17 | mesh has no axis 'c' | {mesh['a'=2], [{'c'}]}",
        "1:17 | sub-axis (2)2 does not divide axis 'a' of size 2 | {mesh['a'=2], [{'a':(2)2}]}",
        "1:17 | sub-axis (0)2 does not divide axis 'a' of size 2 | {mesh['a'=2], [{'a':(0)2}]}",
        "1:13 | expects ',' between mesh and dimension shardings | {mesh['a'=2][{'a'}]}",
        "1:15 | expects dimension shardings, replicated, manual or unreduced | {mesh['a'=2], foo}",
        "1:18 | expects '}' to end a dimension sharding | {mesh['a'=2], [{?,'a'}]}",
        "1:15 | expects device_id= | {maximal_mesh[5]}",
        "1:25 | device id must not be negative | {maximal_mesh[device_id=-1]}",
      })
  void malformedShardingsAreRefused(String place, String message, String text) {
    Diagnostic diagnostic =
        assertThrows(HloException.class, () -> HloParser.parseSharding(text)).diagnostic();
    assertEquals(
        place + " " + message,
        diagnostic.location().line()
            + ":"
            + diagnostic.location().column()
            + " "
            + diagnostic.message());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{{0,1},{2,3}} | [0,1, 2,3]",
        "{{0,1},{2}} | [0,1, 2]",
        "{} | []",
        "[2,2]<=[4] | [0,1, 2,3]",
        "[2,2]<=[2,2]T(1,0) | [0,2, 1,3]",
        "[4,1]<=[4] | [0, 1, 2, 3]",
        "mesh['a'=2,'b'=2] {'a'} | [0,2, 1,3]",
        "mesh['a'=2,'b'=2] {'b'} | [0,1, 2,3]",
        "mesh['a'=2,'b'=2] {'a','b'} | [0,1,2,3]",
        "mesh['a'=4] {'a':(2)2} | [0,1, 2,3]",
        "mesh['a'=4] {'a':(1)2} | [0,2, 1,3]",
        "maximal_mesh[device_id=7] {} | [7]",
      })
  void replicaGroupsAreLists(String text, String expected) {
    assertEquals(expected, groups(text).groups().toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0 | expects two dimensions, groups and group size, but sees 1 | [4]<=[4]",
        "0 | expects two dimensions, groups and group size, but sees 3 | [2,2,1]<=[4]",
        "0 | 2 groups of 2 do not hold the devices <=[8] | [2,2]<=[8]",
        "0 | sizes of a device assignment must be positive | [0,4]<=[4]",
        "6 | expects '<=' | [2,2] [4]",
        "1 | expects a list starting with '{' | {0,1}",
        "0 | expects a list starting with '{' | 0",
      })
  void malformedReplicaGroupsAreRefused(int offset, String message, String text) {
    String head = "p = f32[4] parameter(0) r = f32[4] all-to-all(p), replica_groups=";
    assertBodyRejected("3:" + (head.length() + 1 + offset), message, head + text);
  }
}
