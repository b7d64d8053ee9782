package org.hlorun.gpu.emulator.text;

import java.util.HashMap;
import java.util.Map;
import org.hlorun.language.diagnostic.DiagnosticCode;

/**
 * The names between two braces. A name that is not found is looked for in the scope around it.
 * Ranges of registers ({@code %r<100>}) make a register when it is first used.
 */
final class Scope {
  /** Numbers the registers of a function. */
  static final class Numbering {
    private int next;

    int count() {
      return next;
    }
  }

  private record Range(PtxType type, long count) {}

  private final Scope outer;
  private final Numbering numbering;
  private final Map<String, Object> names = new HashMap<>();
  private final Map<String, Range> ranges = new HashMap<>();
  private final Map<String, PtxLabel> labels = new HashMap<>();

  Scope(Scope outer, Numbering numbering) {
    this.outer = outer;
    this.numbering = numbering;
  }

  Scope outer() {
    return outer;
  }

  Scope inner() {
    return new Scope(this, numbering);
  }

  /** What a name stands for, a register or a variable, or null. */
  Object find(String name) {
    for (Scope scope = this; scope != null; scope = scope.outer) {
      Object found = scope.names.get(name);
      if (found == null) {
        found = scope.fromRange(name);
      }
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  private PtxRegister fromRange(String name) {
    int digits = name.length();
    while (digits > 0 && Character.isDigit(name.charAt(digits - 1))) {
      digits--;
    }
    for (int cut = digits; cut < name.length() && name.length() - cut < 9; cut++) {
      Range range = ranges.get(name.substring(0, cut));
      String number = name.substring(cut);
      boolean canonical = number.length() == 1 || number.charAt(0) != '0';
      if (range != null && canonical && Integer.parseInt(number) < range.count()) {
        return define(name, range.type());
      }
    }
    return null;
  }

  private PtxRegister define(String name, PtxType type) {
    PtxRegister register = new PtxRegister(numbering.next++, name, type);
    names.put(name, register);
    return register;
  }

  void register(TokenCursor cursor, Token name, PtxType type) {
    requireNew(cursor, name);
    define(name.text(), type);
  }

  void range(TokenCursor cursor, Token prefix, PtxType type, long count) {
    if (ranges.putIfAbsent(prefix.text(), new Range(type, count)) != null) {
      throw twice(cursor, prefix);
    }
  }

  void variable(TokenCursor cursor, Token name, PtxVariable variable) {
    requireNew(cursor, name);
    names.put(name.text(), variable);
  }

  private void requireNew(TokenCursor cursor, Token name) {
    if (names.containsKey(name.text())) {
      throw twice(cursor, name);
    }
  }

  private static RuntimeException twice(TokenCursor cursor, Token name) {
    return cursor.error(
        DiagnosticCode.BAD_NAME, name, "'" + name.text() + "' is declared twice", null);
  }

  /** Says where a label is. */
  PtxLabel label(TokenCursor cursor, Token name, int instruction) {
    PtxLabel label = labels.computeIfAbsent(name.text(), PtxLabel::new);
    if (label.isPlaced()) {
      throw twice(cursor, name);
    }
    label.place(instruction);
    return label;
  }

  /** The label of a name in this scope or around it, or null. */
  PtxLabel findLabel(String name) {
    for (Scope scope = this; scope != null; scope = scope.outer) {
      PtxLabel label = scope.labels.get(name);
      if (label != null) {
        return label;
      }
    }
    return null;
  }
}
