package org.hlorun.gpu.runtime;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.hlorun.bufferassignment.ShapeIndex;
import org.hlorun.gpu.device.Device;
import org.hlorun.gpu.device.DeviceModule;
import org.hlorun.gpu.device.Stopwatch;
import org.hlorun.gpu.emitter.GpuProgram;
import org.hlorun.language.backend.Arguments;
import org.hlorun.language.backend.Executable;
import org.hlorun.language.backend.Fallback;
import org.hlorun.language.backend.Options;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Literal;

/** A program on a device, which it owns. Runs by several threads take turns. */
public final class GpuExecutable implements Executable {
  private final HloModule module;
  private final GpuProgram program;
  private final Device device;
  private final DeviceModule kernels;
  private final DeviceMemory memory;
  private final Launches launches;
  private final List<Executable> handedBack;
  private final Supplier<Executable> grid;
  private final Options options;
  private boolean closed;

  /**
   * @param module the program as it was given
   * @param handedBack for each step that is handed back the program of that instruction alone
   * @param grid makes the executable that runs the program on several devices
   */
  public GpuExecutable(
      HloModule module,
      GpuProgram program,
      Device device,
      List<Executable> handedBack,
      Supplier<Executable> grid,
      Options options) {
    this.module = module;
    this.program = program;
    this.device = device;
    this.handedBack = List.copyOf(handedBack);
    this.grid = grid;
    this.options = options;
    this.kernels = program.ptx().isEmpty() ? null : device.load(program.ptx());
    try {
      this.memory = new DeviceMemory(device, program);
    } catch (RuntimeException e) {
      try (DeviceModule loaded = kernels) { // what goes wrong there is suppressed
        throw e;
      }
    }
    this.launches = new Launches(device, kernels, memory, options.monitor());
  }

  @Override
  public HloModule module() {
    return module;
  }

  @Override
  public List<String> notes() {
    return Stream.concat(Stream.of("kernels run on: " + device.name()), program.notes().stream())
        .toList();
  }

  @Override
  public Optional<String> backend() {
    return Optional.of(device.backend());
  }

  @Override
  public List<Fallback> fallbacks() {
    return program.handedBack().stream()
        .map(step -> Fallback.of(Fallback.Scope.INSTRUCTION, step.instruction(), step.reason()))
        .toList();
  }

  @Override
  public synchronized Literal run(List<Literal> arguments) {
    Literal result = LiteralLeaves.allocate(module.entry().root().shape());
    runInto(arguments, result);
    return result;
  }

  @Override
  public synchronized void runInto(List<Literal> arguments, Literal result) {
    Arguments.checkResult(module.entry(), result);
    begin(arguments);
    runSteps();
    device.synchronize();
    download(result);
  }

  @Override
  public synchronized OptionalLong nanosOnDevice(List<Literal> arguments, int runs) {
    try (Stopwatch stopwatch = device.stopwatch().orElse(null)) {
      if (stopwatch == null) {
        return OptionalLong.empty();
      }
      begin(arguments);
      runSteps(); // fills the caches, and the first time nothing is recorded yet
      stopwatch.start();
      for (int i = 0; i < runs; i++) {
        runSteps();
      }
      return OptionalLong.of(stopwatch.stop());
    }
  }

  /** Brings the arguments to the device. */
  private void begin(List<Literal> arguments) {
    if (closed) {
      throw HloException.of(
          DiagnosticCode.USAGE, "the executable is closed", "compile the program again");
    }
    Arguments.check(module.entry(), arguments);
    memory.begin();
    for (int i = 0; i < arguments.size(); i++) {
      upload(i, arguments.get(i));
    }
  }

  private void runSteps() {
    new StepRunner(device, memory, handedBack, new RunLimits(options), launches)
        .run(program.steps());
  }

  private void upload(int parameter, Literal value) {
    List<ShapeIndex> indices = ShapeIndex.leaves(value.shape());
    List<ArrayLiteral> leaves = LiteralLeaves.of(value);
    for (int i = 0; i < leaves.size(); i++) {
      Long address = memory.argument(parameter, indices.get(i));
      if (address != null && leaves.get(i).segment().byteSize() > 0) {
        device.copyToDevice(address, leaves.get(i).segment());
      }
    }
  }

  private void download(Literal result) {
    List<ShapeIndex> indices = ShapeIndex.leaves(result.shape());
    List<ArrayLiteral> leaves = LiteralLeaves.of(result);
    for (int i = 0; i < leaves.size(); i++) {
      long bytes = leaves.get(i).segment().byteSize();
      if (bytes > 0) {
        long address = memory.result(indices.get(i));
        device.requireWritten(address, bytes, "the result " + indices.get(i));
        device.copyToHost(leaves.get(i).segment(), address);
      }
    }
  }

  @Override
  public List<Literal> runOnGrid(List<List<Literal>> arguments, int replicas, int partitions) {
    if (replicas * partitions == 1) {
      return new ArrayList<>(List.of(run(arguments.getFirst())));
    }
    try (Executable executable = grid.get()) {
      return executable.runOnGrid(arguments, replicas, partitions);
    }
  }

  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    // What cannot be given back keeps nothing else from being given back.
    try (Device last = device;
        DeviceModule module = kernels;
        DeviceMemory allocations = memory) {
      launches.close();
    } finally {
      handedBack.forEach(Executable::close);
    }
  }
}
