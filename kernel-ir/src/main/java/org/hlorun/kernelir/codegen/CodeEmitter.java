package org.hlorun.kernelir.codegen;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hlorun.kernelir.ir.Block;
import org.hlorun.kernelir.ir.BlockOperation;
import org.hlorun.kernelir.ir.Buffer;
import org.hlorun.kernelir.ir.Operation;
import org.hlorun.kernelir.ir.RareCode;
import org.hlorun.kernelir.ir.Value;

/**
 * Writes blocks of kernels as LLVM IR, with loops and branches of scalars. Which loops are threads,
 * lanes or plain loops is the machine's: subclasses decide it.
 */
public abstract class CodeEmitter {
  protected final LlvmText text = new LlvmText();
  protected final Operands operands = new Operands(text);
  protected final IndexEmitter indices = new IndexEmitter(text, operands);

  /** The address of every buffer, a register or constant. */
  protected final Map<Buffer, String> pointers = new HashMap<>();

  private final PairEmitter pairs = new PairEmitter(text, operands);
  protected final MemoryEmitter memory =
      new MemoryEmitter(text, operands, indices, pointers, pairs);
  private final LookupEmitter lookups = new LookupEmitter(text, operands);
  private final ArithmeticEmitter arithmetic = new ArithmeticEmitter(text, operands, pairs);

  /** The flags so far that seldom are true. */
  private final Set<Value> seldom = new HashSet<>();

  /** Says how many bytes a vector register of the machine has. */
  protected final void setRegisterBytes(int bytes) {
    memory.setRegisterBytes(bytes);
    arithmetic.setRegisterBytes(bytes);
    lookups.setRegisterBytes(bytes);
  }

  /** Writes the operations of a block and gives the texts of its yields. */
  protected final List<Operand> emit(Block block) {
    List<Operation> operations = block.operations();
    RareCode rare = leavesOutRareCode() ? rareCode(block) : RareCode.NONE;
    for (int i = 0; i < operations.size(); ) {
      List<Operation> rest = operations.subList(i, operations.size());
      int stores = memory.run(rest);
      int selects = rare.selects(i);
      if (stores > 0) {
        memory.storeRun(rest.subList(0, stores));
      } else if (selects > 0) {
        emitSeldom(rare.before(i), rest.subList(0, selects));
      } else if (!rare.covers(rest.getFirst())) {
        emit(rest.getFirst());
      }
      i += Math.max(1, Math.max(stores, selects));
    }
    return block.yields().stream().map(operands::get).toList();
  }

  /** What a block seldom needs. */
  protected final RareCode rareCode(Block block) {
    return RareCode.of(block, seldom);
  }

  /** Whether the machine gains by a branch over what is seldom needed. */
  protected boolean leavesOutRareCode() {
    return false;
  }

  /**
   * Selects by one flag, and what only they need where it is true: that is behind a branch.
   *
   * @param code what they need
   */
  private void emitSeldom(List<Operation> code, List<Operation> selects) {
    Value flag = ((Operation.Select) selects.getFirst()).condition();
    String condition = anywhere(flag);
    boolean vector = operands.lanes() != null;
    List<String> usual = new ArrayList<>();
    for (Operation select : selects) {
      usual.add(operands.as(((Operation.Select) select).onFalse(), vector));
    }
    String onTrue = text.freshLabel("seldom");
    String join = text.freshLabel("join");
    String before = text.block();
    text.branchSeldom(condition, onTrue, join);
    text.label(onTrue);
    code.forEach(this::emit);
    List<String> chosen = new ArrayList<>();
    for (Operation operation : selects) {
      Operation.Select select = (Operation.Select) operation;
      arithmetic.select(select);
      chosen.add(operands.as(select.result(), vector));
    }
    String end = text.block();
    text.jump(join);
    text.label(join);
    for (int i = 0; i < chosen.size(); i++) {
      Value result = ((Operation.Select) selects.get(i)).result();
      String register = text.fresh();
      String type = operands.type(result.type(), vector);
      text.line(phi(register, type, usual.get(i), before, chosen.get(i), end).strip());
      operands.put(result, new Operand(register, vector));
    }
  }

