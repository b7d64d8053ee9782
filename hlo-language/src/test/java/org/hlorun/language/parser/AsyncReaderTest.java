package org.hlorun.language.parser;

import static org.hlorun.language.parser.Texts.assertRejected;
import static org.hlorun.language.parser.Texts.parse;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.List;
import java.util.Map;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.ir.Opcode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AsyncReaderTest {
  private static final String HEAD =
      """
      HloModule m
      c { x = f32[4,4] parameter(0) y = f32[4,4] parameter(1) ROOT z = f32[4,4] add(x, y) }
      ENTRY e {
      a = f32[4,4] parameter(0) b = f32[4,4] parameter(1)
      """;
  private static final String START = "s = ((f32[4,4], f32[4,4]), f32[4,4], s32[]) ";
  private static final String UPDATE = "u = ((f32[4,4], f32[4,4]), f32[4,4], s32[]) ";

  private static HloModule module(String body) {
    return parse(HEAD + body + "\n}");
  }

  private static HloInstruction start(String body) {
    return module(body).entry().instruction("s").orElseThrow();
  }

  @Test
  void theGeneralFormCallsAComputation() {
    HloModule module =
        module(
            START
                + "async-start(a,b), async_execution_thread=\"t\", calls=c\n"
                + UPDATE
                + "async-update(s), calls=c\n"
                + "d = f32[4,4] async-done(u), async_execution_thread=\"t\"");
    HloInstruction start = module.entry().instruction("s").orElseThrow();
    HloComputation callee = start.get(Attribute.CALLS);
    assertEquals("c", callee.name());
    assertEquals("t", callee.executionThread());
    HloInstruction done = module.entry().root();
    assertEquals(Opcode.ASYNC_DONE, done.opcode());
    assertFalse(done.has(Attribute.ASYNC_EXECUTION_THREAD), "what is repeated is dropped");
    assertFalse(done.operand(0).has(Attribute.CALLS), "what is repeated is dropped");
  }

  @Test
  void theShortFormMakesTheComputation() {
    HloModule module =
        module(
            START
                + "dot-start(a,b), lhs_contracting_dims={1}, rhs_contracting_dims={0},"
                + " async_execution_thread=\"t\", sharding={replicated}, metadata={op_name=\"n\"}\n"
                + UPDATE
                + "dot-update(s)\nd = f32[4,4] dot-done(u)");
    HloInstruction start = module.entry().instruction("s").orElseThrow();
    HloComputation callee = start.get(Attribute.CALLS);
    assertEquals("async_wrapped", callee.name());
    assertEquals("t", callee.executionThread());
    assertEquals(
        List.of("c", "async_wrapped", "e"),
        module.computations().stream().map(HloComputation::name).toList());
    HloInstruction dot = callee.root();
    assertEquals(Opcode.DOT, dot.opcode());
    assertEquals("f32[4,4]{1,0}", dot.shape().toString());
    assertEquals("1", dot.get(Attribute.LHS_CONTRACTING_DIMS).toString());
    assertEquals("n", dot.get(Attribute.METADATA).opName());
    assertFalse(dot.has(Attribute.SHARDING));
    assertEquals("n", start.get(Attribute.METADATA).opName());
    assertFalse(start.has(Attribute.LHS_CONTRACTING_DIMS));
    assertEquals(callee.parameters(), dot.operands());
  }

  @Test
  void generatedComputationsAreNumbered() {
    HloModule module =
        module(
            """
            s = ((f32[4,4]), f32[4,4]) negate-start(a)
            t = ((f32[4,4]), f32[4,4]) abs-start(a)
            d = f32[4,4] negate-done(s)
            f = f32[4,4] abs-done(t)
            """);
    assertEquals(
        Map.of("async_wrapped", Opcode.NEGATE, "async_wrapped.1", Opcode.ABS),
        Map.of(
            module.computations().get(1).name(),
            module.computations().get(1).root().opcode(),
            module.computations().get(2).name(),
            module.computations().get(2).root().opcode()));
  }

  @Test
  void operandsMayComeLate() {
    HloInstruction start =
        start(START + "add-start(a)\n" + UPDATE + "add-update(s, b)\nd = f32[4,4] add-done(u)");
    assertEquals(1, start.operandCount());
    assertEquals(2, start.get(Attribute.CALLS).parameters().size());
  }

  @Test
  void aCalledComputationsParameterShapesWin() {
    HloInstruction start =
        start(
            "s = ((f32[4,4]{0,1}, f32[4,4]{0,1}), f32[4,4], s32[]) call-start(a,b), to_apply=c\n"
                + "d = f32[4,4] call-done(s)");
    HloInstruction call = start.get(Attribute.CALLS).root();
    assertSame(Opcode.CALL, call.opcode());
    assertEquals("f32[4,4]{1,0}", call.operand(0).shape().toString());
  }

  @Test
  void aliasingBelongsToTheOperationThatHasIt() {
    String aliasing = ", output_to_operand_aliasing={{}: (0, {})}\n";
    HloInstruction custom =
        start(START + "custom-call-start(a,b), custom_call_target=\"x\"" + aliasing);
    assertFalse(custom.has(Attribute.OUTPUT_TO_OPERAND_ALIASING));
    assertEquals(
        1, custom.get(Attribute.CALLS).root().get(Attribute.OUTPUT_TO_OPERAND_ALIASING).size());
    HloInstruction add = start(START + "add-start(a,b)" + aliasing);
    assertEquals(1, add.get(Attribute.OUTPUT_TO_OPERAND_ALIASING).size());
  }

  @Test
  void laterNotesReachTheWrappedOperation() {
    HloInstruction start =
        start(START + "add-start(a,b)\nd = f32[4,4] add-done(s), metadata={op_name=\"late\"}");
    assertEquals("late", start.get(Attribute.CALLS).root().get(Attribute.METADATA).opName());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ALL_GATHER_START | (f32[4,4], f32[8,4]) all-gather-start(a), dimensions={0}",
        "ALL_REDUCE_START | f32[4,4] all-reduce-start(a), to_apply=c",
        "COLLECTIVE_PERMUTE_START | (f32[4,4], f32[4,4]) collective-permute-start(a),"
            + " source_target_pairs={{0,1}}",
        "COPY_START | (f32[4,4], f32[4,4], u32[]) copy-start(a)",
      })
  void someOpcodesHaveStartsOfTheirOwn(Opcode opcode, String text) {
    assertEquals(opcode, start("s = " + text).opcode());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "copy-update | copy", "all-gather-update | all-gather", "send-start | send",
        "recv-start | recv", "parameter-start | parameter", "constant-start | constant",
        "async-start-start | async-start", "copy-start-done | copy-start", "foo-start | foo",
      })
  void othersCannotBeWrapped(String opcode, String stem) {
    assertRejected(
        "5:45",
        "expects async wrapped opcode but sees: %s, error: Unknown opcode: %s"
            .formatted(opcode, stem),
        HEAD + START + opcode + "(a, b)\n}");
  }

  private static final String SHAPE =
      "AsyncStart and AsyncUpdate expect the shape to be in the form of ((operand0_shape,"
          + " operand1_shape, ...), output_shape, ...).";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "s = f32[4,4] add-start(a,b)",
        "s = (f32[4,4], f32[4,4]) add-start(a,b)",
        "s = ((f32[4,4], f32[4,4])) add-start(a,b)",
        "s = () async-start(a,b), calls=c",
      })
  void theShapeHoldsOperandsAndResult(String text) {
    int column = text.indexOf(") a") > 0 ? text.indexOf(") a") + 3 : text.indexOf(" add") + 2;
    assertRejected("5:" + column, SHAPE, HEAD + text + "\n}");
  }

  @Test
  void theShapeOfAStartIsMandatory() {
    assertRejected(
        "5:5", "cannot infer shape for opcode: async-start", HEAD + "s = add-start(a,b)\n}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "6:14 | Expect async wrapped opcode to be add, but got multiply | f32[4,4]"
            + " multiply-done(s)",
        "6:14 | expects 1 operands, but has 2 operands | f32[4,4] add-done(s, a)",
        "6:14 | No operand found for AsyncUpdate and AsyncDone | f32[4,4] add-done()",
        "6:14 | AsyncUpdate and AsyncDone expect an asynchronous operation as their first operand."
            + " | f32[4,4] add-done(a)",
        "6:29 | Expect calls to be computation async_wrapped, but got computation c | f32[4,4]"
            + " async-done(s), calls=c",
        "6:29 | Expect async_execution_thread to be main, but got q | f32[4,4] async-done(s),"
            + " async_execution_thread=\"q\"",
        "6:29 | unexpected attribute \"foo\". Allowed attributes: async_execution_thread,"
            + " backend_config, calls, control-predecessors, frontend_attributes, metadata, origin,"
            + " sharding, statistics | f32[4,4] async-done(s), foo=1",
      })
  void theEndMustFitTheStart(String place, String message, String text) {
    assertRejected(place, message, HEAD + START + "add-start(a,b)\nd = " + text + "\n}");
  }

  @Test
  void aChainEndsOnce() {
    assertRejected(
        "7:14",
        "AsyncUpdate and AsyncDone expect an asynchronous operation as their first operand.",
        HEAD + START + "add-start(a,b)\nd = f32[4,4] add-done(s)\nf = f32[4,4] add-done(d)\n}");
  }

  @Test
  void aComputationHasOneAsyncCaller() {
    assertRejected(
        "6:63",
        "Computation c is called by more than one async op.",
        HEAD + START + "async-start(a,b), calls=c\n" + UPDATE + "async-start(a,b), calls=c\n}");
  }

  @Test
  void theGeneralStartNamesItsComputation() {
    assertRejected(
        "6:1", "attribute calls is expected but not seen", HEAD + START + "async-start(a,b)\n}");
  }

  @Test
  void theShortStartTakesTheAttributesOfItsOperation() {
    assertRejected(
        "5:61",
        "unexpected attribute \"calls\". Allowed attributes: async_execution_thread,"
            + " backend_config, control-predecessors, frontend_attributes, metadata, origin,"
            + " output_to_operand_aliasing, sharding, statistics",
        HEAD + START + "add-start(a,b), calls=c\n}");
    assertRejected(
        "5:45", "expects 1 operands, but has 2 operands", HEAD + START + "negate-start(a,b)\n}");
  }
}
