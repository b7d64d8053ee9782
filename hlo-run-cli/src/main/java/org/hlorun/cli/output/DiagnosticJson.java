package org.hlorun.cli.output;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.Writer;
import org.hlorun.language.diagnostic.Diagnostic;
import org.hlorun.language.diagnostic.SourceLocation;

/** Diagnostics as JSON. */
public final class DiagnosticJson {
  private DiagnosticJson() {}

  /**
   * Writes one object on a line of its own.
   *
   * @param file what was checked
   * @param diagnostic what is wrong with it, or null if nothing is
   */
  public static void writeLine(Writer out, String file, Diagnostic diagnostic) throws IOException {
    JsonGenerator json = new JsonFactory().createGenerator(out);
    json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
    json.writeStartObject();
    json.writeStringField("file", file);
    json.writeBooleanField("ok", diagnostic == null);
    if (diagnostic != null) {
      writeFields(json, diagnostic);
    }
    json.writeEndObject();
    json.writeRaw('\n');
    json.flush();
  }

  static void writeFields(JsonGenerator json, Diagnostic diagnostic) throws IOException {
    json.writeStringField("code", diagnostic.code().id());
    SourceLocation location = diagnostic.location();
    if (location != null) {
      json.writeStringField("source", location.source());
      if (location.isBinary()) {
        json.writeNumberField("offset", location.column());
      } else {
        json.writeNumberField("line", location.line());
        json.writeNumberField("column", location.column());
      }
    }
    json.writeStringField("message", diagnostic.message());
    if (diagnostic.remedy() != null) {
      json.writeStringField("remedy", diagnostic.remedy());
    }
  }
}
