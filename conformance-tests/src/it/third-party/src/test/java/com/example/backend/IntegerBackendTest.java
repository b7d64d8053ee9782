package com.example.backend;

import java.util.List;
import org.hlorun.conformance.kit.BackendConformance;
import org.hlorun.language.backend.Backend;
import org.hlorun.language.ir.Opcode;

/** Holds the back end against the reference. */
class IntegerBackendTest extends BackendConformance {
  @Override
  protected Backend backend() {
    return new IntegerBackend();
  }

  /** Without this: all opcodes, most of which this back end refuses. */
  @Override
  protected List<Opcode> opcodes() {
    return List.of(
        Opcode.ADD, Opcode.MULTIPLY, Opcode.XOR, Opcode.NOT, Opcode.NEGATE, Opcode.DIVIDE);
  }
}
