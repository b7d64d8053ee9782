package org.hlorun.cpu.emitter;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hlorun.bufferassignment.AliasAnalysis;
import org.hlorun.bufferassignment.BufferAllocation;
import org.hlorun.bufferassignment.BufferAssignment;
import org.hlorun.bufferassignment.BufferSlice;
import org.hlorun.bufferassignment.ControlFlow;
import org.hlorun.bufferassignment.LeafCopy;
import org.hlorun.bufferassignment.ShapeLeaves;
import org.hlorun.kernelir.codegen.KernelEmitter;
import org.hlorun.kernelir.ir.Kernel;
import org.hlorun.kernelir.ir.KernelText;
import org.hlorun.kernelir.lower.Argument;
import org.hlorun.kernelir.lower.LoweredKernel;
import org.hlorun.kernelir.lower.Lowering;
import org.hlorun.kernelir.lower.UnsupportedKernelException;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.shape.ElementType;

/**
 * Writes the function that runs a whole program: kernels in order, loops and branches around them.
 * It takes a table of addresses, which the runtime fills before every run: services first, then the
 * arguments of the calls one after the other.
 */
public final class ProgramEmitter {
  /** The symbol of the function, {@code i32 hlo_entry(ptr table)}; 0 = it ran to the end. */
  public static final String ENTRY = "hlo_entry";

  /** Slot of {@code void parallel(ptr kernel, ptr arguments, i64 count)}. */
  public static final int PARALLEL_SLOT = 0;

  /** Slot of {@code i32 host(ptr table, i64 number)}: not 0 = the program must stop. */
  public static final int HOST_SLOT = 1;

  /** Slot of an {@code i32} that is not 0 if the program must stop. */
  public static final int STOP_SLOT = 2;

  /** The first slot of arguments. */
  public static final int FIRST_SLOT = 3;

  /** What the function returns if the stop flag was set. */
  public static final int STOPPED = 2;

  /** What the function returns if a loop made too many iterations. */
  public static final int TOO_MANY_ITERATIONS = 3;

  /** Kernels that touch fewer bytes than this run on the calling thread. */
  private static final long PARALLEL_BYTES = 256 << 10;

  private final BufferAssignment assignment;
  private final boolean parallel;
  private final long maxIterations;
  private final StringBuilder text = new StringBuilder();

  /** Stack memory, which must not be taken inside of loops. */
  private final StringBuilder prologue = new StringBuilder();

  private final Map<String, String> kernels = new LinkedHashMap<>();
  private final Map<String, String> kernelsByText = new LinkedHashMap<>();
  private final List<BufferSlice> table = new ArrayList<>();
  private final List<HostCall> hostCalls = new ArrayList<>();
  private final BufferAllocation scratch;
  private long scratchBytes;
  private int next;

  private ProgramEmitter(BufferAssignment assignment, boolean parallel, long maxIterations) {
    this.assignment = assignment;
    this.parallel = parallel;
    this.maxIterations = maxIterations;
    this.scratch = new BufferAllocation(-1, 0, new BufferAllocation.Temporary());
  }

  /**
   * Writes a program.
   *
   * @param parallel whether kernels may run on several threads
   * @param maxIterations iterations that a loop may make; 0 = no limit
   */
  public static NativeProgram emit(
      HloModule module, BufferAssignment assignment, boolean parallel, long maxIterations) {
    ProgramEmitter emitter = new ProgramEmitter(assignment, parallel, maxIterations);
    emitter.computation(module.entry());
    emitter.copies(assignment.outputCopies());
    return emitter.finish();
  }

  private NativeProgram finish() {
    StringBuilder module = new StringBuilder();
    kernels
        .keySet()
        .forEach(name -> module.append("declare void @").append(name).append("(ptr, i64, i64)\n"));
    module.append("declare void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1 immarg)\n");
    module.append("define i32 @").append(ENTRY).append("(ptr %table) nounwind {\nentry:\n");
    line("ret i32 0");
    module.append(prologue).append(text).append("}\n");
    return new NativeProgram(
        module.toString(), kernels, table, hostCalls, assignment, scratchBytes);
  }

  /** Marks slices of the scratch memory, which is not part of the plan. */
  public static boolean isScratch(BufferSlice slice) {
    return slice.allocation().index() < 0;
  }

  private void line(String instruction) {
    text.append("  ").append(instruction).append('\n');
  }

  private String assign(String instruction) {
    String register = "%v" + next++;
    line(register + " = " + instruction);
    return register;
  }

  private void label(String label) {
    text.append(label).append(":\n");
  }

