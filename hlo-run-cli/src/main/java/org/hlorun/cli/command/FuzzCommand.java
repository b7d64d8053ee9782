package org.hlorun.cli.command;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.hlorun.cli.console.Console;
import org.hlorun.cli.console.ExitCode;
import org.hlorun.cli.console.Interruption;
import org.hlorun.conformance.campaign.Campaign;
import org.hlorun.conformance.campaign.CampaignOptions;
import org.hlorun.conformance.campaign.CampaignReport;
import org.hlorun.conformance.campaign.FailureFiles;
import org.hlorun.conformance.fuzz.BackendCheck;
import org.hlorun.conformance.fuzz.FuzzCheck;
import org.hlorun.conformance.fuzz.FuzzFailure;
import org.hlorun.conformance.fuzz.Fuzzer;
import org.hlorun.conformance.fuzz.PassChecks;
import org.hlorun.conformance.fuzz.Runs;
import org.hlorun.conformance.generator.GeneratorOptions;
import org.hlorun.conformance.generator.RandomProgram;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.reader.ProgramReader;
import org.hlorun.language.verifier.HloVerifier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code hlo-run fuzz}: holds passes and back ends against the interpreter on random programs. */
@Command(
    customSynopsis = "hlo-run fuzz [OPTION]...",
    header = {
      "Examples:",
      "  hlo-run fuzz --count 1000                     passes, fusion and text, on the interpreter",
      "  hlo-run fuzz --backend cpu --minutes 10       the back end cpu, on 1 and 2 threads",
      "  hlo-run fuzz --seed 7 --count 1               the program of one seed",
      "  hlo-run fuzz --replay failures/NAME.hlo       a program that failed",
      "",
      "Makes random programs, runs them on the interpreter and in other ways that must give the",
      "same, makes those that fail smaller, and writes them down. Exits with 1 on any failure.",
      ""
    })
