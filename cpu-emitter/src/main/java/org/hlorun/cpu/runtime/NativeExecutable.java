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
import org.hlorun.bufferassignment.BufferAllocation;
import org.hlorun.bufferassignment.BufferSlice;
import org.hlorun.bufferassignment.ShapeIndex;
import org.hlorun.cpu.emitter.HostCall;
import org.hlorun.cpu.emitter.NativeProgram;
import org.hlorun.cpu.emitter.ProgramEmitter;
import org.hlorun.cpu.runtime.Workspaces.Workspace;
import org.hlorun.kernelir.llvm.NativeCode;
import org.hlorun.kernelir.plan.KernelMemory;
import org.hlorun.language.backend.CompiledParts;
import org.hlorun.language.backend.Executable;
import org.hlorun.language.backend.Fallback;
import org.hlorun.language.backend.Options;
import org.hlorun.language.diagnostic.Diagnostic;
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

  /** What kernels may take for granted about the addresses of results. */
  private static final long ALIGNMENT = 64;

  private final HloModule module;
  private final NativeProgram program;
  private final CompiledParts parts;
  private final NativeServices services;
  private final OwnedResources owned;
  private final Options options;
  private final MemorySegment entry;
  private final MemoryNeed need;
  private final List<Fallback> fallbacks;
  private final Arena memory = Arena.ofShared();
  private final Workspaces workspaces;
  private final Map<HloInstruction, MemorySegment> constants = new HashMap<>();
  private final Object lock = new Object();

  /** Runs that have not ended; guarded by {@link #lock}, as {@link #closed} is. */
  private int active;

  private boolean closed;

  /**
   * @param module the program as it was given
   * @param owned what is freed with the executable: code and services among it. It stays the
   *     caller's if this constructor fails.
   */
  public NativeExecutable(
      HloModule module,
      NativeProgram program,
      NativeCode code,
      CompiledParts parts,
      NativeServices services,
      OwnedResources owned,
      Options options) {
    this.module = module;
    this.program = program;
    this.parts = parts;
    this.services = services;
    this.owned = owned;
    this.options = options;
    this.entry = code.symbol(ProgramEmitter.ENTRY);
    this.need = MemoryNeed.of(program);
    this.fallbacks = program.hostCalls().stream().map(HostCall::fallback).toList();
    this.workspaces = new Workspaces(program, memory);
    owned.own(memory, memory::close);
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
  public List<Fallback> fallbacks() {
    return fallbacks;
  }

  @Override
  public Literal run(List<Literal> arguments) {
    need.check(options.maxMemoryBytes());
    List<ArrayLiteral> results = new ArrayList<>();
    Literal result = allocate(module.entry().root().shape(), results);
    runInto(arguments, results);
    return result;
  }

  private static Literal allocate(Shape shape, List<ArrayLiteral> leaves) {
    if (shape instanceof ArrayShape array) {
      ArrayLiteral literal =
          ArrayLiteral.of(array, Arena.ofAuto().allocate(array.byteSize(), ALIGNMENT));
      leaves.add(literal);
      return literal;
    }
    List<Literal> elements = new ArrayList<>();
    ((TupleShape) shape).elements().forEach(element -> elements.add(allocate(element, leaves)));
    return new TupleLiteral(elements);
  }

  /**
   * Arrays on the Java heap, and those that are not aligned as kernels want it, are filled by way
   * of a copy; native code writes to the others.
   */
  @Override
  public void runInto(List<Literal> arguments, Literal result) {
    List<ArrayLiteral> leaves = HostServices.leaves(result);
    if (leaves.stream().allMatch(leaf -> isAligned(leaf.segment()))) {
      runInto(arguments, leaves);
    } else {
      Executable.super.runInto(arguments, result);
    }
  }

  private static boolean isAligned(MemorySegment segment) {
    return segment.isNative() && segment.address() % ALIGNMENT == 0;
  }

  private void runInto(List<Literal> arguments, List<ArrayLiteral> results) {
    checkArguments(arguments);
    need.check(options.maxMemoryBytes());
    enter();
    try {
      Workspace workspace = workspaces.take();
      try {
        run(workspace, arguments, results);
      } finally {
        workspaces.giveBack(workspace);
      }
    } finally {
      leave();
    }
  }

  private void run(Workspace workspace, List<Literal> arguments, List<ArrayLiteral> results) {
    try (Arena copies = Arena.ofConfined();
        NativeRun run = new NativeRun(workspace.flag());
        RunWatch watch = RunWatch.of(run, options)) {
      fill(workspace, arguments, results, copies);
      int status = call(workspace.table());
      run.rethrow();
      checkStatus(status);
    } finally {
      // Native code knows addresses only: the arrays must not be collected before it is done.
      Reference.reachabilityFence(arguments);
      Reference.reachabilityFence(results);
    }
  }

  private int call(MemorySegment table) {
    try {
      return (int) ENTRY.invokeExact(entry, table);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  private void enter() {
    synchronized (lock) {
      if (closed) {
        throw HloException.of(
            DiagnosticCode.USAGE, "the executable is closed", "compile the program again");
      }
      active++;
    }
  }

  private void leave() {
    boolean last;
    synchronized (lock) {
      active--;
      last = closed && active == 0;
    }
    if (last) {
      owned.close();
    }
  }

  private void fill(
      Workspace workspace, List<Literal> arguments, List<ArrayLiteral> results, Arena run) {
    MemorySegment table = workspace.table();
    services.fill(table);
    table.setAtIndex(ValueLayout.ADDRESS, ProgramEmitter.STOP_SLOT, workspace.flag());
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

  private void checkStatus(int status) {
    if (status == 0) {
      return;
    }
    if (status < ProgramEmitter.TOO_MANY_ITERATIONS) {
      throw new IllegalStateException("the program stopped without a reason: " + status);
    }
    HloInstruction loop = program.loops().get(status - ProgramEmitter.TOO_MANY_ITERATIONS);
    Diagnostic diagnostic =
        Diagnostic.of(
            DiagnosticCode.TIME_LIMIT,
            "the loop %s made more than the allowed %,d iterations"
                .formatted(loop.name(), options.maxIterations()),
            "allow more iterations, or look for a condition that never becomes false");
    throw new HloException(
        loop.parent().module().locate(loop).map(diagnostic::at).orElse(diagnostic));
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

  /** Devices do not meet in a program that is compiled: they run one after the other. */
  @Override
  public List<Literal> runOnGrid(List<List<Literal>> arguments, int replicas, int partitions) {
    return arguments.stream().map(this::run).toList();
  }

  /** New runs are refused; memory is freed when the last run has ended. */
  @Override
  public void close() {
    boolean last;
    synchronized (lock) {
      last = !closed && active == 0;
      closed = true;
    }
    if (last) {
      owned.close();
    }
  }
}
