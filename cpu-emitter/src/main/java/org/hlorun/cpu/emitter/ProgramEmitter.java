package org.hlorun.cpu.emitter;

import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.hlorun.bufferassignment.BufferAssignment;
import org.hlorun.bufferassignment.BufferSlice;
import org.hlorun.bufferassignment.ControlCalls;
import org.hlorun.kernelir.ir.Kernel;
import org.hlorun.kernelir.lower.contract.Argument;
import org.hlorun.kernelir.lower.contract.LoweredKernel;
import org.hlorun.kernelir.machine.TargetDescription;
import org.hlorun.kernelir.plan.KernelMemory;
import org.hlorun.kernelir.plan.KernelPlan;
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

  /**
   * Slot of {@code void clock(i64 number)}, which is called before the step of this number in
   * {@link NativeProgram#timed} and, with {@link #END_OF_STEP}, after it; by programs that are
   * timed only.
   */
  public static final int CLOCK_SLOT = 3;

  /** What the clock is told behind a step. */
  public static final long END_OF_STEP = -1;

  /**
   * Slot of the calls of a program without a driver: {@link SequenceDriver#NUMBERS} numbers for
   * each, which are those of a {@link KernelCall}.
   */
  public static final int CALLS_SLOT = 4;

  /** The first slot of arguments. */
  public static final int FIRST_SLOT = 5;

  /** What the function returns if the stop flag was set. */
  public static final int STOPPED = 2;

  /** What the function returns, plus the loop's number, if a loop made too many iterations. */
  public static final int TOO_MANY_ITERATIONS = 3;

  /** Kernels that touch fewer bytes than this run on the calling thread. */
  private static final long PARALLEL_BYTES = 256 << 10;

  /** Before kernels that touch this many bytes or more, the program looks whether it must stop. */
  private static final long POLL_BYTES = 64 << 10;

  private final KernelPlan plan;
  private final BufferAssignment assignment;
  private final TargetDescription target;
  private final EmissionOptions options;
  private final StringBuilder text = new StringBuilder();

  /** Stack memory, which must not be taken inside of loops. */
  private final StringBuilder prologue = new StringBuilder();

  private final Map<String, Kernel> kernels = new LinkedHashMap<>();

  /** Symbols of kernels: equal ones have the same. */
  private final Map<Kernel, String> names = new IdentityHashMap<>();

  private final List<BufferSlice> table = new ArrayList<>();
  private final List<HostCall> hostCalls = new ArrayList<>();
  private final List<HloInstruction> loops = new ArrayList<>();
  private final List<TimedStep> timed = new ArrayList<>();
  private final List<KernelCall> calls = new ArrayList<>();

  /** Whether the program is nothing but calls of kernels, and needs no text of its own. */
  private boolean isSequence;

  private HloInstruction largest;
  private long largestBytes = -1;
  private boolean polls;
  private boolean usesWorkers;
  private final KernelMemory memory;
  private final Preparations preparations;
  private int next;

  private ProgramEmitter(
      KernelPlan plan,
      BufferAssignment assignment,
      TargetDescription target,
      EmissionOptions options) {
    this.target = target;
    this.plan = plan;
    this.assignment = assignment;
    this.options = options;
    this.memory = new KernelMemory(assignment);
    this.preparations = new Preparations(memory);
  }

  /**
   * Writes a program.
   *
   * @param target the machine that the plan was made for
   */
  public static NativeProgram emit(
      HloModule module,
      KernelPlan plan,
      BufferAssignment assignment,
      TargetDescription target,
      EmissionOptions options) {
    ProgramEmitter emitter = new ProgramEmitter(plan, assignment, target, options);
    emitter.nameKernels();
    emitter.isSequence =
        options.listsCalls() && !options.timed() && emitter.isSequence(module.entry());
    emitter.computation(module.entry());
    return emitter.finish();
  }

  /** The module of a kernel of the library, as it is among those of a program that calls it. */
  public static String libraryModule(
      Kernel kernel, TargetDescription target, EmissionOptions options) {
    Kernel named = kernel.named(KernelTexts.name(kernel));
    return KernelTexts.text(named, target.vectorBytes(), options.isAligned());
  }

  private NativeProgram finish() {
    Map<String, String> library = texts(Kernel::isForAllSizes);
    if (isSequence) {
      library.put(ENTRY, SequenceDriver.TEXT);
    }
    return new NativeProgram(
        isSequence ? null : driver(),
        texts(kernel -> !kernel.isForAllSizes()),
        library,
        calls,
        preparations.prepared(),
        table,
        hostCalls,
        loops,
        timed,
        largest,
        assignment,
        memory.scratchBytes(),
        usesWorkers);
  }

  private String driver() {
    StringBuilder module = new StringBuilder();
    kernels
        .keySet()
        .forEach(name -> module.append("declare void @").append(name).append("(ptr, i64, i64)\n"));
    module.append("define i32 @").append(ENTRY).append("(ptr %table) nounwind {\nentry:\n");
    line("ret i32 0");
    if (polls) {
      label("stopped");
      line("ret i32 " + STOPPED);
    }
    return module.append(prologue).append(text).append("}\n").toString();
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

  private boolean isSequence(HloComputation computation) {
    for (HloInstruction instruction : computation.instructions()) {
      boolean isPart =
          switch (instruction.opcode()) {
            case CALL -> isSequence(instruction.get(Attribute.TO_APPLY));
            case WHILE, CONDITIONAL -> false;
            default -> !KernelPlan.runs(instruction) || plan.kernels(instruction) != null;
          };
      if (!isPart) {
        return false;
      }
    }
    return true;
  }

  private void computation(HloComputation computation) {
    for (HloInstruction instruction : computation.instructions()) {
      instruction(instruction);
    }
  }

  private void instruction(HloInstruction instruction) {
    switch (instruction.opcode()) {
      case CALL -> computation(instruction.get(Attribute.TO_APPLY));
      case WHILE -> whileLoop(instruction);
      case CONDITIONAL -> conditional(instruction);
      default -> {
        if (KernelPlan.runs(instruction)) {
          kernels(instruction);
        }
      }
    }
  }

  private void kernels(HloInstruction instruction) {
    measure(instruction);
    List<LoweredKernel> lowered = plan.kernels(instruction);
    if (lowered == null) {
      timed(
          new TimedStep(instruction, "interpreter", true),
          () -> hostCall(instruction, plan.reason(instruction)));
      return;
    }
    boolean isFirst = true;
    preparations.begin(lowered);
    for (LoweredKernel kernel : lowered) {
      if (options.prepares() && preparations.isConstant(instruction, kernel)) {
        preparations.prepare(instruction, kernel, symbol(kernel.kernel()));
      } else if (!memory.isInPlace(instruction, kernel)) {
        timed(
            new TimedStep(instruction, kernel.kernel().name(), isFirst),
            () -> call(instruction, kernel));
        isFirst = false;
      }
    }
  }

  /** Writes the code of a step, between two looks at the clock if they are wanted. */
  private void timed(TimedStep step, Runnable code) {
    if (!options.timed()) {
      code.run();
      return;
    }
    String clock = service(CLOCK_SLOT);
    line("call void " + clock + "(i64 " + timed.size() + ")");
    timed.add(step);
    code.run();
    line("call void " + clock + "(i64 " + END_OF_STEP + ")");
  }

  private void call(HloInstruction instruction, LoweredKernel lowered) {
    String name = symbol(lowered.kernel());
    int slot = FIRST_SLOT + table.size();
    long bytes = 0;
    for (Argument argument : lowered.arguments()) {
      BufferSlice slice = preparations.slice(instruction, argument);
      bytes += slice.size();
      table.add(slice);
    }
    long count = lowered.tasks();
    boolean isParallel = options.parallel() && count > 1 && bytes >= PARALLEL_BYTES;
    usesWorkers |= isParallel;
    if (isSequence) {
      calls.add(new KernelCall(name, slot, count, isParallel));
      return;
    }
    if (bytes >= POLL_BYTES) {
      poll();
    }
    String arguments = address(slot);
    if (isParallel) {
      String service = service(PARALLEL_SLOT);
      line(
          "call void " + service + "(ptr @" + name + ", ptr " + arguments + ", i64 " + count + ")");
    } else {
      line("call void @" + name + "(ptr " + arguments + ", i64 0, i64 " + count + ")");
    }
  }

  private String symbol(Kernel kernel) {
    String name = names.computeIfAbsent(kernel, KernelTexts::name);
    kernels.computeIfAbsent(name, kernel::named);
    return name;
  }

  /** Names all kernels of the plan on all cores. */
  private void nameKernels() {
    plan.kernels().forEach(lowered -> names.put(lowered.kernel(), ""));
    List<Kernel> planned = List.copyOf(names.keySet());
    List<String> given = onAllCores(planned).map(KernelTexts::name).toList();
    for (int i = 0; i < given.size(); i++) {
      names.put(planned.get(i), given.get(i));
    }
  }

  /** Things that have nothing in common; a single one is not worth the calls of other threads. */
  private static <T> Stream<T> onAllCores(Collection<T> things) {
    return things.size() > 1 ? things.parallelStream() : things.stream();
  }

  /** The modules of kernels by name; on all cores, for they have nothing in common. */
  private Map<String, String> texts(Predicate<Kernel> wanted) {
    List<Kernel> chosen = kernels.values().stream().filter(wanted).toList();
    List<String> texts =
        onAllCores(chosen)
            .map(kernel -> KernelTexts.text(kernel, target.vectorBytes(), options.isAligned()))
            .toList();
    Map<String, String> byName = new LinkedHashMap<>();
    for (Kernel kernel : chosen) {
      byName.put(kernel.name(), texts.get(byName.size()));
    }
    return byName;
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
    instruction.operands().forEach(operand -> table.addAll(memory.slices(operand)));
    table.addAll(memory.slices(instruction));
    String status =
        assign("call i32 %s(ptr %%table, i64 %d)".formatted(service(HOST_SLOT), number));
    stopUnless(assign("icmp eq i32 " + status + ", 0"), status);
  }

  /** Leaves the function with a status unless a condition holds. */
  private void stopUnless(String condition, String status) {
    int id = next++;
    line("br i1 %s, label %%on%d, label %%stop%d".formatted(condition, id, id));
    label("stop" + id);
    line("ret i32 " + status);
    label("on" + id);
  }

  private void whileLoop(HloInstruction loop) {
    HloComputation condition = loop.get(Attribute.CONDITION);
    int id = next++;
    int number = loops.size();
    loops.add(loop);
    String counter = null;
    if (options.maxIterations() > 0) {
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
            "trunc i8 "
                + assign("load i8, ptr " + pointer(assignment.slice(condition.root(), 0)))
                + " to i1");
    line("br i1 %s, label %%body%d, label %%done%d".formatted(holds, id, id));
    label("body" + id);
    if (counter != null) {
      count(counter, number);
    }
    computation(loop.get(Attribute.BODY));
    line("br label %while" + id);
    label("done" + id);
  }

  /** Leaves the function if the flag says so. */
  private void poll() {
    if (!polls) {
      polls = true;
      prologue
          .append("  %flags = getelementptr ptr, ptr %table, i64 ")
          .append(STOP_SLOT)
          .append("\n  %flag = load ptr, ptr %flags\n");
    }
    String go = assign("icmp eq i32 " + assign("load volatile i32, ptr %flag") + ", 0");
    int id = next++;
    line("br i1 " + go + ", label %on" + id + ", label %stopped");
    label("on" + id);
  }

  private void count(String counter, int loop) {
    String old = assign("load i64, ptr " + counter);
    String more = assign("add i64 " + old + ", 1");
    line("store i64 " + more + ", ptr " + counter);
    stopUnless(
        assign("icmp slt i64 " + old + ", " + options.maxIterations()),
        Integer.toString(TOO_MANY_ITERATIONS + loop));
  }

  /** Notes the instruction with the largest value, for who asks what takes the memory. */
  private void measure(HloInstruction instruction) {
    long bytes = 0;
    for (BufferSlice slice : memory.slices(instruction)) {
      bytes += slice.size();
    }
    if (bytes > largestBytes) {
      largestBytes = bytes;
      largest = instruction;
    }
  }

  private void conditional(HloInstruction conditional) {
    List<HloComputation> branches = ControlCalls.branches(conditional);
    HloInstruction selector = conditional.operand(0);
    String address = pointer(assignment.slice(selector, 0));
    int id = next++;
    boolean isPred = selector.shape().asArray().elementType() == ElementType.PRED;
    if (isPred) {
      String value = assign("icmp ne i8 " + assign("load i8, ptr " + address) + ", 0");
      line("br i1 %s, label %%branch%d_0, label %%branch%d_1".formatted(value, id, id));
    } else {
      chooseBranch(address, id, branches.size());
    }
    for (int i = 0; i < branches.size(); i++) {
      label("branch" + id + "_" + i);
      computation(branches.get(i));
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
