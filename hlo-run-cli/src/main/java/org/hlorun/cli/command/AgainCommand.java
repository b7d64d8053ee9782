package org.hlorun.cli.command;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.literal.TupleLiteral;

/** Command lines that run a program again that was written with its arguments beside it. */
final class AgainCommand {
  private AgainCommand() {}

  /**
   * {@code hlo-run FILE --compare} with all arguments.
   *
   * @param file where {@code FailureFiles} wrote the program
   */
  static String compare(Path file, String backend, String reference, List<Literal> arguments) {
    List<String> words = new ArrayList<>(List.of("hlo-run", word(file.toString())));
    words.add("--backend " + backend);
    words.add(reference.equals("interpreter") ? "--compare" : "--compare=" + reference);
    String stem = file.toString().replaceAll("\\.hlo$", "");
    for (int i = 0; i < arguments.size(); i++) {
      inputs(words, Integer.toString(i), stem + ".arg" + i, arguments.get(i));
    }
    return String.join(" ", words);
  }

  /** {@code hlo-run fuzz --replay FILE}, which takes the arguments from the files. */
  static String replay(Path file, String backend) {
    return "hlo-run fuzz --replay %s --backend %s".formatted(word(file.toString()), backend);
  }

  private static void inputs(List<String> words, String name, String file, Literal argument) {
    if (argument instanceof TupleLiteral tuple) {
      for (int i = 0; i < tuple.elements().size(); i++) {
        String inner = name.endsWith("}") ? name.replace("}", "," + i + "}") : name + "{" + i + "}";
        inputs(words, inner, file + "." + i, tuple.element(i));
      }
    } else {
      words.add("--input " + word("%s=@%s.npy".formatted(name, file)));
    }
  }

  /** A word of a shell: in quotes where it needs them. */
  private static String word(String text) {
    return text.matches("[A-Za-z0-9_./+-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
  }
}
