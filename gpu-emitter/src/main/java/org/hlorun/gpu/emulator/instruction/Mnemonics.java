package org.hlorun.gpu.emulator.instruction;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.hlorun.language.diagnostic.Diagnostic;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;

/** The table of instructions: what makes the steps of each mnemonic. */
final class Mnemonics {
  private static final Map<String, Consumer<Emission>> TABLE = new HashMap<>();

  static {
    ArithmeticInstructions.register(TABLE);
    LogicInstructions.register(TABLE);
    ComparisonInstructions.register(TABLE);
    ConversionInstructions.register(TABLE);
    MoveInstructions.register(TABLE);
    MemoryInstructions.register(TABLE);
    AtomicInstructions.register(TABLE);
    SynchronizationInstructions.register(TABLE);
    ControlInstructions.register(TABLE);
    MatrixInstructions.register(TABLE);
    AsyncInstructions.register(TABLE);
    MemoryBarrierInstructions.register(TABLE);
    WarpgroupInstructions.register(TABLE);
  }

  private Mnemonics() {}

  /** Makes the steps of an instruction. */
  static void emit(Emission emission) {
    Consumer<Emission> maker = TABLE.get(emission.mnemonic());
    if (maker == null) {
      throw new HloException(
          Diagnostic.of(
                  DiagnosticCode.UNSUPPORTED,
                  "the emulator has no instruction '" + emission.instruction().opcode() + "'",
                  "check the spelling, or use another instruction")
              .at(emission.instruction().location()));
    }
    maker.accept(emission);
  }
}
