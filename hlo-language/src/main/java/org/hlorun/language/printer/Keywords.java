package org.hlorun.language.printer;

import java.util.Set;

/** The identifiers that the lexer does not take for names unless a percent sign stands before. */
final class Keywords {
  private static final Set<String> WORDS =
      Set.of(
          "true",
          "false",
          "inf",
          "nan",
          "HloModule",
          "ENTRY",
          "ROOT",
          "FileLocations",
          "FileNames",
          "FunctionNames",
          "StackFrames",
          "maximal",
          "replicated",
          "manual",
          "last_tile_dim_replicate",
          "shard_as",
          "shard_like",
          "unknown",
          "unreduced");

  private Keywords() {}

  static boolean needsPercent(String name) {
    return WORDS.contains(name);
  }
}
