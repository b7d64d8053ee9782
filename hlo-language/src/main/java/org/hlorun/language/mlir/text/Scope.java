package org.hlorun.language.mlir.text;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.mlir.MlirType;
import org.hlorun.language.mlir.MlirValue;

/**
 * The values that can be named at a place. A region sees the names of the regions around it up to
 * the first isolated one; its own names end with it.
 */
final class Scope {

  /**
   * A use of a value: {@code %name#number}.
   *
   * @param name the name without {@code %}
   * @param number which of the values of the name
   * @param offset where it is used
   */
  record Use(String name, int number, int offset) {}

  private final Tokens tokens;

  /** The visible names of each isolated region and those inside it. */
  private final Deque<Map<String, List<MlirValue>>> visible = new ArrayDeque<>();

  /** The names that each region defined. */
  private final Deque<List<String>> regions = new ArrayDeque<>();

  private final Deque<Boolean> isolation = new ArrayDeque<>();

  Scope(Tokens tokens) {
    this.tokens = tokens;
  }

  /** Begins a region. */
  void enter(boolean isolated) {
    isolation.push(isolated);
    regions.push(new ArrayList<>());
    if (isolated) {
      visible.push(new HashMap<>());
    }
  }

  /** Ends the innermost region. */
  void leave() {
    List<String> names = regions.pop();
    if (isolation.pop()) {
      visible.pop();
    } else {
      names.forEach(visible.peek()::remove);
    }
  }

  /** Names values; a name of several values is used as {@code %name#1}. */
  void define(String name, List<MlirValue> values, int offset) {
    if (visible.peek().putIfAbsent(name, values) != null) {
      throw tokens.error(
          offset, DiagnosticCode.BAD_NAME, "redefinition of SSA value '%" + name + "'", null);
    }
    regions.peek().add(name);
  }

  /** The value of a use, which must have the type that the use is written with. */
  MlirValue resolve(Use use, MlirType type) {
    List<MlirValue> values = visible.peek().get(use.name());
    if (values == null) {
      throw tokens.error(
          use.offset(),
          DiagnosticCode.UNDEFINED_NAME,
          "use of undeclared SSA value name '%" + use.name() + "'",
          "a value must be defined before it is used, in this region or one around it");
    }
    if (use.number() >= values.size()) {
      throw tokens.error(
          use.offset(),
          DiagnosticCode.UNDEFINED_NAME,
          "reference to invalid result number",
          "'%" + use.name() + "' has " + values.size() + " values");
    }
    MlirValue value = values.get(use.number());
    if (!value.type().equals(type)) {
      throw tokens.error(
          use.offset(),
          DiagnosticCode.SHAPE,
          "use of value '%%%s' expects different type than prior uses: '%s' vs '%s'"
              .formatted(value.name(), TypePrinter.text(type), TypePrinter.text(value.type())),
          null);
    }
    return value;
  }
}
