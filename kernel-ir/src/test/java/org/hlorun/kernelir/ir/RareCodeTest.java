package org.hlorun.kernelir.ir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.hlorun.kernelir.codegen.KernelEmitter;
import org.junit.jupiter.api.Test;

/** What is only needed where a flag is true that seldom is. */
class RareCodeTest {
  private final KernelBuilder builder = new KernelBuilder();
  private final Buffer input = new Buffer("in", ScalarType.F32, 64, Buffer.Role.INPUT);
  private final Buffer output = new Buffer("out", ScalarType.F32, 64, Buffer.Role.OUTPUT);
  private Value x;
  private Value flag;

  /** A kernel of one loop, whose body gets the element, and a flag that seldom is true. */
  private Block body(LoopSchedule schedule, Runnable code) {
    builder.loop(
        64,
        schedule,
        i -> {
          x = builder.load(input, i, null);
          Value isNan = builder.compare(Predicate.UNO, x, x);
          flag = builder.unary(UnaryKind.SELDOM, isNan);
          code.run();
        });
    Kernel kernel = builder.build("k", List.of(input, output));
    assertEquals(List.of(), KernelVerifier.problems(kernel));
    return kernel.body().operations().stream()
        .filter(Operation.Loop.class::isInstance)
        .map(loop -> ((Operation.Loop) loop).body())
        .findFirst()
        .orElseThrow();
  }

  private static RareCode code(Block block) {
    return RareCode.of(block, Set.of());
  }

  private static List<Operation> rare(Block block) {
    RareCode code = code(block);
    return block.operations().stream().filter(code::covers).toList();
  }

  private Value sqrt(Value a) {
    return builder.unary(UnaryKind.SQRT, a);
  }

  private Value floor(Value a) {
    return builder.unary(UnaryKind.FLOOR, a);
  }

  private void store(Value value) {
    builder.store(output, IndexExpr.constant(0), value, null);
  }

  private static List<UnaryKind> kinds(List<Operation> operations) {
    return operations.stream().map(op -> ((Operation.Unary) op).kind()).toList();
  }

  @Test
  void whatOnlyTheSelectNeedsIsRare() {
    Block block = body(LoopSchedule.SERIAL, () -> store(builder.select(flag, sqrt(floor(x)), x)));
    assertEquals(List.of(UnaryKind.FLOOR, UnaryKind.SQRT), kinds(rare(block)));
    RareCode code = code(block);
    assertEquals(2, code.size());
    int select = block.operations().size() - 2;
    assertEquals(1, code.selects(select));
    assertEquals(rare(block), code.before(select));
  }

  /** The usual value, another result and an address need what they need whatever the flag is. */
  @Test
  void whatOthersNeedIsNot() {
    Block block =
        body(
            LoopSchedule.SERIAL,
            () -> {
              Value both = floor(x);
              store(builder.select(flag, sqrt(both), both));
            });
    assertEquals(List.of(UnaryKind.SQRT), kinds(rare(block)));
  }

  /** Selects side by side have their code together; of others each has its own. */
  @Test
  void groups() {
    Block block =
        body(
            LoopSchedule.SERIAL,
            () -> {
              Value shared = floor(x);
              Value a = sqrt(shared);
              Value b = builder.unary(UnaryKind.CEIL, shared);
              Value c = builder.unary(UnaryKind.TRUNC, shared);
              Value first = builder.select(flag, a, x);
              Value second = builder.select(flag, b, x);
              Value sum = builder.binary(BinaryKind.FADD, first, second);
              store(builder.select(flag, c, sum));
            });
    assertEquals(List.of(UnaryKind.SQRT, UnaryKind.CEIL, UnaryKind.TRUNC), kinds(rare(block)));
    RareCode code = code(block);
    List<Integer> sizes =
        IntStream.range(0, block.operations().size())
            .map(code::selects)
            .filter(count -> count > 0)
            .boxed()
            .toList();
    assertEquals(List.of(2, 1, 1), sizes);
  }

  @Test
  void otherFlagsHaveNone() {
    Block block =
        body(
            LoopSchedule.SERIAL,
            () -> {
              Value often = builder.compare(Predicate.OLT, x, floor(x));
              store(builder.select(often, sqrt(x), x));
            });
    assertEquals(List.of(), rare(block));
  }

  /** Vectors branch if any lane has the flag; without rare code there is no branch. */
  @Test
  void vectorsBranchOverIt() {
    body(LoopSchedule.vector(16, 1), () -> store(builder.select(flag, sqrt(x), x)));
    String text = KernelEmitter.emit(builder.build("k", List.of(input, output)), 64);
    int branch = text.indexOf("!prof !0");
    assertTrue(text.contains("call i1 @llvm.vector.reduce.or.v16i1"), text);
    assertTrue(branch > 0 && branch < text.indexOf("call <16 x float> @llvm.sqrt"), text);
    assertTrue(text.endsWith("!0 = !{!\"branch_weights\", i32 1, i32 1000}\n"), text);
  }
}
