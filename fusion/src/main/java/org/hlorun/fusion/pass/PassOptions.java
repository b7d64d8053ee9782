package org.hlorun.fusion.pass;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.hlorun.language.backend.Numerics;

/**
 * How passes run.
 *
 * @param numerics what rewrites may change in the values
 * @param onlyPasses the passes that run, by name; empty = all
 * @param requestedPasses passes that run besides those that always do, by name: what a back end
 *     cannot do without
 * @param disabledPasses passes that do not run, by name
 * @param dumpDirectory where a numbered HLO text is written before the first pass and after every
 *     pass that changed something; empty = nowhere
 * @param verifyEach whether the module is verified after every pass that changed something
 */
public record PassOptions(
    Numerics numerics,
    Set<String> onlyPasses,
    Set<String> requestedPasses,
    Set<String> disabledPasses,
    Optional<Path> dumpDirectory,
    boolean verifyEach) {

  /** All passes, default numerics, no dumps, no verification in between. */
  public static final PassOptions DEFAULT =
      new PassOptions(Numerics.DEFAULT, Set.of(), Set.of(), Set.of(), Optional.empty(), false);

  public PassOptions {
    Objects.requireNonNull(numerics);
    onlyPasses = Set.copyOf(onlyPasses);
    requestedPasses = Set.copyOf(requestedPasses);
    disabledPasses = Set.copyOf(disabledPasses);
    Objects.requireNonNull(dumpDirectory);
  }

  public PassOptions withNumerics(Numerics value) {
    return new PassOptions(
        value, onlyPasses, requestedPasses, disabledPasses, dumpDirectory, verifyEach);
  }

  public PassOptions withOnlyPasses(Set<String> value) {
    return new PassOptions(
        numerics, value, requestedPasses, disabledPasses, dumpDirectory, verifyEach);
  }

  public PassOptions withRequestedPasses(Set<String> value) {
    return new PassOptions(numerics, onlyPasses, value, disabledPasses, dumpDirectory, verifyEach);
  }

  public PassOptions withDisabledPasses(Set<String> value) {
    return new PassOptions(numerics, onlyPasses, requestedPasses, value, dumpDirectory, verifyEach);
  }

  public PassOptions withDumpDirectory(Path value) {
    return new PassOptions(
        numerics, onlyPasses, requestedPasses, disabledPasses, Optional.of(value), verifyEach);
  }

  public PassOptions withVerifyEach(boolean value) {
    return new PassOptions(
        numerics, onlyPasses, requestedPasses, disabledPasses, dumpDirectory, value);
  }

  /**
   * Whether a pass runs: not if it is disabled; if passes are named, these; else all that nobody
   * has to ask for, and those that were asked for.
   */
  public boolean runs(HloPass pass) {
    boolean chosen =
        onlyPasses.isEmpty()
            ? !pass.isOnRequest() || requestedPasses.contains(pass.name())
            : onlyPasses.contains(pass.name());
    return chosen && !disabledPasses.contains(pass.name());
  }
}
