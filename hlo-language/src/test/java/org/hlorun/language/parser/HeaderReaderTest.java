package org.hlorun.language.parser;

import static org.hlorun.language.parser.Texts.assertRejected;
import static org.hlorun.language.parser.Texts.parse;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.hlorun.language.attribute.AliasKind;
import org.hlorun.language.attribute.BufferDonor;
import org.hlorun.language.attribute.InputOutputAlias;
import org.hlorun.language.attribute.OriginalArray;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.diagnostic.Diagnostic;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.DebugAttribute;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.ir.OriginRecovery;
import org.hlorun.language.ir.ProgramShape;
import org.hlorun.language.ir.StackFrames;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The module header and the stack-frame tables behind it. */
class HeaderReaderTest {
  private static final String ENTRY =
      """

      ENTRY e {
        p = f32[4] parameter(0)
        q = (f32[4], s32[]) parameter(1)
        g = f32[4] get-tuple-element(q), index=0
        ROOT t = (f32[4], f32[4]) tuple(p, g)
      }
      """;

  private static HloModule header(String attributes) {
    return parse("HloModule m, " + attributes + ENTRY);
  }

  @Test
  void aBareHeaderSetsNothing() {
    HloModule module = parse("HloModule m" + ENTRY);
    assertTrue(module.attributes().keys().isEmpty());
    assertFalse(module.isScheduled());
    assertTrue(module.stackFrames().isEmpty());
    assertEquals(1L, module.find(Attribute.REPLICA_COUNT).orElseThrow());
  }

  @Test
  void flagsAndCountsAreRead() {
    HloModule module =
        header(
            "is_scheduled=true, replica_count=2, num_partitions=4, alias_passthrough_params=true");
    assertTrue(module.isScheduled());
    assertEquals(2L, module.find(Attribute.REPLICA_COUNT).orElseThrow());
    assertEquals(4L, module.find(Attribute.NUM_PARTITIONS).orElseThrow());
    assertTrue(module.find(Attribute.ALIAS_PASSTHROUGH_PARAMS).orElseThrow());
  }

  @Test
  void theEntryLayoutHasShapesWithLayouts() {
    ProgramShape layout =
        header(
                "entry_computation_layout={(f32[4]{0:T(128)}, /*index=1*/(f32[4],"
                    + " s32[]))->(f32[4],f32[4]{0})}")
            .find(Attribute.ENTRY_COMPUTATION_LAYOUT)
            .orElseThrow();
    assertEquals("[f32[4]{0:T(128)}, (f32[4]{0}, s32[])]", layout.parameters().toString());
    assertEquals("(f32[4]{0}, f32[4]{0})", layout.result().toString());
  }

  @Test
  void aliasesAndDonorsAreRead() {
    HloModule module =
        header(
            "input_output_alias={ {0}: (0, {}, must-alias), {1}: (1, {0}) }, buffer_donor={ (1,"
                + " {1}), (0, {}) }");
    assertEquals(
        List.of(
            new InputOutputAlias(LongList.of(0), 0, LongList.empty(), AliasKind.MUST),
            new InputOutputAlias(LongList.of(1), 1, LongList.of(0), AliasKind.MAY)),
        module.find(Attribute.INPUT_OUTPUT_ALIAS).orElseThrow());
    assertEquals(
        List.of(new BufferDonor(1, LongList.of(1)), new BufferDonor(0, LongList.empty())),
        module.find(Attribute.BUFFER_DONOR).orElseThrow());
  }

  @Test
  void propagationIsOneFlagOrAList() {
    HloModule module =
        header(
            "allow_spmd_sharding_propagation_to_parameters={true,false},"
                + " allow_spmd_sharding_propagation_to_output=true");
    assertEquals(
        List.of(true, false),
        module.find(Attribute.PROPAGATE_SHARDING_TO_PARAMETERS).orElseThrow());
    assertEquals(List.of(true), module.find(Attribute.PROPAGATE_SHARDING_TO_OUTPUT).orElseThrow());
  }

  @Test
  void frontendAttributesAreRead() {
    assertEquals(
        "{a=b, c={\"d\":1}}",
        header("frontend_attributes={c={\"d\":1},a=\"b\"}")
            .find(Attribute.FRONTEND_ATTRIBUTES)
            .orElseThrow()
            .entries()
            .toString());
  }

  @Test
  void recoveryTablesHoldModules() {
    List<OriginRecovery> table =
        header(
                """
                origin_recovery_table={
                  {"a" {1}} : {"b"}
                  {} : {"d"}, "HloModule inner ENTRY f { ROOT r = f32[] constant(1), backend_config=\\"x\\" }"
                }\
                """)
            .find(Attribute.ORIGIN_RECOVERY_TABLE)
            .orElseThrow();
    assertEquals(new OriginalArray("a", LongList.of(1)), table.get(0).removed());
    assertNull(table.get(0).module());
    assertNull(table.get(1).removed());
    HloModule inner = table.get(1).module();
    assertEquals("inner", inner.name());
    assertEquals("x", inner.entry().root().get(Attribute.BACKEND_CONFIG));
  }

  @Test
  void errorsInARecoveryModuleHaveTheirPlaceInIt() {
    Diagnostic diagnostic =
        assertThrows(
                HloException.class,
                () -> header("origin_recovery_table={ {} : {}, \"HloModule x ENTRY\" }"))
            .diagnostic();
    assertEquals("test (recovery module):1:18", diagnostic.location().toString());
  }

