package org.hlorun.cli.command;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.hlorun.bufferassignment.AssignmentOptions;
import org.hlorun.bufferassignment.BufferAssignment;
import org.hlorun.bufferassignment.BufferReport;
import org.hlorun.cli.console.Console;
import org.hlorun.cli.console.ExitCode;
import org.hlorun.cli.console.Interruption;
import org.hlorun.fusion.fuse.FusionPass;
import org.hlorun.fusion.pass.PassManager;
import org.hlorun.fusion.pass.PassOptions;
import org.hlorun.fusion.pass.Pipeline;
import org.hlorun.fusion.pipeline.OptimizationPipeline;
import org.hlorun.language.backend.Numerics;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.printer.HloPrinter;
import org.hlorun.language.printer.PrintForm;
import org.hlorun.language.reader.ProgramReader;
import org.hlorun.language.verifier.HloVerifier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hlo-run opt}: optimises a program and prints it. */
@Command(
    customSynopsis = "hlo-run opt PROGRAM [OPTION]...",
    header = {
      "Examples:",
      "  hlo-run opt model.hlo                             what the compiler makes of a program",
      "  hlo-run opt model.hlo --dump passes               and the program after every pass",
      "  hlo-run opt model.hlo --passes call-inlining      after some passes only",
      "",
      "Optimises a program and prints it as HLO text that can be run.",
      ""
    })
final class OptCommand implements Subcommand {
  /** The name of the pass behind those of the pipeline. */
  private static final String FUSION = new FusionPass().name();

  /** How far the program goes. */
  enum Stage {
    /** Simplified; nothing is fused. */
    OPTIMIZED,
    /** Instructions grouped into fusions besides. */
    FUSED,
    /** In the order in which instructions run, with the copies that the memory plan needs. */
    SCHEDULED,
    /** The memory plan itself. */
    BUFFERS
  }

  @Parameters(paramLabel = "PROGRAM", description = "A file, or - for standard input.")
  private String program;

  @Option(
      names = "--stage",
      paramLabel = "STAGE",
      description = {
        "optimized: after simplification, before anything is fused.",
        "fused: with instructions grouped into kernels.",
        "scheduled: in the order that needs least memory, with the copies that the memory plan"
            + " needs.",
        "buffers: the memory plan: allocations, live ranges, peak, fragmentation."
      })
  private Stage stage = Stage.OPTIMIZED;

  @Option(
      names = "--passes",
      split = ",",
      paramLabel = "PASS",
      description = "Run only these passes, in the order of the pipeline.")
  private List<String> passes = List.of();

  @Option(
      names = "--disable-pass",
      split = ",",
      paramLabel = "PASS",
      description = "Leave a pass out.")
  private List<String> disabledPasses = List.of();

  @Option(
      names = "--dump",
      paramLabel = "DIR",
      description = "Write the program after every pass that changed it, a numbered text each.")
  private Path dump;

  @Option(names = "--verify-each", description = "Verify the program after every pass.")
  private boolean verifyEach;

  @Option(
      names = "--statistics",
      description = "Say on standard error how often passes ran, changed something, and how long.")
  private boolean statistics;

  @Option(
      names = "--explain",
      description =
          "Say on standard error why instructions stayed outside of fusions, and which fusions were"
              + " given up to save memory.")
  private boolean explain;

  @Option(
      names = "--donate",
      description =
          "Plan memory as if arguments named by input_output_alias or buffer_donor may be"
              + " overwritten.")
  private boolean donate;

  @Option(
      names = "--max-memory",
      paramLabel = "SIZE",
      converter = MemorySize.class,
      description = "Fail, and show the memory plan, if it takes more, as in 8g.")
  private long maxMemory = Long.MAX_VALUE;

  @Option(
      names = "--numerics",
      paramLabel = "MODE",
      description = {
        "strict: results are the same bit by bit.",
        "default: terms of one sum may change their order.",
        "fast: as real numbers; no value is NaN or infinite."
      })
  private Numerics numerics = Numerics.DEFAULT;

  @Mixin private CommonOptions common;

  @Override
  public CommonOptions common() {
    return common;
  }

  @Override
  public ExitCode run(Console console, Interruption interruption) throws IOException {
    if (maxMemory != Long.MAX_VALUE && stage != Stage.SCHEDULED && stage != Stage.BUFFERS) {
      throw HloException.of(
          DiagnosticCode.USAGE,
          "--max-memory: memory is planned in the stages scheduled and buffers only.",
          "Add --stage buffers.");
    }
    PassOptions options = options();
    HloModule module = ProgramReader.read(ProgramFile.read(program, console));
    HloVerifier.verify(module);
    PassManager manager = new PassManager(options);
    HloModule result = OptimizationPipeline.optimize(module, options, manager);
    if (stage != Stage.OPTIMIZED) {
      fuse(result, manager, console);
    }
    String text = text(result);
    console.outBytes().write(text.getBytes(StandardCharsets.ISO_8859_1));
    if (statistics) {
      console.err().print(manager.statistics().table());
    }
    return ExitCode.OK;
  }

  /** What is printed of the program: itself, or the plan of its memory. */
  private String text(HloModule module) {
    if (stage == Stage.SCHEDULED || stage == Stage.BUFFERS) {
      BufferAssignment plan =
          BufferAssignment.assign(
              module, AssignmentOptions.DEFAULT.withDonation(donate).withMemoryLimit(maxMemory));
      if (stage == Stage.BUFFERS) {
        return new BufferReport(plan).text();
      }
    }
    return HloPrinter.print(module, PrintForm.DEFAULT.withLargeConstants());
  }

  private void fuse(HloModule module, PassManager manager, Console console) {
    FusionPass pass = new FusionPass();
    manager.run(module, Pipeline.of("fusion", pass));
    if (explain) {
      pass.report().givenUp().forEach(fusion -> console.err().println(fusion));
      pass.report().outside().forEach(decision -> console.err().println(decision));
    }
  }

  private PassOptions options() {
    Set<String> only = known(passes, "--passes");
    Set<String> disabled = known(disabledPasses, "--disable-pass");
    PassOptions options =
        PassOptions.DEFAULT
            .withNumerics(numerics)
            .withOnlyPasses(only)
            .withDisabledPasses(disabled)
            .withVerifyEach(verifyEach);
    return dump == null ? options : options.withDumpDirectory(dump);
  }

  private static Set<String> known(List<String> names, String option) {
    List<String> all = new ArrayList<>(OptimizationPipeline.passNames());
    all.add(FUSION);
    for (String name : names) {
      if (!all.contains(name)) {
        throw HloException.of(
            DiagnosticCode.USAGE,
            "%s: there is no pass called '%s'.".formatted(option, name),
            "The passes are " + String.join(", ", all) + ".");
      }
    }
    return new LinkedHashSet<>(names);
  }
}
