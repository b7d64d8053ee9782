package org.hlorun.conformance.kit;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.parser.HloParser;
import org.hlorun.language.shape.ElementType;
import org.hlorun.language.verifier.HloVerifier;

/** A case under construction: lines of HLO text, and how its parameters are filled. */
final class CaseBuilder {
  private final Opcode opcode;
  private final ElementType type;
  private final String name;
  private final StringBuilder computations = new StringBuilder();
  private final StringBuilder entry = new StringBuilder();
  private final List<Values> fillers = new ArrayList<>();
  private boolean rotates = true;

  CaseBuilder(Opcode opcode, ElementType type, String name) {
    this.opcode = opcode;
    this.type = type;
    this.name = name;
  }

  /** Adds a computation: {@code add { ... }}. */
  CaseBuilder computation(String text) {
    computations.append(text).append("\n\n");
    return this;
  }

  /** Adds parameter {@code pN}, N counted from 0, with elements. */
  CaseBuilder operand(String shape, Values values) {
    int number = fillers.size();
    fillers.add(values);
    return line("p%d = %s parameter(%d)".formatted(number, shape, number));
  }

  /** Adds an instruction. */
  CaseBuilder line(String text) {
    entry.append("  ").append(text).append('\n');
    return this;
  }

  /** The arguments stay as they are. */
  CaseBuilder fixed() {
    rotates = false;
    return this;
  }

  /** The case with a last instruction; empty if the language does not allow it for this type. */
  Optional<ConformanceCase> root(String text) {
    String program =
        "HloModule conformance\n\n%sENTRY main {\n%s  ROOT r = %s\n}\n"
            .formatted(computations, entry, text);
    HloModule module;
    try {
      module = HloParser.parse(SourceText.of(name + ".hlo", program));
      if (!HloVerifier.check(module).isEmpty()) {
        return Optional.empty();
      }
    } catch (HloException e) {
      if (e.diagnostic().code() == DiagnosticCode.INFERENCE) {
        return Optional.empty();
      }
      throw e;
    }
    List<Literal> arguments = new ArrayList<>();
    List<HloInstruction> parameters = module.entry().parameters();
    for (int i = 0; i < parameters.size(); i++) {
      arguments.add(fillers.get(i).fill(parameters.get(i).shape().asArray(), i, name.hashCode()));
    }
    return Optional.of(new ConformanceCase(opcode, type, name, module, arguments, rotates));
  }
}
