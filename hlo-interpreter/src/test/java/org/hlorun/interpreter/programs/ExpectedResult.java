package org.hlorun.interpreter.programs;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.parser.HloParser;

/**
 * What a test program says about itself in comment lines: {@code // expect: f32[2] {1, 2}} per leaf
 * of the result, in order; {@code // ulp: N} allows N units in the last place from there on; {@code
 * // error: HLO4004} instead means that the program must fail with that code; {@code // grid: 2x1}
 * runs it on that many replicas x partitions, where {@code // device: N} says whose results follow.
 * {@code // infeed: f32[2] {1, 2}} is an array that the host feeds to every device, in order, and
 * {@code // outfeed: f32[2] {2, 1}} one that every device must feed out.
 */
record ExpectedResult(
    List<List<Leaf>> devices,
    List<ArrayLiteral> infeed,
    List<ArrayLiteral> outfeed,
    int replicas,
    int partitions,
    String errorCode) {

  /** A leaf and how far it may be off, in units in the last place. */
  record Leaf(ArrayLiteral value, long ulps) {}

  static ExpectedResult of(String text) {
    List<List<Leaf>> devices = new ArrayList<>(List.of(new ArrayList<>()));
    List<Leaf> leaves = devices.getFirst();
    List<ArrayLiteral> infeed = new ArrayList<>();
    List<ArrayLiteral> outfeed = new ArrayList<>();
    String error = null;
    String[] grid = {"1", "1"};
    long ulps = 0;
    for (String line : text.lines().map(String::strip).toList()) {
      if (line.startsWith("// expect:")) {
        leaves.add(new Leaf(literal(rest(line)), ulps));
      } else if (line.startsWith("// infeed:")) {
        infeed.add(literal(rest(line)));
      } else if (line.startsWith("// outfeed:")) {
        outfeed.add(literal(rest(line)));
      } else if (line.startsWith("// ulp:")) {
        ulps = Long.parseLong(rest(line));
      } else if (line.startsWith("// error:")) {
        error = rest(line);
      } else if (line.startsWith("// grid:")) {
        grid = rest(line).split("x");
      } else if (line.startsWith("// device:") && !rest(line).equals("0")) {
        leaves = new ArrayList<>();
        devices.add(leaves);
      }
    }
    return new ExpectedResult(
        devices, infeed, outfeed, Integer.parseInt(grid[0]), Integer.parseInt(grid[1]), error);
  }

  private static String rest(String line) {
    return line.substring(line.indexOf(':') + 1).strip();
  }

  private static ArrayLiteral literal(String text) {
    int space = text.indexOf(' ');
    String program =
        "ENTRY e { ROOT c = %s constant(%s) }"
            .formatted(text.substring(0, space), text.substring(space + 1));
    SourceText source = SourceText.of("expectation", program.getBytes(StandardCharsets.UTF_8));
    return HloParser.parse(source).entry().root().get(Attribute.VALUE).asArray();
  }
}
