package org.hlorun.language.stablehlo;

import java.util.List;
import org.hlorun.language.attribute.Precision;
import org.hlorun.language.attribute.Word;

/** Words of enums as HLO knows them. */
final class Words {
  private Words() {}

  static <E extends Enum<E> & Word> E parse(Op op, Class<E> type, String word) {
    return Word.parse(type, word, true)
        .orElseThrow(
            () -> op.malformed("does not know '%s' as a %s".formatted(word, type.getSimpleName())));
  }

  /** {@code precision_config}, empty if it says nothing but default. */
  static List<Precision> precision(Op op) {
    List<Precision> words =
        op.array("precision_config").stream()
            .map(value -> parse(op, Precision.class, op.word("precision_config", value)))
            .toList();
    return words.stream().allMatch(word -> word == Precision.DEFAULT) ? List.of() : words;
  }
}
