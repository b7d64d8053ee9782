package org.hlorun.language.mlir.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.hlorun.language.diagnostic.SourceText;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FormsTest {
  static Stream<Path> files() {
    return Resources.forms().stream();
  }

  private static String print(MlirParser.Section section) {
    return MlirPrinter.print(MlirParser.parse(section), false);
  }

  @ParameterizedTest
  @MethodSource("files")
  void prettyFormsGiveTheTreeOfTheirGenericForms(Path file) {
    List<MlirParser.Section> sections = MlirParser.split(Resources.text(file));
    assertFalse(sections.size() % 2 != 0, "sections come in pairs");
    for (int i = 0; i < sections.size(); i += 2) {
      assertEquals(print(sections.get(i + 1)), print(sections.get(i)));
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void whatIsPrintedReadsBackAsTheSameTree(Path file) {
    for (MlirParser.Section section : MlirParser.split(Resources.text(file))) {
      String text = MlirPrinter.print(MlirParser.parse(section));
      assertEquals(text, MlirPrinter.print(MlirParser.parse(SourceText.of("printed", text))));
    }
  }

  @Test
  void everyFormHasATest() {
    Set<String> missing = new HashSet<>(Forms.names());
    files()
        .flatMap(file -> MlirParser.split(Resources.text(file)).stream())
        .forEach(
            section -> {
              String text = section.source().slice(section.start(), section.end());
              for (String word : text.split("[^A-Za-z0-9_.\"]+", -1)) {
                missing.remove(Forms.qualified(word));
              }
            });
    assertEquals(Set.of(), missing);
  }
}
