package org.hlorun.language.printer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.hlorun.language.attribute.OriginalArray;
import org.hlorun.language.ir.DebugAttribute;
import org.hlorun.language.ir.OriginRecovery;

/** Writes the header's tables about original values, each over several lines. */
final class OriginTablesWriter {
  private static final Comparator<OriginalArray> ORDER =
      Comparator.nullsFirst(
          Comparator.comparing(OriginalArray::instruction)
              .thenComparing((a, b) -> Arrays.compare(a.index().toArray(), b.index().toArray())));

  private final TextOutput out;
  private final PrintForm form;

  OriginTablesWriter(TextOutput out, PrintForm form) {
    this.out = out;
    this.form = form;
  }

  /**
   * Writes the recovery table in the order of the removed values. The modules in it are in default
   * form, indented, with quotes and backslashes escaped.
   */
  void writeRecovery(List<OriginRecovery> table) {
    out.append(", origin_recovery_table={\n");
    table.stream()
        .sorted(Comparator.comparing(OriginRecovery::removed, ORDER))
        .forEach(this::writeRecovery);
    out.append("}\n");
  }

  private void writeRecovery(OriginRecovery recovery) {
    out.append("  ").append(MetadataWriter.originalArray(recovery.removed())).append(" : ");
    out.append(MetadataWriter.originalArray(recovery.replacement()));
    if (recovery.module() != null) {
      PrintForm inner =
          form.largeConstants() ? PrintForm.DEFAULT.withLargeConstants() : PrintForm.DEFAULT;
      String text = HloPrinter.print(recovery.module(), inner);
      String escaped = text.replace("\\", "\\\\").replace("\"", "\\\"");
      out.append(",\n  \"\n").append(indented(escaped)).append("  \"");
    }
    out.append('\n');
  }

  /** Lines that are not empty moved to the right by four. */
  private static String indented(String text) {
    return text.lines()
            .map(line -> line.isEmpty() ? line : "    " + line)
            .collect(Collectors.joining("\n"))
        + "\n\n";
  }

  /** Writes the debug attributes, one original value a line. */
  void writeDebug(List<DebugAttribute> attributes) {
    out.append(",\ndebug_attributes={\n  ");
    out.append(
        attributes.stream()
            .map(
                attribute ->
                    MetadataWriter.originalArray(attribute.value())
                        + ":("
                        + attribute.logs().stream()
                            .map(OriginTablesWriter::log)
                            .collect(Collectors.joining(", "))
                        + ")")
            .collect(Collectors.joining(",\n  ")));
    out.append("\n}");
  }

  private static String log(DebugAttribute.Log log) {
    List<String> fields = new ArrayList<>();
    add(fields, "log_mode", log.mode() == null ? null : log.mode().text());
    add(fields, "callback_id", log.callbackId());
    add(fields, "partitioned", log.partitioned());
    add(fields, "op_id", log.opId());
    return fields.stream().collect(Collectors.joining(",", "{", "}"));
  }

  private static void add(List<String> fields, String name, Object value) {
    if (value != null) {
      fields.add(name + "=" + value);
    }
  }
}
