package org.hlorun.gpu.cuda;

import java.lang.foreign.MemorySegment;
import jcuda.driver.CUevent;
import jcuda.driver.CUstream;

/**
 * Two pieces of page-locked memory that copies go through: while the GPU copies one, the processor
 * fills or empties the other. They are made when they are first needed.
 */
final class CudaStaging implements AutoCloseable {
  /** Bytes of a piece: large enough for the full bandwidth of the bus. */
  static final long PIECE = 4L << 20;

  private final CudaCalls calls;
  private final CUstream stream;
  private final Slot[] slots = {new Slot(), new Slot()};

  /** A piece and what says when the copy that uses it is over. */
  private static final class Slot {
    CudaDriver.HostMemory memory;
    CUevent event;
    boolean busy;
  }

  CudaStaging(CudaCalls calls, CUstream stream) {
    this.calls = calls;
    this.stream = stream;
  }

  /** Copies to the device, behind all that was asked of the stream; the source can change then. */
  void upload(long address, MemorySegment from, String what) {
    for (long offset = 0, number = 0; offset < from.byteSize(); offset += PIECE, number++) {
      Slot slot = ready((int) (number % slots.length), what);
      MemorySegment piece = from.asSlice(offset, Math.min(PIECE, from.byteSize() - offset));
      MemorySegment staged = slot.memory.segment.asSlice(0, piece.byteSize());
      staged.copyFrom(piece);
      calls.check(calls.driver().memcpyHtoDAsync(address + offset, staged, stream), what);
      record(slot, what);
    }
  }

  /** Copies from the device, behind all that was asked of the stream. */
  void download(MemorySegment to, long address, String what) {
    long pieces = Math.ceilDiv(to.byteSize(), PIECE);
    for (long number = 0; number < pieces + 1; number++) {
      if (number < pieces) {
        Slot slot = ready((int) (number % slots.length), what);
        MemorySegment staged = slot.memory.segment.asSlice(0, piece(to, number).byteSize());
        calls.check(calls.driver().memcpyDtoHAsync(staged, address + number * PIECE, stream), what);
        record(slot, what);
      }
      if (number > 0) {
        Slot slot = ready((int) ((number - 1) % slots.length), what);
        MemorySegment piece = piece(to, number - 1);
        piece.copyFrom(slot.memory.segment.asSlice(0, piece.byteSize()));
      }
    }
  }

  private static MemorySegment piece(MemorySegment whole, long number) {
    long offset = number * PIECE;
    return whole.asSlice(offset, Math.min(PIECE, whole.byteSize() - offset));
  }

  private void record(Slot slot, String what) {
    calls.check(calls.driver().eventRecord(slot.event, stream), what);
    slot.busy = true;
  }

  /** A piece that no copy uses. */
  private Slot ready(int number, String what) {
    Slot slot = slots[number];
    if (slot.memory == null) {
      CudaDriver.HostMemory memory = new CudaDriver.HostMemory();
      calls.check(calls.driver().memHostAlloc(memory, PIECE), "cannot lock memory for copies");
      slot.memory = memory;
    }
    if (slot.event == null) {
      CUevent event = new CUevent();
      calls.check(calls.driver().eventCreate(event), "cannot make an event");
      slot.event = event;
    }
    if (slot.busy) {
      calls.check(calls.driver().eventSynchronize(slot.event), what);
      slot.busy = false;
    }
    return slot;
  }

  @Override
  public void close() {
    for (Slot slot : slots) {
      if (slot.event != null) {
        calls.release(calls.driver().eventDestroy(slot.event), "cannot give an event back");
        slot.event = null;
      }
      if (slot.memory != null) {
        calls.release(calls.driver().memFreeHost(slot.memory), "cannot give locked memory back");
        slot.memory = null;
      }
    }
  }
}
