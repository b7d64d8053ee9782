package org.hlorun.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.hlorun.fusion.pipeline.OptimizationPipeline;
import org.hlorun.kernelir.machine.TargetDescription;
import org.hlorun.kernelir.plan.Eligibility;
import org.hlorun.kernelir.plan.KernelPasses;
import org.hlorun.kernelir.plan.KernelPlan;
import org.hlorun.language.backend.Numerics;
import org.hlorun.language.backend.Options;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.parser.HloParser;
import org.hlorun.language.verifier.HloVerifier;
import org.junit.jupiter.api.Test;

/** The list of what the back end {@code cpu} hands back, in ARCHITECTURE.md, is complete. */
class HandedBackTest {
  private static final Path PROGRAMS = Path.of("../hlo-interpreter/src/test/resources/programs");
  private static final Path LIST = Path.of("../ARCHITECTURE.md");
  private static final Pattern ROW = Pattern.compile("^\\| (`[^|]*`) \\|", Pattern.MULTILINE);
  private static final Pattern OPCODE = Pattern.compile("`([a-z0-9-]+)`");

  /** The heading above the table. */
  private static final String TITLE = "### What the back end cpu hands back";

  @Test
  void listIsThatOfTheProgramsOfAllOpcodes() throws IOException {
    Set<String> handedBack = new TreeSet<>();
    try (Stream<Path> files = Files.walk(PROGRAMS)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".hlo")).sorted().toList()) {
        collect(file, handedBack);
      }
    }
    assertEquals(String.join("\n", documented()), String.join("\n", handedBack));
  }

  private static Set<String> documented() throws IOException {
    String text = Files.readString(LIST);
    int start = text.indexOf(TITLE);
    int end = text.indexOf("\n#", start + 1);
    Set<String> opcodes = new TreeSet<>();
    Matcher row = ROW.matcher(text.substring(start, end));
    while (row.find()) {
      Matcher opcode = OPCODE.matcher(row.group(1));
      while (opcode.find()) {
        opcodes.add(opcode.group(1));
      }
    }
    return opcodes;
  }

  private static void collect(Path file, Set<String> handedBack) throws IOException {
    String text = Files.readString(file);
    HloModule optimized;
    try {
      HloModule module = HloParser.parse(SourceText.of(file.getFileName().toString(), text));
      HloVerifier.verify(module);
      ConstantArguments.of(module);
      if (Eligibility.problem(module, Options.DEFAULT).isPresent()) {
        return; // it runs on the interpreter as a whole
      }
      optimized = OptimizationPipeline.optimize(module, KernelPasses.of(module, Numerics.DEFAULT));
    } catch (HloException e) {
      return; // a program about an error
    }
    KernelPlan plan = KernelPlan.of(optimized, TargetDescription.host());
    for (HloComputation computation : optimized.computations()) {
      for (HloInstruction instruction : List.copyOf(computation.instructions())) {
        String reason = plan.reason(instruction);
        if (reason != null) {
          handedBack.add(instruction.opcode().toString());
        }
      }
    }
  }
}
