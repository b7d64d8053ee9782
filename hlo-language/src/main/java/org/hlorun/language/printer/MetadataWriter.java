package org.hlorun.language.printer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.hlorun.language.attribute.KeyValues;
import org.hlorun.language.attribute.OpMetadata;
import org.hlorun.language.attribute.OriginalArray;
import org.hlorun.language.attribute.OriginalValue;
import org.hlorun.language.attribute.ResultAccuracy;
import org.hlorun.language.attribute.Statistics;

/** Attributes that say something about an instruction rather than what it computes. */
final class MetadataWriter {
  private MetadataWriter() {}

  /** Whether an instruction's metadata holds one of the fields for whose sake it is printed. */
  static boolean isShown(OpMetadata metadata) {
    return !metadata.opType().isEmpty()
        || !metadata.opName().isEmpty()
        || !metadata.sourceFile().isEmpty()
        || !metadata.schedulingName().isEmpty()
        || metadata.stackFrameId() != 0
        || !metadata.metadataPayload().isEmpty();
  }

  /** {@code {op_type="add" op_name="x" source_line=3}}, without empty fields. */
  static String metadata(OpMetadata metadata) {
    List<String> fields = new ArrayList<>();
    addString(fields, "op_type", metadata.opType());
    addString(fields, "op_name", metadata.opName());
    addString(fields, "source_file", metadata.sourceFile());
    addNumber(fields, "source_line", metadata.sourceLine());
    addNumber(fields, "source_end_line", metadata.sourceEndLine());
    addNumber(fields, "source_column", metadata.sourceColumn());
    addNumber(fields, "source_end_column", metadata.sourceEndColumn());
    if (!metadata.profileType().isEmpty()) {
      fields.add("profile_type={" + metadata.profileType() + "}");
    }
    addString(fields, "deduplicated_name", metadata.deduplicatedName());
    addString(fields, "scheduling_name", metadata.schedulingName());
    addNumber(fields, "stack_frame_id", metadata.stackFrameId());
    addString(fields, "metadata_payload", metadata.metadataPayload());
    return "{" + String.join(" ", fields) + "}";
  }

  private static void addString(List<String> fields, String name, String value) {
    if (!value.isEmpty()) {
      fields.add(name + "=" + Quoting.quote(value));
    }
  }

  private static void addNumber(List<String> fields, String name, int value) {
    if (value != 0) {
      fields.add(name + "=" + value);
    }
  }

  /** {@code {a="1",b={"c":2}}}. */
  static String keyValues(KeyValues keyValues) {
    StringBuilder text = new StringBuilder("{");
    for (Map.Entry<String, String> entry : keyValues.entries().entrySet()) {
      text.append(text.length() > 1 ? "," : "").append(entry.getKey()).append('=');
      text.append(Quoting.quoteUnlessDictionary(entry.getValue()));
    }
    return text.append('}').toString();
  }

  /** {@code {visualizing_index=0,name=1.5}}; the numbers are for display and have six digits. */
  static String statistics(Statistics statistics) {
    StringBuilder text = new StringBuilder("{visualizing_index=");
    text.append(statistics.visualizingIndex());
    for (Statistics.Statistic statistic : statistics.values()) {
      text.append(',').append(statistic.name()).append('=');
      text.append(GeneralNotation.format(statistic.value(), 6));
    }
    return text.append('}').toString();
  }

  /** {@code {mode=highest}} or {@code {tolerance={atol=1,rtol=0.5,ulps=2}}}. */
  static String resultAccuracy(ResultAccuracy accuracy) {
    ResultAccuracy.Tolerance tolerance = accuracy.tolerance();
    if (tolerance == null) {
      return "{mode=" + accuracy.mode().text() + "}";
    }
    return "{tolerance={atol=%s,rtol=%s,ulps=%d}}"
        .formatted(
            GeneralNotation.shortest(tolerance.atol(), 6, 17),
            GeneralNotation.shortest(tolerance.rtol(), 6, 17),
            tolerance.ulps());
  }

  /** {@code {({"a" {0}}, {})}}: the tree in braces. */
  static String originalValue(OriginalValue value) {
    return value instanceof OriginalValue.SyntheticCall
        ? "{[synthetic_call]}"
        : "{" + tree(value) + "}";
  }

  private static String tree(OriginalValue value) {
    return switch (value) {
      case OriginalValue.Leaf leaf -> originalArray(leaf.array());
      case OriginalValue.Tuple tuple ->
          tuple.elements().stream()
              .map(MetadataWriter::tree)
              .collect(Collectors.joining(", ", "(", ")"));
      case OriginalValue.SyntheticCall call -> "[synthetic_call]";
    };
  }

  /** {@code {"add.1" {0}}}, or {@code {}} for null. */
  static String originalArray(OriginalArray array) {
    if (array == null) {
      return "{}";
    }
    return "{"
        + Quoting.quote(array.instruction())
        + (array.index().isEmpty() ? "" : " {" + array.index() + "}")
        + "}";
  }
}