  /** Whether a flag is true in any lane. */
  private String anywhere(Value flag) {
    if (!operands.isVector(flag)) {
      return operands.scalar(flag);
    }
    return text.anyLane(operands.vector(flag), operands.lanes().width());
  }

  private void emit(Operation operation) {
    if (RareCode.isFlag(operation)) {
      seldom.add(((Operation.Unary) operation).result());
    }
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
      case Operation.Lookup op -> lookups.emit(op);
      case Operation.Load op -> emitLoad(op);
      case Operation.Store op -> emitStore(op);
      case Operation.Prefetch op -> memory.prefetch(op);
      case Operation.Loop op -> emitLoop(op);
      case Operation.If op -> emitIf(op);
      case Operation.While op -> emitWhile(op);
      case BlockOperation op -> emitBlockOperation(op);
    }
  }

  /** Writes what the threads of a block do together; only a GPU has them. */
  protected void emitBlockOperation(BlockOperation operation) {
    throw new IllegalStateException("this machine has no blocks of threads");
  }

  private void emitIndex(Operation.Index op) {
    boolean vector = indices.isVector(op.index());
    String register = vector ? indices.vector(op.index()) : indices.scalar(op.index());
    operands.put(op.result(), new Operand(register, vector));
  }

  /** Writes a loop the way its schedule and the machine want it. */
  protected abstract void emitLoop(Operation.Loop loop);

  protected void emitLoad(Operation.Load load) {
    memory.load(load);
  }

  protected void emitStore(Operation.Store store) {
    memory.store(store);
  }

  /** What is attached to the branch back to the start of a loop, as {@code , !llvm.loop !1}. */
  protected String loopMetadata() {
    return "";
  }

  protected final void unrolledLoop(Operation.Loop loop) {
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

  /** A loop over all iterations that there are. */
  protected final void serialLoop(Operation.Loop loop) {
    if (loop.limit() == null) {
      serialLoop(loop, "0", Long.toString(loop.count()), loop.count() == 0);
    } else {
      serialLoop(loop, "0", operands.scalar(loop.limit()), true);
    }
  }

  /** Inside a vector loop carried values are vectors throughout: they may come to vary. */
  protected final void serialLoop(Operation.Loop loop, String from, String to, boolean mayBeEmpty) {
    serialLoop(loop, from, to, 1, mayBeEmpty);
  }

  /**
   * A loop over {@code from}, {@code from + step}, ... below {@code to}.
   *
   * @param mayBeEmpty whether {@code from} may be no less than {@code to}
   */
  protected final void serialLoop(
      Operation.Loop loop, String from, String to, long step, boolean mayBeEmpty) {
    boolean vector = operands.lanes() != null;
    List<String> initial = new ArrayList<>();
    loop.carries().forEach(carry -> initial.add(operands.as(carry.initial(), vector)));
    String head = text.freshLabel("loop");
    String exit = text.freshLabel("exit");
    String before = text.block();
    if (mayBeEmpty) {
      text.branch(text.assign("icmp slt i64 " + from + ", " + to), head, exit);
    } else {
      text.jump(head);
    }
    text.label(head);
    String variable = text.fresh();
    List<String> parameters = registers(loop.carries());
    int phis = text.mark();
    operands.put(loop.variable(), new Operand(variable, false));
    bindRegisters(loop.carries(), parameters, vector);
    Value outer = operands.innermost();
    operands.setInnermost(loop.variable());
    emit(loop.body());
    operands.setInnermost(outer);
    List<String> yields = new ArrayList<>();
    loop.body().yields().forEach(value -> yields.add(operands.as(value, vector)));
    String next = text.assign("add nuw nsw i64 " + variable + ", " + step);
    String more = text.assign("icmp slt i64 " + next + ", " + to);
    String last = text.block();
    text.line("br i1 " + more + ", label %" + head + ", label %" + exit + loopMetadata());
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

  protected static String phi(
      String register, String type, String first, String before, String next, String last) {
    String cases = "[ " + first + ", %" + before + " ], [ " + next + ", %" + last + " ]";
    return "  " + register + " = phi " + type + " " + cases + "\n";
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
}
