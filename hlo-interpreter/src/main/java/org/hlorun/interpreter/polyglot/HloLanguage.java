package org.hlorun.interpreter.polyglot;

import com.oracle.truffle.api.CallTarget;
import com.oracle.truffle.api.Option;
import com.oracle.truffle.api.TruffleLanguage;
import com.oracle.truffle.api.frame.VirtualFrame;
import com.oracle.truffle.api.instrumentation.ProvidedTags;
import com.oracle.truffle.api.instrumentation.StandardTags;
import com.oracle.truffle.api.nodes.RootNode;
import com.oracle.truffle.api.source.Source;
import com.oracle.truffle.api.source.SourceSection;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.graalvm.options.OptionCategory;
import org.graalvm.options.OptionDescriptors;
import org.graalvm.options.OptionKey;
import org.graalvm.options.OptionStability;
import org.graalvm.options.OptionValues;
import org.graalvm.polyglot.SandboxPolicy;
import org.hlorun.language.backend.CachePolicy;
import org.hlorun.language.backend.Numerics;
import org.hlorun.language.backend.Options;
import org.hlorun.language.backend.Rounding;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.reader.ProgramReader;
import org.hlorun.language.verifier.HloVerifier;

/**
 * HLO as a GraalVM language. {@code context.eval("hlo", text)} reads and verifies a module and
 * gives a function of its entry computation: it takes one value per parameter and returns the
 * result. The text may be HLO or StableHLO. The option {@code hlo.Backend} chooses what runs it;
 * native back ends need a context that allows native access.
 */
@TruffleLanguage.Registration(
    id = HloLanguage.ID,
    name = "HLO",
    defaultMimeType = HloLanguage.MIME_TYPE,
    characterMimeTypes = HloLanguage.MIME_TYPE,
    byteMimeTypes = HloLanguage.BINARY_MIME_TYPE,
    sandbox = SandboxPolicy.CONSTRAINED,
    contextPolicy = TruffleLanguage.ContextPolicy.EXCLUSIVE,
    website = "https://openxla.org/xla/operation_semantics")
@ProvidedTags({
  StandardTags.RootTag.class,
  StandardTags.RootBodyTag.class,
  StandardTags.StatementTag.class,
  StandardTags.ExpressionTag.class,
  StandardTags.CallTag.class
})
public final class HloLanguage extends TruffleLanguage<HloContext> {
  public static final String ID = "hlo";
  public static final String MIME_TYPE = "application/x-hlo";

  /** Of serialised programs: HloModuleProto, HloProto, HloSnapshot, MLIR bytecode. */
  public static final String BINARY_MIME_TYPE = "application/x-hlo-binary";

  @Option(
      name = "Backend",
      help = "What runs programs: auto, cpu, gpu or interpreter.",
      usageSyntax = "auto|cpu|gpu|interpreter",
      category = OptionCategory.USER,
      stability = OptionStability.STABLE,
      sandbox = SandboxPolicy.CONSTRAINED)
  static final OptionKey<String> BACKEND = new OptionKey<>(BackendChoice.AUTO);

  @Option(
      name = "Numerics",
      help = "What compiling may change in the values.",
      usageSyntax = "strict|default|fast",
      category = OptionCategory.USER,
      stability = OptionStability.STABLE,
      sandbox = SandboxPolicy.CONSTRAINED)
  static final OptionKey<Numerics> NUMERICS = Choice.of("hlo.Numerics", Numerics.DEFAULT);

  @Option(
      name = "Rounding",
      help = "Where sums of many terms are rounded.",
      usageSyntax = "once|each-step",
      category = OptionCategory.USER,
      stability = OptionStability.STABLE,
      sandbox = SandboxPolicy.CONSTRAINED)
  static final OptionKey<Rounding> ROUNDING = Choice.of("hlo.Rounding", Rounding.ONCE);

  @Option(
      name = "Seed",
      help = "Seed of rng and of made-up values.",
      category = OptionCategory.USER,
      stability = OptionStability.STABLE,
      sandbox = SandboxPolicy.CONSTRAINED)
  static final OptionKey<Long> SEED = WholeNumber.any("hlo.Seed");

