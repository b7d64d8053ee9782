package org.hlorun.polyglot.snippets;

// @start region="imports"
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.hlorun.language.backend.Backend;
import org.hlorun.language.backend.Executable;
import org.hlorun.language.backend.Options;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.reader.ProgramReader;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.tensorfile.TensorFiles;
import org.hlorun.language.verifier.HloVerifier;

// @end

/** Snippets of the documentation of {@code org.hlorun.language.backend} and of the README. */
final class Embedding {
  private Embedding() {}

  // @start region="run"
  /** Runs a program once, on native code where that is possible. */
  static Literal run(Path program, List<Literal> arguments) throws IOException {
    HloModule module =
        ProgramReader.read(SourceText.of(program.toString(), Files.readAllBytes(program)));
    HloVerifier.verify(module);
    Backend backend = Backend.named("auto").orElseThrow();
    Options options = Options.builder().threads(1).maxMemoryBytes(1L << 30).build();
    try (Executable executable = backend.compile(module, options)) {
      return executable.run(arguments);
    }
  }

  // @end

  // @start region="serve"
  /**
   * Answers requests with a model: its parameter {@code x} is the input, all others are weights,
   * called as in the file. Weights are mapped from the file, and neither they nor the result's
   * memory are copied or allocated anew from run to run.
   */
  static List<float[]> serve(HloModule model, Path weights, List<float[]> requests) {
    Map<String, ArrayLiteral> tensors = TensorFiles.read(weights);
    List<Literal> arguments = new ArrayList<>();
    ArrayLiteral input = null;
    for (HloInstruction parameter : model.entry().parameters()) {
      if (parameter.name().equals("x")) {
        input = ArrayLiteral.allocate(parameter.shape().asArray());
        arguments.add(input);
      } else {
        arguments.add(tensors.get(parameter.name()));
      }
    }
    ArrayShape shape = model.entry().root().shape().asArray();
    ArrayLiteral result = ArrayLiteral.allocate(shape);
    List<float[]> answers = new ArrayList<>();
    try (Executable executable =
        Backend.named("auto").orElseThrow().compile(model, Options.DEFAULT)) {
      for (float[] request : requests) {
        input.segment().copyFrom(MemorySegment.ofArray(request));
        executable.runInto(arguments, result);
        answers.add(result.segment().toArray(ValueLayout.JAVA_FLOAT));
      }
    }
    return answers;
  }
  // @end
}
