package org.hlorun.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hlorun.cli.console.ExitCode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The README's claims: each command with a {@code $} before it prints the lines below it. */
class ReadmeTest {
  private static final Path ROOT = Path.of("..");
  private static final Pattern BLOCK =
      Pattern.compile("^```(\\w*)\\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE);

  /** A command, and what it prints. */
  private record Claim(String command, String output) {}

  private static List<Claim> claims() throws IOException {
    List<Claim> claims = new ArrayList<>();
    Matcher block = BLOCK.matcher(Files.readString(ROOT.resolve("README.md")));
    while (block.find()) {
      if (!block.group(1).isEmpty()) {
        continue; // a program in some language
      }
      for (String part : block.group(2).split("(?m)^\\$ ")) {
        int end = part.indexOf('\n');
        if (part.startsWith("./hlo-run ")) {
          claims.add(new Claim(part.substring(0, end), part.substring(end + 1)));
        }
      }
    }
    return claims;
  }

  private static String[] arguments(String command) {
    return Arrays.stream(command.split(" "))
        .skip(1)
        .map(word -> word.replaceFirst("^examples", ROOT.resolve("examples").toString()))
        .map(word -> word.equals("mlp.o") ? Path.of("target", word).toString() : word)
        .toArray(String[]::new);
  }

  @TestFactory
  List<DynamicTest> theReadmesCommandsPrintWhatItSays() throws IOException {
    List<Claim> claims = claims();
    assertTrue(claims.size() >= 5, claims::toString);
    return claims.stream()
        .map(
            claim ->
                DynamicTest.dynamicTest(
                    claim.command(),
                    () -> {
                      CommandLineRun run = CommandLineRun.of(arguments(claim.command()));
                      assertEquals(ExitCode.OK, run.code(), run.err());
                      assertEquals(claim.output(), run.out().replace("../examples", "examples"));
                    }))
        .toList();
  }
}
