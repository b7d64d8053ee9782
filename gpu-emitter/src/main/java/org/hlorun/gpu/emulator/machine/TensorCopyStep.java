package org.hlorun.gpu.emulator.machine;

import java.util.ArrayList;
import java.util.List;
import org.hlorun.gpu.device.TensorMap;
import org.hlorun.gpu.emulator.memory.Region;
import org.hlorun.gpu.emulator.memory.TensorMapCode;
import org.hlorun.language.diagnostic.DiagnosticCode;

/**
 * {@code cp.async.bulk.tensor}: a box of an array in global memory to shared memory, which an
 * {@code mbarrier} is told of. What lies outside of the array is zero.
 */
final class TensorCopyStep extends LaneStep {
  private static final int WORD = 8;

  /** Bytes that the beginning of a box in shared memory is a multiple of. */
  private static final int ALIGNMENT = 128;

  private static final int MAP_ALIGNMENT = 64;

  private final MemoryAccess target;
  private final MemoryAccess map;
  private final MemoryAccess barrier;
  private final int[] coordinates;

  /**
   * @param target register and displacement of the address in shared memory
   * @param map the same of the address of the descriptor
   * @param barrier the same of the address of the mbarrier
   * @param coordinates registers of the position of the box, innermost first
   */
  TensorCopyStep(Address target, Address map, Address barrier, int[] coordinates) {
    this.target = new MemoryAccess(Space.SHARED, target.base(), target.displacement(), WORD, 1);
    this.map = new MemoryAccess(map.space(), map.base(), map.displacement(), WORD, 1);
    this.barrier =
        new MemoryAccess(
            Space.SHARED, barrier.base(), barrier.displacement(), MemoryBarriers.BYTES, 1);
    this.coordinates = coordinates.clone();
  }

  /** A register and what is added to it. */
  record Address(Space space, int base, long displacement) {}

  @Override
  protected void run(Warp warp, int active) {
    for (int rest = active; rest != 0; rest &= rest - 1) {
      int lane = Integer.numberOfTrailingZeros(rest);
      start(warp, lane, decode(warp, lane));
    }
  }

  private TensorMapCode.Decoded decode(Warp warp, int lane) {
    long address = map.address(warp, lane);
    long[] words = new long[TensorMap.BYTES / WORD];
    for (int i = 0; i < words.length; i++) {
      Region region = map.region(warp, lane, address + (long) i * WORD);
      words[i] =
          map.load(warp, lane, region, MemoryAccess.offset(region, address + (long) i * WORD));
    }
    TensorMapCode.Decoded decoded = TensorMapCode.decode(words);
    if (decoded == null || address % MAP_ALIGNMENT != 0) {
      throw warp.fault(
          lane,
          DiagnosticCode.CHECK_FAILED,
          "there is no tensor map at 0x%x".formatted(address),
          "the host makes tensor maps, at multiples of " + MAP_ALIGNMENT);
    }
    if (decoded.map().sizes().size() != coordinates.length) {
      throw warp.fault(
          lane,
          DiagnosticCode.CHECK_FAILED,
          "%d coordinates for a tensor map of %d dimensions"
              .formatted(coordinates.length, decoded.map().sizes().size()),
          "give one for each dimension");
    }
    return decoded;
  }

  private void start(Warp warp, int lane, TensorMapCode.Decoded source) {
    long to = target.address(warp, lane);
    if (to % ALIGNMENT != 0) {
      throw warp.fault(
          lane,
          DiagnosticCode.CHECK_FAILED,
          "a box goes to 0x%x, which is no multiple of %d".formatted(to, ALIGNMENT),
          "align the memory");
    }
    TensorMap tensor = source.map();
    List<Long> places = places(warp, lane, to, tensor);
    byte[] bytes = read(warp, lane, source);
    long at = barrier.address(warp, lane);
    Region shared = barrier.region(warp, lane, at);
    MemoryBarrier signalled =
        warp.block().memoryBarriers().at(warp, lane, MemoryAccess.offset(shared, at));
    for (long place : places) {
      target.observeAsyncWrite(warp, lane, shared, place);
    }
    RaceDetector races = warp.block().races();
    long[] clocks = races == null ? null : races.handOn(warp.index());
    signalled.deliver(
        () -> {
          for (int i = 0; i < places.size(); i++) {
            shared.store(places.get(i), WORD, word(bytes, i * WORD));
          }
          if (clocks != null) {
            signalled.bring(clocks);
          }
          return bytes.length;
        });
  }

  private static long word(byte[] bytes, int at) {
    long word = 0;
    for (int i = WORD - 1; i >= 0; i--) {
      word = word << 8 | bytes[at + i] & 0xFF;
    }
    return word;
  }

  /** Where in shared memory each word of the box lies. */
  private List<Long> places(Warp warp, int lane, long to, TensorMap tensor) {
    List<Long> places = new ArrayList<>();
    for (int i = 0; i < tensor.boxBytes(); i += WORD) {
      long address = tensor.swizzle().apply(to + i);
      Region shared = target.region(warp, lane, address);
      places.add(MemoryAccess.offset(shared, address));
    }
    return places;
  }

  private byte[] read(Warp warp, int lane, TensorMapCode.Decoded source) {
    TensorMap tensor = source.map();
    int size = tensor.type().bytes();
    byte[] bytes = new byte[tensor.boxBytes()];
    int[] at = new int[coordinates.length];
    for (int i = 0; i < bytes.length; i += size) {
      long address = address(warp, lane, source, at);
      if (address >= 0) {
        long element = element(warp, lane, address, size);
        for (int b = 0; b < size; b++) {
          bytes[i + b] = (byte) (element >>> 8 * b);
        }
      }
      advance(at, tensor.box());
    }
    return bytes;
  }

  private static void advance(int[] at, List<Integer> box) {
    for (int d = 0; d < at.length; d++) {
      at[d]++;
      if (at[d] < box.get(d)) {
        return;
      }
      at[d] = 0;
    }
  }

  /** The address of an element of the box; -1 if it is outside of the array. */
  private long address(Warp warp, int lane, TensorMapCode.Decoded source, int[] at) {
    TensorMap tensor = source.map();
    long address = source.address();
    for (int d = 0; d < at.length; d++) {
      long index = (int) warp.registers[coordinates[d] * Warp.LANES + lane] + (long) at[d];
      if (index < 0 || index >= tensor.sizes().get(d)) {
        return -1;
      }
      address += index * (d == 0 ? tensor.type().bytes() : tensor.strides().get(d - 1));
    }
    return address;
  }

  private static long element(Warp warp, int lane, long address, int size) {
    Region region = warp.block().grid().memory().find(address, size);
    if (region == null) {
      throw warp.fault(
          lane,
          DiagnosticCode.CHECK_FAILED,
          "the tensor map leads to 0x%x, which is out of bounds: %s"
              .formatted(address, warp.block().grid().memory().nearest(address)),
          "check the sizes and strides of the tensor map");
    }
    long offset = address - region.base();
    if (!region.isWritten(offset, size)) {
      throw warp.fault(
          lane,
          DiagnosticCode.CHECK_FAILED,
          "copy of %d bytes at 0x%x, byte %d of %s, that were never written"
              .formatted(size, address, offset, region.name()),
          "write them first, or check the sizes of the tensor map");
    }
    return region.load(offset, size);
  }
}
