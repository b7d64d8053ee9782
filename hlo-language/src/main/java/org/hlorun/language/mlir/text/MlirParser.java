package org.hlorun.language.mlir.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.mlir.MlirAttribute;
import org.hlorun.language.mlir.MlirBlock;
import org.hlorun.language.mlir.MlirOperation;
import org.hlorun.language.mlir.MlirRegion;
import org.hlorun.language.mlir.MlirType;

/**
 * Reads MLIR text into generic operations. All forms of an operation give the same tree, with the
 * attribute names of the package's table.
 *
 * <p>Names, types and the use of values are checked: a value is defined once, before its uses, and
 * used with the type it was defined with. What operations mean is not checked. Regions, types,
 * attributes and locations may nest 192 levels deep, taken together.
 */
public final class MlirParser {
  private MlirParser() {}

  /**
   * A stretch of a text that is a module of its own.
   *
   * @param source the whole text, in which locations are counted
   * @param start the offset of its first byte
   * @param end the offset behind its last byte
   */
  public record Section(SourceText source, int start, int end) {}

  /**
   * Reads a text.
   *
   * @return a {@code builtin.module}: the one of the text or, if its outermost level is anything
   *     else, one made up around that
   * @throws HloException if the text is not well-formed, with the place
   */
  public static MlirOperation parse(SourceText source) {
    return parse(new Section(source, 0, source.length()));
  }

  /** Reads a stretch of a text, as {@link #parse(SourceText)} does. */
  public static MlirOperation parse(Section section) {
    Readers readers = new Readers(section.source(), section.start(), section.end());
    List<MlirOperation> operations = topLevel(readers);
    if (operations.size() == 1 && operations.getFirst().name().equals("builtin.module")) {
      return operations.getFirst();
    }
    MlirBlock block = new MlirBlock(List.of(), operations);
    return new MlirOperation(
        "builtin.module",
        List.of(),
        List.of(),
        Map.of(),
        List.of(new MlirRegion(List.of(block))),
        "",
        section.start());
  }

  /**
   * Reads a text that is one attribute.
   *
   * @throws HloException if it is not, with the place
   */
  public static MlirAttribute attribute(SourceText source) {
    Readers readers = new Readers(source, 0, source.length());
    return whole(readers, readers.attributes().read());
  }

  /** Reads a text that is one type, as {@link #attribute} does. */
  public static MlirType type(SourceText source) {
    Readers readers = new Readers(source, 0, source.length());
    return whole(readers, readers.types().read());
  }

  private static <T> T whole(Readers readers, T value) {
    readers.tokens().expect(TokenKind.END);
    return value;
  }

  private static List<MlirOperation> topLevel(Readers readers) {
    Tokens tokens = readers.tokens();
    List<MlirOperation> operations = new ArrayList<>();
    readers.scope().enter(true);
    while (!tokens.at(TokenKind.END)) {
      switch (tokens.kind()) {
        case HASH_ID, EXCLAMATION_ID -> readers.aliases().definition();
        case METADATA_BEGIN -> readers.resources().read();
        default -> operations.add(readers.operations().read());
      }
    }
    return operations;
  }

  /**
   * Cuts a text at the lines that begin with {@code // -----}, as test files use it. There is
   * always at least one section.
   */
  public static List<Section> split(SourceText source) {
    List<Section> sections = new ArrayList<>();
    int start = 0;
    int line = 0;
    while (line < source.length()) {
      int end = line;
      while (end < source.length() && source.at(end) != '\n') {
        end++;
      }
      if (isSeparator(source, line)) {
        sections.add(new Section(source, start, line));
        start = end;
      }
      line = end + 1;
    }
    sections.add(new Section(source, start, source.length()));
    return sections;
  }

  private static boolean isSeparator(SourceText source, int line) {
    String separator = "// -----";
    for (int i = 0; i < separator.length(); i++) {
      if (source.at(line + i) != separator.charAt(i)) {
        return false;
      }
    }
    return true;
  }
}
