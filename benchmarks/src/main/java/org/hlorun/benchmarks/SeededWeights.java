package org.hlorun.benchmarks;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Distribution;
import org.hlorun.language.literal.RandomLiterals;
import org.hlorun.language.parser.HloParser;
import org.hlorun.language.shape.ElementType;
import org.hlorun.language.tensorfile.SafetensorsFile;

/**
 * Writes a {@code .safetensors} file with values for every f32 parameter of a program: normally
 * distributed with a deviation of 0.02, as language models begin their training with, so that
 * nothing overflows on the way through many layers. Arguments: the program, the file.
 */
public final class SeededWeights {
  private static final float DEVIATION = 0.02f;

  private SeededWeights() {}

  /**
   * Writes the file.
   *
   * @throws IOException if the program cannot be read
   */
  public static void main(String[] arguments) throws IOException {
    Path program = Path.of(arguments[0]);
    HloModule module =
        HloParser.parse(SourceText.of(program.toString(), Files.readString(program)));
    Map<String, ArrayLiteral> weights = new LinkedHashMap<>();
    for (int i = 0; i < module.entry().parameters().size(); i++) {
      HloInstruction parameter = module.entry().parameters().get(i);
      if (parameter.shape().asArray().elementType() == ElementType.F32) {
        weights.put(Integer.toString(i), weight(parameter, i));
      }
    }
    SafetensorsFile.write(Path.of(arguments[1]), weights);
  }

  private static ArrayLiteral weight(HloInstruction parameter, int number) {
    long seed = RandomLiterals.streamSeed(0, number);
    ArrayLiteral weight =
        (ArrayLiteral) RandomLiterals.of(parameter.shape(), Distribution.NORMAL, seed);
    MemorySegment values = weight.segment();
    for (long i = 0; i < weight.elementCount(); i++) {
      float value = values.getAtIndex(ValueLayout.JAVA_FLOAT, i);
      values.setAtIndex(ValueLayout.JAVA_FLOAT, i, value * DEVIATION);
    }
    return weight;
  }
}
