package org.hlorun.cpu.runtime;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import org.hlorun.bufferassignment.BufferAllocation;
import org.hlorun.bufferassignment.BufferSlice;
import org.hlorun.bufferassignment.ShapeIndex;
import org.hlorun.cpu.emitter.NativeProgram;
import org.hlorun.cpu.emitter.ProgramEmitter;
import org.hlorun.kernelir.llvm.NativeCode;
import org.hlorun.kernelir.plan.KernelMemory;
import org.hlorun.language.backend.CompiledParts;
import org.hlorun.language.backend.Executable;
import org.hlorun.language.backend.Options;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.literal.TupleLiteral;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.Shape;
import org.hlorun.language.shape.TupleShape;

/** A program as native code in this process. Runs may overlap; each has memory of its own. */
public final class NativeExecutable implements Executable {
  private static final MethodHandle ENTRY =
      Linker.nativeLinker()
          .downcallHandle(FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS));

  /** Memory of one run. */
  private record Workspace(MemorySegment arena, MemorySegment scratch, MemorySegment table) {}

  private final HloModule module;
  private final NativeProgram program;
  private final NativeCode code;
  private final CompiledParts parts;
  private final WorkerPool workers;
  private final HostServices host;
  private final Supplier<Executable> grid;
  private final Options options;
  private final MemorySegment entry;
  private final Arena memory = Arena.ofShared();
  private final ConcurrentLinkedQueue<Workspace> workspaces = new ConcurrentLinkedQueue<>();
  private final Map<HloInstruction, MemorySegment> constants = new HashMap<>();
  private final MemorySegment stop;

  /** Runs that have not ended; guarded by {@link #workspaces}, as {@link #closed} is. */
  private int active;

  private boolean closed;

  /**
   * @param module the program as it was given
   * @param grid makes the executable that runs it on several devices
   */
  public NativeExecutable(
      HloModule module,
      NativeProgram program,
      NativeCode code,
      CompiledParts parts,
      WorkerPool workers,
      HostServices host,
      Supplier<Executable> grid,
      Options options) {
    this.module = module;
    this.program = program;
    this.code = code;
    this.parts = parts;
    this.workers = workers;
    this.host = host;
    this.grid = grid;
    this.options = options;
    this.entry = code.symbol(ProgramEmitter.ENTRY);
    this.stop = memory.allocate(ValueLayout.JAVA_INT);
    program.table().forEach(this::placeConstant);
  }

  private void placeConstant(BufferSlice slice) {
    if (slice.allocation().kind() instanceof BufferAllocation.Constant constant) {
      constants.computeIfAbsent(
          constant.instruction(),
          instruction -> offHeap(((ArrayLiteral) instruction.get(Attribute.VALUE)), memory));
    }
  }

  private static MemorySegment offHeap(ArrayLiteral literal, Arena arena) {
    MemorySegment segment = literal.segment();
    if (segment.isNative()) {
      return segment;
    }
    MemorySegment copy = arena.allocate(Math.max(1, segment.byteSize()), 64);
    return copy.copyFrom(segment);
  }

  @Override
  public HloModule module() {
    return module;
  }

  @Override
  public CompiledParts compiledParts() {
    return parts;
  }

  @Override
  public Literal run(List<Literal> arguments) {
    List<ArrayLiteral> results = new ArrayList<>();
    Literal result = allocate(module.entry().root().shape(), results);
    runInto(arguments, results);
    return result;
  }

  private static Literal allocate(Shape shape, List<ArrayLiteral> leaves) {
    if (shape instanceof ArrayShape array) {
      ArrayLiteral literal = ArrayLiteral.of(array, Arena.ofAuto().allocate(array.byteSize(), 64));
      leaves.add(literal);
      return literal;
    }
    List<Literal> elements = new ArrayList<>();
    ((TupleShape) shape).elements().forEach(element -> elements.add(allocate(element, leaves)));
    return new TupleLiteral(elements);
  }

  /** Arrays on the Java heap are filled by way of a copy; native code writes to the others. */
  @Override
  public void runInto(List<Literal> arguments, Literal result) {
    List<ArrayLiteral> leaves = HostServices.leaves(result);
    if (leaves.stream().allMatch(leaf -> leaf.segment().isNative())) {
      runInto(arguments, leaves);
    } else {
      Executable.super.runInto(arguments, result);
    }
  }

  private void runInto(List<Literal> arguments, List<ArrayLiteral> results) {
    checkArguments(arguments);
    enter();
    Workspace workspace = workspaces.poll();
    if (workspace == null) {
      workspace = newWorkspace();
    }
    try (Arena run = Arena.ofConfined()) {
      fill(workspace, arguments, results, run);
      int status = (int) ENTRY.invokeExact(entry, workspace.table());
      if (status != 0) {
        throw failure(status, workspace.table());
      }
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    } finally {
      // Native code knows addresses only: the arrays must not be collected before it is done.
      Reference.reachabilityFence(arguments);
      Reference.reachabilityFence(results);
      workspaces.add(workspace);
      leave();
    }
  }

  private void enter() {
    synchronized (workspaces) {
      if (closed) {
        throw HloException.of(
            DiagnosticCode.USAGE, "the executable is closed", "compile the program again");
      }
      active++;
    }
  }

  private void leave() {
    synchronized (workspaces) {
      active--;
      if (closed && active == 0) {
        free();
      }
    }
  }

  private Workspace newWorkspace() {
    long slots = ProgramEmitter.FIRST_SLOT + (long) program.table().size();
    return new Workspace(
        memory.allocate(Math.max(64, program.assignment().temporaryBytes()), 64),
        memory.allocate(Math.max(64, program.scratchBytes()), 64),
        memory.allocate(ValueLayout.ADDRESS, slots));
  }

  private void fill(
      Workspace workspace, List<Literal> arguments, List<ArrayLiteral> results, Arena run) {
    MemorySegment table = workspace.table();
    table.setAtIndex(ValueLayout.ADDRESS, ProgramEmitter.PARALLEL_SLOT, workers.service());
    table.setAtIndex(ValueLayout.ADDRESS, ProgramEmitter.HOST_SLOT, host.service());
    table.setAtIndex(ValueLayout.ADDRESS, ProgramEmitter.STOP_SLOT, stop);
    List<List<MemorySegment>> inputs = new ArrayList<>();
    for (Literal argument : arguments) {
      inputs.add(HostServices.leaves(argument).stream().map(leaf -> offHeap(leaf, run)).toList());
    }
    for (int i = 0; i < program.table().size(); i++) {
      BufferSlice slice = program.table().get(i);
      MemorySegment base =
          switch (slice.allocation().kind()) {
            case BufferAllocation.EntryParameter p ->
                inputs
                    .get((int) p.number())
                    .get(
                        leaf(module.entry().parameters().get((int) p.number()).shape(), p.index()));
            case BufferAllocation.Constant c -> constants.get(c.instruction());
            case BufferAllocation.Output o ->
                results.get(leaf(module.entry().root().shape(), o.index())).segment();
            case BufferAllocation.Temporary t ->
                KernelMemory.isScratch(slice) ? workspace.scratch() : workspace.arena();
          };
      long address = base.address() + slice.offset();
      table.setAtIndex(ValueLayout.JAVA_LONG, ProgramEmitter.FIRST_SLOT + (long) i, address);
    }
  }

  private static int leaf(Shape shape, ShapeIndex index) {
    return index.leafNumber(shape);
  }

  private RuntimeException failure(int status, MemorySegment table) {
    RuntimeException thrown = host.takeFailure(table);
    if (thrown != null) {
      return thrown;
    }
    return switch (status) {
      case ProgramEmitter.TOO_MANY_ITERATIONS ->
          HloException.of(
              DiagnosticCode.TIME_LIMIT,
              "a while loop made more than %d iterations".formatted(options.maxIterations()),
              "give a higher limit, or check the loop's condition");
      default ->
          HloException.of(
              DiagnosticCode.TIME_LIMIT, "the run was stopped", "give it more time with --timeout");
    };
  }

  private void checkArguments(List<Literal> arguments) {
    List<HloInstruction> parameters = module.entry().parameters();
    if (arguments.size() != parameters.size()) {
      throw HloException.of(
          DiagnosticCode.ARGUMENT,
          "the program takes %d arguments, but %d were given"
              .formatted(parameters.size(), arguments.size()),
          "give one value per parameter");
    }
    for (int i = 0; i < arguments.size(); i++) {
      Shape wanted = parameters.get(i).shape();
      if (!wanted.isCompatible(arguments.get(i).shape())) {
        throw HloException.of(
            DiagnosticCode.ARGUMENT,
            "parameter %d (%s) has shape %s, but the argument has shape %s"
                .formatted(
                    i,
                    parameters.get(i).name(),
                    wanted.text(false),
                    arguments.get(i).shape().text(false)),
            "give a value of the parameter's shape");
      }
    }
  }

  @Override
  public List<Literal> runOnGrid(List<List<Literal>> arguments, int replicas, int partitions) {
    if (replicas * partitions == 1) {
      return List.of(run(arguments.getFirst()));
    }
    try (Executable executable = grid.get()) {
      return executable.runOnGrid(arguments, replicas, partitions);
    }
  }

  /** New runs are refused; memory is freed when the last run has ended. */
  @Override
  public void close() {
    synchronized (workspaces) {
      boolean first = !closed;
      closed = true;
      if (first && active == 0) {
        free();
      }
    }
  }

  private void free() {
    workers.close();
    host.close();
    code.close();
    memory.close();
  }
}
