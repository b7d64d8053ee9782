package org.hlorun.gpu.emulator.instruction;

import java.util.List;
import org.hlorun.gpu.emulator.machine.Space;
import org.hlorun.gpu.emulator.machine.Steps;
import org.hlorun.gpu.emulator.text.Operand;
import org.hlorun.gpu.emulator.text.PtxType;

/** {@code cp.async.bulk.tensor} from global to shared memory. */
final class TensorCopyInstruction {
  private static final int GRANULE = 8;

  private TensorCopyInstruction() {}

  /** Makes its step; {@code async} was taken. */
  static void copy(Emission emission) {
    emission.take("bulk");
    if (!emission.take("tensor")) {
      throw emission.unsupported("is supported with .tensor only");
    }
    int rank = emission.takeOne(List.of("1d", "2d", "3d", "4d", "5d")).charAt(0) - '0';
    boolean toShared = emission.takeAny(List.of("shared::cluster", "shared::cta")) != null;
    if (!toShared || !emission.take("global")) {
      throw emission.unsupported("copies from .global to .shared::cluster only");
    }
    emission.take("tile");
    if (!emission.take("mbarrier::complete_tx::bytes")) {
      throw emission.unsupported("needs .mbarrier::complete_tx::bytes");
    }
    emission.end(3);
    Operand.Address source = emission.address(1);
    if (source.coordinates().size() != rank) {
      throw emission.unsupported("needs " + rank + " coordinates");
    }
    int[] coordinates =
        source.coordinates().stream()
            .mapToInt(operand -> emission.source(operand, PtxType.S32))
            .toArray();
    MemoryInstructions.Place to =
        MemoryInstructions.place(emission, emission.address(0), Space.SHARED);
    MemoryInstructions.Place map =
        MemoryInstructions.place(
            emission,
            new Operand.Address(source.base(), source.offset(), List.of()),
            Space.GENERIC);
    MemoryInstructions.Place barrier =
        MemoryInstructions.place(emission, emission.address(2), Space.SHARED);
    emission.kernel().accesses(Space.SHARED, GRANULE);
    int[] bases = {to.base(), map.base(), barrier.base()};
    long[] displacements = {to.offset(), map.offset(), barrier.offset()};
    emission.emit(Steps.tensorCopy(bases, displacements, map.space(), coordinates));
  }
}
