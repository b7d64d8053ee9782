package org.hlorun.gpu.emulator.instruction;

import java.util.ArrayList;
import java.util.List;
import org.hlorun.gpu.emulator.arithmetic.Bits;
import org.hlorun.gpu.emulator.arithmetic.Rounding;
import org.hlorun.gpu.emulator.machine.Step;
import org.hlorun.gpu.emulator.machine.Steps;
import org.hlorun.gpu.emulator.text.Operand;
import org.hlorun.gpu.emulator.text.PtxInstruction;
import org.hlorun.gpu.emulator.text.PtxRegister;
import org.hlorun.gpu.emulator.text.PtxType;
import org.hlorun.language.diagnostic.Diagnostic;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;

/**
 * An instruction while steps are made for it: its modifiers are taken one by one, and at the end
 * none must be left; its operands become numbers of registers.
 */
final class Emission {
  private final PtxInstruction instruction;
  private final KernelBuilder kernel;
  private final List<String> modifiers;

  Emission(PtxInstruction instruction, KernelBuilder kernel) {
    this.instruction = instruction;
    this.kernel = kernel;
    this.modifiers = new ArrayList<>(instruction.modifiers());
  }

  PtxInstruction instruction() {
    return instruction;
  }

  KernelBuilder kernel() {
    return kernel;
  }

  String mnemonic() {
    return instruction.mnemonic();
  }

  /** Takes a modifier if it is there. */
  boolean take(String modifier) {
    return modifiers.remove(modifier);
  }

  /** Takes one of some modifiers; null if none of them is there. */
  String takeAny(List<String> choices) {
    for (String modifier : modifiers) {
      if (choices.contains(modifier)) {
        modifiers.remove(modifier);
        return modifier;
      }
    }
    return null;
  }

  /** Takes one of some modifiers, which must be there. */
  String takeOne(List<String> choices) {
    String taken = takeAny(choices);
    if (taken == null) {
      throw unsupported("needs one of ." + String.join(", .", choices));
    }
    return taken;
  }

  /** Takes the first type among the modifiers, which must be there. */
  PtxType takeType() {
    for (String modifier : modifiers) {
      PtxType type = PtxType.of(modifier);
      if (type != null) {
        modifiers.remove(modifier);
        return type;
      }
    }
    throw unsupported("needs a type");
  }

  /** Takes a rounding mode, or gives the one that holds without. */
  Rounding takeRounding(Rounding otherwise) {
    for (String modifier : modifiers) {
      Rounding rounding = Rounding.of(modifier);
      if (rounding != null) {
        modifiers.remove(modifier);
        return rounding;
      }
    }
    return otherwise;
  }

  /** All modifiers must have been taken, and there must be so many operands. */
  void end(int operands) {
    if (!modifiers.isEmpty()) {
      throw unsupported("does not take the modifier ." + modifiers.getFirst() + " here");
    }
    if (instruction.operands().size() != operands) {
      throw unsupported(
          "takes %d operands, not %d".formatted(operands, instruction.operands().size()));
    }
  }

  int count() {
    return instruction.operands().size();
  }

  Operand operand(int index) {
    if (index >= count()) {
      throw unsupported("has too few operands");
    }
    return instruction.operands().get(index);
  }

  /** Something in the instruction that the emulator cannot do. */
  HloException unsupported(String problem) {
    return new HloException(
        Diagnostic.of(
                DiagnosticCode.UNSUPPORTED,
                "'" + instruction.opcode() + "' " + problem,
                "see the PTX ISA for the forms of '" + mnemonic() + "', or write it otherwise")
            .at(instruction.location()));
  }

  /** Adds a step that runs under the instruction's guard. */
  <S extends Step> S emit(S step) {
    if (instruction.guard() != null) {
      step.guard(kernel.predicate(instruction.guard()), instruction.guardNegated());
    }
    return emitAlways(step);
  }

  /** Adds a step that runs whatever the guard says. */
  <S extends Step> S emitAlways(S step) {
    step.locate(instruction.location());
    kernel.add(step);
    return step;
  }

  /** The register of an operand that is read as a value of so many bits. */
  int source(int index, PtxType type) {
    return source(operand(index), type);
  }

