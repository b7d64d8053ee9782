package org.hlorun.language.parser;

import static org.hlorun.language.parser.TokenKind.INT;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.hlorun.language.ir.StackFrames;

/**
 * Reads the stack-frame tables between header and computations: {@code FileNames}, {@code
 * FunctionNames}, {@code FileLocations}, {@code StackFrames}, all four or none.
 */
final class StackFrameReader {
  private final Tokens tokens;

  StackFrameReader(Tokens tokens) {
    this.tokens = tokens;
  }

  /** The tables, if they begin at the current token; else empty ones. */
  StackFrames read() {
    if (!tokens.accept(TokenKind.FILE_NAMES)) {
      return StackFrames.EMPTY;
    }
    List<String> fileNames = readTable(tokens::string);
    tokens.expect(TokenKind.FUNCTION_NAMES, "expects FunctionNames");
    List<String> functionNames = readTable(tokens::string);
    tokens.expect(TokenKind.FILE_LOCATIONS, "expects FileLocations");
    List<StackFrames.FileLocation> locations = readTable(this::readLocation);
    tokens.expect(TokenKind.STACK_FRAMES, "expects StackFrames");
    List<StackFrames.Frame> frames = readTable(this::readFrame);
    return new StackFrames(fileNames, functionNames, locations, frames);
  }

  /** Rows that begin with their number, which is not checked. */
  private <T> List<T> readTable(Supplier<T> row) {
    List<T> rows = new ArrayList<>();
    while (tokens.at(INT)) {
      tokens.advance();
      rows.add(row.get());
    }
    return rows;
  }

  private StackFrames.FileLocation readLocation() {
    Map<String, Integer> fields =
        readFields("file_name_id", "function_name_id", "line", "end_line", "column", "end_column");
    return new StackFrames.FileLocation(
        fields.get("file_name_id"),
        fields.get("function_name_id"),
        fields.get("line"),
        fields.get("end_line"),
        fields.get("column"),
        fields.get("end_column"));
  }

  private StackFrames.Frame readFrame() {
    Map<String, Integer> fields = readFields("file_location_id", "parent_frame_id");
    return new StackFrames.Frame(fields.get("file_location_id"), fields.get("parent_frame_id"));
  }

  private Map<String, Integer> readFields(String... names) {
    Map<String, Integer> fields = new HashMap<>();
    SubAttributes block =
        SubAttributes.read(
            tokens,
            String.join(", ", names),
            name -> {
              if (!List.of(names).contains(name)) {
                return false;
              }
              fields.put(name, tokens.int32());
              return true;
            });
    for (String name : names) {
      block.require(name);
    }
    return fields;
  }
}
