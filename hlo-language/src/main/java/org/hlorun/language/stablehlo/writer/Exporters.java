package org.hlorun.language.stablehlo.writer;

import java.util.EnumMap;
import java.util.Map;
import org.hlorun.language.ir.Opcode;

/** The table of opcodes that StableHLO or CHLO can express, put together from families. */
final class Exporters {
  private static final Map<Opcode, Exporter> TABLE = new EnumMap<>(Opcode.class);

  static {
    ElementwiseExporters.register(TABLE);
    MovementExporters.register(TABLE);
    IndexingExporters.register(TABLE);
    ReductionExporters.register(TABLE);
    ContractionExporters.register(TABLE);
    LinearAlgebraExporters.register(TABLE);
    ControlExporters.register(TABLE);
    CallExporters.register(TABLE);
    CollectiveExporters.register(TABLE);
    HostExporters.register(TABLE);
    AsyncExporters.register(TABLE);
  }

  private Exporters() {}

  /** Whether an opcode can be written, but for parameters, which are arguments of blocks. */
  static boolean has(Opcode opcode) {
    return TABLE.containsKey(opcode);
  }

  static Exporter of(Source source) {
    Exporter exporter = TABLE.get(source.instruction().opcode());
    if (exporter == null) {
      throw source.unsupported("StableHLO has no operation for this opcode");
    }
    return exporter;
  }
}
