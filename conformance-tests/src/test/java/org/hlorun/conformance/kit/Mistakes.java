package org.hlorun.conformance.kit;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hlorun.language.ir.Opcode;

/** Mistakes that compilers make, each as a wrong back end. */
final class Mistakes {
  /** A mistake with the opcodes whose cases must find it. */
  record Entry(WrongBackend backend, List<Opcode> opcodes) {}

  private final Map<String, Entry> entries = new LinkedHashMap<>();

  private Mistakes() {}

  /** All, by name. */
  static Map<String, Entry> all() {
    Mistakes mistakes = new Mistakes();
    FloatMistakes.addTo(mistakes);
    IntegerMistakes.addTo(mistakes);
    MovementMistakes.addTo(mistakes);
    SumMistakes.addTo(mistakes);
    return mistakes.entries;
  }

  void add(String name, WrongBackend.Mistake mistake, Opcode... opcodes) {
    add(name, mistake, List.of(opcodes), List.of(opcodes));
  }

  void add(String name, WrongBackend.Mistake mistake, List<Opcode> replaced, List<Opcode> tried) {
    entries.put(name, new Entry(new WrongBackend(name, replaced, mistake), tried));
  }
}
