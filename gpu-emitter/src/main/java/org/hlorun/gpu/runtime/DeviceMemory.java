package org.hlorun.gpu.runtime;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hlorun.bufferassignment.BufferAllocation;
import org.hlorun.bufferassignment.BufferAssignment;
import org.hlorun.bufferassignment.BufferSlice;
import org.hlorun.bufferassignment.ShapeIndex;
import org.hlorun.gpu.device.Device;
import org.hlorun.gpu.device.TensorMap;
import org.hlorun.gpu.emitter.GpuProgram;
import org.hlorun.gpu.emitter.KernelArgument;
import org.hlorun.kernelir.plan.KernelMemory;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.literal.ArrayLiteral;

/**
 * The memory of a program on a device: one arena for what is between, scratch memory, the arrays of
 * arguments and results, and constants, which are copied once.
 */
final class DeviceMemory implements AutoCloseable {
  /** The least that is asked for: a device has no empty memory. */
  private static final long LEAST = 256;

  private record ArgumentLeaf(long parameter, ShapeIndex index) {}

  private record DescribedArray(long address, TensorMap map) {}

  private final Device device;
  private final List<Long> owned = new ArrayList<>();
  private final Map<ArgumentLeaf, Long> arguments = new HashMap<>();
  private final Map<ShapeIndex, Long> results = new HashMap<>();
  private final Map<HloInstruction, Long> constants = new HashMap<>();
  private final Map<DescribedArray, Long> maps = new HashMap<>();
  private final long arena;
  private final long scratch;

  DeviceMemory(Device device, GpuProgram program) {
    this.device = device;
    BufferAssignment assignment = program.assignment();
    try {
      this.arena = allocate(assignment.temporaryBytes());
      this.scratch = allocate(program.scratchBytes());
      place(assignment);
    } catch (RuntimeException e) {
      try (DeviceMemory allocated = this) { // what goes wrong there is suppressed
        throw e;
      }
    }
  }

  private void place(BufferAssignment assignment) {
    for (BufferAllocation allocation : assignment.allocations()) {
      switch (allocation.kind()) {
        case BufferAllocation.EntryParameter parameter ->
            arguments.put(
                new ArgumentLeaf(parameter.number(), parameter.index()),
                allocate(allocation.size()));
        case BufferAllocation.Output output ->
            results.put(output.index(), allocate(allocation.size()));
        case BufferAllocation.Constant constant -> place(constant.instruction());
        case BufferAllocation.Temporary temporary -> {}
      }
    }
  }

  private long allocate(long bytes) {
    long address = device.allocate(Math.max(LEAST, bytes));
    owned.add(address);
    return address;
  }

  private long place(HloInstruction constant) {
    return constants.computeIfAbsent(
        constant,
        c -> {
          MemorySegment value = ((ArrayLiteral) c.get(Attribute.VALUE)).segment();
          long address = allocate(value.byteSize());
          if (value.byteSize() > 0) {
            device.copyToDevice(address, value);
          }
          return address;
        });
  }

  /** What a run before has left is not to be read. */
  void begin() {
    device.forget(arena);
    device.forget(scratch);
    results.values().forEach(device::forget);
  }

  /** The address of a slice. */
  long address(BufferSlice slice) {
    long base =
        switch (slice.allocation().kind()) {
          case BufferAllocation.EntryParameter p ->
              arguments.get(new ArgumentLeaf(p.number(), p.index()));
          case BufferAllocation.Output o -> results.get(o.index());
          case BufferAllocation.Constant c -> place(c.instruction());
          case BufferAllocation.Temporary t -> KernelMemory.isScratch(slice) ? scratch : arena;
        };
    return base + slice.offset();
  }

  /** What a kernel gets for a parameter. */
  long address(KernelArgument argument) {
    long address = address(argument.memory());
    if (argument.map() == null) {
      return address;
    }
    return maps.computeIfAbsent(
        new DescribedArray(address, argument.map()),
        array -> {
          long descriptor = allocate(TensorMap.BYTES);
          device.encode(argument.map(), address, descriptor);
          return descriptor;
        });
  }

  /** The address of a leaf of an argument; null if the program does not read it. */
  Long argument(long parameter, ShapeIndex index) {
    return arguments.get(new ArgumentLeaf(parameter, index));
  }

  /** The address of a leaf of the result. */
  Long result(ShapeIndex index) {
    return results.get(index);
  }

  @Override
  public void close() {
    RuntimeException first = null;
    for (long address : owned) {
      try {
        device.free(address);
      } catch (RuntimeException e) {
        first = first == null ? e : first;
      }
    }
    owned.clear();
    if (first != null) {
      throw first;
    }
  }
}
