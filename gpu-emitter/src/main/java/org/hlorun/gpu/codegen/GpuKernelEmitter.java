package org.hlorun.gpu.codegen;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hlorun.gpu.schedule.BufferUses;
import org.hlorun.gpu.schedule.KernelSchedule;
import org.hlorun.gpu.schedule.SharedMemory;
import org.hlorun.kernelir.codegen.CodeEmitter;
import org.hlorun.kernelir.codegen.LlvmText;
import org.hlorun.kernelir.codegen.Operand;
import org.hlorun.kernelir.ir.BlockOperation;
import org.hlorun.kernelir.ir.Buffer;
import org.hlorun.kernelir.ir.LoopSchedule;
import org.hlorun.kernelir.ir.Operation;

/**
 * Writes a scheduled kernel as LLVM IR: a function {@code ptx_kernel void name(ptr addrspace(1) b0,
 * ...)} of the addresses of the buffers.
 *
 * <p>All threads of a group run code outside of vector loops in step on equal values, so that every
 * thread meets every barrier; one of them stores. Barriers stand around what writes a buffer that
 * the kernel also reads.
 */
final class GpuKernelEmitter extends CodeEmitter {
  private final String name;
  private final KernelSchedule schedule;
  private final Map<Operation.Loop, String> gridVariables = new HashMap<>();
  private final Set<Buffer> read;
  private final ThreadGroup group;
  private final GroupCombiner combiner;
  private final BlockOperationEmitter blockOperations;
  private final SharedMemory shared;

  /** Whether code is that of one thread, not of a group in step. */
  private boolean alone;

  GpuKernelEmitter(String name, KernelSchedule schedule) {
    this.name = name;
    this.schedule = schedule;
    this.read = BufferUses.read(schedule.kernel().body());
    this.alone = schedule.groupSize() == 1;
    this.group = new ThreadGroup(text, schedule);
    this.combiner = new GroupCombiner(text, operands, this::emit, group, name);
    this.blockOperations = new BlockOperationEmitter(text, operands, indices, pointers);
    this.shared = schedule.sharedMemory();
  }

  /** The function. */
  String function() {
    List<String> parameters = new ArrayList<>();
    for (Buffer buffer : schedule.kernel().buffers()) {
      String parameter = "%b" + parameters.size();
      parameters.add("ptr addrspace(1) noundef align 16 " + parameter);
      pointers.put(
          buffer, text.assign("addrspacecast ptr addrspace(1) %s to ptr".formatted(parameter)));
    }
    String index = group.start();
    placeLocals();
    guard(index);
    bindGrid(index);
    emit(schedule.kernel().body());
    text.line("ret void");
    return "define ptx_kernel void @%s(%s) nounwind {\nentry:\n%s}\n"
        .formatted(name, String.join(", ", parameters), text.body());
  }

  /** Declarations of what the function calls. */
  Set<String> declarations() {
    return text.declarations();
  }

  /** Definitions of the memory that threads share. */
  String globals() {
    return sharedGlobal() + combiner.globals();
  }

  private String sharedGlobal() {
    if (shared.groupBytes() == 0) {
      return "";
    }
    return schedule.dynamicSharedBytes() > 0
        ? "@%s = external addrspace(3) global [0 x i8], align %d\n"
            .formatted(sharedSymbol(), shared.alignment())
        : "@%s = internal addrspace(3) global [%d x i8] undef, align %d\n"
            .formatted(sharedSymbol(), shared.groupBytes() * schedule.groups(), shared.alignment());
  }

  private String sharedSymbol() {
    return name + "_local";
  }

  /** Scratch of one thread is memory of its own; that of a group is shared. */
  private void placeLocals() {
    for (Buffer local : schedule.kernel().locals()) {
      if (shared.holds(local)) {
        pointers.put(
            local, group.shared(sharedSymbol(), shared.groupBytes(), shared.offset(local)));
      } else {
        String type = "[%d x %s]".formatted(local.count(), LlvmText.type(local.type()));
        pointers.put(local, text.assign("alloca %s, align 16".formatted(type)));
      }
    }
  }

