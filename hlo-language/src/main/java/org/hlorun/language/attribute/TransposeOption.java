package org.hlorun.language.attribute;

/** What {@code triangular-solve} does with its matrix. */
public enum TransposeOption implements Word {
  TRANSPOSE_INVALID,
  NO_TRANSPOSE,
  TRANSPOSE,
  ADJOINT;

  @Override
  public String text() {
    return name();
  }
}
