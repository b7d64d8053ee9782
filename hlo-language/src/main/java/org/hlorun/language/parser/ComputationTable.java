package org.hlorun.language.parser;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.SourceLocation;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloModule;

/** The computations of the text so far: which names are defined, and the order of definition. */
final class ComputationTable {
  private final Tokens tokens;
  private final HloModule module;
  private final Map<String, HloComputation> byName = new HashMap<>();
  private final List<HloComputation> order = new ArrayList<>();
  private final Map<String, Integer> generated = new HashMap<>();
  private final Set<HloComputation> asyncCallees = new HashSet<>();

  ComputationTable(Tokens tokens, HloModule module) {
    this.tokens = tokens;
    this.module = module;
  }

  /** Begins a computation with a name from the text, which stands at an offset. */
  HloComputation begin(String name, int offset) {
    HloComputation previous = byName.get(name);
    if (previous != null) {
      SourceLocation place = tokens.source().locate(previous.sourceStart());
      throw tokens.error(
          offset,
          DiagnosticCode.BAD_NAME,
          "computation already exists: " + name,
          "computation previously defined at line %d, column %d"
              .formatted(place.line(), place.column()));
    }
    return module.addComputation(name);
  }

  /** Begins a computation that has no name in the text. */
  HloComputation beginUnnamed(String stem) {
    int number = generated.merge(stem, 1, Integer::sum) - 1;
    return module.addComputation(number == 0 ? stem : stem + "." + number);
  }

  /** Ends a computation: from here on its name, if it has one, can be referred to. */
  void define(String name, HloComputation computation) {
    byName.put(name, computation);
    order.add(computation);
  }

  /** Ends a computation that has no name in the text. */
  void defineUnnamed(HloComputation computation) {
    order.add(computation);
  }

  /** The computation of a name that stands at an offset. */
  HloComputation find(String name, int offset) {
    HloComputation computation = byName.get(name);
    if (computation == null) {
      String similar = Suggestions.among(name, byName.keySet());
      throw tokens.error(
          offset,
          DiagnosticCode.UNDEFINED_NAME,
          "computation does not exist: " + name,
          similar != null ? similar : "a computation must be defined before it is referred to");
    }
    return computation;
  }

  /** Notes that an async-start at an offset calls a computation, which only one may do. */
  void claimForAsync(HloComputation computation, int offset) {
    if (!asyncCallees.add(computation)) {
      throw tokens.error(
          offset,
          DiagnosticCode.ATTRIBUTE,
          "Computation %s is called by more than one async op.".formatted(computation.name()),
          null);
    }
  }

  /** Puts the module's computations into the order in which they ended: callees before callers. */
  void finish() {
    module.reorder(order);
  }
}
