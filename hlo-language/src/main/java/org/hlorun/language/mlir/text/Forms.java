package org.hlorun.language.mlir.text;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** The table of pretty forms: operation name to form. */
final class Forms {
  /** Names that may be written without their dialect. */
  private static final Map<String, String> SHORT =
      Map.of(
          "module", "builtin.module",
          "call", "func.call",
          "return", "func.return");

  private static final Map<String, Form> FORMS = new HashMap<>();

  static {
    FORMS.put("builtin.module", new ModuleForm());
    FORMS.put("func.func", new FunctionForm());
    FORMS.putAll(StablehloForms.table());
    FORMS.putAll(ChloForms.table());
    FORMS.putAll(CheckForms.table());
    FORMS.putAll(ShardyForms.table());
    FORMS.putAll(StandardForms.table());
  }

  private Forms() {}

  /** The operations that have a form, by their name with its dialect. */
  static Set<String> names() {
    return Set.copyOf(FORMS.keySet());
  }

  /** The name with its dialect. */
  static String qualified(String name) {
    return SHORT.getOrDefault(name, name);
  }

  /** The form of an operation, or null if it has none. */
  static Form of(String name) {
    return FORMS.get(qualified(name));
  }
}
