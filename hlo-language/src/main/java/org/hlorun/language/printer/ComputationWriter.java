package org.hlorun.language.printer;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;

/** Writes computations, on their own or, in canonical form, as bodies inside an instruction. */
final class ComputationWriter {
  private static final int INDENT = 2;

  /** Canonical form repeats a computation at every call; deeper or longer texts are refused. */
  private static final int MAX_BODY_DEPTH = 256;

  private static final int MAX_BODIES = 1 << 16;

  private final PrintContext context;
  private final TextOutput out;
  private final InstructionWriter instructions;
  private final Set<HloComputation> fused = new HashSet<>();
  private int bodies;

  ComputationWriter(PrintContext context) {
    this.context = context;
    this.out = context.out();
    this.instructions = new InstructionWriter(context, this);
    for (HloComputation computation : context.module().computations()) {
      for (HloInstruction instruction : computation.instructions()) {
        if (instruction.opcode() == Opcode.FUSION) {
          fused.addAll(instruction.calledComputations());
        }
      }
    }
  }

  InstructionWriter instructions() {
    return instructions;
  }

  /** Whether the order of the instructions is a schedule; fusions have none. */
  boolean isScheduled(HloComputation computation) {
    return context.module().isScheduled() && !fused.contains(computation);
  }

  /** The instructions in the order in which they are printed. */
  List<HloInstruction> order(HloComputation computation) {
    return isScheduled(computation) ? computation.instructions() : InstructionOrder.of(computation);
  }

  /** Writes a computation with its name and what the form says about its type. */
  void write(HloComputation computation) {
    writeDeclaration(computation);
    writeBraces(computation, order(computation), 0);
  }

  /** Writes what stands in front of the opening brace. */
  void writeDeclaration(HloComputation computation) {
    out.append(computation == context.module().entry() ? "ENTRY " : "");
    out.append(context.name(computation)).append(' ');
    if (context.form().programShape()) {
      writeProgramShape(computation);
    }
  }

  private void writeProgramShape(HloComputation computation) {
    out.append('(');
    String separator = "";
    for (HloInstruction parameter : computation.parameters()) {
      if (parameter != null) {
        out.append(separator).append(context.plainName(parameter)).append(": ");
        out.append(parameter.shape().text(false));
        separator = ", ";
      }
    }
    out.append(") -> ").append(computation.root().shape().text(false)).append(' ');
  }

  /**
   * Writes a computation in braces that stand on lines of their own.
   *
   * @param indent the indentation of the braces
   */
  void writeBody(HloComputation computation, int indent) {
    if (++bodies > MAX_BODIES || indent > MAX_BODY_DEPTH * INDENT) {
      throw HloException.of(
          DiagnosticCode.LIMIT,
          "the canonical form repeats called computations more often than %d times or %d deep"
              .formatted(MAX_BODIES, MAX_BODY_DEPTH),
          "print another form");
    }
    out.append(" ".repeat(indent));
    writeBraces(computation, InstructionOrder.of(computation), indent);
  }

  private void writeBraces(HloComputation computation, List<HloInstruction> order, int indent) {
    PrintForm form = context.form();
    CanonicalNames names = form.canonicalNames() ? new CanonicalNames() : null;
    String margin = " ".repeat(indent + INDENT);
    HloInstruction root = computation.root();
    out.append("{\n");
    for (HloInstruction instruction : order) {
      if (form.compactTupleElements() && OperandWriter.isCompact(instruction)) {
        continue;
      }
      out.append(margin).append(instruction == root ? "ROOT " : "");
      instructions.write(instruction, names, indent + INDENT);
      out.append('\n');
    }
    out.append(" ".repeat(indent)).append('}');
    if (!computation.executionThread().equals(HloComputation.MAIN_THREAD)) {
      out.append(", execution_thread=").append(Quoting.quote(computation.executionThread()));
    }
  }
}
