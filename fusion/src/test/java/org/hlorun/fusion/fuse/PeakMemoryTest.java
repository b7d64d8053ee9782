package org.hlorun.fusion.fuse;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.ir.ModuleCloner;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.shape.Shape;
import org.hlorun.language.shape.TupleShape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Fusion lets no more results live at once than it says. What lives is counted here from the
 * instructions of the entry computation in their order, not by the estimate that fusion makes.
 */
class PeakMemoryTest {
  private static final long ELEMENTS = 1 << 16;

  /**
   * Scaled copies of one array that are sorted one after the other: as one kernel that reads the
   * array once, all copies would live at once.
   */
  private static HloModule copies(int count) {
    StringBuilder text =
        new StringBuilder(
            """
            HloModule m
            less { a = f32[] parameter(0) b = f32[] parameter(1) ROOT c = pred[] compare(a, b), direction=LT }
            ENTRY e {
              x = f32[N] parameter(0)
            """);
    for (int i = 0; i < count; i++) {
      text.append(
          """
            cI = f32[] constant(I.5)
            bI = f32[N] broadcast(cI), dimensions={}
            yI = f32[N] multiply(x, bI)
            zI = f32[N] sort(yI), dimensions={0}, to_apply=less
            partI = f32[1] slice(zI), slice={[0:1]}
          """
              .replace("I", Integer.toString(i)));
    }
    text.append("  ROOT r = f32[").append(count).append("] concatenate(");
    for (int i = 0; i < count; i++) {
      text.append(i == 0 ? "part" : ", part").append(i);
    }
    text.append("), dimensions={0}\n}\n");
    return Programs.parse("copies.hlo", text.toString().replace("[N]", "[" + ELEMENTS + "]"));
  }

  /** The most bytes of results that live at once, each from its instruction to its last user. */
  private static long peak(HloModule module) {
    List<HloInstruction> order = module.entry().instructions();
    Map<HloInstruction, Integer> last = new HashMap<>();
    for (int i = 0; i < order.size(); i++) {
      for (HloInstruction operand : order.get(i).operands()) {
        last.put(source(operand), i);
      }
    }
    long[] change = new long[order.size() + 1];
    for (int i = 0; i < order.size(); i++) {
      HloInstruction instruction = order.get(i);
      if (source(instruction) == instruction && instruction.opcode() != Opcode.PARAMETER) {
        change[i] += bytes(instruction.shape());
        change[last.getOrDefault(instruction, i) + 1] -= bytes(instruction.shape());
      }
    }
    long live = 0;
    long peak = 0;
    for (long bytes : change) {
      live += bytes;
      peak = Math.max(peak, live);
    }
    return peak;
  }

  /** The instruction that makes a value: a tuple's parts live as long as one of them is used. */
  private static HloInstruction source(HloInstruction value) {
    return value.opcode() == Opcode.GET_TUPLE_ELEMENT ? source(value.operand(0)) : value;
  }

  private static long bytes(Shape shape) {
    return shape instanceof TupleShape tuple
        ? tuple.elements().stream().mapToLong(PeakMemoryTest::bytes).sum()
        : shape.asArray().elementCount() * shape.asArray().elementType().byteSize();
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 8, 24})
  void fusionKeepsToItsFactor(int count) {
    HloModule original = copies(count);
    HloModule fused = ModuleCloner.clone(original);
    new FusionPass().run(fused);
    double limit = FusionPass.MAX_PEAK_FACTOR * peak(original) + FusionPass.PEAK_ALLOWANCE_BYTES;
    assertTrue(peak(fused) <= limit, () -> peak(fused) + " of " + peak(original) + "\n" + fused);
  }

  /** One by one, a copy and its factors live at once, or a copy and what is sorted of it. */
  @Test
  void oneByOneTwoArraysAreAlive() {
    long arrays = 2 * 4 * ELEMENTS;
    long peak = peak(copies(8));
    assertTrue(peak >= arrays && peak < arrays + 100, "peak " + peak);
  }
}
