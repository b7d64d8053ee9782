package org.hlorun.kernelir.llvm;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Joins module texts that go through the same passes. LLVM sets up its passes for each module, and
 * looks through all that it has linked already when it links another one; what the passes do to a
 * function does not depend on those beside it. Texts are joined that have declarations, constants
 * of their own, functions, attributes and weights of branches, in this order, one in a line but for
 * functions; others stay as they are.
 */
final class ModuleJoiner {
  private static final String FUNCTION = "define ";
  private static final String END = "\n}\n";

  /** Lines outside of functions by the symbol that they say something of. */
  private final Map<String, String> lines = new LinkedHashMap<>();

  private final StringBuilder functions = new StringBuilder();

  private ModuleJoiner() {}

  /**
   * A module.
   *
   * @param passes what it goes through
   */
  record Module(String text, String passes) {}

  /** Fewer modules with the same content, in no order. */
  static List<Module> join(List<String> texts, LlvmTarget target) {
    if (texts.size() == 1) {
      return List.of(new Module(texts.getFirst(), target.passes(texts.getFirst())));
    }
    List<Module> result = new ArrayList<>();
    Set<String> defined = new HashSet<>();
    texts.forEach(text -> addDefined(text, defined));
    Map<String, ModuleJoiner> byPasses = new HashMap<>();
    for (String text : texts) {
      String passes = target.passes(text);
      ModuleJoiner joiner = byPasses.computeIfAbsent(passes, p -> new ModuleJoiner());
      if (!joiner.takes(text, defined)) {
        result.add(new Module(text, passes));
      }
    }
    byPasses.forEach(
        (passes, joiner) -> {
          if (!joiner.functions.isEmpty()) {
            result.add(new Module(joiner.text(), passes));
          }
        });
    return result;
  }

  /** Adds the names of a module's functions, with {@code @} in front. */
  private static void addDefined(String text, Set<String> defined) {
    int at = functionStart(text, 0);
    while (at >= 0) {
      defined.add(name(text, at));
      at = functionStart(text, at + 1);
    }
  }

  private static int functionStart(String text, int from) {
    if (from == 0 && text.startsWith(FUNCTION)) {
      return 0;
    }
    int before = text.indexOf("\n" + FUNCTION, Math.max(0, from - 1));
    return before < 0 ? -1 : before + 1;
  }

  /** The name in the head of a function that begins somewhere, up to its parameters. */
  private static String name(String text, int head) {
    int at = Math.max(head, text.indexOf('@', head));
    int end = text.indexOf('(', at);
    return text.substring(at, end < 0 ? text.length() : end);
  }

  /** Takes what a module has, if it has nothing that needs a module of its own. */
  private boolean takes(String text, Set<String> defined) {
    int from = functionStart(text, 0);
    int last = text.lastIndexOf(END);
    if (from < 0 || last < from) {
      return false;
    }
    int to = last + END.length();
    Map<String, String> found = new LinkedHashMap<>();
    for (String line : (text.substring(0, from) + text.substring(to)).split("\n")) {
      String symbol = symbol(line);
      if (symbol == null
          || defined.contains(symbol)
          || !line.equals(lines.getOrDefault(symbol, line))
          || !line.equals(found.getOrDefault(symbol, line))) {
        return false;
      }
      found.put(symbol, line);
    }
    lines.putAll(found);
    functions.append(text, from, to);
    return true;
  }

  /**
   * What a line outside of functions says something of; null if it is a line that a joined module
   * cannot have.
   */
  private static String symbol(String line) {
    if (line.isEmpty()) {
      return "";
    }
    if (line.startsWith("declare ")) {
      return name(line, 0);
    }
    int equal = line.indexOf(" = ");
    boolean isOwn =
        line.startsWith("attributes #")
            || line.startsWith("!0 = !{!\"branch_weights\"")
            || (line.startsWith("@") && line.startsWith(" = internal constant ", equal));
    return equal > 0 && isOwn ? line.substring(0, equal) : null;
  }

  private String text() {
    return String.join("\n", lines.values()) + "\n" + functions;
  }
}
