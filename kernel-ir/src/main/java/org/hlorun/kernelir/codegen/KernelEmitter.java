package org.hlorun.kernelir.codegen;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hlorun.kernelir.ir.Block;
import org.hlorun.kernelir.ir.Buffer;
import org.hlorun.kernelir.ir.Kernel;
import org.hlorun.kernelir.ir.LoopSchedule;
import org.hlorun.kernelir.ir.Operation;
import org.hlorun.kernelir.ir.Value;

/**
 * Writes a kernel as LLVM IR: a function {@code void name(ptr arguments, i64 begin, i64 end)},
 * where {@code arguments} points to the addresses of the buffers, and {@code [begin, end)} is the
 * range of the outermost parallel loop to run (ignored if there is none).
 */
public final class KernelEmitter {
  private static final String FLAGS =
      "attributes #0 = { nounwind \"prefer-vector-width\"=\"512\" \"no-trapping-math\"=\"true\""
          + " }\n";

  private final LlvmText text = new LlvmText();
  private final Operands operands = new Operands(text);
  private final IndexEmitter indices = new IndexEmitter(text, operands);
  private final Map<Buffer, String> pointers = new HashMap<>();
  private final MemoryEmitter memory = new MemoryEmitter(text, operands, indices, pointers);
  private final ArithmeticEmitter arithmetic = new ArithmeticEmitter(text, operands);
  private final VectorLoopEmitter vectorLoops = new VectorLoopEmitter(text, operands, this::emit);
  private final Operation.Loop parallel;

  private KernelEmitter(Kernel kernel) {
    parallel = kernel.parallelLoop();
  }

  /** The module text of one kernel, with its declarations. */
  public static String emit(Kernel kernel) {
    KernelEmitter emitter = new KernelEmitter(kernel);
    emitter.prologue(kernel);
    emitter.emit(kernel.body());
    emitter.text.line("ret void");
    return "@zeros = internal constant [16 x i8] zeroinitializer, align 16\n"
        + String.join("\n", emitter.text.declarations())
        + "\ndefine void @"
        + kernel.name()
        + "(ptr noalias readonly %args, i64 %begin, i64 %end) #0 {\nentry:\n"
        + emitter.text.body()
        + "}\n"
        + FLAGS;
  }

  private void prologue(Kernel kernel) {
    for (int i = 0; i < kernel.buffers().size(); i++) {
      String address = text.assign("getelementptr ptr, ptr %args, i64 " + i);
      pointers.put(kernel.buffers().get(i), text.assign("load ptr, ptr " + address));
    }
    for (Buffer local : kernel.locals()) {
      pointers.put(
          local,
          text.assign(
              "alloca [%d x %s], align 64".formatted(local.count(), LlvmText.type(local.type()))));
    }
  }

  /** Writes the operations of a block and gives the texts of its yields. */
  private List<Operand> emit(Block block) {
    block.operations().forEach(this::emit);
    return block.yields().stream().map(operands::get).toList();
  }

  private void emit(Operation operation) {
    switch (operation) {
      case Operation.Constant op -> arithmetic.constant(op);
      case Operation.Index op -> emitIndex(op);
      case Operation.Unary op -> arithmetic.unary(op);
      case Operation.Binary op -> arithmetic.binary(op);
      case Operation.Compare op -> arithmetic.compare(op);
      case Operation.Select op -> arithmetic.select(op);
      case Operation.Fma op -> arithmetic.fma(op);
      case Operation.Cast op -> arithmetic.cast(op);
      case Operation.Call op -> arithmetic.call(op);
      case Operation.Load op -> memory.load(op);
      case Operation.Store op -> memory.store(op);
      case Operation.Loop op -> emitLoop(op);
      case Operation.If op -> emitIf(op);
      case Operation.While op -> emitWhile(op);
    }
  }

  private void emitIndex(Operation.Index op) {
    boolean vector = indices.isVector(op.index());
    String register = vector ? indices.vector(op.index()) : indices.scalar(op.index());
    operands.put(op.result(), new Operand(register, vector));
  }

  private void emitLoop(Operation.Loop loop) {
    if (loop == parallel) {
      serialLoop(loop, "%begin", "%end", true);
    } else if (loop.schedule().kind() == LoopSchedule.Kind.VECTOR && operands.lanes() == null) {
      vectorLoops.emit(loop);
    } else if (loop.schedule().kind() == LoopSchedule.Kind.UNROLLED) {
      unrolledLoop(loop);
    } else {
      serialLoop(loop, "0", Long.toString(loop.count()), loop.count() == 0);
    }
  }

  private void unrolledLoop(Operation.Loop loop) {
    List<Value> current = loop.carries().stream().map(Operation.Carry::initial).toList();
    List<Operand> carried = current.stream().map(operands::get).toList();
    for (long i = 0; i < loop.count(); i++) {
      operands.put(loop.variable(), new Operand(Long.toString(i), false));
      bind(loop.carries(), carried);
      carried = emit(loop.body());
    }
    for (int i = 0; i < carried.size(); i++) {
      operands.put(loop.carries().get(i).result(), carried.get(i));
    }
  }

  private void bind(List<Operation.Carry> carries, List<Operand> carried) {
    for (int i = 0; i < carried.size(); i++) {
      operands.put(carries.get(i).parameter(), carried.get(i));
    }
  }

