package org.hlorun.language.mlir.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.mlir.MlirOperation;
import org.hlorun.language.mlir.MlirValue;

/** Reads operations, in generic form or in the form that {@link Forms} has for their name. */
final class OperationReader {
  /** Operations whose regions do not see the values around them. */
  private static final Set<String> ISOLATED =
      Set.of("builtin.module", "func.func", "sdy.manual_computation", "sdy.named_computation");

  /** The most results that one name may stand for. */
  private static final int MAX_RESULTS = 1 << 20;

  private final Readers readers;
  private final Tokens tokens;

  OperationReader(Readers readers) {
    this.readers = readers;
    this.tokens = readers.tokens();
  }

  /** Whether the regions of an operation do not see the values around it. */
  static boolean isIsolated(String operation) {
    return ISOLATED.contains(operation);
  }

  /** {@code %name:count} on the left of an operation. */
  private record ResultName(String name, int count, int offset) {}

  MlirOperation read() {
    List<ResultName> names = tokens.at(TokenKind.PERCENT_ID) ? resultNames() : List.of();
    OperationState state =
        switch (tokens.kind()) {
          case STRING -> generic();
          case BARE_ID -> pretty();
          default -> throw tokens.error("expected operation name in quotes");
        };
    String location = readers.locations().optional();
    return finish(state, names, location);
  }

  private List<ResultName> resultNames() {
    List<ResultName> names = new ArrayList<>();
    do {
      int offset = tokens.start();
      String name = readers.regions().argumentName();
      int count = 1;
      if (tokens.accept(TokenKind.COLON)) {
        long written = tokens.integer();
        if (written < 1 || written > MAX_RESULTS) {
          throw tokens.error(
              offset,
              DiagnosticCode.SYNTAX,
              "expected named operation to have at least 1 result",
              null);
        }
        count = (int) written;
      }
      names.add(new ResultName(name, count, offset));
    } while (tokens.accept(TokenKind.COMMA));
    tokens.expect(TokenKind.EQUAL);
    return names;
  }

  private OperationState pretty() {
    int offset = tokens.start();
    String name = tokens.word();
    Form form = Forms.of(name);
    if (form == null) {
      throw tokens.error(
          offset,
          DiagnosticCode.UNKNOWN_OPCODE,
          "custom op '" + name + "' is unknown",
          "write it in generic form: \"" + name + "\"(operands) : (types) -> types");
    }
    OperationState state = new OperationState(tokens, Forms.qualified(name), offset);
    form.read(readers, state);
    return state;
  }

  private OperationState generic() {
    int offset = tokens.start();
    OperationState state = new OperationState(tokens, tokens.string(), offset);
    if (state.name().isEmpty()) {
      throw tokens.error(offset, DiagnosticCode.SYNTAX, "empty operation name is invalid", null);
    }
    state.operands().addAll(tokens.list(TokenKind.LEFT_PAREN, TokenKind.RIGHT_PAREN, this::use));
    if (tokens.at(TokenKind.LEFT_SQUARE)) {
      throw tokens.error(
          tokens.start(), DiagnosticCode.UNSUPPORTED, "block successors are not supported", null);
    }
    if (tokens.accept(TokenKind.LESS)) {
      readers.attributes().dictionary().forEach(state::put);
      tokens.expect(TokenKind.GREATER);
    }
    if (tokens.at(TokenKind.LEFT_PAREN)) {
      boolean isolated = isIsolated(state.name());
      state
          .regions()
          .addAll(
              tokens.list(
                  TokenKind.LEFT_PAREN,
                  TokenKind.RIGHT_PAREN,
                  () -> readers.regions().read(isolated)));
    }
    if (tokens.at(TokenKind.LEFT_BRACE)) {
      readers.attributes().dictionary().forEach(state::put);
    }
    tokens.expect(TokenKind.COLON);
    int typeOffset = tokens.start();
    state.setTypes(readers.types().function(), typeOffset);
    return state;
  }

  /** {@code %name} or {@code %name#number}. */
  Scope.Use use() {
    int offset = tokens.start();
    String name = readers.regions().argumentName();
    int number = 0;
    // The number is a name to the lexer, as in #0.
    if (tokens.at(TokenKind.HASH_ID) && Lexer.isDigit(tokens.source().at(tokens.start() + 1))) {
      String digits = tokens.name();
      if (digits.length() > 9) {
        throw tokens.error("invalid SSA value result number");
      }
      number = Integer.parseInt(digits);
      tokens.advance();
    }
    return new Scope.Use(name, number, offset);
  }

  private MlirOperation finish(OperationState state, List<ResultName> names, String location) {
    if (state.operands().size() != state.operandTypes().size()) {
      throw tokens.error(
          state.offset(),
          DiagnosticCode.OPERAND_COUNT,
          "%d operands present, but expected %d"
              .formatted(state.operands().size(), state.operandTypes().size()),
          null);
    }
    List<MlirValue> operands = new ArrayList<>(state.operands().size());
    for (int i = 0; i < state.operands().size(); i++) {
      operands.add(readers.scope().resolve(state.operands().get(i), state.operandTypes().get(i)));
    }
    List<MlirValue> results = results(state, names);
    return new MlirOperation(
        state.name(),
        operands,
        results,
        state.attributes(),
        state.regions(),
        location,
        state.offset());
  }

  private List<MlirValue> results(OperationState state, List<ResultName> names) {
    int count = state.resultTypes().size();
    long named = names.stream().mapToLong(ResultName::count).sum();
    if (!names.isEmpty() && named != count) {
      throw tokens.error(
          names.getFirst().offset(),
          DiagnosticCode.BAD_NAME,
          count == 0
              ? "cannot name an operation with no results"
              : "operation defines " + count + " results but was provided " + named + " to bind",
          null);
    }
    List<MlirValue> results = new ArrayList<>(count);
    for (ResultName name : names) {
      int first = results.size();
      for (int i = 0; i < name.count(); i++) {
        String valueName = name.count() == 1 ? name.name() : name.name() + "#" + i;
        results.add(new MlirValue(state.resultTypes().get(results.size()), valueName));
      }
      readers
          .scope()
          .define(name.name(), List.copyOf(results.subList(first, results.size())), name.offset());
    }
    while (results.size() < count) {
      results.add(new MlirValue(state.resultTypes().get(results.size()), "unnamed"));
    }
    return results;
  }
}
