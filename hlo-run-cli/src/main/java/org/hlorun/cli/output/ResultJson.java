package org.hlorun.cli.output;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.Writer;
import java.util.List;
import org.hlorun.language.backend.Fallback;
import org.hlorun.language.diagnostic.Diagnostic;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;

/**
 * Results as one JSON object. Values are nested arrays: numbers, {@code true} and {@code false}; a
 * complex number is {@code [real, imaginary]}; what JSON has no number for is the string {@code
 * "nan"}, {@code "inf"} or {@code "-inf"}.
 */
public final class ResultJson {
  private final JsonGenerator json;

  private ResultJson(Writer out) throws IOException {
    json = new JsonFactory().createGenerator(out);
    json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
  }

  /** Writes the results of a successful run, and what the back end handed over. */
  public static void write(
      Writer out,
      String program,
      String backend,
      List<Fallback> fallbacks,
      long seed,
      List<ResultLeaf> results,
      List<ResultLeaf> fedOut)
      throws IOException {
    ResultJson writer = new ResultJson(out);
    writer.json.writeStartObject();
    writer.json.writeBooleanField("ok", true);
    writer.json.writeStringField("program", program);
    writer.json.writeStringField("backend", backend);
    writer.fallbacks(fallbacks);
    writer.json.writeNumberField("seed", seed);
    writer.results("results", results);
    if (!fedOut.isEmpty()) {
      writer.results("outfeed", fedOut);
    }
    writer.end();
  }

  private void results(String name, List<ResultLeaf> results) throws IOException {
    json.writeArrayFieldStart(name);
    for (ResultLeaf result : results) {
      result(result);
    }
    json.writeEndArray();
  }

  /** Writes what is wrong with a file, as one line. */
  public static void writeFailure(Writer out, String program, List<Diagnostic> diagnostics)
      throws IOException {
    ResultJson writer = new ResultJson(out);
    writer.json.writeStartObject();
    writer.json.writeBooleanField("ok", false);
    writer.json.writeStringField("program", program);
    writer.json.writeArrayFieldStart("diagnostics");
    for (Diagnostic diagnostic : diagnostics) {
      writer.json.writeStartObject();
      DiagnosticJson.writeFields(writer.json, diagnostic);
      writer.json.writeEndObject();
    }
    writer.json.writeEndArray();
    writer.end();
  }

  private void fallbacks(List<Fallback> fallbacks) throws IOException {
    json.writeArrayFieldStart("fallbacks");
    for (Fallback fallback : fallbacks) {
      json.writeStartObject();
      json.writeStringField("scope", fallback.isWholeProgram() ? "program" : "instruction");
      if (fallback.instruction() != null) {
        json.writeStringField("instruction", fallback.instruction());
        json.writeStringField("opcode", fallback.opcode().mnemonic());
      }
      json.writeStringField("reason", fallback.reason());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void end() throws IOException {
    json.writeEndObject();
    json.writeRaw('\n');
    json.flush();
  }

  private void result(ResultLeaf result) throws IOException {
    json.writeStartObject();
    json.writeNumberField("device", result.device());
    json.writeFieldName("index");
    json.writeArray(
        result.index().stream().mapToInt(Integer::intValue).toArray(), 0, result.index().size());
    Literal value = result.value();
    if (value instanceof ArrayLiteral array) {
      ArrayShape shape = array.shape();
      json.writeStringField("dtype", shape.elementType().text());
      json.writeFieldName("shape");
      json.writeArray(shape.dimensions().toArray(), 0, shape.rank());
      json.writeFieldName("values");
      values(array, 0, 0, shape.elementCount());
    } else {
      json.writeStringField("dtype", value.shape().isToken() ? "token" : "opaque");
    }
    json.writeEndObject();
  }

  /**
   * The elements {@code [start, start + count)}, which are those of one index of the outer
   * dimensions.
   */
  private void values(ArrayLiteral array, int dimension, long start, long count)
      throws IOException {
    if (dimension == array.shape().rank()) {
      element(array, start);
      return;
    }
    long size = array.shape().dimension(dimension);
    json.writeStartArray();
    for (long i = 0; i < size; i++) {
      values(array, dimension + 1, start + i * (count / size), count / size);
    }
    json.writeEndArray();
  }

  private void element(ArrayLiteral array, long index) throws IOException {
    ElementType type = array.elementType();
    switch (type.kind()) {
      case PRED -> json.writeBoolean(array.getBoolean(index));
      case SIGNED, UNSIGNED -> json.writeNumber(ElementText.of(array, index));
      case FLOAT -> number(array.getDouble(index), type);
      case COMPLEX -> {
        json.writeStartArray();
        number(array.getDouble(index), type.componentType());
        number(array.getImaginary(index), type.componentType());
        json.writeEndArray();
      }
    }
  }

  private void number(double value, ElementType type) throws IOException {
    String text = ElementText.number(value, type);
    if (Double.isFinite(value)) {
      json.writeNumber(text);
    } else {
      json.writeString(text);
    }
  }
}
