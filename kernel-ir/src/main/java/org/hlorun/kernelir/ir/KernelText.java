package org.hlorun.kernelir.ir;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Kernels as text. Values are numbered in order of appearance and buffers named by position, so
 * that kernels that differ in names only have the same text.
 */
public final class KernelText {
  private final StringBuilder text = new StringBuilder();
  private final Map<Value, String> names = new HashMap<>();
  private final Map<Buffer, String> bufferNames = new HashMap<>();
  private int depth = 1;

  private KernelText() {}

  /** The text of a kernel, its name left out. */
  public static String of(Kernel kernel) {
    KernelText printer = new KernelText();
    printer.print(kernel);
    return printer.text.toString();
  }

  private void print(Kernel kernel) {
    text.append("kernel (");
    List<String> parts = new ArrayList<>();
    for (Buffer buffer : kernel.buffers()) {
      String name = "%b" + bufferNames.size();
      bufferNames.put(buffer, name);
      parts.add(word(buffer.role()) + " " + name + ": " + elements(buffer));
    }
    text.append(String.join(", ", parts)).append(") {\n");
    for (Buffer local : kernel.locals()) {
      String name = "%l" + bufferNames.size();
      bufferNames.put(local, name);
      line(word(local.role()) + " " + name + ": " + elements(local));
    }
    print(kernel.body());
    text.append("}\n");
  }

  private static String elements(Buffer buffer) {
    boolean isAny = buffer.count() == Buffer.ANY_COUNT;
    String count = isAny ? buffer.isStreamed() ? "many" : "any" : Long.toString(buffer.count());
    return buffer.type() + "[" + count + "]";
  }

  private void line(String content) {
    text.repeat("  ", depth).append(content).append('\n');
  }

  private void print(Block block) {
    block.operations().forEach(this::print);
    if (!block.yields().isEmpty()) {
      line("yield " + list(block.yields()));
    }
  }

  private void nested(Block block) {
    depth++;
    print(block);
    depth--;
  }

  private void print(Operation operation) {
    switch (operation) {
      case Operation.Constant op -> define(op, "const 0x" + Long.toHexString(op.bits()));
      case Operation.Index op -> define(op, "index " + index(op.index()));
      case Operation.Unary op -> define(op, word(op.kind()) + " " + name(op.operand()));
      case Operation.Binary op ->
          define(op, word(op.kind()) + " " + name(op.lhs()) + ", " + name(op.rhs()));
      case Operation.Compare op ->
          define(
              op, "compare " + word(op.predicate()) + " " + name(op.lhs()) + ", " + name(op.rhs()));
      case Operation.Select op ->
          define(op, "select " + list(List.of(op.condition(), op.onTrue(), op.onFalse())));
      case Operation.Fma op -> define(op, "fma " + list(List.of(op.a(), op.b(), op.c())));
      case Operation.Cast op -> define(op, word(op.kind()) + " " + name(op.operand()));
      case Operation.Call op -> define(op, "call " + op.function() + " " + list(op.arguments()));
      case Operation.Lookup op ->
          define(op, "lookup " + name(op.index()) + " " + numbers(op.table()));
      case Operation.Load op ->
          define(op, "load " + place(op.buffer(), op.index()) + mask(op.mask()));
      case Operation.Store op ->
          line(
              "store "
                  + name(op.value())
                  + ", "
                  + place(op.buffer(), op.index())
                  + mask(op.mask()));
      case Operation.Prefetch op -> line("prefetch " + place(op.buffer(), op.index()));
      case Operation.Loop op -> printLoop(op);
      case Operation.If op -> printIf(op);
      case Operation.While op -> printWhile(op);
      case BlockOperation op -> print(op);
    }
  }

  /** The bits of a table's numbers. */
  private static String numbers(LookupTable table) {
    return IntStream.range(0, table.size())
        .mapToObj(i -> "0x" + Long.toHexString(table.bits(i)))
        .collect(Collectors.joining(", "));
  }

  private void print(BlockOperation operation) {
    switch (operation) {
      case BlockOperation.Barrier op -> line("barrier");
      case BlockOperation.AsyncCopy op ->
          line(
              "async_copy "
                  + place(op.to(), op.toIndex())
                  + ", "
                  + place(op.from(), op.fromIndex())
                  + mask(op.mask()));
      case BlockOperation.AsyncCommit op -> line("async_commit");
      case BlockOperation.AsyncWait op -> line("async_wait " + op.pending());
      case BlockOperation.LoadMatrices op ->
          define(
              op.results(),
              (op.transposed() ? "load_matrices transposed " : "load_matrices ")
                  + place(op.buffer(), op.index()));
      case BlockOperation.MultiplyMatrices op ->
          define(
              op.results(),
              "multiply_matrices %s (%s) (%s) (%s)"
                  .formatted(word(op.factors()), list(op.a()), list(op.b()), list(op.c())));
      case BlockOperation.ExchangeLanes op ->
          define(List.of(op.result()), "exchange_lanes " + name(op.value()) + " " + op.distance());
      case BlockOperation.PackFactors op ->
          define(
              List.of(op.result()),
              "pack_factors " + word(op.factors()) + " " + list(List.of(op.low(), op.high())));
      case BlockOperation.PowerOfTwo op ->
          define(List.of(op.result()), "power_of_two " + name(op.exponent()));
      case WarpgroupOperation op -> print(op);
    }
  }

