package org.hlorun.conformance.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import org.hlorun.conformance.corpus.Outcome;
import org.hlorun.conformance.corpus.ProgramResult;
import org.hlorun.language.backend.Fallback;

/** Writes the results of a run to a file, whole or not at all. */
public final class Reports {
  private Reports() {}

  /**
   * Writes JUnit's XML if the file's name ends in {@code .xml}, else JSON.
   *
   * @throws IOException if the file cannot be written; an older file is then as it was
   */
  public static void write(Path file, String backend, List<ProgramResult> results)
      throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    Path temporary = Files.createTempFile(folder, file.getFileName().toString(), ".part");
    try {
      try (OutputStream out = Files.newOutputStream(temporary)) {
        if (file.getFileName().toString().endsWith(".xml")) {
          writeXml(out, backend, results);
        } else {
          writeJson(out, backend, results);
        }
      }
      Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  private static void writeJson(OutputStream out, String backend, List<ProgramResult> results)
      throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode report = mapper.createObjectNode();
    report.put("backend", backend);
    Summary summary = Summary.of(results);
    ObjectNode counts = report.putObject("counts");
    summary.counts().forEach((outcome, count) -> counts.put(word(outcome), count));
    report.put("passed_rounding_each_step", summary.atEachStep());
    report.put("passed_with_fallbacks", summary.withFallbacks());
    ArrayNode programs = report.putArray("programs");
    for (ProgramResult result : results) {
      ObjectNode program = programs.addObject();
      program.put("file", result.program().file().toString());
      program.put("program", result.program().name());
      program.put("outcome", word(result.outcome()));
      program.put("rounding", result.rounding().text());
      program.put("millis", result.millis());
      ArrayNode fallbacks = program.putArray("fallbacks");
      result.fallbacks().forEach(fallback -> fallbacks.add(fallback.text()));
      if (result.diagnostic() != null) {
        program.put("code", result.diagnostic().code().id());
        program.put("message", result.diagnostic().message());
        result
            .diagnostic()
            .place()
            .filter(place -> !place.isBinary())
            .ifPresent(place -> program.put("line", place.line()));
      }
    }
    mapper.writerWithDefaultPrettyPrinter().writeValue(out, report);
  }

  private static String word(Outcome outcome) {
    return outcome.name().toLowerCase(Locale.ROOT);
  }

  private static void writeXml(OutputStream out, String backend, List<ProgramResult> results)
      throws IOException {
    try {
      XMLStreamWriter xml =
          XMLOutputFactory.newFactory().createXMLStreamWriter(out, StandardCharsets.UTF_8.name());
      xml.writeStartDocument(StandardCharsets.UTF_8.name(), "1.0");
      xml.writeStartElement("testsuite");
      xml.writeAttribute("name", "hlo-run test --backend " + backend);
      xml.writeAttribute("tests", Integer.toString(results.size()));
      count(xml, "failures", results, outcome -> outcome == Outcome.FAILED);
      count(xml, "errors", results, outcome -> outcome.isFailure() && outcome != Outcome.FAILED);
      count(xml, "skipped", results, outcome -> outcome == Outcome.UNCHECKED);
      for (ProgramResult result : results) {
        writeCase(xml, result);
      }
      xml.writeEndElement();
      xml.writeEndDocument();
      xml.close();
    } catch (XMLStreamException e) {
      throw new IOException(e);
    }
  }

  private static void count(
      XMLStreamWriter xml, String name, List<ProgramResult> results, Predicate<Outcome> counts)
      throws XMLStreamException {
    long count = results.stream().map(ProgramResult::outcome).filter(counts).count();
    xml.writeAttribute(name, Long.toString(count));
  }

  private static void writeCase(XMLStreamWriter xml, ProgramResult result)
      throws XMLStreamException {
    xml.writeStartElement("testcase");
    xml.writeAttribute("classname", result.program().file().toString());
    xml.writeAttribute("name", result.program().name());
    xml.writeAttribute("time", String.format(Locale.ROOT, "%.3f", result.millis() / 1000));
    writeProperties(xml, result);
    if (result.outcome().isFailure()) {
      xml.writeStartElement(result.outcome() == Outcome.FAILED ? "failure" : "error");
      xml.writeAttribute("message", printable(result.cause()));
      xml.writeCharacters(printable(result.diagnostic().render()));
      xml.writeEndElement();
    } else if (result.outcome() == Outcome.UNCHECKED) {
      xml.writeStartElement("skipped");
      xml.writeAttribute("message", result.outcome().text());
      xml.writeEndElement();
    }
    xml.writeEndElement();
  }

  private static void writeProperties(XMLStreamWriter xml, ProgramResult result)
      throws XMLStreamException {
    if (!result.passedAtEachStep() && result.fallbacks().isEmpty()) {
      return;
    }
    xml.writeStartElement("properties");
    if (result.passedAtEachStep()) {
      writeProperty(xml, "rounding", result.rounding().text());
    }
    for (Fallback fallback : result.fallbacks()) {
      writeProperty(xml, "fallback", printable(fallback.text()));
    }
    xml.writeEndElement();
  }

  private static void writeProperty(XMLStreamWriter xml, String name, String value)
      throws XMLStreamException {
    xml.writeEmptyElement("property");
    xml.writeAttribute("name", name);
    xml.writeAttribute("value", value);
  }

  /** XML 1.0 has no control characters, not even escaped. */
  private static String printable(String text) {
    StringBuilder result = new StringBuilder();
    text.chars().forEach(c -> result.append(c < ' ' && c != '\n' && c != '\t' ? ' ' : (char) c));
    return result.toString();
  }
}
