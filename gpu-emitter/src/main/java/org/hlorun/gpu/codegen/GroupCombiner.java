package org.hlorun.gpu.codegen;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.hlorun.gpu.schedule.KernelSchedule;
import org.hlorun.kernelir.codegen.LlvmText;
import org.hlorun.kernelir.codegen.Operand;
import org.hlorun.kernelir.codegen.Operands;
import org.hlorun.kernelir.ir.BinaryKind;
import org.hlorun.kernelir.ir.Block;
import org.hlorun.kernelir.ir.Operation;
import org.hlorun.kernelir.ir.ScalarType;
import org.hlorun.kernelir.ir.Value;

/**
 * Joins the carried values of the threads of a group: pairs of lanes whose numbers differ in one
 * bit, bit by bit, the lower lane on the left; then those of the warps likewise through shared
 * memory. All threads get the same result, whatever the order in which they run.
 */
final class GroupCombiner {
  private static final int SLOT = 8;

  private final LlvmText text;
  private final Operands operands;
  private final Function<Block, List<Operand>> blocks;
  private final ThreadGroup group;
  private final WarpShuffle shuffle;
  private final String symbol;
  private int slots;

  GroupCombiner(
      LlvmText text,
      Operands operands,
      Function<Block, List<Operand>> blocks,
      ThreadGroup group,
      String kernel) {
    this.text = text;
    this.operands = operands;
    this.blocks = blocks;
    this.group = group;
    this.shuffle = new WarpShuffle(text);
    this.symbol = kernel + "_warps";
  }

  /** The definition of the shared memory that is used. */
  String globals() {
    return slots == 0
        ? ""
        : "@%s = internal addrspace(3) global [%d x i8] undef, align 16\n"
            .formatted(symbol, slots * SLOT);
  }

  /** Replaces the results of a loop, which are each thread's, by those of the whole group. */
  void combine(Operation.Loop loop) {
    List<Value> results = loop.carries().stream().map(Operation.Carry::result).toList();
    List<String> values = new ArrayList<>();
    results.forEach(result -> values.add(operands.scalar(result)));
    List<String> totals = tree(loop, values, KernelSchedule.WARP / 2);
    int warps = group.size() / KernelSchedule.WARP;
    if (warps > 1) {
      totals = tree(loop, exchange(results, totals, warps), warps / 2);
    }
    for (int i = 0; i < results.size(); i++) {
      operands.put(results.get(i), new Operand(totals.get(i), false));
    }
  }

  private List<String> tree(Operation.Loop loop, List<String> values, int widest) {
    List<String> current = values;
    for (int distance = widest; distance >= 1; distance /= 2) {
      current = step(loop, current, distance);
    }
    return current;
  }

  private List<String> step(Operation.Loop loop, List<String> values, int distance) {
    Operation.Combiner combiner = loop.combiner();
    boolean symmetric = isSymmetric(combiner);
    String low =
        symmetric
            ? null
            : text.assign(
                "icmp eq i32 %s, 0"
                    .formatted(text.assign("and i32 %s, %d".formatted(group.thread(), distance))));
    for (int i = 0; i < values.size(); i++) {
      ScalarType type = combiner.lefts().get(i).type();
      String own = values.get(i);
      String other = shuffle.exchange(type, own, distance);
      put(combiner.lefts().get(i), symmetric ? own : select(type, low, own, other));
      put(combiner.rights().get(i), symmetric ? other : select(type, low, other, own));
    }
    return blocks.apply(combiner.body()).stream().map(Operand::text).toList();
  }

  private void put(Value value, String register) {
    operands.put(value, new Operand(register, false));
  }

  private String select(ScalarType type, String condition, String onTrue, String onFalse) {
    String name = LlvmText.type(type);
    return text.assign(
        "select i1 %s, %s %s, %s %s".formatted(condition, name, onTrue, name, onFalse));
  }

  /** Whether left and right may be exchanged: each value has one commutative operation. */
  private static boolean isSymmetric(Operation.Combiner combiner) {
    List<Operation> operations = combiner.body().operations();
    if (operations.size() != combiner.lefts().size()) {
      return false;
    }
    for (int i = 0; i < operations.size(); i++) {
      boolean plain =
          operations.get(i) instanceof Operation.Binary op
              && isCommutative(op.kind())
              && op.lhs() == combiner.lefts().get(i)
              && op.rhs() == combiner.rights().get(i)
              && op.result() == combiner.body().yields().get(i);
      if (!plain) {
        return false;
      }
    }
    return true;
  }

  private static boolean isCommutative(BinaryKind kind) {
    return switch (kind) {
      case ADD, MUL, AND, OR, XOR, SMIN, SMAX, UMIN, UMAX, FADD, FMUL, FMIN, FMAX -> true;
      default -> false;
    };
  }

  /** Lane {@code i} of every warp gets the values of warp {@code i % warps}. */
  private List<String> exchange(List<Value> results, List<String> values, int warps) {
    slots = Math.max(slots, results.size() * warps);
    String base = group.shared(symbol, 0, 0);
    String warp = text.assign("lshr i32 %s, 5".formatted(group.thread()));
    String inWarp = text.assign("and i32 %s, 31".formatted(group.thread()));
    group.barrier();
    String first = text.freshLabel("first");
    String done = text.freshLabel("stored");
    text.branch(text.assign("icmp eq i32 %s, 0".formatted(inWarp)), first, done);
    text.label(first);
    for (int i = 0; i < results.size(); i++) {
      String stored = shuffle.toMemory(results.get(i).type(), values.get(i));
      text.line(
          "store %s %s, ptr %s, align %d"
              .formatted(
                  shuffle.memoryType(results.get(i).type()),
                  stored,
                  slot(base, i * warps, warp),
                  SLOT));
    }
    text.jump(done);
    text.label(done);
    group.barrier();
    String from = text.assign("and i32 %s, %d".formatted(inWarp, warps - 1));
    List<String> loaded = new ArrayList<>();
    for (int i = 0; i < results.size(); i++) {
      ScalarType type = results.get(i).type();
      String value =
          text.assign(
              "load %s, ptr %s, align %d"
                  .formatted(shuffle.memoryType(type), slot(base, i * warps, from), SLOT));
      loaded.add(shuffle.fromMemory(type, value));
    }
    return loaded;
  }

  private String slot(String base, int start, String number) {
    String index = text.assign("add nuw nsw i32 %s, %d".formatted(number, start));
    return text.assign("getelementptr i64, ptr %s, i32 %s".formatted(base, index));
  }
}
