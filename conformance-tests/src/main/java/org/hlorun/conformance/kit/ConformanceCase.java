package org.hlorun.conformance.kit;

import java.util.List;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.shape.ElementType;

/**
 * A small program about one opcode and element type.
 *
 * @param opcode what it is about
 * @param type the element type of the first operand, or of the result if there is none
 * @param name shapes and attributes, unique among the cases of the opcode and type
 * @param module the program, which is valid
 * @param arguments one array per parameter of the program
 * @param rotates whether the arguments may be replaced by the same elements in another order
 */
public record ConformanceCase(
    Opcode opcode,
    ElementType type,
    String name,
    HloModule module,
    List<Literal> arguments,
    boolean rotates) {
  public ConformanceCase {
    arguments = List.copyOf(arguments);
  }

  /** The opcode, the type and the name. */
  public String fullName() {
    return opcode.mnemonic() + " " + type.text() + " " + name;
  }
}
