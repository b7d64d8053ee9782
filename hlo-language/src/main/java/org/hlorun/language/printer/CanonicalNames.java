package org.hlorun.language.printer;

import java.util.HashMap;
import java.util.Map;
import org.hlorun.language.ir.HloInstruction;

/** The names {@code tmp_0, tmp_1, ...} of one computation, in order of first mention. */
final class CanonicalNames {
  private final Map<HloInstruction, String> names = new HashMap<>();

  String of(HloInstruction instruction) {
    return names.computeIfAbsent(instruction, key -> "tmp_" + names.size());
  }
}
