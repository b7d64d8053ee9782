package org.hlorun.language.backend;

import java.util.function.Function;

/**
 * A program that was compiled by an earlier process and is found by its text, which need not be
 * read.
 *
 * @param signature what it takes and gives
 * @param instructions how many instructions its entry computation has
 * @param loader makes it ready to run; options that decide about code are those that it was found
 *     with
 */
public record KnownProgram(
    ProgramSignature signature, int instructions, Function<Options, Executable> loader) {

  /** Makes it ready to run. */
  public Executable load(Options options) {
    return loader.apply(options);
  }
}
