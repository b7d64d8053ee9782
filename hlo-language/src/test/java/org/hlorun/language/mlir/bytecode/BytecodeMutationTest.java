package org.hlorun.language.mlir.bytecode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.mlir.MlirOperation;
import org.hlorun.language.mlir.text.MlirPrinter;
import org.hlorun.language.mutation.DamagedBytes;
import org.hlorun.language.mutation.MutationSearch;
import org.hlorun.language.stablehlo.StablehloImporter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.Arguments;

/**
 * Damaged bytecode gives a module, which the printer and the importer can take, or an {@link
 * HloException} with an offset, on a thread of half a megabyte of stack. More than the build's
 * share, over files of your own too:
 *
 * <pre>
 * mvn -Pfast -pl hlo-language test -Dtest=BytecodeMutationTest
 *     -Dtest.jvm.flags="-Dhlo.mutations=300000 -Dhlo.mutations.files=FOLDER -Dhlo.mutations.seed=7"
 * </pre>
 */
class BytecodeMutationTest {
  private static final int STACK_BYTES = 512 << 10;
  private static final int MAGIC_BYTES = 4;

  /** A program in every version, every encoding, and the files of a folder. */
  private static List<byte[]> seeds() throws IOException {
    List<byte[]> seeds = new ArrayList<>();
    for (int version = 0; version <= FormatVersion.NEWEST; version++) {
      seeds.add(Programs.doubled(version).build());
    }
    Stream.of(
            EncodingsTest.builtinAttributes(),
            EncodingsTest.builtinTypes(),
            EncodingsTest.vhloTypes(),
            EncodingsTest.vhloAttributes())
        .flatMap(arguments -> arguments)
        .forEach(arguments -> seeds.add(file(arguments)));
    seeds.addAll(MutationSearch.files(name -> name.endsWith("bc")));
    return seeds;
  }

  @SuppressWarnings("unchecked")
  private static byte[] file(Arguments arguments) {
    BytecodeBuilder builder = new BytecodeBuilder(6);
    int index = ((ToIntFunction<BytecodeBuilder>) arguments.get()[1]).applyAsInt(builder);
    return Programs.attribute(builder, index).build();
  }

  @Test
  void damagedFilesGiveAModuleOrADiagnosticWithAnOffset() throws Exception {
    List<byte[]> seeds = seeds();
    MutationSearch.run(
        2_000,
        STACK_BYTES,
        random -> DamagedBytes.of(seeds, MAGIC_BYTES, random),
        BytecodeMutationTest::check);
  }

  private static void check(byte[] bytes) {
    SourceText file = SourceText.of("damaged", bytes).asBinary();
    try {
      MlirOperation module = MlirBytecodeReader.read(file);
      assertEquals("builtin.module", module.name());
      assertFalse(MlirPrinter.print(module).isEmpty());
      importOf(module, file);
    } catch (HloException e) {
      assertTrue(
          e.diagnostic().place().isPresent() && e.diagnostic().location().isBinary(),
          () -> "no offset: " + e.getMessage());
    }
  }

  private static void importOf(MlirOperation module, SourceText file) {
    try {
      StablehloImporter.importModule(module, file);
    } catch (HloException e) {
      assertFalse(e.diagnostics().isEmpty());
    }
  }
}
