package org.hlorun.language.mlir.text;

import java.util.List;
import org.hlorun.language.mlir.MlirAttribute.StringAttribute;

/** {@code module @name attributes {...} { ... }}. */
final class ModuleForm implements Form {
  @Override
  public void read(Readers in, OperationState module) {
    if (in.tokens().at(TokenKind.AT_ID)) {
      module.put("sym_name", new StringAttribute(in.tokens().symbol()));
    }
    Parts.ATTRIBUTES_WITH_KEYWORD.read(in, module);
    module.regions().add(in.regions().read(List.of(), true));
  }
}
