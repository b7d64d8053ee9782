package org.hlorun.language.parser;

import static org.hlorun.language.parser.TokenKind.ATTRIBUTE_NAME;
import static org.hlorun.language.parser.TokenKind.LEFT_BRACE;
import static org.hlorun.language.parser.TokenKind.RIGHT_BRACE;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.hlorun.language.attribute.KeyValues;
import org.hlorun.language.attribute.ResultAccuracy;
import org.hlorun.language.attribute.Statistics;
import org.hlorun.language.attribute.Word;
import org.hlorun.language.diagnostic.DiagnosticCode;

/** Reads what is noted beside an operation: frontend attributes, statistics, result accuracy. */
final class AnnotationReader {
  private final Tokens tokens;

  AnnotationReader(Tokens tokens) {
    this.tokens = tokens;
  }

  /** {@code {a="x", b={json}}}. */
  KeyValues readKeyValues() {
    Map<String, String> entries = new TreeMap<>();
    tokens.forEach(
        LEFT_BRACE,
        RIGHT_BRACE,
        () -> {
          String key = tokens.expectText(ATTRIBUTE_NAME, "expects attribute name");
          entries.put(key, tokens.stringOrJson());
        });
    return KeyValues.of(entries);
  }

  /** {@code {visualizing_index=1, stat-1=33, stat-2=44}}. */
  Statistics readStatistics() {
    long[] visualizingIndex = {0};
    List<Statistics.Statistic> values = new ArrayList<>();
    tokens.forEach(
        LEFT_BRACE,
        RIGHT_BRACE,
        () -> {
          String name = tokens.expectText(ATTRIBUTE_NAME, "expects statistic name");
          if (name.equals("visualizing_index")) {
            visualizingIndex[0] = tokens.integer();
          } else {
            values.add(new Statistics.Statistic(name, tokens.number()));
          }
        });
    return new Statistics(visualizingIndex[0], values);
  }

  /** {@code {mode=highest}} or {@code {tolerance={atol=1, rtol=0.5, ulps=2}}}. */
  ResultAccuracy readResultAccuracy() {
    ResultAccuracy[] result = {new ResultAccuracy(ResultAccuracy.Mode.DEFAULT, null)};
    SubAttributes.read(
        tokens,
        "mode, tolerance",
        name -> {
          switch (name) {
            case "mode" -> result[0] = new ResultAccuracy(readMode(), null);
            case "tolerance" ->
                result[0] = new ResultAccuracy(ResultAccuracy.Mode.DEFAULT, readTolerance());
            default -> {
              return false;
            }
          }
          return true;
        });
    return result[0];
  }

  private ResultAccuracy.Mode readMode() {
    ResultAccuracy.Mode mode =
        Word.parse(ResultAccuracy.Mode.class, tokens.text(), true)
            .orElseThrow(() -> tokens.error("expects default or highest"));
    tokens.advance();
    return mode;
  }

  private ResultAccuracy.Tolerance readTolerance() {
    double[] bounds = new double[2];
    long[] ulps = new long[1];
    int offset = tokens.start();
    SubAttributes.read(
        tokens,
        "atol, rtol, ulps",
        name -> {
          switch (name) {
            case "atol" -> bounds[0] = tokens.number();
            case "rtol" -> bounds[1] = tokens.number();
            case "ulps" -> ulps[0] = tokens.integer();
            default -> {
              return false;
            }
          }
          return true;
        });
    if (!(bounds[0] >= 0 && bounds[1] >= 0 && ulps[0] >= 0)) {
      throw tokens.error(
          offset, DiagnosticCode.ATTRIBUTE, "Negative tolerance values are not allowed", null);
    }
    return new ResultAccuracy.Tolerance(bounds[0], bounds[1], ulps[0]);
  }
}