  private void computation(HloComputation computation) {
    for (HloInstruction instruction : computation.instructions()) {
      instruction(instruction);
    }
  }

  private void instruction(HloInstruction instruction) {
    switch (instruction.opcode()) {
      case PARAMETER, CONSTANT, TUPLE, GET_TUPLE_ELEMENT, OPT_BARRIER, DOMAIN -> {}
      case RESHAPE, BITCAST -> {
        if (!AliasAnalysis.isSameBytes(instruction)) {
          kernels(instruction);
        }
      }
      case CALL -> computation(instruction.get(Attribute.TO_APPLY));
      case WHILE -> whileLoop(instruction);
      case CONDITIONAL -> conditional(instruction);
      default -> kernels(instruction);
    }
  }

  private void kernels(HloInstruction instruction) {
    List<LoweredKernel> lowered;
    try {
      lowered = Lowering.lower(instruction);
    } catch (UnsupportedKernelException e) {
      hostCall(instruction, e.getMessage());
      return;
    }
    for (LoweredKernel kernel : lowered) {
      if (kernel.copiesOperand() == null || !isInPlace(instruction, kernel)) {
        call(instruction, kernel);
      }
    }
  }

  private boolean isInPlace(HloInstruction instruction, LoweredKernel kernel) {
    int leaf =
        kernel.arguments().stream()
            .filter(Argument.Result.class::isInstance)
            .mapToInt(argument -> ((Argument.Result) argument).leaf())
            .findFirst()
            .orElse(0);
    HloInstruction operand = instruction.operand(kernel.copiesOperand().number());
    BufferSlice from = assignment.slice(operand, kernel.copiesOperand().leaf());
    return from.equals(assignment.slice(instruction, leaf));
  }

  private void call(HloInstruction instruction, LoweredKernel lowered) {
    String name = symbol(lowered.kernel());
    int slot = FIRST_SLOT + table.size();
    long bytes = 0;
    for (Argument argument : lowered.arguments()) {
      BufferSlice slice = slice(instruction, argument);
      bytes += slice.size();
      table.add(slice);
    }
    String arguments = address(slot);
    long count = lowered.kernel().parallelCount();
    if (parallel && count > 1 && bytes >= PARALLEL_BYTES) {
      String service = service(PARALLEL_SLOT);
      line("call void %s(ptr @%s, ptr %s, i64 %d)".formatted(service, name, arguments, count));
    } else {
      line("call void @%s(ptr %s, i64 0, i64 %d)".formatted(name, arguments, count));
    }
  }

  /** Equal kernels are one. */
  private String symbol(Kernel kernel) {
    return kernelsByText.computeIfAbsent(
        KernelText.of(kernel),
        content -> {
          String name = "kernel_" + kernels.size();
          kernels.put(
              name,
              KernelEmitter.emit(
                  new Kernel(name, kernel.buffers(), kernel.locals(), kernel.body())));
          return name;
        });
  }

  private BufferSlice slice(HloInstruction instruction, Argument argument) {
    return switch (argument) {
      case Argument.Operand operand ->
          assignment.slice(instruction.operand(operand.number()), operand.leaf());
      case Argument.Result result -> assignment.slice(instruction, result.leaf());
      case Argument.Constant constant -> {
        long size = constant.constant().shape().asArray().byteSize();
        yield new BufferSlice(
            new BufferAllocation(
                Integer.MAX_VALUE, size, new BufferAllocation.Constant(constant.constant())),
            0,
            size);
      }
      case Argument.Scratch memory -> {
        scratchBytes = Math.max(scratchBytes, memory.offset() + memory.bytes());
        yield new BufferSlice(scratch, memory.offset(), memory.bytes());
      }
    };
  }

  private String address(int slot) {
    return assign("getelementptr ptr, ptr %table, i64 " + slot);
  }

  private String service(int slot) {
    return assign("load ptr, ptr " + address(slot));
  }

  private String pointer(BufferSlice slice) {
    table.add(slice);
    return service(FIRST_SLOT + table.size() - 1);
  }

  private void hostCall(HloInstruction instruction, String reason) {
    int number = hostCalls.size();
    hostCalls.add(new HostCall(instruction, reason, FIRST_SLOT + table.size()));
    instruction.operands().forEach(operand -> table.addAll(slices(operand)));
    table.addAll(slices(instruction));
    String status =
        assign("call i32 %s(ptr %%table, i64 %d)".formatted(service(HOST_SLOT), number));
    stopUnless(assign("icmp eq i32 %s, 0".formatted(status)), status);
  }

