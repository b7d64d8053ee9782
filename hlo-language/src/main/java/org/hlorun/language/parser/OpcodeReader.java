package org.hlorun.language.parser;

import static org.hlorun.language.ir.Opcode.ALL_GATHER;
import static org.hlorun.language.ir.Opcode.ALL_REDUCE;
import static org.hlorun.language.ir.Opcode.COLLECTIVE_PERMUTE;
import static org.hlorun.language.ir.Opcode.CONSTANT;
import static org.hlorun.language.ir.Opcode.COPY;
import static org.hlorun.language.ir.Opcode.PARAMETER;
import static org.hlorun.language.ir.Opcode.RECV;
import static org.hlorun.language.ir.Opcode.SEND;

import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.ir.Opcode;

/** Reads opcodes, and the short forms {@code dot-start}, {@code dot-update}, {@code dot-done}. */
final class OpcodeReader {
  private static final Map<String, Opcode> ASYNC_SUFFIXES =
      Map.of(
          "-start", Opcode.ASYNC_START,
          "-update", Opcode.ASYNC_UPDATE,
          "-done", Opcode.ASYNC_DONE);

  /** Opcodes with forms of their own for starting and ending, or that cannot be wrapped. */
  private static final Set<Opcode> NEVER_WRAPPED =
      EnumSet.of(ALL_GATHER, ALL_REDUCE, COLLECTIVE_PERMUTE, COPY, SEND, RECV, PARAMETER, CONSTANT);

  /**
   * An opcode as written.
   *
   * @param opcode the opcode
   * @param wrapped for the short form of an async opcode, what runs asynchronously; else null
   * @param offset where it stands
   */
  record Name(Opcode opcode, Opcode wrapped, int offset) {}

  private final Tokens tokens;

  OpcodeReader(Tokens tokens) {
    this.tokens = tokens;
  }

  Name read() {
    int offset = tokens.start();
    String word = tokens.expectText(TokenKind.IDENT, "expects opcode");
    Optional<Opcode> opcode = Opcode.of(word);
    if (opcode.isPresent()) {
      return new Name(opcode.get(), null, offset);
    }
    for (Map.Entry<String, Opcode> suffix : ASYNC_SUFFIXES.entrySet()) {
      if (word.endsWith(suffix.getKey())) {
        String stem = word.substring(0, word.length() - suffix.getKey().length());
        Optional<Opcode> wrapped = Opcode.of(stem).filter(OpcodeReader::canBeWrapped);
        if (wrapped.isEmpty()) {
          throw tokens.error(
              offset,
              DiagnosticCode.UNKNOWN_OPCODE,
              "expects async wrapped opcode but sees: %s, error: Unknown opcode: %s"
                  .formatted(word, stem),
              Suggestions.forOpcode(stem));
        }
        return new Name(suffix.getValue(), wrapped.get(), offset);
      }
    }
    throw tokens.error(
        offset,
        DiagnosticCode.UNKNOWN_OPCODE,
        "expects opcode but sees: %s, error: Unknown opcode: %s".formatted(word, word),
        Suggestions.forOpcode(word));
  }

  private static boolean canBeWrapped(Opcode opcode) {
    String mnemonic = opcode.mnemonic();
    return !NEVER_WRAPPED.contains(opcode)
        && ASYNC_SUFFIXES.keySet().stream().noneMatch(mnemonic::endsWith);
  }
}
