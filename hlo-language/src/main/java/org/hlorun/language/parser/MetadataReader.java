package org.hlorun.language.parser;

import java.util.List;
import org.hlorun.language.attribute.OpMetadata;
import org.hlorun.language.collection.LongList;

/** Reads {@code metadata={op_type="..." op_name="..." source_line=3 ...}}. */
final class MetadataReader {
  private static final String ALLOWED =
      "deduplicated_name, metadata_payload, op_name, op_type, profile_type, scheduling_name, "
          + "source_column, source_end_column, source_end_line, source_file, source_line, "
          + "stack_frame_id";

  private final Tokens tokens;

  MetadataReader(Tokens tokens) {
    this.tokens = tokens;
  }

  OpMetadata read() {
    Fields fields = new Fields();
    SubAttributes.read(tokens, ALLOWED, name -> readField(name, fields));
    return fields.metadata();
  }

  /** {@code {fields}} or {@code {{fields}, {fields}}}, as shardings have it. */
  List<OpMetadata> readOneOrMore() {
    if (tokens.peek() == TokenKind.LEFT_BRACE) {
      return tokens.list(TokenKind.LEFT_BRACE, TokenKind.RIGHT_BRACE, this::read);
    }
    return List.of(read());
  }

  private boolean readField(String name, Fields fields) {
    switch (name) {
      case "op_type" -> fields.opType = tokens.string();
      case "op_name" -> fields.opName = tokens.string();
      case "source_file" -> fields.sourceFile = tokens.string();
      case "source_line" -> fields.sourceLine = tokens.int32();
      case "source_end_line" -> fields.sourceEndLine = tokens.int32();
      case "source_column" -> fields.sourceColumn = tokens.int32();
      case "source_end_column" -> fields.sourceEndColumn = tokens.int32();
      case "profile_type" -> fields.profileType = tokens.integers();
      case "deduplicated_name" -> fields.deduplicatedName = tokens.string();
      case "scheduling_name" -> fields.schedulingName = tokens.string();
      case "stack_frame_id" -> fields.stackFrameId = tokens.int32();
      case "metadata_payload" -> fields.payload = tokens.string();
      default -> {
        return false;
      }
    }
    return true;
  }

  private static final class Fields {
    private String opType = "";
    private String opName = "";
    private String sourceFile = "";
    private int sourceLine;
    private int sourceEndLine;
    private int sourceColumn;
    private int sourceEndColumn;
    private LongList profileType = LongList.empty();
    private String deduplicatedName = "";
    private String schedulingName = "";
    private int stackFrameId;
    private String payload = "";

    OpMetadata metadata() {
      return new OpMetadata(
          opType,
          opName,
          sourceFile,
          sourceLine,
          sourceEndLine,
          sourceColumn,
          sourceEndColumn,
          profileType,
          deduplicatedName,
          schedulingName,
          stackFrameId,
          payload);
    }
  }
}
