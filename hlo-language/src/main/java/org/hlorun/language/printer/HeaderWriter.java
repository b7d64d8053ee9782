package org.hlorun.language.printer;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.hlorun.language.attribute.BufferDonor;
import org.hlorun.language.attribute.InputOutputAlias;
import org.hlorun.language.attribute.KeyValues;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.AttributeUse;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.ir.ProgramShape;
import org.hlorun.language.shape.Shape;

/** Writes the line {@code HloModule name, attribute=...}. */
final class HeaderWriter {
  private static final int COMMENT_INTERVAL = 5;
  private static final Comparator<LongList> INDEX_ORDER =
      (a, b) -> Arrays.compare(a.toArray(), b.toArray());

  private final PrintContext context;
  private final TextOutput out;
  private final HloModule module;

  HeaderWriter(PrintContext context) {
    this.context = context;
    this.out = context.out();
    this.module = context.module();
  }

  /** Writes the header up to its last attribute, without the line end. */
  void write() {
    out.append("HloModule ").append(UniqueNames.sanitized(module.name()));
    for (AttributeUse use : HloModule.HEADER) {
      Object value =
          use.attribute() == Attribute.ENTRY_COMPUTATION_LAYOUT
              ? entryLayout()
              : module.attributes().find(use.attribute()).orElse(null);
      if (value != null && !value.equals(use.defaultValue()) && !isEmpty(value)) {
        write(use.attribute(), value);
      }
    }
  }

  private static boolean isEmpty(Object value) {
    return value instanceof List<?> list
        ? list.isEmpty()
        : value instanceof KeyValues keyValues && keyValues.entries().isEmpty();
  }

  /** The layout that was given, else that of the parameters and the root. */
  private ProgramShape entryLayout() {
    return module
        .find(Attribute.ENTRY_COMPUTATION_LAYOUT)
        .orElseGet(() -> module.entry().programShape());
  }

  private void write(Attribute<?> attribute, Object value) {
    switch (attribute.form()) {
      case ORIGIN_RECOVERY_TABLE, DEBUG_ATTRIBUTES -> {
        OriginTablesWriter tables = new OriginTablesWriter(out, context.form());
        if (attribute == Attribute.ORIGIN_RECOVERY_TABLE) {
          module.find(Attribute.ORIGIN_RECOVERY_TABLE).ifPresent(tables::writeRecovery);
        } else {
          module.find(Attribute.DEBUG_ATTRIBUTES).ifPresent(tables::writeDebug);
        }
      }
      default ->
          out.append(", ").append(attribute.name()).append('=').append(text(attribute, value));
    }
  }

  @SuppressWarnings("unchecked") // a form's values are of one type
  private static String text(Attribute<?> attribute, Object value) {
    return switch (attribute.form()) {
      case INPUT_OUTPUT_ALIAS -> aliases((List<InputOutputAlias>) value);
      case BUFFER_DONOR -> donors((List<BufferDonor>) value);
      case PROGRAM_LAYOUT -> programLayout((ProgramShape) value);
      case BOOL_OR_BOOL_LIST ->
          ((List<Boolean>) value)
              .stream().map(flag -> flag.toString()).collect(Collectors.joining(",", "{", "}"));
      case KEY_VALUES -> MetadataWriter.keyValues((KeyValues) value);
      default -> value.toString();
    };
  }

  /** {@code { {0}: (1, {}, may-alias), ... }}, in the order of the output indices. */
  private static String aliases(List<InputOutputAlias> aliases) {
    return aliases.stream()
        .sorted(Comparator.comparing(InputOutputAlias::outputIndex, INDEX_ORDER))
        .map(
            alias ->
                "{%s}: (%d, {%s}, %s)"
                    .formatted(
                        alias.outputIndex(),
                        alias.parameter(),
                        alias.parameterIndex(),
                        alias.kind().text()))
        .collect(Collectors.joining(", ", "{ ", " }"));
  }

  /** {@code { (0, {}), ... }}, in the order of the parameters. */
  private static String donors(List<BufferDonor> donors) {
    return donors.stream()
        .sorted(
            Comparator.comparingLong(BufferDonor::parameter)
                .thenComparing(BufferDonor::parameterIndex, INDEX_ORDER))
        .map(donor -> "(%d, {%s})".formatted(donor.parameter(), donor.parameterIndex()))
        .collect(Collectors.joining(", ", "{ ", " }"));
  }

  /** {@code {(f32[2]{0}, s32[])->f32[]}}, with an index comment before every fifth parameter. */
  private static String programLayout(ProgramShape layout) {
    StringBuilder text = new StringBuilder("{(");
    List<Shape> parameters = layout.parameters();
    for (int i = 0; i < parameters.size(); i++) {
      text.append(i > 0 ? ", " : "");
      if (i > 0 && i % COMMENT_INTERVAL == 0) {
        text.append("/*index=").append(i).append("*/");
      }
      text.append(parameters.get(i).text(true));
    }
    return text.append(")->").append(layout.result().text(true)).append('}').toString();
  }
}
