package org.hlorun.interpreter.programs;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.parser.HloParser;
import org.hlorun.language.shape.ElementType;
import org.hlorun.language.verifier.HloVerifier;

/** The resource {@code coverage/opcodes.hlo}: which element types parser and verifier allow. */
final class OpcodeTemplates {
  private static final String OPCODES = "// opcodes:";
  private static final String PLACE = "it";

  private OpcodeTemplates() {}

  /** A module text for an opcode, with the element type open. */
  private record Template(Opcode opcode, String text) {

    /** What it allows for a type: an entry per other type, if the text has a place for one. */
    List<TypedOpcode> allowed(ElementType type) {
      List<TypedOpcode> allowed = new ArrayList<>();
      List<ElementType> others =
          text.contains("OTHER") ? List.of(ElementType.values()) : List.of(type);
      for (ElementType other : others) {
        instruction(
                text.replace("OPCODE", opcode.mnemonic())
                    .replace("TYPE", type.text())
                    .replace("OTHER", other.text())
                    .replace("BITS", "u" + type.bitWidth()))
            .ifPresent(instruction -> allowed.add(TypedOpcode.of(instruction)));
      }
      return allowed;
    }

    /** The instruction in question, unless the text is refused. */
    private Optional<HloInstruction> instruction(String filled) {
      try {
        HloModule module =
            HloParser.parse(
                SourceText.of(opcode.mnemonic(), filled.getBytes(StandardCharsets.UTF_8)));
        HloVerifier.verify(module);
        HloComputation entry = module.entry();
        HloInstruction instruction = entry.instruction(PLACE).orElseThrow();
        if (instruction.opcode() != opcode) {
          throw new IllegalStateException("a template of " + opcode + " has " + instruction);
        }
        return Optional.of(instruction);
      } catch (HloException e) {
        return Optional.empty();
      }
    }
  }

  /** Every opcode with every element type that it allows. */
  static Set<TypedOpcode> allowed() {
    Set<TypedOpcode> allowed = new TreeSet<>();
    Set<Opcode> left = EnumSet.allOf(Opcode.class);
    for (Template template : read()) {
      for (ElementType type : ElementType.values()) {
        List<TypedOpcode> found = template.allowed(type);
        if (!found.isEmpty()) {
          left.remove(template.opcode());
        }
        allowed.addAll(found);
      }
    }
    if (!left.isEmpty()) {
      throw new IllegalStateException("no template is accepted of " + left);
    }
    return allowed;
  }

  private static List<Template> read() {
    List<Template> templates = new ArrayList<>();
    for (String module : resource().split("// -----\n")) {
      module
          .lines()
          .filter(line -> line.startsWith(OPCODES))
          .flatMap(line -> List.of(line.substring(OPCODES.length()).split(",")).stream())
          .map(name -> Opcode.of(name.strip()).orElseThrow())
          .forEach(opcode -> templates.add(new Template(opcode, module)));
    }
    return templates;
  }

  private static String resource() {
    try (InputStream in = OpcodeTemplates.class.getResourceAsStream("/coverage/opcodes.hlo")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
