package org.hlorun.kernelir.plan;

import java.util.Optional;
import org.hlorun.bufferassignment.ControlCalls;
import org.hlorun.language.backend.Fallback;
import org.hlorun.language.backend.Options;
import org.hlorun.language.backend.Rounding;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.ir.OpcodeClass;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.Shape;
import org.hlorun.language.shape.TupleShape;

/** Which programs can run natively at all; the others run on the interpreter as a whole. */
public final class Eligibility {
  private Eligibility() {}

  /** Why a program cannot run natively, by its first instruction that cannot; empty if it can. */
  public static Optional<Fallback> problem(HloModule module, Options options) {
    if (options.rounding() == Rounding.EACH_STEP) {
      return Optional.of(Fallback.ofProgram("only the interpreter rounds at each step"));
    }
    return problem(module.entry());
  }

  private static Optional<Fallback> problem(HloComputation computation) {
    for (HloInstruction instruction : computation.instructions()) {
      Optional<String> own = problem(instruction);
      if (own.isPresent()) {
        return own.map(reason -> Fallback.of(Fallback.Scope.PROGRAM, instruction, reason));
      }
      for (HloComputation callee : ControlCalls.callees(instruction)) {
        Optional<Fallback> inner = problem(callee);
        if (inner.isPresent()) {
          return inner;
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<String> problem(HloInstruction instruction) {
    if (instruction.shape().anyLeaf(leaf -> !isPlainArray(leaf))) {
      return Optional.of("a value of shape " + instruction.shape().text(false));
    }
    if (instruction.has(Attribute.ELIDED)) {
      return Optional.of("an elided constant");
    }
    if (instruction.opcode() == Opcode.CONSTANT && instruction.shape().isTuple()) {
      return Optional.of("a constant that is a tuple");
    }
    OpcodeClass kind = instruction.opcode().opcodeClass();
    if (kind == OpcodeClass.COLLECTIVE || kind == OpcodeClass.HOST) {
      return Optional.of(instruction.opcode() + " between devices or with the host");
    }
    return switch (instruction.opcode()) {
      case RNG, RNG_GET_AND_UPDATE_STATE ->
          Optional.of(instruction.opcode() + ", whose numbers depend on what ran before");
      case REPLICA_ID, PARTITION_ID -> Optional.of(instruction.opcode().toString());
      case ASYNC_START, ASYNC_UPDATE, ASYNC_DONE, COPY_START, COPY_DONE ->
          Optional.of("the asynchronous form " + instruction.opcode());
      default -> Optional.empty();
    };
  }

  private static boolean isPlainArray(Shape leaf) {
    return leaf instanceof TupleShape
        || (leaf instanceof ArrayShape array && !array.hasDynamicDimensions());
  }
}
