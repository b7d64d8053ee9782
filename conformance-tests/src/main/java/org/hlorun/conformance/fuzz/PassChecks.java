package org.hlorun.conformance.fuzz;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import org.hlorun.conformance.generator.RandomProgram;
import org.hlorun.fusion.fuse.FusionPass;
import org.hlorun.fusion.pass.PassManager;
import org.hlorun.fusion.pass.PassOptions;
import org.hlorun.fusion.pass.Pipeline;
import org.hlorun.fusion.pipeline.OptimizationPipeline;
import org.hlorun.language.backend.Numerics;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.parser.HloParser;
import org.hlorun.language.printer.HloPrinter;
import org.hlorun.language.printer.PrintForm;
import org.hlorun.language.verifier.HloVerifier;

/** Programs after passes, and after a way through text, on the interpreter. */
public final class PassChecks {
  /** The pass that all others rely on. */
  private static final String LAYOUTS = "layout-normalization";

  private PassChecks() {}

  /** The whole pipeline and fusion, verified after every pass. */
  public static FuzzCheck pipeline() {
    return check(
        "pipeline",
        program -> {
          Numerics numerics = program.seed() % 2 == 0 ? Numerics.DEFAULT : Numerics.STRICT;
          PassOptions options = PassOptions.DEFAULT.withNumerics(numerics).withVerifyEach(true);
          return fused(OptimizationPipeline.optimize(program.module(), options), options);
        });
  }

  /** A random half of the passes; the program's seed says which. */
  public static FuzzCheck subset() {
    List<String> names = OptimizationPipeline.passNames();
    return check(
        "subset",
        program -> {
          Random random = new Random(program.seed());
          Set<String> chosen = new LinkedHashSet<>(Set.of(LAYOUTS));
          int percent = 10 + random.nextInt(80);
          names.stream().filter(name -> random.nextInt(100) < percent).forEach(chosen::add);
          PassOptions options = PassOptions.DEFAULT.withOnlyPasses(chosen).withVerifyEach(true);
          HloModule module = OptimizationPipeline.optimize(program.module(), options);
          return random.nextBoolean() ? fused(module, PassOptions.DEFAULT) : module;
        });
  }

  /**
   * Printed and read. What was read prints as a text that, read again, prints the same: the first
   * text may have its computations in another order.
   */
  public static FuzzCheck text() {
    return check(
        "text",
        program -> {
          PrintForm form = PrintForm.DEFAULT.withLargeConstants();
          HloModule parsed = parse(HloPrinter.print(program.module(), form));
          String text = HloPrinter.print(parsed, form);
          if (!HloPrinter.print(parse(text), form).equals(text)) {
            throw new Disagreement("the text that was read prints differently");
          }
          return parsed;
        });
  }

  private static HloModule parse(String text) {
    HloModule module = HloParser.parse(SourceText.of("random.hlo", text));
    HloVerifier.verify(module);
    return module;
  }

  private static HloModule fused(HloModule module, PassOptions options) {
    new PassManager(options.withVerifyEach(true))
        .run(module, Pipeline.of("fusion", new FusionPass(module.name().hashCode() % 2 == 0)));
    return module;
  }

  private static FuzzCheck check(String name, Function<RandomProgram, HloModule> rewrite) {
    return FuzzCheck.of(
        name, program -> Runs.interpret(rewrite.apply(program), program.arguments()));
  }
}
