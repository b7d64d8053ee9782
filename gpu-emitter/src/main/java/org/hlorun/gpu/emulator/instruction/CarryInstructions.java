package org.hlorun.gpu.emulator.instruction;

import java.util.List;
import org.hlorun.gpu.emulator.arithmetic.IntegerArithmetic;
import org.hlorun.gpu.emulator.machine.Steps;
import org.hlorun.gpu.emulator.text.PtxType;

/** Arithmetic of long integers: {@code add.cc}, {@code addc}, {@code subc}, {@code madc}. */
final class CarryInstructions {
  private CarryInstructions() {}

  static boolean isCarrying(Emission emission) {
    return emission.instruction().modifiers().contains("cc");
  }

  /**
   * Products become a multiplication of their own; then all are a sum with a carry, subtraction
   * that of the complement.
   */
  static void emit(Emission emission) {
    String name = emission.mnemonic();
    boolean writes = emission.take("cc");
    boolean reads = name.endsWith("c");
    boolean subtracts = name.startsWith("sub");
    boolean multiplies = name.startsWith("mad");
    String part = multiplies ? emission.takeOne(List.of("lo", "hi")) : null;
    PtxType type = emission.takeType();
    if (!ArithmeticInstructions.isInteger(type) || type.bits() < 32 || type.isPair()) {
      throw emission.unsupported("is not defined for values of type ." + type);
    }
    emission.end(multiplies ? 4 : 3);
    int a = emission.source(1, type);
    int b = emission.source(2, type);
    if (multiplies) {
      String product = "mul." + part;
      int temporary = emission.kernel().temporary();
      emission.emit(
          Steps.binary(
              product + "." + type,
              () -> IntegerArithmetic.binary(product, type.bits(), type.isSigned()),
              temporary,
              a,
              b));
      a = temporary;
      b = emission.source(3, type);
    }
    emission.emit(
        Steps.carry(
            emission.result(0, type),
            a,
            b,
            emission.kernel().carry(),
            type.bits(),
            reads,
            writes,
            subtracts));
  }
}
