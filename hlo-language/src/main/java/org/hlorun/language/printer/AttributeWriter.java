package org.hlorun.language.printer;

import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.hlorun.language.attribute.ConvolutionDimensions;
import org.hlorun.language.attribute.KeyValues;
import org.hlorun.language.attribute.OpMetadata;
import org.hlorun.language.attribute.OperandAlias;
import org.hlorun.language.attribute.OriginalValue;
import org.hlorun.language.attribute.PaddingDimension;
import org.hlorun.language.attribute.Precision;
import org.hlorun.language.attribute.ResultAccuracy;
import org.hlorun.language.attribute.SliceRange;
import org.hlorun.language.attribute.SparsityDescriptor;
import org.hlorun.language.attribute.Statistics;
import org.hlorun.language.attribute.Window;
import org.hlorun.language.attribute.Word;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.DomainBoundary;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.shape.Shape;
import org.hlorun.language.sharding.ReplicaGroups;
import org.hlorun.language.sharding.Sharding;

/**
 * Writes {@code name=value} in the attribute's form, for the forms that need nothing but the value.
 */
final class AttributeWriter {
  private final TextOutput out;
  private final ShardingWriter shardings;

  AttributeWriter(TextOutput out, PrintForm form) {
    this.out = out;
    this.shardings = new ShardingWriter(form.metadata());
  }

  /**
   * Writes {@code , name=value}.
   *
   * @param value a value of the attribute's type
   * @param shape the shape of the instruction, which some forms depend on
   */
  void write(Attribute<?> attribute, Object value, Shape shape) {
    out.append(", ").append(attribute.name()).append('=');
    switch (attribute.form()) {
      case BOOL, INT -> out.append(value.toString());
      case FLOAT -> out.append(GeneralNotation.shortest(((Double) value).floatValue()));
      case STRING -> out.append(Quoting.quote((String) value));
      case STRING_OR_JSON -> out.append(Quoting.quoteUnlessDictionary((String) value));
      case WORD, WORD_ANY_CASE -> out.append(((Word) value).text());
      case SHAPE -> out.append(((Shape) value).text(true));
      case LITERAL -> new LiteralWriter(out).writeWithShapes((Literal) value);
      case WORD_LIST, BOOL_LIST, INT_LIST, INT_LIST_LIST, SHAPE_LIST, OPERAND_ALIASING ->
          out.append(list(attribute.form(), value));
      case WINDOW, PADDING, SLICE, DIMENSION_LABELS, SPARSITY ->
          out.append(perDimension(attribute.form(), value));
      case SHARDING -> out.append(shardings.sharding((Sharding) value, shape));
      case REPLICA_GROUPS -> out.append(ShardingWriter.replicaGroups((ReplicaGroups) value));
      case DOMAIN -> out.append(ShardingWriter.domain((DomainBoundary) value));
      case KEY_VALUES, METADATA, ORIGINAL_VALUE, STATISTICS, RESULT_ACCURACY ->
          out.append(annotation(attribute.form(), value));
      default -> throw new IllegalArgumentException(attribute + " needs a writer of its own");
    }
  }

  @SuppressWarnings("unchecked") // a form's values are of one type
  private static String list(Attribute.Form form, Object value) {
    return switch (form) {
      case INT_LIST -> "{" + value + "}";
      case INT_LIST_LIST -> ShardingWriter.lists((List<LongList>) value);
      case WORD_LIST -> joined((List<Word>) value, Word::text, ",");
      case BOOL_LIST -> joined((List<Boolean>) value, b -> b.toString(), ",");
      case SHAPE_LIST -> joined((List<Shape>) value, shape -> shape.text(true), ", ");
      case OPERAND_ALIASING -> joined((List<OperandAlias>) value, AttributeWriter::alias, ", ");
      default -> throw new IllegalArgumentException(form + " is not a list");
    };
  }

  private static <T> String joined(List<T> values, Function<T, String> text, String separator) {
    return values.stream().map(text).collect(Collectors.joining(separator, "{", "}"));
  }

  private static String alias(OperandAlias alias) {
    return "{%s}: (%d, {%s})".formatted(alias.outputIndex(), alias.operand(), alias.operandIndex());
  }

  @SuppressWarnings("unchecked") // a form's values are of one type
  private static String perDimension(Attribute.Form form, Object value) {
    return switch (form) {
      case WINDOW -> WindowWriter.window((Window) value);
      case PADDING -> WindowWriter.padding((List<PaddingDimension>) value);
      case SLICE -> WindowWriter.slice((List<SliceRange>) value);
      case DIMENSION_LABELS -> ((ConvolutionDimensions) value).text();
      case SPARSITY -> WindowWriter.sparsity((List<SparsityDescriptor>) value);
      default -> throw new IllegalArgumentException(form + " says nothing per dimension");
    };
  }

  private static String annotation(Attribute.Form form, Object value) {
    return switch (form) {
      case KEY_VALUES -> MetadataWriter.keyValues((KeyValues) value);
      case METADATA -> MetadataWriter.metadata((OpMetadata) value);
      case ORIGINAL_VALUE -> MetadataWriter.originalValue((OriginalValue) value);
      case STATISTICS -> MetadataWriter.statistics((Statistics) value);
      case RESULT_ACCURACY -> MetadataWriter.resultAccuracy((ResultAccuracy) value);
      default -> throw new IllegalArgumentException(form + " is not an annotation");
    };
  }

  /**
   * Whether a value is one that XLA does not print: an empty window, list, map or string, the
   * default accuracy, metadata without a main field.
   */
  static boolean isVacuous(Attribute<?> attribute, Object value) {
    return switch (attribute.form()) {
      case WINDOW -> ((Window) value).rank() == 0;
      case SPARSITY, OPERAND_ALIASING -> ((Collection<?>) value).isEmpty();
      case INT_LIST_LIST ->
          attribute == Attribute.PERMUTE_SLICE_SIZES && ((List<?>) value).isEmpty();
      case WORD_LIST -> ((List<?>) value).stream().allMatch(word -> word == Precision.DEFAULT);
      case STRING -> attribute != Attribute.CUSTOM_CALL_TARGET && ((String) value).isEmpty();
      case STRING_OR_JSON -> ((String) value).isEmpty();
      case KEY_VALUES -> ((KeyValues) value).entries().isEmpty();
      case STATISTICS -> ((Statistics) value).values().isEmpty();
      case METADATA -> !MetadataWriter.isShown((OpMetadata) value);
      case RESULT_ACCURACY ->
          ((ResultAccuracy) value).tolerance() == null
              && ((ResultAccuracy) value).mode() == ResultAccuracy.Mode.DEFAULT;
      default -> false;
    };
  }
}