  /** Inside a vector loop carried values are vectors throughout: they may come to vary. */
  private void serialLoop(Operation.Loop loop, String from, String to, boolean mayBeEmpty) {
    boolean vector = operands.lanes() != null;
    List<String> initial = new ArrayList<>();
    loop.carries().forEach(carry -> initial.add(operands.as(carry.initial(), vector)));
    String head = text.freshLabel("loop");
    String exit = text.freshLabel("exit");
    String before = text.block();
    if (mayBeEmpty) {
      text.branch(text.assign("icmp slt i64 %s, %s".formatted(from, to)), head, exit);
    } else {
      text.jump(head);
    }
    text.label(head);
    String variable = text.fresh();
    List<String> parameters = registers(loop.carries());
    int phis = text.mark();
    operands.put(loop.variable(), new Operand(variable, false));
    bindRegisters(loop.carries(), parameters, vector);
    emit(loop.body());
    List<String> yields = new ArrayList<>();
    loop.body().yields().forEach(value -> yields.add(operands.as(value, vector)));
    String next = text.assign("add nuw nsw i64 %s, 1".formatted(variable));
    String more = text.assign("icmp slt i64 %s, %s".formatted(next, to));
    String last = text.block();
    text.branch(more, head, exit);
    StringBuilder phiText = new StringBuilder(phi(variable, "i64", from, before, next, last));
    for (int i = 0; i < parameters.size(); i++) {
      phiText.append(
          phi(
              parameters.get(i),
              type(loop, i, vector),
              initial.get(i),
              before,
              yields.get(i),
              last));
    }
    text.insert(phis, phiText.toString());
    text.label(exit);
    for (int i = 0; i < parameters.size(); i++) {
      String result = yields.get(i);
      if (mayBeEmpty) {
        result = text.fresh();
        text.line(
            phi(result, type(loop, i, vector), initial.get(i), before, yields.get(i), last)
                .strip());
      }
      operands.put(loop.carries().get(i).result(), new Operand(result, vector));
    }
  }

  private String type(Operation.Loop loop, int carry, boolean vector) {
    return operands.type(loop.carries().get(carry).result().type(), vector);
  }

  static String phi(
      String register, String type, String first, String before, String next, String last) {
    return "  %s = phi %s [ %s, %%%s ], [ %s, %%%s ]\n"
        .formatted(register, type, first, before, next, last);
  }

  private List<String> registers(List<Operation.Carry> carries) {
    List<String> registers = new ArrayList<>();
    carries.forEach(carry -> registers.add(text.fresh()));
    return registers;
  }

  private void bindRegisters(
      List<Operation.Carry> carries, List<String> registers, boolean vector) {
    for (int i = 0; i < registers.size(); i++) {
      operands.put(carries.get(i).parameter(), new Operand(registers.get(i), vector));
    }
  }

  private void emitIf(Operation.If branch) {
    boolean vector = operands.lanes() != null;
    String onTrue = text.freshLabel("then");
    String onFalse = text.freshLabel("else");
    String join = text.freshLabel("join");
    text.branch(operands.scalar(branch.condition()), onTrue, onFalse);
    text.label(onTrue);
    List<String> trueValues = yields(branch.onTrue(), vector);
    String trueEnd = text.block();
    text.jump(join);
    text.label(onFalse);
    List<String> falseValues = yields(branch.onFalse(), vector);
    String falseEnd = text.block();
    text.jump(join);
    text.label(join);
    for (int i = 0; i < branch.results().size(); i++) {
      Value result = branch.results().get(i);
      String register = text.fresh();
      String type = operands.type(result.type(), vector);
      text.line(
          phi(register, type, trueValues.get(i), trueEnd, falseValues.get(i), falseEnd).strip());
      operands.put(result, new Operand(register, vector));
    }
  }

  private List<String> yields(Block block, boolean vector) {
    emit(block);
    List<String> result = new ArrayList<>();
    block.yields().forEach(value -> result.add(operands.as(value, vector)));
    return result;
  }

  private void emitWhile(Operation.While loop) {
    if (operands.lanes() != null) {
      throw new IllegalStateException("a while loop cannot run inside a vector loop");
    }
    List<String> initial = new ArrayList<>();
    loop.carries().forEach(carry -> initial.add(operands.scalar(carry.initial())));
    String head = text.freshLabel("while");
    String bodyLabel = text.freshLabel("do");
    String exit = text.freshLabel("done");
    String before = text.block();
    text.jump(head);
    text.label(head);
    List<String> parameters = registers(loop.carries());
    int phis = text.mark();
    bindRegisters(loop.carries(), parameters, false);
    List<String> test = yields(loop.condition(), false);
    text.branch(test.getFirst(), bodyLabel, exit);
    text.label(bodyLabel);
    List<String> yields = yields(loop.body(), false);
    String last = text.block();
    text.jump(head);
    StringBuilder phiText = new StringBuilder();
    for (int i = 0; i < parameters.size(); i++) {
      String type = LlvmText.type(loop.carries().get(i).result().type());
      phiText.append(phi(parameters.get(i), type, initial.get(i), before, yields.get(i), last));
    }
    text.insert(phis, phiText.toString());
    text.label(exit);
    for (int i = 0; i < parameters.size(); i++) {
      operands.put(loop.carries().get(i).result(), new Operand(parameters.get(i), false));
    }
  }

  /** Writes a block, for the emitter of vector loops. */
  @FunctionalInterface
  interface BlockEmitter {
    List<Operand> emit(Block block);
  }
}
