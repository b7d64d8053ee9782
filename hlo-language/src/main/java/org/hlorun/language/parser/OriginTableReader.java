package org.hlorun.language.parser;

import static org.hlorun.language.parser.TokenKind.COLON;
import static org.hlorun.language.parser.TokenKind.COMMA;
import static org.hlorun.language.parser.TokenKind.LEFT_BRACE;
import static org.hlorun.language.parser.TokenKind.LEFT_PAREN;
import static org.hlorun.language.parser.TokenKind.RIGHT_BRACE;
import static org.hlorun.language.parser.TokenKind.RIGHT_PAREN;
import static org.hlorun.language.parser.TokenKind.STRING;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.hlorun.language.attribute.OriginalArray;
import org.hlorun.language.attribute.Word;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.ir.DebugAttribute;
import org.hlorun.language.ir.DebugAttribute.LogMode;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.ir.OriginRecovery;

/** Reads the header's tables about original values: how to recover them, and what to log. */
final class OriginTableReader {
  private final Tokens tokens;
  private final OriginReader origins;

  OriginTableReader(Tokens tokens) {
    this.tokens = tokens;
    this.origins = new OriginReader(tokens);
  }

  /** {@code {{"a"} : {"b"}, "HloModule ..." {"c"} : {"d"}}}: entries follow without commas. */
  List<OriginRecovery> readRecoveryTable() {
    List<OriginRecovery> entries = new ArrayList<>();
    tokens.expect(LEFT_BRACE, "expects '{' at the beginning of the origin recovery table");
    while (!tokens.at(RIGHT_BRACE)) {
      OriginalArray removed = origins.readArray();
      tokens.expect(COLON, "expects ':' between the original arrays of a recovery entry");
      OriginalArray replacement = origins.readArray();
      HloModule module = tokens.accept(COMMA) ? readModule() : null;
      entries.add(new OriginRecovery(removed, replacement, module));
    }
    tokens.advance();
    return List.copyOf(entries);
  }

  /** A whole module in a string. */
  private HloModule readModule() {
    if (!tokens.at(STRING)) {
      throw tokens.error("expects the recovery module as a string");
    }
    byte[] text = tokens.text().getBytes(StandardCharsets.ISO_8859_1);
    String name = tokens.source().name() + " (recovery module)";
    tokens.enter();
    HloModule module = ModuleReader.read(SourceText.of(name, text), tokens.depth());
    tokens.leave();
    tokens.advance();
    return module;
  }

  /** {@code {{"a"} : {callback_id=1}, {"b"} : ({log_mode=default}, {op_id=2})}}. */
  List<DebugAttribute> readDebugAttributes() {
    return List.copyOf(tokens.list(LEFT_BRACE, RIGHT_BRACE, this::readDebugAttribute));
  }

  private DebugAttribute readDebugAttribute() {
    OriginalArray value = origins.readArray();
    tokens.expect(COLON, "expects ':' behind the original array of a debug attribute");
    List<DebugAttribute.Log> logs =
        tokens.at(LEFT_PAREN)
            ? tokens.list(LEFT_PAREN, RIGHT_PAREN, this::readLog)
            : List.of(readLog());
    return new DebugAttribute(value, logs);
  }

  private DebugAttribute.Log readLog() {
    Fields fields = new Fields();
    SubAttributes.read(
        tokens,
        "callback_id, log_mode, op_id, partitioned",
        name -> {
          switch (name) {
            case "log_mode" -> fields.mode = readLogMode();
            case "callback_id" -> fields.callbackId = tokens.integer();
            case "partitioned" -> fields.partitioned = tokens.bool();
            case "op_id" -> fields.opId = tokens.integer();
            default -> {
              return false;
            }
          }
          return true;
        });
    return new DebugAttribute.Log(fields.mode, fields.callbackId, fields.partitioned, fields.opId);
  }

  private LogMode readLogMode() {
    LogMode mode =
        Word.parse(LogMode.class, tokens.text(), false)
            .orElseThrow(() -> tokens.error("expects default or fusion_debugger"));
    tokens.advance();
    return mode;
  }

  private static final class Fields {
    private LogMode mode;
    private Long callbackId;
    private Boolean partitioned;
    private Long opId;
  }
}