  @Test
  void debugAttributesAreRead() {
    List<DebugAttribute> attributes =
        header(
                "debug_attributes={\n"
                    + "{\"a\"} : {log_mode=fusion_debugger, callback_id=7}, {\"b\" {0}} :"
                    + " ({partitioned=true}, {op_id=3})}")
            .find(Attribute.DEBUG_ATTRIBUTES)
            .orElseThrow();
    assertEquals(
        List.of(new DebugAttribute.Log(DebugAttribute.LogMode.FUSION_DEBUGGER, 7L, null, null)),
        attributes.get(0).logs());
    assertEquals(
        List.of(
            new DebugAttribute.Log(null, null, true, null),
            new DebugAttribute.Log(null, null, null, 3L)),
        attributes.get(1).logs());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "0 | unexpected attribute \"foo\". Allowed attributes: alias_passthrough_params,"
            + " allow_spmd_sharding_propagation_to_output,"
            + " allow_spmd_sharding_propagation_to_parameters, buffer_donor, debug_attributes,"
            + " entry_computation_layout, frontend_attributes, input_output_alias, is_scheduled,"
            + " num_partitions, origin_recovery_table, replica_count | foo=1",
        "19 | attribute is_scheduled already exists | is_scheduled=true, is_scheduled=true",
        "0 | expects attribute name | is_scheduled",
        "0 | expects attribute name | is_scheduled = true",
        "13 | expects true or false | is_scheduled=1",
        "14 | expects integer | replica_count=x",
        "26 | expects a list starting with '(' | entry_computation_layout={}",
        "25 | expects '{' at the beginning of the entry computation layout |"
            + " entry_computation_layout=()->()",
        "28 | expects '->' and the shape of the result | entry_computation_layout={()}",
        "26 | expects '(' before the parameter of an alias | input_output_alias={ {0}: 0 }",
        "34 | Unexpected aliasing kind; expected may-alias or must-alias, got foo-alias |"
            + " input_output_alias={ {0}: (0, {}, foo-alias) }",
        "0 | Trying to set up alias at {2} which is an invalid index for shape (f32[4]{0},"
            + " f32[4]{0}) | input_output_alias={ {2}: (0, {}) }",
        "0 | Trying to set up alias at {0,0} which is an invalid index for shape (f32[4]{0},"
            + " f32[4]{0}) | input_output_alias={ {0,0}: (0, {}) }",
        "0 | output {0} is aliased twice | input_output_alias={ {0}: (0, {}), {0}: (1, {0}) }",
        "0 | there is no parameter 7: the entry computation has 2 |"
            + " input_output_alias={ {0}: (7, {}) }",
        "0 | there is no parameter -1: the entry computation has 2 | buffer_donor={ (-1, {}) }",
        "0 | {5} is an invalid index for shape (f32[4]{0}, s32[]) of parameter 1 |"
            + " buffer_donor={ (1, {5}) }",
        "15 | expects '(' before a buffer donor | buffer_donor={ 0 }",
        "46 | expects true or false | allow_spmd_sharding_propagation_to_parameters=1",
        "30 | expects ':' between the original arrays of a recovery entry |"
            + " origin_recovery_table={ {\"a\"} {\"b\"} }",
        "31 | expects the recovery module as a string |" + " origin_recovery_table={ {}:{}, 1 }",
        "33 | expects default or fusion_debugger | debug_attributes={ {}: {log_mode=foo} }",
      })
  void malformedHeadersAreRefused(int offset, String message, String attributes) {
    assertRejected("1:" + (14 + offset), message, "HloModule m, " + attributes + ENTRY);
  }

  private static final String TABLES =
      """

      FileNames
      1 "a.py"
      2 "b.py"
      FunctionNames
      1 "f"
      FileLocations
      1 {file_name_id=2 function_name_id=1 line=3 end_line=4 column=5 end_column=6}
      StackFrames
      1 {file_location_id=1 parent_frame_id=1}
      2 {parent_frame_id=2, file_location_id=1}
      """;

  @Test
  void stackFrameTablesAreRead() {
    StackFrames frames = parse("HloModule m\n" + TABLES + ENTRY).stackFrames();
    assertEquals(List.of("a.py", "b.py"), frames.fileNames());
    assertEquals(List.of("f"), frames.functionNames());
    assertEquals(List.of(new StackFrames.FileLocation(2, 1, 3, 4, 5, 6)), frames.fileLocations());
    assertEquals(
        List.of(new StackFrames.Frame(1, 1), new StackFrames.Frame(1, 2)), frames.frames());
  }

  @Test
  void stackFrameTablesMayBeEmpty() {
    parse("HloModule m FileNames FunctionNames FileLocations StackFrames " + ENTRY);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "1:23 | expects FunctionNames | FileNames FileLocations StackFrames",
        "1:25 | expects string | FileNames 1 2 FunctionNames",
        "1:13 | expects name | FunctionNames FileNames FileLocations StackFrames",
        "1:84 | sub-attribute parent_frame_id is expected but not seen | FileNames FunctionNames"
            + " FileLocations StackFrames 1 {file_location_id=1}",
        "1:66 | unexpected attribute \"x\". Allowed attributes: file_location_id, parent_frame_id |"
            + " FileNames FunctionNames FileLocations StackFrames 1 {x=1}",
        "1:83 | value out of range for int32_t | FileNames FunctionNames FileLocations"
            + " StackFrames 1 {file_location_id=3000000000}",
      })
  void malformedStackFrameTablesAreRefused(String place, String message, String tables) {
    assertRejected(place, message, "HloModule m " + tables + ENTRY);
  }
}
