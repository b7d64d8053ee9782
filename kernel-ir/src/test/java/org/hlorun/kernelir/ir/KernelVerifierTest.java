package org.hlorun.kernelir.ir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** A kernel for every rule of {@link KernelVerifier} that breaks it, and one that breaks none. */
class KernelVerifierTest {
  private static final Buffer IN = new Buffer("in", ScalarType.F32, 8, Buffer.Role.INPUT);
  private static final Buffer OUT = new Buffer("out", ScalarType.F32, 8, Buffer.Role.OUTPUT);
  private static final Buffer SHARED = new Buffer("s", ScalarType.F32, 8, Buffer.Role.SHARED);
  private static final IndexExpr ZERO = IndexExpr.constant(0);

  private final Value real = new Value(ScalarType.F32);
  private final Value other = new Value(ScalarType.F32);
  private final Value integer = new Value(ScalarType.I64);
  private final Value truth = new Value(ScalarType.I1);
  private final Operation one = new Operation.Constant(real, 0x3F80_0000L);
  private final Operation two = new Operation.Constant(integer, 2);
  private final Operation yes = new Operation.Constant(truth, 1);

  private static List<String> problems(Operation... operations) {
    Block body = new Block(List.of(operations), List.of());
    return KernelVerifier.problems(new Kernel("k", List.of(IN, OUT), List.of(SHARED), body));
  }

  private static Block block(Operation operation, Value yield) {
    return new Block(List.of(operation), List.of(yield));
  }

  private Operation loop(LoopSchedule schedule, Block body, Operation.Combiner combiner) {
    Operation.Carry carry = new Operation.Carry(new Value(ScalarType.F32), other, real);
    return new Operation.Loop(
        new Value(ScalarType.I64), 4, schedule, List.of(carry), body, combiner);
  }

  @Test
  void aKernelThatBreaksNoRuleIsValid() {
    Value sum = new Value(ScalarType.F32);
    Value left = new Value(ScalarType.F32);
    Value right = new Value(ScalarType.F32);
    Value joined = new Value(ScalarType.F32);
    Operation next = new Operation.Binary(sum, BinaryKind.FADD, other, real);
    Operation join = new Operation.Binary(joined, BinaryKind.FADD, left, right);
    Operation.Combiner combiner =
        new Operation.Combiner(List.of(left), List.of(right), block(join, joined));
    Operation loop = loop(LoopSchedule.vector(4, 1), block(next, sum), combiner);
    assertEquals(List.of(), problems(one, yes, loop, new Operation.Store(OUT, ZERO, real, truth)));
  }

  @TestFactory
  Stream<DynamicTest> rulesThatAreBrokenAreNamed() {
    Value sum = new Value(ScalarType.F32);
    Operation inside = new Operation.Binary(sum, BinaryKind.FADD, real, real);
    IndexExpr byReal = IndexExpr.variable(real, 0, 7);
    Operation.Carry counted = new Operation.Carry(new Value(ScalarType.F32), other, real);
    Map<String, List<Operation>> broken =
        Map.ofEntries(
            Map.entry("K1: a value is defined twice", List.of(one, one)),
            Map.entry(
                "K2: a value is used where it is not known",
                List.of(new Operation.Store(OUT, ZERO, real, null))),
            Map.entry(
                "K3: FADD of i64",
                List.of(
                    two,
                    new Operation.Binary(
                        new Value(ScalarType.I64), BinaryKind.FADD, integer, integer))),
            Map.entry(
                "K3: fma of different types",
                List.of(
                    two,
                    one,
                    new Operation.Fma(new Value(ScalarType.F32), integer, integer, real))),
            Map.entry(
                "K3: TRUNCATE of f32 to i64",
                List.of(
                    one, new Operation.Cast(new Value(ScalarType.I64), CastKind.TRUNCATE, real))),
            Map.entry(
                "K3: the index of a lookup of different types",
                List.of(
                    two,
                    new Operation.Lookup(
                        new Value(ScalarType.F32), new LookupTable(1, 2), integer))),
            Map.entry(
                "K3: a constant has more bits",
                List.of(new Operation.Constant(new Value(ScalarType.I8), 256))),
            Map.entry(
                "K4: a store to an input", List.of(one, new Operation.Store(IN, ZERO, real, null))),
            Map.entry(
                "K4: a store of another type",
                List.of(two, new Operation.Store(OUT, ZERO, integer, null))),
            Map.entry(
                "K5: an index variable is no i64",
                List.of(one, new Operation.Store(OUT, byReal, real, null))),
            Map.entry(
                "K6: the body yields 0 of 1 values",
                List.of(one, loop(LoopSchedule.SERIAL, new Block(List.of(), List.of()), null))),
            Map.entry(
                "K6: a vector loop carries values that nothing combines",
                List.of(one, loop(LoopSchedule.vector(4, 1), block(inside, sum), null))),
            Map.entry(
                "K7: a branch yields something else than the results",
                List.of(
                    one,
                    yes,
                    new Operation.If(
                        List.of(new Value(ScalarType.F32)),
                        truth,
                        block(inside, sum),
                        new Block(List.of(), List.of())))),
            Map.entry(
                "K7: the condition of a while yields no single i1",
                List.of(
                    one,
                    new Operation.While(
                        List.of(counted),
                        new Block(List.of(), List.of(other)),
                        new Block(List.of(), List.of(other))))),
            Map.entry(
                "K8: a condition is no i1",
                List.of(one, new Operation.Store(OUT, ZERO, real, real))),
            Map.entry(
                "K9: threads meet outside of a loop over threads",
                List.of(new BlockOperation.Barrier())),
            Map.entry(
                "K9: shared memory outside of a loop over threads",
                List.of(one, new Operation.Store(SHARED, ZERO, real, null))));
    return broken.entrySet().stream()
        .map(
            entry ->
                DynamicTest.dynamicTest(
                    entry.getKey(),
                    () -> {
                      List<String> found = problems(entry.getValue().toArray(Operation[]::new));
                      assertTrue(found.contains(entry.getKey()), found::toString);
                    }));
  }
}
