package org.hlorun.cli.command;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hlorun.cli.console.Console;
import org.hlorun.cli.console.ExitCode;
import org.hlorun.cli.console.Interruption;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.printer.HloPrinter;
import org.hlorun.language.printer.PrintForm;
import org.hlorun.language.proto.HloProtoWriter;
import org.hlorun.language.reader.ProgramReader;
import org.hlorun.language.stablehlo.writer.StablehloWriter;
import org.hlorun.language.tensorfile.AtomicFile;
import org.hlorun.language.tensorfile.FileProblems;
import org.hlorun.language.verifier.HloVerifier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hlo-run print}: reads programs and prints them. */
@Command(
    customSynopsis = "hlo-run print PATH... [OPTION]...",
    header = {
      "Examples:",
      "  hlo-run print model.hlo                 as XLA dumps it, large constants elided",
      "  hlo-run print model.hlo --form short    without noise, with all constants",
      "  hlo-run print model.hlo --to stablehlo  as StableHLO text, in MLIR's generic form",
      "  hlo-run print model.hlo --to proto      as HloProto, for other tools",
      "  hlo-run print dumps --output printed    all programs in a folder, a file each",
      "",
      "Reads programs and prints them; only for StableHLO they are verified first.",
      ""
    })
final class PrintCommand implements Subcommand {
  /** The forms by the names that users give them. */
  enum Form {
    DEFAULT(PrintForm.DEFAULT),
    LONG(PrintForm.LONG),
    SHORT(PrintForm.SHORT),
    CANONICAL(PrintForm.CANONICAL);

    private final PrintForm printForm;

    Form(PrintForm printForm) {
      this.printForm = printForm;
    }
  }

  /** What is printed. */
  enum Language {
    HLO,
    STABLEHLO,
    PROTO,
    PROTOTEXT
  }

  @Parameters(
      arity = "1..*",
      paramLabel = "PATH",
      description = "Files, - for standard input, and folders.")
  private List<String> paths;

  @Option(
      names = "--form",
      paramLabel = "FORM",
      description = {
        "default: as XLA dumps programs; large constants are elided.",
        "long: with shapes of operands and all constants.",
        "short: without %%, metadata and control dependencies, with all constants.",
        "canonical: without names, to compare programs."
      })
  private Form form;

  @Option(
      names = "--to",
      paramLabel = "LANGUAGE",
      description = {
        "hlo: HLO text in one of the forms.",
        "stablehlo: StableHLO text with all constants; what StableHLO cannot say is an error or,"
            + " like names and metadata, left out.",
        "proto, prototext: HloModuleProto (HloProto where it has more than a module), in binary"
            + " form or as text."
      })
  private Language language = Language.HLO;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "DIR",
      description = "Write a file each into a folder rather than to standard output.")
  private Path output;

  @Mixin private CommonOptions common;

  @Override
  public CommonOptions common() {
    return common;
  }

  @Override
  public ExitCode run(Console console, Interruption interruption) throws IOException {
    List<ProgramFiles.Entry> entries = ProgramFiles.find(paths);
    Map<Path, String> written = new HashMap<>();
    for (ProgramFiles.Entry entry : entries) {
      if (interruption.isRequested()) {
        return ExitCode.INTERRUPTED;
      }
      byte[] bytes = print(ProgramReader.read(ProgramFile.read(entry.file(), console)));
      if (output == null) {
        OutputStream out = console.outBytes();
        out.write(bytes);
        continue;
      }
      Path target = output.resolve(entry.inFolder());
      String before = written.put(target, entry.file());
      if (before != null) {
        throw HloException.of(
            DiagnosticCode.USAGE,
            "%s and %s would both be written to %s.".formatted(before, entry.file(), target),
            "Print them into folders of their own.");
      }
      writeFile(target, bytes);
    }
    if (output != null) {
      console.note("wrote " + written.size() + " programs to " + output);
    }
    return ExitCode.OK;
  }

  private byte[] print(HloModule module) {
    if (language != Language.HLO && form != null) {
      throw HloException.of(
          DiagnosticCode.USAGE, "--form is for HLO text.", "Leave out --form, or print --to hlo.");
    }
    return switch (language) {
      case HLO ->
          bytes(HloPrinter.print(module, form == null ? PrintForm.DEFAULT : form.printForm));
      case STABLEHLO -> {
        HloVerifier.verify(module);
        yield bytes(StablehloWriter.print(module));
      }
      case PROTO -> HloProtoWriter.write(module);
      case PROTOTEXT -> bytes(HloProtoWriter.writeText(module));
    };
  }

  /** Strings of a module hold one byte per char. */
  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static void writeFile(Path target, byte[] bytes) {
    try {
      Files.createDirectories(target.getParent());
    } catch (IOException e) {
      throw FileProblems.io(target, "write", e);
    }
    AtomicFile.write(
        target,
        channel -> {
          ByteBuffer buffer = ByteBuffer.wrap(bytes);
          while (buffer.hasRemaining()) {
            channel.write(buffer);
          }
        });
  }
}
