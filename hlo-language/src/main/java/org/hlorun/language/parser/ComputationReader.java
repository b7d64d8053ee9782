package org.hlorun.language.parser;

import static org.hlorun.language.parser.TokenKind.ARROW;
import static org.hlorun.language.parser.TokenKind.ATTRIBUTE_NAME;
import static org.hlorun.language.parser.TokenKind.COMMA;
import static org.hlorun.language.parser.TokenKind.ENTRY;
import static org.hlorun.language.parser.TokenKind.LEFT_BRACE;
import static org.hlorun.language.parser.TokenKind.LEFT_PAREN;
import static org.hlorun.language.parser.TokenKind.RIGHT_BRACE;
import static org.hlorun.language.parser.TokenKind.RIGHT_PAREN;

import java.util.Map;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.shape.Shape;

/** Reads computations: {@code ENTRY name (x: f32[2]) -> f32[2] { instructions }}. */
final class ComputationReader {
  /** The nesting levels that an inline computation counts for: it takes that much more stack. */
  private static final int INLINE_LEVELS = 2;

  private final ParseContext context;
  private final Tokens tokens;
  private final InstructionReader instructions;
  private boolean hasEntry;

  ComputationReader(ParseContext context) {
    this.context = context;
    this.tokens = context.tokens();
    this.instructions = new InstructionReader(context, this);
  }

  /** Reads computations up to the end of the text; there must be one at least. */
  void readAll() {
    do {
      read();
    } while (!tokens.at(TokenKind.END));
    context.computations().finish();
  }

  private void read() {
    int start = tokens.start();
    boolean entry = tokens.accept(ENTRY);
    int nameAt = tokens.start();
    String name = tokens.name();
    boolean hasShape = tokens.at(LEFT_PAREN);
    if (hasShape) {
      skipParameterList();
    }
    int shapeAt = tokens.start();
    Shape shape = hasShape ? context.shapes().readBeforeBody() : null;
    HloComputation computation = context.computations().begin(name, nameAt);
    computation.setSourceStart(start);
    readBody(new Scope(computation, false));
    HloInstruction root = computation.root();
    if (shape != null && !shape.isCompatible(root.shape())) {
      throw tokens.error(
          shapeAt,
          DiagnosticCode.SHAPE,
          "Shape of computation %s, %s, is not compatible with that of its root instruction %s, %s"
              .formatted(name, shape.text(false), root.name(), root.shape().text(false)),
          null);
    }
    if (tokens.accept(COMMA)) {
      readExecutionThread(computation);
    }
    context.computations().define(name, computation);
    if (entry) {
      if (hasEntry) {
        throw tokens.error(start, DiagnosticCode.SYNTAX, "expects only one ENTRY", null);
      }
      hasEntry = true;
      context.module().setEntry(computation);
    }
  }

  /** {@code (x: f32[2], y: s32[]) ->}, which repeats what the body says. */
  private void skipParameterList() {
    tokens.forEach(
        LEFT_PAREN,
        RIGHT_PAREN,
        () -> {
          tokens.name();
          context.shapes().read();
        });
    tokens.expect(ARROW, "expects '->' and the shape of the result");
  }

  private void readExecutionThread(HloComputation computation) {
    int offset = tokens.start();
    String name = tokens.expectText(ATTRIBUTE_NAME, "expects attribute name");
    if (!name.equals("execution_thread")) {
      throw tokens.error(
          offset,
          DiagnosticCode.ATTRIBUTE,
          "unexpected attribute \"%s\". Allowed attributes: execution_thread".formatted(name),
          null);
    }
    computation.setExecutionThread(tokens.string());
  }

  /** Reads a computation that is written where it is called. */
  HloComputation readInline() {
    tokens.enter(INLINE_LEVELS);
    HloComputation computation = context.computations().beginUnnamed("_");
    computation.setSourceStart(tokens.start());
    readBody(new Scope(computation, false));
    context.computations().defineUnnamed(computation);
    tokens.leave(INLINE_LEVELS);
    return computation;
  }

  private void readBody(Scope scope) {
    tokens.expect(LEFT_BRACE, "expects '{' at the beginning of instruction list.");
    if (tokens.at(RIGHT_BRACE)) {
      throw tokens.error("expects at least one instruction in a computation");
    }
    do {
      instructions.read(scope);
    } while (!tokens.at(RIGHT_BRACE));
    tokens.expect(RIGHT_BRACE, "expects '}' at the end of instruction list.");
    checkParameters(scope);
  }

  /** The numbers of n parameters are 0 to n - 1. */
  private void checkParameters(Scope scope) {
    int count = scope.parameters().size();
    for (Map.Entry<Long, HloInstruction> entry : scope.parameters().entrySet()) {
      if (entry.getKey() >= count) {
        HloInstruction parameter = entry.getValue();
        throw tokens.error(
            parameter.sourceStart(),
            DiagnosticCode.SYNTAX,
            "invalid parameter number. Expected [0, %d), got %d".formatted(count, entry.getKey()),
            "number the parameters of a computation from 0 without gaps");
      }
    }
  }

  /**
   * Reads a single instruction, {@code f32[2] add(f32[2] x, f32[2] y)}, with or without a name, as
   * the entry computation of the module; unknown operands become parameters.
   */
  void readSingleInstruction() {
    HloModule module = context.module();
    HloComputation computation = context.computations().begin(module.name(), tokens.start());
    computation.setSourceStart(tokens.start());
    Scope scope = new Scope(computation, true);
    if (context.shapes().startsShape()) {
      int start = tokens.start();
      HloInstruction root = instructions.readRightSide(scope, module.name(), null, true);
      root.setSourceRange(start, tokens.previousEnd());
    } else {
      instructions.read(scope);
    }
    if (!tokens.at(TokenKind.END)) {
      throw tokens.error(
          tokens.start(),
          DiagnosticCode.SYNTAX,
          "Expected eof after parsing single instruction.",
          "a module begins with HloModule and its name, or with ENTRY");
    }
    checkParameters(scope);
    context.computations().define(computation.name(), computation);
    module.setEntry(computation);
    context.computations().finish();
  }
}
