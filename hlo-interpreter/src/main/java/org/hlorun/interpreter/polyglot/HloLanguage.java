package org.hlorun.interpreter.polyglot;

import com.oracle.truffle.api.CallTarget;
import com.oracle.truffle.api.Option;
import com.oracle.truffle.api.TruffleLanguage;
import com.oracle.truffle.api.frame.VirtualFrame;
import com.oracle.truffle.api.nodes.RootNode;
import com.oracle.truffle.api.source.Source;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.graalvm.options.OptionCategory;
import org.graalvm.options.OptionDescriptors;
import org.graalvm.options.OptionKey;
import org.graalvm.options.OptionStability;
import org.graalvm.options.OptionValues;
import org.hlorun.interpreter.runtime.InterpreterExecutable;
import org.hlorun.language.backend.Options;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.parser.HloParser;
import org.hlorun.language.verifier.HloVerifier;

/**
 * HLO as a GraalVM language. {@code context.eval("hlo", text)} reads and verifies a module and
 * gives a function of its entry computation: it takes one value per parameter and returns the
 * result.
 */
@TruffleLanguage.Registration(
    id = HloLanguage.ID,
    name = "HLO",
    defaultMimeType = HloLanguage.MIME_TYPE,
    characterMimeTypes = HloLanguage.MIME_TYPE,
    contextPolicy = TruffleLanguage.ContextPolicy.EXCLUSIVE,
    website = "https://openxla.org/xla/operation_semantics")
public final class HloLanguage extends TruffleLanguage<HloContext> {
  public static final String ID = "hlo";
  public static final String MIME_TYPE = "application/x-hlo";

  @Option(
      name = "Seed",
      help = "Seed of rng and of made-up values.",
      category = OptionCategory.USER,
      stability = OptionStability.STABLE)
  static final OptionKey<Long> SEED = new OptionKey<>(0L);

  @Option(
      name = "Threads",
      help = "Worker threads; 0 means one per core.",
      category = OptionCategory.USER,
      stability = OptionStability.STABLE)
  static final OptionKey<Integer> THREADS = new OptionKey<>(0);

  @Option(
      name = "MaxMemory",
      help = "Bytes that the arrays of a run may hold; 0 means no limit.",
      category = OptionCategory.USER,
      stability = OptionStability.STABLE)
  static final OptionKey<Long> MAX_MEMORY = new OptionKey<>(0L);

  @Option(
      name = "MaxIterations",
      help = "Iterations that a while loop may make; 0 means no limit.",
      category = OptionCategory.USER,
      stability = OptionStability.STABLE)
  static final OptionKey<Long> MAX_ITERATIONS = new OptionKey<>(0L);

  @Option(
      name = "TimeoutMillis",
      help = "Milliseconds that a run may take; 0 means no limit.",
      category = OptionCategory.USER,
      stability = OptionStability.STABLE)
  static final OptionKey<Long> TIMEOUT_MILLIS = new OptionKey<>(0L);

  @Option(
      name = "FillElidedConstants",
      help = "Makes up seeded values for constants that were elided from the text.",
      category = OptionCategory.USER,
      stability = OptionStability.STABLE)
  static final OptionKey<Boolean> FILL_ELIDED_CONSTANTS = new OptionKey<>(false);

  @Override
  protected OptionDescriptors getOptionDescriptors() {
    return new HloLanguageOptionDescriptors();
  }

  @Override
  protected HloContext createContext(Env env) {
    return new HloContext(env, options(env.getOptions()));
  }

  private static Options options(OptionValues values) {
    return Options.DEFAULT
        .withSeed(values.get(SEED))
        .withThreads(values.get(THREADS))
        .withMaxMemoryBytes(values.get(MAX_MEMORY))
        .withMaxIterations(values.get(MAX_ITERATIONS))
        .withTimeout(Duration.ofMillis(values.get(TIMEOUT_MILLIS)))
        .withFillElidedConstants(values.get(FILL_ELIDED_CONSTANTS));
  }

  @Override
  protected CallTarget parse(ParsingRequest request) {
    Source source = request.getSource();
    HloContext context = HloContext.of(null);
    try {
      byte[] text = source.getCharacters().toString().getBytes(StandardCharsets.UTF_8);
      HloModule module = HloParser.parse(SourceText.of(source.getName(), text));
      HloVerifier.verify(module);
      InterpreterExecutable executable =
          new InterpreterExecutable(module, context.options(), this, source);
      return new ModuleRootNode(this, source, new HloFunction(executable)).getCallTarget();
    } catch (HloException e) {
      throw HloError.parseError(e, source);
    }
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
    public com.oracle.truffle.api.source.SourceSection getSourceSection() {
      return source.createSection(0, source.getLength());
    }
  }
}
