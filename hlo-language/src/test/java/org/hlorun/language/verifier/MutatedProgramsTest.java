package org.hlorun.language.verifier;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hlorun.language.diagnostic.Diagnostic;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.parser.HloParser;
import org.hlorun.language.programs.ProgramCase;
import org.junit.jupiter.api.Test;

/**
 * Valid programs with a number, a list or an element type changed: whatever comes of it, the
 * verifier answers, by messages with a number. {@code -Dhlo.seed=N} chooses other changes, {@code
 * -Dhlo.mutations=N} makes more.
 */
final class MutatedProgramsTest {
  private static final int PROGRAMS = Integer.getInteger("hlo.mutations", 1000);
  private static final Pattern PLACES =
      Pattern.compile(
          "(?<=[\\[{(,=_x:])-?\\d+(?=[\\]}),_x:\\s])|\\b(?:pred|s8|s32|u32|u64|f32|f64|bf16|c64)(?=\\[)");
  private static final List<String> NUMBERS =
      List.of("0", "1", "2", "3", "4", "7", "-1", "63", "64", "4294967296", "9223372036854775807");
  private static final List<String> TYPES =
      List.of("pred", "s4", "s8", "s32", "u32", "u64", "f32", "f64", "bf16", "c64", "f8e4m3fn");

  private final long seed = Long.getLong("hlo.seed", 1);
  private final SplittableRandom random = new SplittableRandom(seed);

  @Test
  void everyChangedProgramIsAcceptedOrRefusedByNumber() {
    List<String> programs = new ArrayList<>();
    for (String file : VerifierCases.FILES) {
      for (ProgramCase program : VerifierCases.read(file)) {
        programs.add(program.text());
      }
    }
    int checked = 0;
    for (int i = 0; i < PROGRAMS; i++) {
      String text = changed(changed(programs.get(random.nextInt(programs.size()))));
      checked += check(text) ? 1 : 0;
    }
    assertTrue(checked > PROGRAMS / 4, "only " + checked + " programs got past the parser");
  }

  private String changed(String text) {
    List<MatchResult> places = PLACES.matcher(text).results().toList();
    if (places.isEmpty()) {
      return text;
    }
    MatchResult place = places.get(random.nextInt(places.size()));
    List<String> others = Character.isLetter(place.group().charAt(0)) ? TYPES : NUMBERS;
    String replacement = Matcher.quoteReplacement(others.get(random.nextInt(others.size())));
    return text.substring(0, place.start()) + replacement + text.substring(place.end());
  }

  /** Whether the parser accepted the program. */
  private boolean check(String text) {
    HloModule module;
    try {
      module = HloParser.parse(SourceText.of("changed", text));
    } catch (HloException e) {
      return false;
    }
    try {
      for (Diagnostic diagnostic : HloVerifier.check(module)) {
        assertTrue(diagnostic.message().matches("(?s)I\\d+: .*"), diagnostic::message);
      }
    } catch (RuntimeException e) {
      throw new AssertionError("seed " + seed + ", program:\n" + text, e);
    }
    return true;
  }
}