  private void print(WarpgroupOperation operation) {
    line(
        switch (operation) {
          case WarpgroupOperation.MakeBarrier op ->
              "make_barrier " + place(op.barriers(), op.index()) + " of " + op.arrivals();
          case WarpgroupOperation.PublishBarriers op -> "publish_barriers";
          case WarpgroupOperation.Arrive op -> "arrive " + place(op.barriers(), op.index());
          case WarpgroupOperation.Expect op ->
              "arrive " + place(op.barriers(), op.index()) + " expecting " + op.bytes();
          case WarpgroupOperation.AwaitPhase op ->
              "await " + place(op.barriers(), op.index()) + ", " + index(op.parity());
          case WarpgroupOperation.CopyBox op ->
              "copy_box %s, %s%s, %s"
                  .formatted(
                      place(op.to(), op.toIndex()),
                      bufferNames.get(op.map()),
                      op.position().stream().map(this::index).toList(),
                      place(op.barriers(), op.barrier()));
          case WarpgroupOperation.MultiplyTiles op ->
              "%s = multiply_tiles %s %s, %s (%s)"
                  .formatted(
                      list(op.results()),
                      word(op.factors()),
                      tile(op.a()),
                      tile(op.b()),
                      list(op.sums()));
          case WarpgroupOperation.MultiplyRegisters op ->
              "%s = multiply_registers %s (%s), %s (%s)"
                  .formatted(
                      list(op.results()),
                      word(op.factors()),
                      list(op.a()),
                      tile(op.b()),
                      list(op.sums()));
        });
  }

  private String tile(WarpgroupOperation.Tile tile) {
    return (tile.turned() ? "turned " : "") + place(tile.buffer(), tile.index());
  }

  private void define(Operation.Pure operation, String content) {
    line(name(operation.result()) + ": " + operation.result().type() + " = " + content);
  }

  private void define(List<Value> results, String content) {
    line(list(results) + " = " + content);
  }

  private void printLoop(Operation.Loop loop) {
    LoopSchedule schedule = loop.schedule();
    String how =
        word(schedule.kind())
            + (schedule.width() > 1 ? " " + schedule.width() : "")
            + (schedule.unroll() > 1 ? " unroll " + schedule.unroll() : "");
    String results = results(loop.carries()) + how + " " + name(loop.variable());
    String limit = loop.limit() == null ? "" : " below " + name(loop.limit());
    line(results + " in 0.." + loop.count() + limit + carried(loop.carries()) + " {");
    nested(loop.body());
    if (loop.combiner() != null) {
      line(
          "} combine ("
              + list(loop.combiner().lefts())
              + ") ("
              + list(loop.combiner().rights())
              + ") {");
      nested(loop.combiner().body());
    }
    line("}");
  }

  private void printIf(Operation.If branch) {
    String results = branch.results().isEmpty() ? "" : list(branch.results()) + " = ";
    line(results + "if " + name(branch.condition()) + " {");
    nested(branch.onTrue());
    line("} else {");
    nested(branch.onFalse());
    line("}");
  }

  private void printWhile(Operation.While loop) {
    line(results(loop.carries()) + "while" + carried(loop.carries()) + " {");
    nested(loop.condition());
    line("} do {");
    nested(loop.body());
    line("}");
  }

  private String results(List<Operation.Carry> carries) {
    return carries.isEmpty()
        ? ""
        : list(carries.stream().map(Operation.Carry::result).toList()) + " = ";
  }

  private String carried(List<Operation.Carry> carries) {
    return carries.isEmpty()
        ? ""
        : carries.stream()
            .map(carry -> name(carry.parameter()) + " = " + name(carry.initial()))
            .collect(Collectors.joining(", ", " carry (", ")"));
  }

  private String place(Buffer buffer, IndexExpr index) {
    return bufferNames.get(buffer) + "[" + index(index) + "]";
  }

  private String mask(Value mask) {
    return mask == null ? "" : " where " + name(mask);
  }

  private String list(List<Value> values) {
    StringBuilder list = new StringBuilder();
    for (Value value : values) {
      list.append(list.isEmpty() ? "" : ", ").append(name(value));
    }
    return list.toString();
  }

  private String name(Value value) {
    String known = names.get(value);
    if (known == null) {
      known = "%" + names.size();
      names.put(value, known);
    }
    return known;
  }

  private static String word(Enum<?> kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  private String index(IndexExpr expr) {
    StringBuilder sum = new StringBuilder();
    for (int i = 0; i < expr.size(); i++) {
      sum.append(sum.isEmpty() ? "" : " + ").append(atom(expr.atom(i)));
      if (expr.factor(i) != 1) {
        sum.append('*').append(expr.factor(i));
      }
    }
    if (expr.constant() != 0 || sum.isEmpty()) {
      sum.append(sum.isEmpty() ? "" : " + ").append(expr.constant());
    }
    return sum.toString();
  }

  private String atom(IndexExpr.Atom atom) {
    if (atom instanceof IndexExpr.Variable variable) {
      return name(variable.value());
    }
    String dividend = "(" + index(atom.dividend()) + ")";
    return atom instanceof IndexExpr.Quotient quotient
        ? dividend + "/" + quotient.divisor()
        : dividend + "%" + ((IndexExpr.Remainder) atom).divisor();
  }
}
