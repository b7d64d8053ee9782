package org.hlorun.cli.command;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.hlorun.cli.console.Console;
import org.hlorun.cli.console.ExitCode;
import org.hlorun.cli.console.Interruption;
import org.hlorun.cli.console.Progress;
import org.hlorun.conformance.corpus.Corpus;
import org.hlorun.conformance.corpus.CorpusRunner;
import org.hlorun.conformance.corpus.ProgramResult;
import org.hlorun.conformance.report.Reports;
import org.hlorun.conformance.report.Summary;
import org.hlorun.language.backend.Backend;
import org.hlorun.language.backend.Options;
import org.hlorun.language.backend.Rounding;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hlo-run test}: runs programs that check themselves. */
@Command(
    customSynopsis = "hlo-run test PATH... [OPTION]...",
    header = {
      "Examples:",
      "  hlo-run test tests                             all programs in a folder and below",
      "  hlo-run test tests --filter 'add_*.mlir'       those whose names match",
      "  hlo-run test tests --report junit.xml          results for machines",
      "",
      "Runs programs whose check.* custom calls hold them against expected values: a line on",
      "standard output for each that fails, and a summary by cause. Exits with 1 on any failure.",
      "A program without checks is reported as 'ran, nothing checked'.",
      ""
    })
final class TestCommand implements Subcommand {
  @Parameters(
      arity = "1..*",
      paramLabel = "PATH",
      description = "Files, and folders: of these all .hlo and .mlir files.")
  private List<Path> paths;

  @Option(
      names = "--backend",
      paramLabel = "NAME",
      description = "What runs the programs (default: interpreter).")
  private String backend = "interpreter";

  @Option(
      names = "--filter",
      paramLabel = "GLOB",
      description = "Only files whose name or path matches, as in '*dot*'.")
  private String filter;

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description =
          "Also write all results, as JUnit's XML if the name ends in .xml, else as JSON.")
  private Path report;

  @Option(
      names = "--jobs",
      paramLabel = "N",
      description = "Files at once (default: one per core).")
  private int jobs = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Worker threads of each program (default: 1).")
  private int threads = 1;

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      converter = TimeSpan.class,
      description = "The most time for one program, as in 90s (default: 60s).")
  private Duration timeout = Duration.ofSeconds(60);

  @Option(
      names = "--rounding",
      paramLabel = "WHERE",
      description = {
        "Where sums of many terms are rounded to their type: once, at their",
        "end, or at each-step in index order, as StableHLO's specification",
        "writes them down (default: once, and again at each-step if a check",
        "fails; results say so)."
      })
  private String rounding;

  @Option(
      names = "--check-memory",
      description = "Look for writes outside of arrays behind every kernel; slow.")
  private boolean checkMemory;

  @Mixin private CommonOptions common;

  @Override
  public CommonOptions common() {
    return common;
  }

  @Override
  public ExitCode run(Console console, Interruption interruption) throws IOException {
    Backend chosen = Backend.named(backend).orElseThrow(this::unknownBackend);
    List<Path> files = files();
    List<Rounding> roundings =
        rounding == null
            ? List.of(Rounding.ONCE, Rounding.EACH_STEP)
            : List.of(Rounding.named(rounding));
    List<ProgramResult> results;
    try (Progress progress =
        console.showsProgress()
            ? Progress.onTerminal(interruption::isRequested, console.err(), files.size(), "files")
            : Progress.silent(interruption::isRequested)) {
      Options options =
          Options.DEFAULT
              .withThreads(Math.max(1, threads))
              .withTimeout(timeout)
              .withCheckMemory(checkMemory);
      CorpusRunner runner = new CorpusRunner(chosen, options, roundings, Math.max(1, jobs));
      results =
          runner.run(
              files,
              interruption::isRequested,
              ofFile -> {
                progress.step();
                ofFile.forEach(result -> show(console, result));
              });
    }
    if (interruption.isRequested()) {
      return ExitCode.INTERRUPTED;
    }
    if (report != null) {
      Reports.write(report, backend, results);
    }
    return summarize(console, results);
  }

  /** The files to run; that there are none must not look like success. */
  private List<Path> files() {
    List<Path> files = Corpus.files(paths, filter);
    if (files.isEmpty()) {
      String where = paths.stream().map(Path::toString).collect(Collectors.joining(", "));
      throw HloException.of(
          DiagnosticCode.USAGE,
          "There is no program in %s%s."
              .formatted(where, filter == null ? "" : " whose name or path matches " + filter),
          "Programs are .hlo and .mlir files.");
    }
    return files;
  }

  private HloException unknownBackend() {
    String names = Backend.all().stream().map(Backend::name).collect(Collectors.joining(", "));
    return HloException.of(
        DiagnosticCode.USAGE, "there is no back end " + backend, "use one of: " + names);
  }

  private void show(Console console, ProgramResult result) {
    if (!result.outcome().isFailure() && !console.isVerbose()) {
      return;
    }
    String name = result.program().file() + (result.program().name().isEmpty() ? "" : " ");
    String how =
        (result.passedAtEachStep() ? " with rounding at each step" : "")
            + (result.passedWithFallbacks() ? " with fallbacks" : "");
    String said =
        result.diagnostic() == null
            ? ""
            : ": " + result.diagnostic().code().id() + " " + result.diagnostic().message();
    try {
      console
          .out()
          .append(
              name + result.program().name() + ": " + result.outcome().text() + how + said + "\n");
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static ExitCode summarize(Console console, List<ProgramResult> results)
      throws IOException {
    Summary summary = Summary.of(results);
    console.out().append(summary.line()).append('\n');
    console.flush();
    summary.causes().forEach((cause, count) -> console.note("%6d %s".formatted(count, cause)));
    return summary.isSuccess() ? ExitCode.OK : ExitCode.FAILED;
  }
}
