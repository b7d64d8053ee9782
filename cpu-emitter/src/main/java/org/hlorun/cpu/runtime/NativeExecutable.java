package org.hlorun.cpu.runtime;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.hlorun.cpu.emitter.KernelCall;
import org.hlorun.cpu.emitter.ProgramEmitter;
import org.hlorun.cpu.emitter.SequenceDriver;
import org.hlorun.cpu.image.HandedBack;
import org.hlorun.cpu.image.NamedPlace;
import org.hlorun.cpu.image.ProgramImage;
import org.hlorun.cpu.image.TableSlot;
import org.hlorun.cpu.runtime.Workspaces.Workspace;
import org.hlorun.kernelir.llvm.NativeCall;
import org.hlorun.kernelir.llvm.NativeCode;
import org.hlorun.language.backend.Arguments;
import org.hlorun.language.backend.CompiledParts;
import org.hlorun.language.backend.Executable;
import org.hlorun.language.backend.Fallback;
import org.hlorun.language.backend.Options;
import org.hlorun.language.diagnostic.Diagnostic;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.literal.TupleLiteral;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.Shape;
import org.hlorun.language.shape.TupleShape;

/** A program as native code in this process. Runs may overlap; each has memory of its own. */
public final class NativeExecutable implements Executable {
  /** What kernels may take for granted about the addresses of results. */
  private static final long ALIGNMENT = 64;

  private final SourceProgram program;
  private final ProgramImage image;
  private final CompiledParts parts;
  private final OwnedResources owned;
  private final Options options;
  private final MemorySegment entry;
  private final MemoryNeed need;
  private final List<Fallback> fallbacks;
  private final Arena memory = Arena.ofShared();
  private final Workspaces workspaces;

  /** The slots of arguments and results, which are other arrays in every run. */
  private final int[] changingSlots;

  private final Object lock = new Object();

  /** Runs that have not ended; guarded by {@link #lock}, as {@link #closed} is. */
  private int active;

  private boolean closed;

  /**
   * @param program the program as it was given
   * @param owned what is freed with the executable: code and services among it. It stays the
   *     caller's if this constructor fails.
   */
  public NativeExecutable(
      SourceProgram program,
      ProgramImage image,
      NativeCode code,
      CompiledParts parts,
      NativeServices services,
      OwnedResources owned,
      MemoryNeed need,
      Options options) {
    this.program = program;
    this.image = image;
    this.parts = parts;
    this.owned = owned;
    this.options = options;
    this.entry = code.symbol(ProgramEmitter.ENTRY);
    this.need = need;
    this.fallbacks = image.handedBack().stream().map(HandedBack::fallback).toList();
    this.changingSlots =
        IntStream.range(0, image.table().size())
            .filter(slot -> isOfRun(image.table().get(slot).kind()))
            .toArray();
    owned.own(memory, memory::close);
    this.workspaces =
        new Workspaces(
            image,
            image.constants().stream().map(constant -> offHeap(constant, memory)).toList(),
            services,
            calls(image, code, memory),
            memory);
  }

  /** The calls of a program without a function of its own, as its driver reads them. */
  private static MemorySegment calls(ProgramImage image, NativeCode code, Arena arena) {
    List<KernelCall> calls = image.calls();
    long numbers = SequenceDriver.NUMBERS * (calls.size() + 1L);
    MemorySegment list = arena.allocate(ValueLayout.JAVA_LONG, numbers);
    for (int i = 0; i < calls.size(); i++) {
      KernelCall call = calls.get(i);
      long at = (long) SequenceDriver.NUMBERS * i;
      list.setAtIndex(ValueLayout.JAVA_LONG, at, code.symbol(call.kernel()).address());
      list.setAtIndex(ValueLayout.JAVA_LONG, at + 1, call.slot());
      list.setAtIndex(ValueLayout.JAVA_LONG, at + 2, call.tasks());
      list.setAtIndex(ValueLayout.JAVA_LONG, at + 3, call.isParallel() ? 1 : 0);
    }
    return list;
  }

  private static boolean isOfRun(TableSlot.Kind kind) {
    return kind == TableSlot.Kind.ARGUMENT || kind == TableSlot.Kind.RESULT;
  }

  /** The same bytes in native memory. */
  static MemorySegment offHeap(MemorySegment segment, Arena arena) {
    if (segment.isNative()) {
      return segment;
    }
    MemorySegment copy = arena.allocate(Math.max(1, segment.byteSize()), ALIGNMENT);
    return copy.asSlice(0, segment.byteSize()).copyFrom(segment);
  }

  /** The program that this is the code of. */
  public SourceProgram program() {
    return program;
  }

  @Override
  public HloModule module() {
    return program.module();
  }

  @Override
  public Optional<String> backend() {
    return Optional.of("cpu");
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
    program.checkArguments(arguments);
    need.check(options.maxMemoryBytes());
    List<ArrayLiteral> results = new ArrayList<>();
    try {
      Literal result = allocate(program.result(), results);
      run(Leaves.of(arguments), results);
      return result;
    } catch (OutOfMemoryError e) {
      throw need.shortage(e);
    }
  }

