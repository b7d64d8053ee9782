package org.hlorun.cli.command;

import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.hlorun.cli.console.Console;
import org.hlorun.cli.console.ExitCode;
import org.hlorun.cli.console.Interruption;
import org.hlorun.cpu.CpuBackend;
import org.hlorun.cpu.ahead.AheadOfTimeProgram;
import org.hlorun.cpu.ahead.OutputFormat;
import org.hlorun.gpu.PtxProgram;
import org.hlorun.gpu.codegen.GpuTarget;
import org.hlorun.kernelir.machine.TargetDescription;
import org.hlorun.language.backend.Numerics;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.reader.ProgramReader;
import org.hlorun.language.tensorfile.AtomicFile;
import org.hlorun.language.verifier.HloVerifier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hlo-run compile}: compiles a program to a file that C programs are linked with. */
@Command(
    customSynopsis = "hlo-run compile PROGRAM -o FILE [OPTION]...",
    header = {
      "Examples:",
      "  hlo-run compile model.hlo -o model.so                  a shared library, and model.h",
      "  hlo-run compile model.hlo -o model.o --symbol predict  an object file",
      "  hlo-run compile model.hlo -o model.s --target aarch64  assembly for another machine",
      "",
      "Compiles a program to one function that C can call, and writes a header beside it that says",
      "how. The code runs on the thread that calls it, and needs nothing of hlo-run.",
      ""
    })
final class CompileCommand implements Subcommand {
  private static final String PTX = ".ptx";

  @Parameters(paramLabel = "PROGRAM", description = "A file, or - for standard input.")
  private String program;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      required = true,
      description = "A file that ends in .so, .o, .s (assembly), .ll (LLVM IR) or .ptx.")
  private Path output;

  @Option(
      names = "--target",
      paramLabel = "TARGET",
      description = {
        "native (the default: this machine), x86-64, x86-64-v2, x86-64-v3,",
        "x86-64-v4 or aarch64; with features added as in",
        "x86-64-v4+avx512vnni. For PTX: sm_75 to sm_120."
      })
  private String target = "native";

  @Option(
      names = "--symbol",
      paramLabel = "NAME",
      description = "The name of the function; hlo_ and the module's name by default.")
  private String symbol;

  @Option(
      names = "--numerics",
      paramLabel = "MODE",
      description = {
        "What compiling may change in the values: strict, default or",
        "fast, as for hlo-run opt (default: default)."
      })
  private Numerics numerics = Numerics.DEFAULT;

  @Mixin private CommonOptions common;

  @Override
  public CommonOptions common() {
    return common;
  }

  @Override
  public ExitCode run(Console console, Interruption interruption) throws IOException {
    if (output.getFileName().toString().endsWith(PTX)) {
      return compilePtx(console);
    }
    OutputFormat format = format();
    TargetDescription machine = TargetDescription.named(target);
    HloModule module = ProgramReader.read(ProgramFile.read(program, console));
    HloVerifier.verify(module);
    AheadOfTimeProgram compiled =
        new CpuBackend(machine).compileAheadOfTime(module, format, symbol, numerics);
    write(output, compiled.content());
    Path header = header(format);
    write(header, compiled.header().getBytes(StandardCharsets.UTF_8));
    console.note("wrote %s and %s: function %s".formatted(output, header, compiled.symbol()));
    return ExitCode.OK;
  }

  /** The kernels alone: what runs between them is the business of the back end gpu. */
  private ExitCode compilePtx(Console console) throws IOException {
    if (!GpuTarget.isName(target)) {
      throw HloException.of(
          DiagnosticCode.USAGE,
          "--target: PTX is for a GPU, and %s is none.".formatted(target),
          "Name one, as in --target sm_90.");
    }
    HloModule module = ProgramReader.read(ProgramFile.read(program, console));
    HloVerifier.verify(module);
    String ptx = PtxProgram.emit(module, target, numerics);
    if (ptx.isEmpty()) {
      throw HloException.of(
          DiagnosticCode.UNSUPPORTED,
          "nothing of the program has a kernel for a GPU",
          "run it with hlo-run, which hands it to the interpreter");
    }
    write(output, ptx.getBytes(StandardCharsets.UTF_8));
    console.note("wrote %s: kernels for %s".formatted(output, target));
    return ExitCode.OK;
  }

  private OutputFormat format() {
    return OutputFormat.ofFile(output.getFileName().toString())
        .orElseThrow(
            () ->
                HloException.of(
                    DiagnosticCode.USAGE,
                    "-o: the end of the name " + output + " does not say what to write.",
                    "End it in .so, .o, .s, .ll or .ptx."));
  }

  private Path header(OutputFormat format) {
    String name = output.getFileName().toString();
    return output.resolveSibling(
        name.substring(0, name.length() - format.suffix().length()) + ".h");
  }

  private static void write(Path file, byte[] content) {
    AtomicFile.write(file, channel -> Channels.newOutputStream(channel).write(content));
  }
}
