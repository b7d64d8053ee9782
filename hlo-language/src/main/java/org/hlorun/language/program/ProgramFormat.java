package org.hlorun.language.program;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.hlorun.language.diagnostic.SourceText;

/** The format of a program, told by its first bytes; the names of files do not count. */
public enum ProgramFormat {
  HLO_TEXT,
  /** StableHLO or another dialect in MLIR's text form. */
  MLIR_TEXT,
  /** The same in MLIR's binary form. */
  MLIR_BYTECODE,
  /** {@code HloModuleProto}, {@code HloProto} or {@code HloSnapshot}. */
  HLO_PROTO,
  /** The same in the text form of protocol buffers. */
  HLO_PROTO_TEXT;

  /** How much is looked at. */
  private static final int WINDOW = 1 << 16;

  private static final byte[] BYTECODE = {'M', 'L', (byte) 0xEF, 'R'};

  /** The fields with which a serialised program may begin. */
  private static final Set<String> PROTO_FIELDS =
      Set.of(
          "name",
          "entry_computation_name",
          "entry_computation_id",
          "computations",
          "host_program_shape",
          "id",
          "schedule",
          "hlo_module",
          "config",
          "buffer_assignment",
          "hlo",
          "arguments",
          "result",
          "execution_platform");

  /** What {@code bytes} are; HLO text where nothing speaks for another format. */
  public static ProgramFormat of(byte[] bytes) {
    if (isBytecode(SourceText.of("", bytes))) {
      return MLIR_BYTECODE;
    }
    int length = Math.min(bytes.length, WINDOW);
    for (int i = 0; i < length; i++) {
      if (isBinary(bytes[i])) {
        return HLO_PROTO;
      }
    }
    return ofText(new String(bytes, 0, length, StandardCharsets.ISO_8859_1));
  }

  /** Whether a file is MLIR bytecode, which its first bytes tell. */
  public static boolean isBytecode(SourceText source) {
    boolean same = true;
    for (int i = 0; same && i < BYTECODE.length; i++) {
      same = source.at(i) == (BYTECODE[i] & 0xFF);
    }
    return same;
  }

  /** Whether no text has this byte: a control character but for white space and escape. */
  private static boolean isBinary(byte value) {
    return (value >= 0 && value < '\t') || (value > '\r' && value < ' ' && value != 0x1B);
  }

  private static ProgramFormat ofText(String text) {
    int start = start(text);
    String word = word(text, start);
    char next = start + word.length() < text.length() ? text.charAt(start + word.length()) : ' ';
    if (word.isEmpty()) {
      return startsMlir(text, start) ? MLIR_TEXT : HLO_TEXT;
    }
    if (word.equals("module") || (word.equals("func") && next == '.')) {
      return MLIR_TEXT;
    }
    int behind = skipSpace(text, start + word.length());
    char mark = behind < text.length() ? text.charAt(behind) : ' ';
    return PROTO_FIELDS.contains(word) && (mark == ':' || mark == '{' || mark == '<')
        ? HLO_PROTO_TEXT
        : HLO_TEXT;
  }

  /** MLIR begins with an alias, an operation in quotes, or a block of metadata. */
  private static boolean startsMlir(String text, int start) {
    return start < text.length()
        && ("#!\"".indexOf(text.charAt(start)) >= 0 || text.startsWith("{-#", start));
  }

  /** The first word behind white space and comments; empty if something else stands there. */
  public static String firstWord(String text) {
    return word(text, start(text));
  }

  private static String word(String text, int start) {
    int end = start;
    while (end < text.length()
        && (Character.isLetterOrDigit(text.charAt(end)) || text.charAt(end) == '_')) {
      end++;
    }
    return text.substring(start, end);
  }

  private static int skipSpace(String text, int from) {
    int position = from;
    while (position < text.length() && Character.isWhitespace(text.charAt(position))) {
      position++;
    }
    return position;
  }

  /** The position behind white space and comments ({@code //}, {@code #} and the long ones). */
  private static int start(String text) {
    int position = skipSpace(text, 0);
    while (position < text.length()) {
      int end;
      if (text.startsWith("//", position) || isHashComment(text, position)) {
        end = text.indexOf('\n', position);
      } else if (text.startsWith("/*", position)) {
        end = text.indexOf("*/", position);
        end = end < 0 ? end : end + 2;
      } else {
        return position;
      }
      position = end < 0 ? text.length() : skipSpace(text, end);
    }
    return position;
  }

  /** A {@code #} begins a comment of a text proto, or an alias of MLIR, as in {@code #loc1 = }. */
  private static boolean isHashComment(String text, int position) {
    if (text.charAt(position) != '#') {
      return false;
    }
    int behind = position + 1;
    while (behind < text.length()
        && (Character.isLetterOrDigit(text.charAt(behind))
            || "_.$-".indexOf(text.charAt(behind)) >= 0)) {
      behind++;
    }
    boolean named = behind > position + 1;
    behind = skipSpace(text, behind);
    return !(named && behind < text.length() && text.charAt(behind) == '=');
  }
}
