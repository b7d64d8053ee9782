package org.hlorun.language.verifier;

import java.util.Optional;
import org.hlorun.language.diagnostic.Diagnostic;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.ir.Arity;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.AttributeUse;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.sharding.Sharding;

/** What holds for every instruction (I5 to I9, I19), and then the rule of its opcode. */
final class InstructionRules {
  private InstructionRules() {}

  /** Checks what the rules of opcodes take for granted. */
  static void checkForm(HloInstruction instruction, ShapeRules shapes, Report report) {
    try {
      checkOperandCount(instruction);
      checkAttributes(instruction);
      shapes.check(instruction.shape());
      instruction.attributes().find(Attribute.OUTFEED_SHAPE).ifPresent(shapes::check);
      instruction
          .attributes()
          .find(Attribute.OPERAND_LAYOUT_CONSTRAINTS)
          .ifPresent(constraints -> constraints.forEach(shapes::check));
    } catch (Violation violation) {
      report.add(violation, instruction);
    }
  }

  /** Checks the rules of the opcode, and the sharding. */
  static void check(HloInstruction instruction, Facts facts, Report report) {
    try {
      OpcodeRules.of(instruction.opcode()).check(instruction, facts);
      Optional<Sharding> sharding = instruction.attributes().find(Attribute.SHARDING);
      if (sharding.isPresent()) {
        ShardingRules.check(sharding.get(), instruction.shape());
      }
    } catch (Violation violation) {
      report.add(violation, instruction);
    } catch (HloException e) {
      Diagnostic cause = e.diagnostic();
      Violation violation = Violation.of(Invariant.OPERANDS, "%s", cause.message());
      report.add(violation.withRemedy(cause.remedy()), instruction);
    } catch (ArithmeticException e) {
      report.add(Violation.of(Invariant.SIZES, "A size overflows 63 bits"), instruction);
    }
  }

  private static void checkOperandCount(HloInstruction instruction) {
    Arity arity = instruction.opcode().arity();
    if (!arity.allows(instruction.operandCount())) {
      throw Violation.of(
          Invariant.OPERAND_COUNT,
          "expects %s, but has %d operands",
          arity.describe(),
          instruction.operandCount());
    }
  }

  private static void checkAttributes(HloInstruction instruction) {
    Opcode opcode = instruction.opcode();
    for (AttributeUse use : opcode.attributes()) {
      boolean elided = use.attribute() == Attribute.VALUE && instruction.has(Attribute.ELIDED);
      Violation.unless(
          !use.required() || elided || instruction.has(use.attribute()),
          Invariant.ATTRIBUTES,
          "attribute %s is expected but not seen",
          use.attribute());
    }
    for (Attribute<?> attribute : instruction.attributes().keys()) {
      Violation.unless(
          opcode.use(attribute).isPresent(),
          Invariant.ATTRIBUTES,
          "unexpected attribute \"%s\"",
          attribute);
    }
  }
}
