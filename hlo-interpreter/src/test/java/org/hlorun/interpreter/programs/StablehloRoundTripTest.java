package org.hlorun.interpreter.programs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.hlorun.interpreter.runtime.InterpreterBackend;
import org.hlorun.language.backend.Executable;
import org.hlorun.language.backend.Options;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.literal.RandomLiterals;
import org.hlorun.language.literal.TupleLiteral;
import org.hlorun.language.reader.ProgramReader;
import org.hlorun.language.stablehlo.StablehloReader;
import org.hlorun.language.stablehlo.writer.StablehloWriter;
import org.hlorun.language.verifier.HloVerifier;
import org.junit.jupiter.api.Test;

/**
 * Every HLO program among the test resources gives the same bits when it is run as what its
 * StableHLO text is read as, or is one that StableHLO cannot express. (Programs on several devices
 * run on one here.)
 */
class StablehloRoundTripTest {
  /** Programs whose errors StableHLO does not have: it orders complex numbers. */
  private static final Set<String> OTHER_ERRORS =
      Set.of(
          "maximum_complex_error.hlo",
          "maximum_c128_error.hlo",
          "minimum_complex_error.hlo",
          "minimum_c128_error.hlo",
          "dynamic_reshape_count.hlo");

  @Test
  void programsKeepTheirResults() throws IOException, URISyntaxException {
    Path root = Path.of(StablehloRoundTripTest.class.getResource("/programs").toURI());
    List<Path> files;
    try (Stream<Path> all = Files.walk(root)) {
      files = all.filter(file -> file.toString().endsWith(".hlo")).sorted().toList();
    }
    Set<String> different = new TreeSet<>();
    int compared = 0;
    for (Path file : files) {
      HloModule module =
          ProgramReader.read(SourceText.of(file.toString(), Files.readAllBytes(file)));
      String text = writtenOrNull(module);
      if (text == null || OTHER_ERRORS.contains(file.getFileName().toString())) {
        continue;
      }
      HloModule read =
          StablehloReader.read(
              SourceText.of("written.mlir", text.getBytes(StandardCharsets.ISO_8859_1)));
      compared++;
      if (!bits(run(module)).equals(bits(run(read)))) {
        different.add(file.toString());
      }
    }
    assertEquals(Set.of(), different);
    assertFalse(compared < 200, "only " + compared + " programs were compared");
  }

  /** The text, or null for a program that does not verify or that StableHLO cannot express. */
  private static String writtenOrNull(HloModule module) {
    try {
      HloVerifier.verify(module);
    } catch (HloException e) {
      return null;
    }
    try {
      return StablehloWriter.print(module);
    } catch (HloException e) {
      DiagnosticCode code = e.diagnostic().code();
      assertFalse(
          code != DiagnosticCode.UNSUPPORTED && code != DiagnosticCode.ELIDED_CONSTANT,
          e.getMessage());
      return null;
    }
  }

  /** The result, or the code of the error that the run ends with. */
  private static Object run(HloModule module) {
    List<Literal> arguments = new ArrayList<>();
    for (HloInstruction parameter : module.entry().parameters()) {
      arguments.add(RandomLiterals.of(parameter.shape(), 7 + arguments.size()));
    }
    try (Executable executable = new InterpreterBackend().compile(module, Options.DEFAULT)) {
      return executable.run(arguments);
    } catch (HloException e) {
      return e.diagnostic().code();
    }
  }

  private static Object bits(Object result) {
    return switch (result) {
      case TupleLiteral tuple -> tuple.elements().stream().map(e -> bits(e)).toList();
      case ArrayLiteral array ->
          List.of(
              array.shape().text(false),
              array.sizes(),
              java.nio.ByteBuffer.wrap(
                  array.segment().toArray(java.lang.foreign.ValueLayout.JAVA_BYTE)));
      default -> result;
    };
  }
}
