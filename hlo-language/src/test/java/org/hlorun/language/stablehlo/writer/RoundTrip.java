package org.hlorun.language.stablehlo.writer;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.printer.HloPrinter;
import org.hlorun.language.printer.PrintForm;
import org.hlorun.language.stablehlo.StablehloReader;

/** Modules written as StableHLO and read back. */
final class RoundTrip {
  private RoundTrip() {}

  /** The module that its StableHLO text is read as. */
  static HloModule of(HloModule module) {
    byte[] text = StablehloWriter.print(module).getBytes(StandardCharsets.ISO_8859_1);
    return StablehloReader.read(SourceText.of("written.mlir", text));
  }

  /** How the entries of two modules differ, names and dead code apart. */
  static Optional<String> difference(HloModule expected, HloModule actual) {
    String a = canonical(expected);
    String b = canonical(actual);
    return a.equals(b) ? Optional.empty() : Optional.of(a + "\nbut it is\n" + b);
  }

  /** The entry with everything it calls, without names. */
  private static String canonical(HloModule module) {
    module.computations().forEach(RoundTrip::removeDeadCode);
    String text = HloPrinter.print(module, PrintForm.CANONICAL.withLargeConstants());
    return text.substring(text.indexOf("ENTRY")).replaceFirst("ENTRY \\S+", "ENTRY");
  }

  private static void removeDeadCode(HloComputation computation) {
    for (HloInstruction instruction : List.copyOf(computation.instructions()).reversed()) {
      boolean pure =
          switch (instruction.opcode().opcodeClass()) {
            case ELEMENTWISE, DATA_MOVEMENT, CONTROL, REDUCTION, CONTRACTION, LINEAR_ALGEBRA ->
                switch (instruction.opcode()) {
                  case PARAMETER, CUSTOM_CALL, CALL, WHILE, CONDITIONAL -> false;
                  default -> true;
                };
            default -> false;
          };
      if (pure && instruction.users().isEmpty() && !instruction.isRoot()) {
        computation.remove(instruction);
      }
    }
  }
}
