package org.hlorun.language.mlir;

import java.util.List;

/** A block: arguments, then operations, the last of which is its terminator. */
public record MlirBlock(List<MlirValue> arguments, List<MlirOperation> operations) {
  public MlirBlock {
    arguments = List.copyOf(arguments);
    operations = List.copyOf(operations);
  }
}
