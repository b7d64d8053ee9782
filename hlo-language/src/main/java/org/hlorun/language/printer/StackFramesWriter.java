package org.hlorun.language.printer;

import java.util.List;
import java.util.function.Function;
import org.hlorun.language.ir.StackFrames;

/** Writes the four tables of stack frames behind the header. */
final class StackFramesWriter {
  private final TextOutput out;

  StackFramesWriter(TextOutput out) {
    this.out = out;
  }

  void write(StackFrames frames) {
    writeTable("FileNames", frames.fileNames(), Quoting::quote);
    writeTable("FunctionNames", frames.functionNames(), Quoting::quote);
    writeTable("FileLocations", frames.fileLocations(), StackFramesWriter::location);
    writeTable("StackFrames", frames.frames(), StackFramesWriter::frame);
    out.append('\n');
  }

  private <T> void writeTable(String title, List<T> rows, Function<T, String> text) {
    out.append(title).append('\n');
    for (int i = 0; i < rows.size(); i++) {
      out.append(i + 1L).append(' ').append(text.apply(rows.get(i))).append('\n');
    }
    out.append('\n');
  }

  private static String location(StackFrames.FileLocation location) {
    return "{file_name_id=%d function_name_id=%d line=%d end_line=%d column=%d end_column=%d}"
        .formatted(
            location.fileNameId(),
            location.functionNameId(),
            location.line(),
            location.endLine(),
            location.column(),
            location.endColumn());
  }

  private static String frame(StackFrames.Frame frame) {
    return "{file_location_id=%d parent_frame_id=%d}"
        .formatted(frame.fileLocationId(), frame.parentFrameId());
  }
}
