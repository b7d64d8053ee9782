package org.hlorun.interpreter.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.EnumSet;
import java.util.Set;
import org.hlorun.language.ir.Opcode;
import org.junit.jupiter.api.Test;

class OpTableTest {
  /**
   * The opcodes that the Truffle tree has nodes of its own for, and custom calls, which go by their
   * target.
   */
  private static final Set<Opcode> BY_NODES =
      EnumSet.of(
          Opcode.PARAMETER,
          Opcode.CONSTANT,
          Opcode.TUPLE,
          Opcode.GET_TUPLE_ELEMENT,
          Opcode.OPT_BARRIER,
          Opcode.DOMAIN,
          Opcode.ADD_DEPENDENCY,
          Opcode.AFTER_ALL,
          Opcode.CALL,
          Opcode.FUSION,
          Opcode.WHILE,
          Opcode.CONDITIONAL,
          Opcode.ASYNC_START,
          Opcode.ASYNC_UPDATE,
          Opcode.ASYNC_DONE,
          Opcode.CUSTOM_CALL);

  @Test
  void everyOtherOpcodeOfTheTableHasAnEvaluator() {
    assertEquals(EnumSet.complementOf(EnumSet.copyOf(BY_NODES)), OpTable.opcodes());
  }
}