  @Option(
      name = "Threads",
      help = "Worker threads; 0 means one per core.",
      category = OptionCategory.USER,
      stability = OptionStability.STABLE,
      sandbox = SandboxPolicy.CONSTRAINED)
  static final OptionKey<Integer> THREADS = WholeNumber.count("hlo.Threads");

  @Option(
      name = "MaxMemory",
      help = "Bytes that the arrays of a run may hold; 0 means no limit.",
      category = OptionCategory.USER,
      stability = OptionStability.STABLE,
      sandbox = SandboxPolicy.CONSTRAINED)
  static final OptionKey<Long> MAX_MEMORY = WholeNumber.limit("hlo.MaxMemory");

  @Option(
      name = "MaxIterations",
      help = "Iterations that a while loop may make; 0 means no limit.",
      category = OptionCategory.USER,
      stability = OptionStability.STABLE,
      sandbox = SandboxPolicy.CONSTRAINED)
  static final OptionKey<Long> MAX_ITERATIONS = WholeNumber.limit("hlo.MaxIterations");

  @Option(
      name = "TimeoutMillis",
      help = "Milliseconds that a run may take; 0 means no limit.",
      category = OptionCategory.USER,
      stability = OptionStability.STABLE,
      sandbox = SandboxPolicy.CONSTRAINED)
  static final OptionKey<Long> TIMEOUT_MILLIS = WholeNumber.limit("hlo.TimeoutMillis");

  @Option(
      name = "FillElidedConstants",
      help = "Makes up seeded values for constants that were elided from the text.",
      category = OptionCategory.USER,
      stability = OptionStability.STABLE,
      sandbox = SandboxPolicy.CONSTRAINED)
  static final OptionKey<Boolean> FILL_ELIDED_CONSTANTS = new OptionKey<>(false);

  @Override
  protected OptionDescriptors getOptionDescriptors() {
    return new HloLanguageOptionDescriptors();
  }

  @Override
  protected HloContext createContext(Env env) {
    OptionValues values = env.getOptions();
    return new HloContext(env, values.get(BACKEND), options(env, values));
  }

  @Override
  protected void disposeContext(HloContext context) {
    context.dispose();
  }

  private static Options options(Env env, OptionValues values) {
    return Options.builder()
        .seed(values.get(SEED))
        .threads(values.get(THREADS))
        .maxMemoryBytes(values.get(MAX_MEMORY))
        .maxIterations(values.get(MAX_ITERATIONS))
        .timeout(Duration.ofMillis(values.get(TIMEOUT_MILLIS)))
        .fillElidedConstants(values.get(FILL_ELIDED_CONSTANTS))
        .numerics(values.get(NUMERICS))
        .rounding(values.get(ROUNDING))
        .cache(env.isFileIOAllowed() ? CachePolicy.USE : CachePolicy.OFF)
        .build();
  }

  @Override
  protected CallTarget parse(ParsingRequest request) {
    Source source = request.getSource();
    HloModule module;
    try {
      module = ProgramReader.read(SourceText.of(source.getName(), bytes(source)));
      HloVerifier.verify(module);
    } catch (HloException e) {
      throw HloError.parseError(e, source);
    }
    return new ModuleRootNode(this, source, compile(module, source)).getCallTarget();
  }

  private HloFunction compile(HloModule module, Source source) {
    try {
      return new BackendChoice(this, HloContext.of(null)).compile(module, source);
    } catch (HloException e) {
      throw HloError.runtimeError(e, source, null);
    }
  }

  private static byte[] bytes(Source source) {
    return source.hasBytes()
        ? source.getBytes().toByteArray()
        : source.getCharacters().toString().getBytes(StandardCharsets.UTF_8);
  }

  /** Evaluating a source gives the function. */
  private static final class ModuleRootNode extends RootNode {
    private final Source source;
    private final HloFunction function;

    ModuleRootNode(HloLanguage language, Source source, HloFunction function) {
      super(language);
      this.source = source;
      this.function = function;
    }

    @Override
    public Object execute(VirtualFrame frame) {
      return function;
    }

    @Override
    public SourceSection getSourceSection() {
      return source.hasCharacters() ? source.createSection(0, source.getLength()) : null;
    }
  }
}
