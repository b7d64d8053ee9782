package org.hlorun.conformance.reduce;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hlorun.conformance.generator.RandomProgram;
import org.hlorun.fusion.cleanup.DeadCodeElimination;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.Attributes;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.ir.ModuleCloner;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.verifier.HloVerifier;

/** A copy of a program that is being changed. */
final class Copy {
  private final RandomProgram original;
  private final HloModule module;
  private final List<Literal> arguments;

  Copy(RandomProgram original) {
    this.original = original;
    this.module = ModuleCloner.clone(original.module());
    // They name parameters and results by number.
    module.setAttributes(
        module
            .attributes()
            .without(Attribute.ENTRY_COMPUTATION_LAYOUT)
            .without(Attribute.INPUT_OUTPUT_ALIAS)
            .without(Attribute.BUFFER_DONOR)
            .without(Attribute.IS_SCHEDULED));
    this.arguments = new ArrayList<>(original.arguments());
  }

  HloModule module() {
    return module;
  }

  HloComputation entry() {
    return module.entry();
  }

  /** The copy of an instruction. */
  HloInstruction of(HloInstruction instruction) {
    return module
        .computation(instruction.parent().name())
        .orElseThrow()
        .instruction(instruction.name())
        .orElseThrow();
  }

  /** A new parameter of the entry computation that gets a value. */
  HloInstruction parameter(HloInstruction like, Literal value) {
    arguments.add(value);
    return entry()
        .add(
            "p",
            Opcode.PARAMETER,
            like.shape(),
            List.of(),
            Attributes.of(Attribute.PARAMETER_NUMBER, (long) arguments.size() - 1));
  }

  /** A constant in the computation of an instruction. */
  static HloInstruction constant(HloInstruction like, ArrayLiteral value) {
    Attributes attributes = Attributes.of(Attribute.VALUE, value);
    return like.parent().add("constant", Opcode.CONSTANT, like.shape(), List.of(), attributes);
  }

  Literal argument(HloInstruction parameter) {
    return arguments.get(Math.toIntExact(parameter.get(Attribute.PARAMETER_NUMBER)));
  }

  /** Puts one instruction in the place of another of the same computation. */
  static void replace(HloInstruction old, HloInstruction replacement) {
    old.parent().replaceAllUses(old, replacement);
  }

  /** The program without what it no longer needs, if it is valid. */
  Optional<RandomProgram> finish() {
    for (HloComputation computation : module.computations()) {
      computation.sortTopologically();
    }
    new DeadCodeElimination().run(module);
    dropParameters();
    module.sortTopologically();
    return HloVerifier.check(module).isEmpty()
        ? Optional.of(new RandomProgram(original.seed(), module, arguments))
        : Optional.empty();
  }

  private void dropParameters() {
    List<Literal> kept = new ArrayList<>();
    for (HloInstruction parameter : entry().parameters()) {
      if (parameter.users().isEmpty() && !parameter.isRoot()) {
        entry().remove(parameter);
      } else {
        kept.add(argument(parameter));
        parameter.set(Attribute.PARAMETER_NUMBER, (long) kept.size() - 1);
      }
    }
    arguments.clear();
    arguments.addAll(kept);
  }
}
