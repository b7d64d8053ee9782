package org.hlorun.language.stablehlo;

import java.util.HashSet;
import java.util.Set;
import org.hlorun.language.mlir.MlirAttribute;
import org.hlorun.language.mlir.MlirAttribute.ArrayAttribute;
import org.hlorun.language.mlir.MlirAttribute.SymbolAttribute;
import org.hlorun.language.mlir.MlirBlock;
import org.hlorun.language.mlir.MlirOperation;
import org.hlorun.language.mlir.MlirRegion;

/** Which functions some operation names. */
final class References {
  private final Set<String> names = new HashSet<>();

  private References() {}

  static Set<String> in(MlirOperation root) {
    References references = new References();
    references.visit(root);
    return references.names;
  }

  private void visit(MlirOperation operation) {
    operation.attributes().values().forEach(this::visit);
    for (MlirRegion region : operation.regions()) {
      for (MlirBlock block : region.blocks()) {
        block.operations().forEach(this::visit);
      }
    }
  }

  private void visit(MlirAttribute attribute) {
    switch (attribute) {
      case SymbolAttribute symbol -> names.add(symbol.leaf());
      case ArrayAttribute array -> array.elements().forEach(this::visit);
      default -> {}
    }
  }
}