  private List<BufferSlice> slices(HloInstruction instruction) {
    List<BufferSlice> slices = new ArrayList<>();
    int leaves = ShapeLeaves.of(instruction.shape()).size();
    for (int leaf = 0; leaf < leaves; leaf++) {
      slices.add(assignment.slice(instruction, leaf));
    }
    return slices;
  }

  /** Leaves the function with a status unless a condition holds. */
  private void stopUnless(String condition, String status) {
    int id = next++;
    line("br i1 %s, label %%on%d, label %%stop%d".formatted(condition, id, id));
    label("stop" + id);
    line("ret i32 " + status);
    label("on" + id);
  }

  private void copies(List<LeafCopy> copies) {
    long offset = 0;
    Map<LeafCopy, BufferSlice> saved = new LinkedHashMap<>();
    for (LeafCopy copy : copies) {
      if (copy.staged()) {
        BufferSlice stage = new BufferSlice(scratch, offset, copy.from().size());
        offset += Math.ceilDiv(copy.from().size(), 64) * 64;
        saved.put(copy, stage);
        memcpy(copy.from(), stage);
      }
    }
    scratchBytes = Math.max(scratchBytes, offset);
    copies.forEach(copy -> memcpy(saved.getOrDefault(copy, copy.from()), copy.to()));
  }

  private void memcpy(BufferSlice from, BufferSlice to) {
    line(
        "call void @llvm.memcpy.p0.p0.i64(ptr %s, ptr %s, i64 %d, i1 false)"
            .formatted(pointer(to), pointer(from), to.size()));
  }

  private void whileLoop(HloInstruction loop) {
    copies(assignment.initialCopies(loop));
    HloComputation condition = loop.get(Attribute.CONDITION);
    int id = next++;
    String counter = null;
    if (maxIterations > 0) {
      counter = "%counter" + id;
      prologue.append("  ").append(counter).append(" = alloca i64\n");
      line("store i64 0, ptr " + counter);
    }
    line("br label %while" + id);
    label("while" + id);
    poll();
    computation(condition);
    String holds =
        assign(
            "trunc i8 %s to i1"
                .formatted(
                    assign("load i8, ptr " + pointer(assignment.slice(condition.root(), 0)))));
    line("br i1 %s, label %%body%d, label %%done%d".formatted(holds, id, id));
    label("body" + id);
    if (counter != null) {
      count(counter);
    }
    computation(loop.get(Attribute.BODY));
    copies(assignment.nextCopies(loop));
    line("br label %while" + id);
    label("done" + id);
  }

  private void poll() {
    String flag = assign("load volatile i32, ptr " + service(STOP_SLOT));
    stopUnless(assign("icmp eq i32 %s, 0".formatted(flag)), Integer.toString(STOPPED));
  }

  private void count(String counter) {
    String old = assign("load i64, ptr " + counter);
    String more = assign("add i64 %s, 1".formatted(old));
    line("store i64 %s, ptr %s".formatted(more, counter));
    stopUnless(
        assign("icmp slt i64 %s, %d".formatted(old, maxIterations)),
        Integer.toString(TOO_MANY_ITERATIONS));
  }

  private void conditional(HloInstruction conditional) {
    List<HloComputation> branches = ControlFlow.branches(conditional);
    HloInstruction selector = conditional.operand(0);
    String address = pointer(assignment.slice(selector, 0));
    int id = next++;
    boolean isPred = selector.shape().asArray().elementType() == ElementType.PRED;
    if (isPred) {
      String value = assign("icmp ne i8 %s, 0".formatted(assign("load i8, ptr " + address)));
      line("br i1 %s, label %%branch%d_0, label %%branch%d_1".formatted(value, id, id));
    } else {
      chooseBranch(address, id, branches.size());
    }
    for (int i = 0; i < branches.size(); i++) {
      label("branch%d_%d".formatted(id, i));
      computation(branches.get(i));
      copies(assignment.branchCopies(conditional, branches.get(i)));
      line("br label %join" + id);
    }
    label("join" + id);
  }

  /** A selector out of range chooses the last branch. */
  private void chooseBranch(String address, int id, int count) {
    String value = assign("load i32, ptr " + address);
    StringBuilder cases = new StringBuilder();
    for (int i = 0; i < count - 1; i++) {
      cases.append(" i32 %d, label %%branch%d_%d".formatted(i, id, i));
    }
    line("switch i32 %s, label %%branch%d_%d [%s ]".formatted(value, id, count - 1, cases));
  }
}
