package org.hlorun.conformance.diverge;

import java.util.List;
import java.util.Optional;
import org.hlorun.conformance.analysis.Verdict;
import org.hlorun.conformance.compare.AccuracyTable;
import org.hlorun.language.backend.Backend;
import org.hlorun.language.backend.Executable;
import org.hlorun.language.backend.Options;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.literal.Literal;

/** Runs programs on a back end and on the reference. */
public final class Trial {
  private final Backend backend;
  private final Backend reference;
  private final AccuracyTable table;
  private final Options options;

  /**
   * @param backend what may be wrong
   * @param reference what is right
   * @param table how far apart results may be
   * @param options how both run
   */
  public Trial(Backend backend, Backend reference, AccuracyTable table, Options options) {
    this.backend = backend;
    this.reference = reference;
    this.table = table;
    this.options = options;
  }

  /** What came of a run: a value, or the problem in words. */
  record Run(Literal value, Optional<String> problem) {}

  /** The result on the reference. */
  Literal expected(HloModule module, List<Literal> arguments) {
    try (Executable executable = reference.compile(module, options)) {
      return executable.run(arguments);
    }
  }

  /**
   * The result on the back end; a problem unless it says that it does not support the program.
   *
   * @throws HloException ({@code CANCELLED}) if that is why it ended: it says nothing of the back
   *     end
   */
  Run actual(HloModule module, List<Literal> arguments) {
    try (Executable executable = backend.compile(module, options)) {
      return new Run(executable.run(arguments), Optional.empty());
    } catch (HloException e) {
      if (e.diagnostic().code() == DiagnosticCode.CANCELLED) {
        throw e;
      }
      boolean refused =
          e.diagnostics().stream().allMatch(d -> d.code() == DiagnosticCode.UNSUPPORTED);
      return new Run(null, refused ? Optional.empty() : Optional.of(e.getMessage()));
    } catch (RuntimeException | Error e) {
      return new Run(null, Optional.of("it throws " + e));
    }
  }

  /** What is wrong with a result, if it is. */
  Optional<String> difference(
      HloModule module, List<Literal> arguments, Literal expected, Literal actual) {
    return Verdict.of(module, arguments, expected, actual, reference, table, backend.name())
        .difference();
  }

  /** What is wrong with a program on the back end, if something is. */
  public Optional<String> problem(HloModule module, List<Literal> arguments) {
    Run run = actual(module, arguments);
    if (run.value() == null) {
      return run.problem();
    }
    return difference(module, arguments, expected(module, arguments), run.value());
  }
}