  /** Threads behind the last iteration leave. */
  private void guard(String index) {
    if (schedule.count() % schedule.groups() == 0) {
      return;
    }
    String inside = text.assign("icmp ult i64 %s, %d".formatted(index, schedule.count()));
    text.branch(inside, "inside", "outside");
    text.label("outside");
    text.line("ret void");
    text.label("inside");
  }

  /** The position in the grid as values of the grid loops' variables. */
  private void bindGrid(String index) {
    boolean narrow = schedule.count() <= Integer.MAX_VALUE;
    String type = narrow ? "i32" : "i64";
    List<Operation.Loop> loops = schedule.grid();
    if (loops.size() == 1) {
      gridVariables.put(loops.getFirst(), index);
      return;
    }
    String rest = narrow ? text.assign("trunc i64 %s to i32".formatted(index)) : index;
    for (int i = loops.size() - 1; i >= 0; i--) {
      long count = loops.get(i).count();
      String variable = i == 0 ? rest : text.assign("urem %s %s, %d".formatted(type, rest, count));
      if (i > 0) {
        rest = text.assign("udiv %s %s, %d".formatted(type, rest, count));
      }
      gridVariables.put(
          loops.get(i), narrow ? text.assign("zext i32 %s to i64".formatted(variable)) : variable);
    }
  }

  @Override
  protected void emitLoop(Operation.Loop loop) {
    String variable = gridVariables.get(loop);
    if (variable != null) {
      operands.put(loop.variable(), new Operand(variable, false));
      emit(loop.body());
    } else if (loop.schedule().kind() == LoopSchedule.Kind.THREADS) {
      operands.put(loop.variable(), new Operand(group.lane(), false));
      alone = true;
      emit(loop.body());
      alone = false;
    } else if (!alone && loop.schedule().kind() == LoopSchedule.Kind.VECTOR) {
      distribute(loop);
    } else if (loop.schedule().kind() == LoopSchedule.Kind.UNROLLED) {
      unrolledLoop(loop);
    } else {
      serialLoop(loop);
    }
  }

  /** Every thread of the group runs each {@code groupSize}th iteration. */
  private void distribute(Operation.Loop loop) {
    Set<Buffer> written = BufferUses.written(loop.body());
    boolean visible = written.stream().anyMatch(read::contains);
    if (visible) {
      group.barrier();
    }
    alone = true;
    serialLoop(
        loop,
        group.lane(),
        Long.toString(loop.count()),
        schedule.groupSize(),
        loop.count() < schedule.groupSize());
    alone = false;
    if (visible) {
      group.barrier();
    }
    if (!loop.carries().isEmpty()) {
      combiner.combine(loop);
    }
  }

  /**
   * Loops over tiles are unrolled as far as they should be: ptxas would unroll them all, load what
   * all iterations need, and run out of registers.
   */
  @Override
  protected String loopMetadata() {
    return schedule.hasThreadLoop() ? ", !llvm.loop !" + PtxModule.NOT_UNROLLED : "";
  }

  @Override
  protected void emitBlockOperation(BlockOperation operation) {
    blockOperations.emit(operation);
  }

  @Override
  protected void emitStore(Operation.Store store) {
    if (alone) {
      memory.store(store);
      return;
    }
    boolean visible = read.contains(store.buffer());
    if (visible) {
      group.barrier();
    }
    String first = text.freshLabel("first");
    String done = text.freshLabel("stored");
    text.branch(text.assign("icmp eq i64 %s, 0".formatted(group.lane())), first, done);
    text.label(first);
    memory.store(store);
    text.jump(done);
    text.label(done);
    if (visible) {
      group.barrier();
    }
  }

  /** Nothing is read where the mask is false. */
  @Override
  protected void emitLoad(Operation.Load load) {
    if (load.mask() == null) {
      memory.load(load);
      return;
    }
    String before = text.block();
    String wanted = text.freshLabel("load");
    String done = text.freshLabel("loaded");
    text.branch(operands.scalar(load.mask()), wanted, done);
    text.label(wanted);
    memory.load(new Operation.Load(load.result(), load.buffer(), load.index(), null));
    String value = operands.scalar(load.result());
    text.jump(done);
    text.label(done);
    String result = text.fresh();
    String type = LlvmText.type(load.result().type());
    text.line(phi(result, type, "zeroinitializer", before, value, wanted).strip());
    operands.put(load.result(), new Operand(result, false));
  }
}
