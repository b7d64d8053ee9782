package org.hlorun.language.parser;

import static org.hlorun.language.parser.Texts.assertBodyRejected;
import static org.hlorun.language.parser.Texts.assertRejected;
import static org.hlorun.language.parser.Texts.parse;
import static org.hlorun.language.parser.Texts.root;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.List;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.shape.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Attributes that must fit operands, or each other. */
class InstructionChecksTest {
  private static final String P = "p = f32[4,4] parameter(0)\n";
  private static final String ADD =
      "HloModule m\n"
          + "add { x = f32[] parameter(0) y = f32[] parameter(1) ROOT r = f32[] add(x, y) }\n";

  /** An instruction whose only operand is {@code p}, with attributes. */
  private static HloInstruction unary(String head, String attributes) {
    return root(P + "r = " + head + "(p), " + attributes);
  }

  private static HloInstruction withAdd(String body) {
    return parse(ADD + "ENTRY e {\n" + body + "\n}").entry().root();
  }

  @Test
  void branchesAreNamedByTheTypeOfTheIndex() {
    String branches =
        "HloModule m\n"
            + "a { ROOT x = f32[] parameter(0) }\n"
            + "b { ROOT x = f32[] parameter(0) }\n"
            + "ENTRY e {\n";
    HloInstruction onPred =
        parse(
                branches
                    + "p = pred[] parameter(0) x = f32[] parameter(1) r = conditional(p,x,x),"
                    + " true_computation=a, false_computation=b }")
            .entry()
            .root();
    assertEquals("b", onPred.get(Attribute.FALSE_COMPUTATION).name());
    HloInstruction onIndex =
        parse(
                branches
                    + "p = s32[] parameter(0) x = f32[] parameter(1) r = conditional(p,x,x),"
                    + " branch_computations={b,a} }")
            .entry()
            .root();
    assertEquals("b", onIndex.get(Attribute.BRANCH_COMPUTATIONS).getFirst().name());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "5:16 | The first operand must be a scalar of PRED or S32 | f32[] | (i,x,x),"
            + " branch_computations={a,a}",
        "5:16 | The first operand must be a scalar | pred[2] | (i,x,x), branch_computations={a,a}",
        "5:23 | expects one operand per branch, but has 2 branches and 1 operands behind the index"
            + " | s32[] | (i,x), branch_computations={a,a}",
        "5:23 | expects 3 operands, but has 2 operands | pred[] | (i,x), true_computation=a,"
            + " false_computation=a",
        "5:25 | unexpected attribute \"true_computation\". Allowed attributes: backend_config,"
            + " branch_computations, control-predecessors, frontend_attributes, metadata, origin,"
            + " sharding, statistics | s32[] | (i,x,x), true_computation=a, false_computation=a",
        "5:25 | unexpected attribute \"branch_computations\". Allowed attributes: backend_config,"
            + " control-predecessors, false_computation, frontend_attributes, metadata, origin,"
            + " sharding, statistics, true_computation | pred[] | (i,x,x),"
            + " branch_computations={a,a}",
      })
  void malformedConditionalsAreRefused(String place, String message, String index, String text) {
    assertRejected(
        place,
        message,
        "HloModule m\na { ROOT x = f32[] parameter(0) }\nENTRY e {\ni = "
            + index
            + " parameter(0) x = f32[] parameter(1)\nr = conditional"
            + text
            + "}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "concatenate | expects one dimension in dimensions, but sees 0 | {}",
        "concatenate | expects one dimension in dimensions, but sees 2 | {0,1}",
        "get-dimension-size | expects one dimension in dimensions, but sees 0 | {}",
        "all-gather | expects one dimension in dimensions, but sees 0 | {}",
        "all-to-all | expects at most one dimension in dimensions, but sees 2 | {0,1}",
      })
  void someOpcodesTakeOneDimension(String opcode, String message, String dimensions) {
    String head = "r = f32[4,4] " + opcode + "(p), ";
    assertBodyRejected("4:" + (head.length() + 1), message, P + head + "dimensions=" + dimensions);
  }

  @Test
  void permutationsAreListsOfPairs() {
    assertEquals(
        List.of(LongList.of(0, 1), LongList.of(1, 0)),
        unary("f32[4,4] collective-permute", "source_target_pairs={{0,1},{1,0}}")
            .get(Attribute.SOURCE_TARGET_PAIRS));
    assertBodyRejected(
        "4:37",
        "expects 'source_target_pairs=' to be a list of pairs",
        P + "r = f32[4,4] collective-permute(p), source_target_pairs={{0,1,2}}");
    assertBodyRejected(
        "4:66",
        "CollectivePermute and CollectivePermuteStart must have exactly four operands for"
            + " dynamic-slice and in-place update.",
        P + "r = f32[4,4] collective-permute(p), source_target_pairs={{0,1}}, slice_sizes={{1}}");
  }

  @Test
  void globalDeviceIdsNeedAChannel() {
    assertRejected(
        "4:45",
        "Cannot have use_global_device_ids=true without channel_id",
        ADD
            + "ENTRY e { p = f32[] parameter(0)\n"
            + "r = f32[] all-reduce(p), replica_groups={}, use_global_device_ids=true, to_apply=add"
            + " }");
  }

  @Test
  void theEndOfATransferRepeatsItsChannel() {
    String send =
        "p = f32[] parameter(0) t = token[] after-all()\n"
            + "s = (f32[], u32[], token[]) send(p, t), channel_id=1\n";
    assertEquals(
        1L, root(send + "r = token[] send-done(s), channel_id=1").get(Attribute.CHANNEL_ID));
    assertBodyRejected(
        "5:27",
        "channel_id must be that of s, the operand",
        send + "r = token[] send-done(s), channel_id=2");
  }

  @Test
  void parameterReplicationHasAFlagPerLeaf() {
    assertEquals(
        List.of(true, false),
        root("r = (f32[], (s8[])) parameter(0), parameter_replication={true,false}")
            .get(Attribute.PARAMETER_REPLICATION));
    assertBodyRejected(
        "3:35",
        "parameter has 2 leaf buffers, but parameter_replication has 1 elements.",
        "r = (f32[], (s8[])) parameter(0), parameter_replication={true}");
  }

  @Test
  void customCallsHaveConstraintsOnLayouts() {
    List<Shape> constraints =
        unary(
                "f32[] custom-call",
                "custom_call_target=\"x\", operand_layout_constraints={f32[4,4]{0,1}}")
            .get(Attribute.OPERAND_LAYOUT_CONSTRAINTS);
    assertEquals("[f32[4,4]{0,1}]", constraints.toString());
    assertBodyRejected(
        "4:50",
        "Expected 1 operand layout constraints, 0 given",
        P + "r = f32[] custom-call(p), custom_call_target=\"\", operand_layout_constraints={}");
    assertBodyRejected(
        "4:49",
        "Operand layout constraint shape f32[4]{0} for operand 0 is not compatible with operand"
            + " shape f32[4,4]{1,0}",
        P
            + "r = f32[] custom-call(p),"
            + " custom_call_target=\"\",operand_layout_constraints={f32[4]}");
  }

  @Test
  void aCustomCallAppliesOneComputationOrNamesItsCallees() {
    assertNull(
        withAdd("r = f32[] custom-call(), custom_call_target=\"x\", to_apply=add")
            .attributes()
            .find(Attribute.CALLED_COMPUTATIONS)
            .orElse(null));
    assertRejected(
        "4:64",
        "A single instruction can't have both to_apply and calls field",
        ADD
            + "ENTRY e {\n"
            + "r = f32[] custom-call(), custom_call_target=\"x\", to_apply=add,"
            + " called_computations={add} }");
  }
}
