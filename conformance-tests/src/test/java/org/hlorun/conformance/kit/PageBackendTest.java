package org.hlorun.conformance.kit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.hlorun.language.backend.Backend;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.shape.ElementType;
import org.junit.jupiter.api.AfterAll;

/** What a third party writes to have its back end tested. */
class PageBackendTest extends BackendConformance {
  @Override
  protected Backend backend() {
    return new PageBackend();
  }

  @Override
  protected List<Opcode> opcodes() {
    return List.of(Opcode.ADD, Opcode.DIVIDE, Opcode.MAXIMUM, Opcode.SQRT, Opcode.TANH);
  }

  @Override
  protected List<ElementType> types() {
    return List.of(ElementType.F32, ElementType.F64, ElementType.S32);
  }

  /** Refused programs are counted apart: nine shapes and the numbers of f32 pass, four times. */
  @AfterAll
  void refusedProgramsAreNoSuccesses() {
    assertEquals(40, figures().passed());
    assertEquals(0, figures().failed());
    assertTrue(figures().unsupported() > 40, figures().text());
  }
}
