package org.hlorun.language.mlir.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.mlir.MlirOperation;
import org.hlorun.language.mutation.MutationSearch;
import org.hlorun.language.stablehlo.StablehloImporter;
import org.junit.jupiter.api.Test;

/**
 * Damaged texts give a module, which the importer takes or refuses, or an {@link HloException} with
 * a place, on a thread of half a megabyte of stack. More than the build's share:
 *
 * <pre>
 * mvn -Pfast -pl hlo-language test -Dtest=MlirMutationTest
 *     -Dtest.jvm.flags="-Dhlo.mutations=1000000 -Dhlo.mutations.seed=7"
 * </pre>
 */
class MlirMutationTest {
  private static final int STACK_BYTES = 512 << 10;
  private static final int MAX_EDITS = 4;
  private static final int MAX_SPLICE = 60;

  private static final List<String> TOKENS =
      List.of(
          "<",
          ">",
          "(",
          ")",
          "[",
          "]",
          "{",
          "}",
          ",",
          ":",
          "::",
          "=",
          "->",
          "-",
          "?",
          "*",
          "x",
          "\"",
          "\\",
          "//",
          "{-#",
          "#-}",
          "%",
          "%a",
          "%0#1",
          "#0",
          "#a",
          "!t",
          "@f",
          "^bb0",
          "0x",
          "0x7F",
          "1.5",
          "-1",
          "9223372036854775808",
          "true",
          "i1",
          "f32",
          "tensor<",
          "dense<",
          "dense<\"0x00\">",
          "array<i64: ",
          "loc(",
          "#stablehlo<",
          "!quant.uniform<",
          " : i32",
          "affine_map<",
          "dense_resource<w>",
          "\n#a = ",
          "\n!t = ",
          "\u00e9",
          "\u0000");

  /** Every section of the texts of the forms, and one of what they do not have. */
  private static List<String> seeds() {
    return Stream.concat(
            Resources.forms().stream()
                .flatMap(file -> MlirParser.split(Resources.text(file)).stream())
                .map(section -> section.source().slice(section.start(), section.end())),
            Stream.of(
                """
                #loc1 = loc("x.py":1:2)
                !t = tensor<?xf32, #b>
                #b = #stablehlo.bounds<7>
                module @m {
                  func.func @f(%a: !t loc("a"(#loc1))) {
                    %0 = stablehlo.constant dense<[[(1.0, -2.5), (0x7F800000, 0.0)]]> : tensor<1x2xcomplex<f32>> loc(#loc2)
                    %1 = stablehlo.constant dense_resource<w> : tensor<2xi16>
                    %2 = "stablehlo.scatter"(%1, %1, %1) <{scatter_dimension_numbers = #stablehlo.scatter<update_window_dims = [1], index_vector_dim = 1>, padding = dense<"0x00010203"> : tensor<4xi8>}> ({
                    ^bb0(%x: tensor<i16>, %y: tensor<i16>):
                      stablehlo.return %y : tensor<i16>
                    }) : (tensor<2xi16>, tensor<2xi16>, tensor<2xi16>) -> tensor<2x!quant.uniform<i8<-127:127>:f32:0, {0.5:1,0.25}>> loc(callsite(#loc1 at "y"))
                    return
                  }
                }
                #loc2 = loc(fused<"m">[#loc1, unknown])
                {-# dialect_resources: {builtin: {w: "0x0400000001000200"}} #-}
                """))
        .toList();
  }

  @Test
  void damagedTextsGiveAModuleOrADiagnosticWithAPlace() throws Exception {
    List<String> seeds = new ArrayList<>(seeds());
    seeds.forEach(seed -> MlirParser.parse(SourceText.of("seed", seed)));
    for (byte[] file : MutationSearch.files(name -> name.endsWith(".mlir"))) {
      seeds.add(new String(file, StandardCharsets.ISO_8859_1));
    }
    MutationSearch.run(
        2_000,
        STACK_BYTES,
        random -> damaged(random, seeds).getBytes(StandardCharsets.ISO_8859_1),
        MlirMutationTest::check);
  }

  private static void check(byte[] text) {
    SourceText source = SourceText.of("damaged", text);
    MlirOperation module;
    try {
      module = MlirParser.parse(source);
    } catch (HloException e) {
      assertTrue(e.diagnostic().place().isPresent(), () -> "no place: " + e.getMessage());
      return;
    }
    assertEquals("builtin.module", module.name());
    try {
      assertFalse(StablehloImporter.importModule(module, source).computations().isEmpty());
    } catch (HloException e) {
      assertFalse(e.diagnostics().isEmpty());
    }
  }

  private static String damaged(SplittableRandom random, List<String> seeds) {
    StringBuilder text = new StringBuilder(seeds.get(random.nextInt(seeds.size())));
    int edits = random.nextInt(1, MAX_EDITS + 1);
    for (int i = 0; i < edits && !text.isEmpty(); i++) {
      int at = random.nextInt(text.length());
      int end = Math.min(text.length(), at + random.nextInt(1, MAX_SPLICE));
      switch (random.nextInt(6)) {
        case 0 -> text.setCharAt(at, (char) random.nextInt(256));
        case 1 -> text.delete(at, end);
        case 2 -> text.insert(at, TOKENS.get(random.nextInt(TOKENS.size())));
        case 3 -> text.insert(random.nextInt(text.length()), text.substring(at, end));
        case 4 -> {
          String other = seeds.get(random.nextInt(seeds.size()));
          int from = random.nextInt(other.length());
          text.replace(at, end, other.substring(from, Math.min(other.length(), from + MAX_SPLICE)));
        }
        default -> text.setLength(at);
      }
    }
    return text.toString();
  }
}
