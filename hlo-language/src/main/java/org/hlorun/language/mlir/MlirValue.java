package org.hlorun.language.mlir;

/** A value: a result of an operation or an argument of a block. Values are compared by identity. */
public final class MlirValue {
  private final MlirType type;
  private final String name;

  /**
   * @param type its type
   * @param name its name for messages, without {@code %}; bytecode has none, so a made-up one
   */
  public MlirValue(MlirType type, String name) {
    this.type = type;
    this.name = name;
  }

  public MlirType type() {
    return type;
  }

  public String name() {
    return name;
  }

  @Override
  public String toString() {
    return "%" + name;
  }
}