  private static Literal allocate(Shape shape, List<ArrayLiteral> leaves) {
    if (shape instanceof ArrayShape array) {
      ArrayLiteral literal =
          ArrayLiteral.of(array, LargeMemory.allocate(array.byteSize(), ALIGNMENT, Arena.ofAuto()));
      leaves.add(literal);
      return literal;
    }
    List<Literal> elements = new ArrayList<>();
    ((TupleShape) shape).elements().forEach(element -> elements.add(allocate(element, leaves)));
    return new TupleLiteral(elements);
  }

  /**
   * Arrays on the Java heap, those that are not aligned as kernels want it, and memory that the
   * arguments lie in, too, are filled by way of a copy; native code writes to the others.
   */
  @Override
  public void runInto(List<Literal> arguments, Literal result) {
    program.checkArguments(arguments);
    Arguments.checkResult(program.module().entry(), result);
    List<ArrayLiteral> read = Leaves.of(arguments);
    List<ArrayLiteral> written = Leaves.of(result);
    if (allAligned(written) && !NativeRanges.of(read).overlap(written)) {
      need.check(options.maxMemoryBytes());
      try {
        run(read, written);
      } catch (OutOfMemoryError e) {
        throw need.shortage(e);
      }
    } else {
      Executable.super.runInto(arguments, result);
    }
  }

  private static boolean allAligned(List<ArrayLiteral> leaves) {
    for (ArrayLiteral leaf : leaves) {
      if (!leaf.segment().isNative() || leaf.segment().address() % ALIGNMENT != 0) {
        return false;
      }
    }
    return true;
  }

  private static boolean allNative(List<ArrayLiteral> leaves) {
    for (ArrayLiteral leaf : leaves) {
      if (!leaf.segment().isNative()) {
        return false;
      }
    }
    return true;
  }

  /** Runs into arrays in native memory, aligned as kernels want it; all has been checked. */
  void run(List<ArrayLiteral> arguments, List<ArrayLiteral> results) {
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

  /** Native code cannot read the Java heap: arrays there are copied for the run. */
  private void run(Workspace workspace, List<ArrayLiteral> arguments, List<ArrayLiteral> results) {
    if (allNative(arguments)) {
      runNative(workspace, arguments, results);
      return;
    }
    try (Arena copies = Arena.ofConfined()) {
      List<ArrayLiteral> offHeap = new ArrayList<>(arguments.size());
      for (ArrayLiteral argument : arguments) {
        offHeap.add(ArrayLiteral.of(argument.shape(), offHeap(argument.segment(), copies)));
      }
      runNative(workspace, offHeap, results);
    }
  }

  private void runNative(
      Workspace workspace, List<ArrayLiteral> arguments, List<ArrayLiteral> results) {
    try (NativeRun run = new NativeRun(workspace.flag());
        RunWatch watch = RunWatch.of(run, options)) {
      fill(workspace.table(), arguments, results);
      if (options.checkMemory()) {
        callWatched(workspace.table(), run, arguments, results);
      } else {
        call(workspace.table(), run);
      }
    } finally {
      // Native code knows addresses only: the arrays must not be collected before it is done.
      Reference.reachabilityFence(arguments);
      Reference.reachabilityFence(results);
    }
  }

  private void callWatched(
      MemorySegment table,
      NativeRun run,
      List<ArrayLiteral> arguments,
      List<ArrayLiteral> results) {
    try (GuardedMemory guarded =
        new GuardedMemory(image, workspaces.constants(), arguments, results)) {
      guarded.fill(table);
      run.watch(guarded);
      call(table, run);
      guarded.copyResults(results);
    }
  }

  private void call(MemorySegment table, NativeRun run) {
    int status = (int) NativeCall.call(entry, table.address(), 0, 0);
    run.rethrow();
    checkStatus(status);
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

  private void fill(MemorySegment table, List<ArrayLiteral> arguments, List<ArrayLiteral> results) {
    for (int index : changingSlots) {
      TableSlot slot = image.table().get(index);
      List<ArrayLiteral> arrays = slot.kind() == TableSlot.Kind.ARGUMENT ? arguments : results;
      long base = arrays.get(slot.number()).segment().address();
      Workspaces.set(table, index, base + slot.offset());
    }
  }

  private void checkStatus(int status) {
    if (status == 0) {
      return;
    }
    if (status < ProgramEmitter.TOO_MANY_ITERATIONS) {
      throw new IllegalStateException("the program stopped without a reason: " + status);
    }
    NamedPlace loop = image.loops().get(status - ProgramEmitter.TOO_MANY_ITERATIONS);
    throw loop.exception(
        Diagnostic.of(
            DiagnosticCode.TIME_LIMIT,
            "the loop %s made more than the allowed %,d iterations"
                .formatted(loop.name(), options.maxIterations()),
            "allow more iterations, or look for a condition that never becomes false"));
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
