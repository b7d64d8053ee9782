package org.hlorun.kernelir.codegen;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Instructions of several vectors in turns. What is computed of one vector is often a chain, in
 * which each instruction waits for the one before. A processor looks for others that need not wait
 * among the next hundred or so, and finds more of them where the neighbours of an instruction
 * belong to other vectors.
 */
final class InterleavedCopies {
  /** How many instructions a vector is behind the one before, which thus ends with fewer live. */
  private static final int LAG = 4;

  private static final Pattern REGISTER = Pattern.compile("%t\\d+");

  /** The instructions of each vector. */
  private final List<List<String>> copies = new ArrayList<>();

  /** Which vector and which of its instructions gives a register. */
  private final Map<String, int[]> givers = new HashMap<>();

  private final int[] done;
  private final StringBuilder merged = new StringBuilder();

  private InterleavedCopies(List<String> texts) {
    done = new int[texts.size()];
    for (String text : texts) {
      List<String> lines = text.lines().toList();
      for (int i = 0; i < lines.size(); i++) {
        int end = lines.get(i).indexOf(" = ");
        if (end > 0) {
          givers.put(lines.get(i).substring(0, end).strip(), new int[] {copies.size(), i});
        }
      }
      copies.add(lines);
    }
  }

  /**
   * The instructions of several vectors of independent iterations.
   *
   * @param texts those of each vector, which may use registers of those before; one basic block
   */
  static String merge(List<String> texts) {
    return new InterleavedCopies(texts).merge();
  }

  private String merge() {
    int last = copies.getLast().size() + LAG * (copies.size() - 1);
    for (int step = 0; step < last; step++) {
      for (int copy = 0; copy < copies.size(); copy++) {
        write(copy, step - LAG * copy);
      }
    }
    for (int copy = 0; copy < copies.size(); copy++) {
      write(copy, copies.get(copy).size() - 1);
    }
    return merged.toString();
  }

  /** Writes the instructions of a vector up to one, after those that give what they use. */
  private void write(int copy, int index) {
    List<String> lines = copies.get(copy);
    while (done[copy] <= Math.min(index, lines.size() - 1)) {
      String line = lines.get(done[copy]++);
      Matcher registers = REGISTER.matcher(line);
      while (registers.find()) {
        int[] giver = givers.get(registers.group());
        if (giver != null && giver[0] != copy) {
          write(giver[0], giver[1]);
        }
      }
      merged.append(line).append('\n');
    }
  }
}
