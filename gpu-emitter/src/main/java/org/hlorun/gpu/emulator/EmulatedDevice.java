package org.hlorun.gpu.emulator;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.hlorun.gpu.device.Device;
import org.hlorun.gpu.device.DeviceFunction;
import org.hlorun.gpu.device.DeviceModule;
import org.hlorun.gpu.device.LaunchShape;
import org.hlorun.gpu.device.TensorMap;
import org.hlorun.gpu.emulator.machine.Grid;
import org.hlorun.gpu.emulator.machine.Program;
import org.hlorun.gpu.emulator.memory.GlobalMemory;
import org.hlorun.gpu.emulator.memory.Region;
import org.hlorun.gpu.emulator.memory.TensorMapCode;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.diagnostic.SourceText;

/**
 * Runs PTX texts on the processor, and checks them while they run: accesses out of bounds or
 * misaligned, memory that was given back, bytes that were never written, barriers that not all
 * threads come to. An error names the kernel, the instruction with its place in the text, the block
 * and the thread, and the allocation that is nearest.
 *
 * <p>A launch is done when {@link #launch} returns, and its errors are thrown there.
 */
public final class EmulatedDevice implements Device {
  /** What a block of a GPU can have at most (sm_90). */
  private static final int MAX_SHARED_BYTES = 227 * 1024;

  private final EmulatorOptions options;
  private final GlobalMemory memory;
  private final ExecutorService workers;
  private boolean failed;

  public EmulatedDevice() {
    this(EmulatorOptions.standard());
  }

  public EmulatedDevice(EmulatorOptions options) {
    this.options = options;
    this.memory = new GlobalMemory(options.memoryBytes(), options.checks());
    this.workers = pool(Math.max(1, options.threads() - 1));
  }

  private static ExecutorService pool(int threads) {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            threads,
            threads,
            1,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().daemon().name("ptx-emulator-", 0).factory());
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  @Override
  public String name() {
    return "PTX emulator";
  }

  @Override
  public String backend() {
    return "ptx-emulator";
  }

  @Override
  public int computeCapability() {
    return options.computeCapability();
  }

  @Override
  public long allocate(long bytes) {
    if (bytes <= 0) {
      throw new IllegalArgumentException("cannot allocate " + bytes + " bytes");
    }
    return memory.allocate(bytes, null, false).base();
  }

  @Override
  public void free(long address) {
    memory.free(address);
  }

  @Override
  public void copyToDevice(long address, MemorySegment from) {
    if (from.byteSize() > 0) {
      Region region = region(address, from.byteSize(), "a copy to the device");
      region.write(address - region.base(), from);
    }
  }

  @Override
  public void encode(TensorMap map, long array, long address) {
    if (array % 16 != 0 || address % 64 != 0) {
      throw new IllegalArgumentException(
          "a tensor map at 0x%x of an array at 0x%x".formatted(address, array));
    }
    copyToDevice(address, MemorySegment.ofArray(TensorMapCode.encode(map, array)));
  }

  /** Bytes that were never written are copied, too: whether they matter is not known here. */
  @Override
  public void copyToHost(MemorySegment to, long address) {
    if (to.byteSize() > 0) {
      Region region = region(address, to.byteSize(), "a copy from the device");
      region.read(address - region.base(), to);
    }
  }

  @Override
  public void forget(long address) {
    region(address, 1, "an allocation").forget();
  }

  @Override
  public void requireWritten(long address, long bytes, String what) {
    Region region = region(address, bytes, what);
    long first = region.firstUnwritten(address - region.base(), bytes);
    if (first >= 0) {
      throw HloException.of(
          DiagnosticCode.CHECK_FAILED,
          "byte %d of %s was never written by a kernel"
              .formatted(first - (address - region.base()), what),
          "look for the kernel that should write it");
    }
  }

  private Region region(long address, long bytes, String what) {
    Region region = memory.find(address, bytes);
    if (region == null) {
      throw HloException.of(
          DiagnosticCode.CHECK_FAILED,
          "%s of %d bytes at 0x%x is out of bounds: %s"
              .formatted(what, bytes, address, memory.nearest(address)),
          "check the address and the size");
    }
    return region;
  }

  @Override
  public DeviceModule load(String ptx) {
    return new EmulatedModule(SourceText.of("kernel.ptx", ptx), memory, options);
  }

  @Override
  public void launch(DeviceFunction function, LaunchShape shape, long... arguments) {
    if (!(function instanceof EmulatedFunction emulated)) {
      throw new IllegalArgumentException("'" + function.name() + "' is of another device");
    }
    Program program = emulated.program();
    check(program, shape, arguments);
    Grid grid =
        new Grid(
            program,
            shape.blocks(),
            shape.threads(),
            shape.sharedBytes(),
            parameters(program, arguments),
            memory,
            options.checks(),
            options.stepLimit());
    try {
      grid.run(workers, options.threads());
    } catch (HloException e) {
      failed = true;
      throw e;
    }
  }

  private static void check(Program program, LaunchShape shape, long[] arguments) {
    String problem = null;
    long sharedBytes = program.sharedBytes() + shape.sharedBytes();
    if (arguments.length != program.parameterSizes().size()) {
      problem =
          "%d arguments for %d parameters"
              .formatted(arguments.length, program.parameterSizes().size());
    } else if (shape.threads() > program.maxThreads()) {
      problem =
          "%d threads in a block; it allows %d".formatted(shape.threads(), program.maxThreads());
    } else if (shape.sharedBytes() < 0 || sharedBytes > MAX_SHARED_BYTES) {
      problem =
          "%d bytes of shared memory in a block; a device has %d"
              .formatted(sharedBytes, MAX_SHARED_BYTES);
    }
    if (problem != null) {
      throw HloException.of(
          DiagnosticCode.ARGUMENT,
          "kernel '%s' is launched with %s".formatted(program.name(), problem),
          "launch it as its text says");
    }
  }

  private static Region parameters(Program program, long[] arguments) {
    int bytes = Math.max(8, program.parameterBytes());
    Region region = new Region("the parameters", 0, bytes, true, false);
    for (int i = 0; i < arguments.length; i++) {
      int size = program.parameterSizes().get(i);
      if (Integer.bitCount(size) != 1 || size > 8) {
        throw HloException.of(
            DiagnosticCode.UNSUPPORTED,
            "parameter %d of kernel '%s' has %d bytes".formatted(i, program.name(), size),
            "arguments are integers and addresses of up to 8 bytes");
      }
      region.store(program.parameterOffsets().get(i), size, arguments[i]);
    }
    return region;
  }

  @Override
  public void synchronize() {}

  /**
   * Ends it.
   *
   * @throws HloException if checks are on, no launch has failed, and there are allocations that
   *     were not given back
   */
  @Override
  public void close() {
    workers.shutdownNow();
    List<Region> left = memory.allocations();
    if (options.checks() && !failed && !left.isEmpty()) {
      String names =
          left.stream()
              .limit(5)
              .map(region -> "%s of %,d bytes".formatted(region.name(), region.size()))
              .collect(Collectors.joining(", "));
      left.forEach(region -> memory.free(region.base()));
      throw HloException.of(
          DiagnosticCode.CHECK_FAILED,
          "the device is closed and %d allocations were not given back: %s"
              .formatted(left.size(), names),
          "free what was allocated, and close modules");
    }
  }
}
