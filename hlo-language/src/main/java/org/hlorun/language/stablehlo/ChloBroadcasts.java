package org.hlorun.language.stablehlo;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.shape.ArrayShape;

/**
 * CHLO's binary operations with implicit broadcasting: operands are aligned at their last dimension
 * (or as {@code broadcast_dimensions} says), and sizes of 1 are repeated.
 */
final class ChloBroadcasts {
  private static final List<Opcode> PLAIN =
      List.of(
          Opcode.ADD,
          Opcode.AND,
          Opcode.ATAN2,
          Opcode.COMPLEX,
          Opcode.DIVIDE,
          Opcode.MAXIMUM,
          Opcode.MINIMUM,
          Opcode.MULTIPLY,
          Opcode.OR,
          Opcode.POWER,
          Opcode.REMAINDER,
          Opcode.SELECT,
          Opcode.SHIFT_LEFT,
          Opcode.SHIFT_RIGHT_ARITHMETIC,
          Opcode.SHIFT_RIGHT_LOGICAL,
          Opcode.SUBTRACT,
          Opcode.XOR);

  private ChloBroadcasts() {}

  static void register(Map<String, Converter> table) {
    for (Opcode opcode : PLAIN) {
      put(table, opcode.name().toLowerCase(Locale.ROOT), ElementwiseConverters.plain(opcode));
    }
    put(table, "compare", table.get("stablehlo.compare"));
    for (String name : List.of("next_after", "polygamma", "zeta")) {
      put(table, name, table.get("chlo." + name));
    }
  }

  private static void put(Map<String, Converter> table, String name, Converter converter) {
    table.put("chlo.broadcast_" + name, op -> converter.convert(broadcast(op)));
  }

  /** The operation on operands of equal sizes. */
  private static Op broadcast(Op op) {
    int rank = 0;
    for (int i = 0; i < op.operandCount(); i++) {
      rank = Math.max(rank, op.shape(i).rank());
    }
    List<LongList> positions = new ArrayList<>();
    long[] sizes = LongList.filled(rank, 1).toArray();
    for (int i = 0; i < op.operandCount(); i++) {
      LongList position = positions(op, op.shape(i), rank);
      positions.add(position);
      for (int d = 0; d < position.size(); d++) {
        unite(op, sizes, position.getInt(d), op.shape(i).dimension(d));
      }
    }
    List<HloInstruction> operands = new ArrayList<>();
    for (int i = 0; i < op.operandCount(); i++) {
      ArrayShape shape = ArrayShape.of(op.shape(i).elementType(), sizes);
      operands.add(MovementConverters.broadcastInDim(op, op.operand(i), positions.get(i), shape));
    }
    return op.with(operands, op.resultTypes());
  }

  private static LongList positions(Op op, ArrayShape shape, int rank) {
    int offset = rank - shape.rank();
    LongList trailing = LongList.range(shape.rank()).map(d -> d + offset);
    return offset == 0 ? trailing : op.integers("broadcast_dimensions", trailing);
  }

  private static void unite(Op op, long[] sizes, int dimension, long size) {
    if (sizes[dimension] == 1) {
      sizes[dimension] = size;
    } else if (size != 1 && size != sizes[dimension]) {
      throw op.error(
          DiagnosticCode.SHAPE,
          "cannot broadcast sizes %d and %d to each other".formatted(sizes[dimension], size),
          null);
    }
  }
}