  int source(Operand operand, PtxType type) {
    return switch (operand) {
      case Operand.Register register -> {
        require(register.register(), type.bits());
        yield kernel.register(register.register());
      }
      case Operand.Special special -> kernel.special(this, special.name(), type);
      case Operand.Integer integer -> {
        if (type.isFloat()) {
          throw unsupported("has an integer where a value of type ." + type + " belongs");
        }
        yield kernel.constant(integer.value() & Bits.mask(type.bits()));
      }
      case Operand.Float constant -> kernel.constant(Constants.bits(this, constant, type));
      case Operand.Symbol symbol when type.bits() >= 32 && !type.isFloat() ->
          kernel.constant(
              kernel.address(symbol.variable()) + symbol.offset() & Bits.mask(type.bits()));
      default -> throw unsupported("has an operand that is no value of type ." + type);
    };
  }

  /** A source of at least so many bits, as conversions and stores allow. */
  int wideSource(Operand operand, PtxType type) {
    if (operand instanceof Operand.Register(PtxRegister register)
        && !register.isPredicate()
        && register.type().bits() >= type.bits()) {
      return kernel.register(register);
    }
    return source(operand, type);
  }

  /** The register of a result of so many bits. */
  int result(int index, PtxType type) {
    return result(operand(index), type);
  }

  int result(Operand operand, PtxType type) {
    if (operand instanceof Operand.Sink) {
      return kernel.temporary();
    }
    PtxRegister register = resultRegister(operand);
    require(register, type.bits());
    return kernel.register(register);
  }

  /** The register of a result that may be wider than the type. */
  PtxRegister wideResult(Operand operand, PtxType type) {
    PtxRegister register = resultRegister(operand);
    if (register.isPredicate() || register.type().bits() < type.bits()) {
      throw width(register, type.bits());
    }
    return register;
  }

  private PtxRegister resultRegister(Operand operand) {
    if (operand instanceof Operand.Register(PtxRegister register)) {
      return register;
    }
    throw unsupported("has a result that is no register");
  }

  private void require(PtxRegister register, int bits) {
    if (register.isPredicate() || register.type().bits() != bits) {
      throw width(register, bits);
    }
  }

  private HloException width(PtxRegister register, int bits) {
    return unsupported(
        "needs a register of %d bits, and %s is declared .%s"
            .formatted(bits, register.name(), register.type()));
  }

  /** The number of a predicate that is read; a negation gets one of its own. */
  int predicate(Operand operand) {
    return switch (operand) {
      case Operand.Register(PtxRegister register) when register.isPredicate() ->
          kernel.predicate(register);
      case Operand.Not(Operand.Register(PtxRegister register)) when register.isPredicate() -> {
        int negated = kernel.temporaryPredicate();
        int plain = kernel.predicate(register);
        emitAlways(Steps.logic(0x0F, negated, plain, plain, plain));
        yield negated;
      }
      case Operand.Integer(long value) when value == 0 || value == 1 -> {
        int constant = kernel.temporaryPredicate();
        emitAlways(Steps.logic(value == 0 ? 0 : 0xFF, constant, constant, constant, constant));
        yield constant;
      }
      default -> throw unsupported("has an operand that is no predicate");
    };
  }

  /** The number of a predicate that is written. */
  int predicateResult(Operand operand) {
    if (operand instanceof Operand.Sink) {
      return kernel.temporaryPredicate();
    }
    if (operand instanceof Operand.Register(PtxRegister register) && register.isPredicate()) {
      return kernel.predicate(register);
    }
    throw unsupported("has a result that is no predicate");
  }

  /** Whether an operand is a predicate. */
  static boolean isPredicate(Operand operand) {
    return operand instanceof Operand.Register(PtxRegister register) && register.isPredicate();
  }

  /** An operand that must be an address. */
  Operand.Address address(int index) {
    if (operand(index) instanceof Operand.Address address) {
      return address;
    }
    throw unsupported("needs an address in brackets");
  }

  /** The elements of a vector; an operand that is none is a vector of one. */
  static List<Operand> elements(Operand operand) {
    return operand instanceof Operand.Vector vector ? vector.elements() : List.of(operand);
  }
}