final class FuzzCommand implements Subcommand {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Option(
      names = "--backend",
      paramLabel = "NAME",
      description = {
        "What is held against the interpreter: a back end, or interpreter",
        "or passes for what passes make of the programs (default: passes)."
      })
  private String backend = "passes";

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "The seed of the first program; the others follow. By default by the clock.")
  private Long seed;

  @Option(
      names = "--count",
      paramLabel = "N",
      description = "How many programs (default: 1000, without --minutes).")
  private Long count;

  @Option(names = "--minutes", paramLabel = "N", description = "How long.")
  private Double minutes;

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      converter = TimeSpan.class,
      description = "The most time for one check of one program (default: 60s).")
  private Duration timeout = Duration.ofSeconds(60);

  @Option(
      names = "--steps",
      paramLabel = "N",
      description = "The most steps that a program is made in (default: 24).")
  private int steps = GeneratorOptions.DEFAULT.maxSteps();

  @Option(
      names = "--elements",
      paramLabel = "N",
      description = "The most elements of an array (default: 4096).")
  private long elements = GeneratorOptions.DEFAULT.maxElements();

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "How many programs are checked at a time (default: 1).")
  private int threads = 1;

  @Option(
      names = "--output",
      paramLabel = "DIR",
      description = "Where programs that fail are written (default: fuzz-failures).")
  private Path output = Path.of("fuzz-failures");

  @Option(
      names = "--replay",
      paramLabel = "PROGRAM",
      description = "Check this program with the arguments that lie beside it.")
  private Path replay;

  @Option(names = "--json", description = "Print a JSON object a line.")
  private boolean json;

  @Mixin private CommonOptions common;

  @Override
  public CommonOptions common() {
    return common;
  }

  @Override
  public ExitCode run(Console console, Interruption interruption) throws IOException {
    checkOptions();
    List<FuzzCheck> checks = checks(backend);
    return replay == null ? campaign(console, interruption, checks) : replay(console, checks);
  }

  private void checkOptions() {
    atLeastOne("--threads", threads);
    atLeastOne("--steps", steps);
    atLeastOne("--elements", elements);
    atLeastOne("--count", count == null ? 1 : count);
    if (minutes != null && !(minutes > 0)) {
      throw HloException.of(
          DiagnosticCode.USAGE, "--minutes is " + minutes + ".", "Give more than 0.");
    }
    if (replay != null && (seed != null || count != null || minutes != null || json)) {
      throw HloException.of(
          DiagnosticCode.USAGE,
          "--replay checks one program: it takes no --seed, --count, --minutes and --json.",
          null);
    }
  }

  private static void atLeastOne(String option, long value) {
    if (value < 1) {
      throw HloException.of(DiagnosticCode.USAGE, option + " is " + value + ".", "Give 1 or more.");
    }
  }

  /** The checks that a name stands for. */
  static List<FuzzCheck> checks(String name) {
    return name.equals("passes") || name.equals("interpreter")
        ? List.of(PassChecks.text(), PassChecks.pipeline(), PassChecks.subset())
        : List.of(new BackendCheck(Runs.backend(name)));
  }

  private ExitCode campaign(Console console, Interruption interruption, List<FuzzCheck> checks)
      throws IOException {
    long first = seed != null ? seed : System.currentTimeMillis() * 1000;
    console.note("fuzz: seed " + first);
    long limit = count != null ? count : minutes != null ? Long.MAX_VALUE : 1000;
    CampaignOptions options =
        new CampaignOptions(
            first,
            limit,
            Duration.ofMillis(minutes == null ? 0 : Math.max(1, (long) (minutes * 60_000))),
            timeout,
            Optional.of(output),
            GeneratorOptions.DEFAULT.withMaxElements(elements).withMaxSteps(steps),
            timeout,
            threads,
            interruption::isRequested);
    CampaignReport report =
        new Campaign(options, checks, failure -> console.note(describe(failure))).run();
    print(console, report);
    return report.failures() == 0 ? ExitCode.OK : ExitCode.FAILED;
  }

  private static String describe(FuzzFailure failure) {
    return "seed %d, %s, %s: %s"
        .formatted(
            failure.program().seed(),
            failure.check(),
            failure.kind().name().toLowerCase(Locale.ROOT),
            failure.message());
  }

  private void print(Console console, CampaignReport report) throws IOException {
    for (CampaignReport.Bucket bucket : report.buckets()) {
      FuzzFailure failure = bucket.first();
      if (json) {
        ObjectNode line = JSON.createObjectNode();
        line.put("cause", failure.cause())
            .put("count", bucket.count())
            .put("seed", failure.program().seed())
            .put("check", failure.check())
            .put("kind", failure.kind().name().toLowerCase(Locale.ROOT))
            .put("message", failure.message());
        console.out().append(JSON.writeValueAsString(line)).append('\n');
      } else {
        console.out().append("%6d  %s%n".formatted(bucket.count(), failure.cause()));
        console.out().append("        %s%n".formatted(describe(failure)));
      }
    }
    if (json) {
      ObjectNode line = JSON.createObjectNode();
      line.put("backend", backend)
          .put("seed", report.seed())
          .put("programs", report.programs())
          .put("instructions", report.instructions())
          .put("failures", report.failures())
          .put("seconds", report.nanos() / 1e9);
      console.out().append(JSON.writeValueAsString(line)).append('\n');
    } else {
      console
          .out()
          .append(
              "%d programs from seed %d, %d instructions, %.1f s: %d failed%n"
                  .formatted(
                      report.programs(),
                      report.seed(),
                      report.instructions(),
                      report.nanos() / 1e9,
                      report.failures()));
      if (report.failures() > 0) {
        console.out().append("the programs are in %s%n".formatted(output));
      }
    }
  }

  private ExitCode replay(Console console, List<FuzzCheck> checks) throws IOException {
    HloModule module = ProgramReader.read(ProgramFile.read(replay.toString(), console));
    HloVerifier.verify(module);
    RandomProgram program = new RandomProgram(0, module, arguments(replay, module, 0, console));
    try (Fuzzer fuzzer = Fuzzer.ofGenerated(checks, timeout)) {
      Optional<FuzzFailure> failure = fuzzer.test(program);
      console.out().append(failure.map(FuzzCommand::describe).orElse("passes")).append('\n');
      return failure.isEmpty() ? ExitCode.OK : ExitCode.FAILED;
    }
  }

  /** The arguments that lie beside a program, or made-up ones, which is said then. */
  static List<Literal> arguments(Path file, HloModule module, long seed, Console console) {
    return FailureFiles.arguments(file, module)
        .orElseGet(
            () -> {
              int count = module.entry().parameters().size();
              if (count > 0) {
                console.note(
                    "no arguments lie beside it, and none are given: made up from seed " + seed);
              }
              return MadeUpArguments.of(module, seed);
            });
  }
}
