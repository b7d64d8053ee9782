package org.hlorun.language.parser;

import static org.hlorun.language.parser.TokenKind.COMMA;
import static org.hlorun.language.parser.TokenKind.HASH;
import static org.hlorun.language.parser.TokenKind.IDENT;
import static org.hlorun.language.parser.TokenKind.LEFT_PAREN;
import static org.hlorun.language.parser.TokenKind.NAME;
import static org.hlorun.language.parser.TokenKind.RIGHT_PAREN;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.shape.Shape;
import org.hlorun.language.shape.TupleShape;

/**
 * Reads operands: names with or without shape, projections {@code %t#1#0} of tuples, and nested
 * instructions without a name.
 */
final class OperandReader {
  private final Tokens tokens;
  private final ShapeReader shapes;
  private final InstructionReader instructions;

  OperandReader(ParseContext context, InstructionReader instructions) {
    this.tokens = context.tokens();
    this.shapes = context.shapes();
    this.instructions = instructions;
  }

  /** Operands from parenthesis to parenthesis. */
  List<HloInstruction> read(Scope scope) {
    tokens.expect(LEFT_PAREN, "expects '(' at the beginning of operands");
    List<HloInstruction> operands = new ArrayList<>();
    if (!tokens.at(RIGHT_PAREN)) {
      do {
        operands.add(readOperand(scope));
      } while (tokens.accept(COMMA));
    }
    tokens.expect(RIGHT_PAREN, "expects ')' at the end of operands");
    return operands;
  }

  private HloInstruction readOperand(Scope scope) {
    int offset = tokens.start();
    Shape shape = shapes.startsShape() ? shapes.read() : null;
    if (shape != null && endsOperand() && scope.isSingle()) {
      return scope.addMissingParameter(null, shape);
    }
    if (!tokens.at(NAME) && !tokens.at(IDENT)) {
      throw tokens.error("expects an operand: the name of an instruction, or a nested instruction");
    }
    int nameAt = tokens.start();
    String name = tokens.text();
    tokens.advance();
    HloInstruction instruction = scope.find(name);
    if (instruction != null && tokens.at(HASH)) {
      instruction = readProjection(scope, name, instruction);
    }
    if (endsOperand()) {
      return checked(scope, instruction, name, shape, offset);
    }
    if (!tokens.at(LEFT_PAREN)) {
      throw instruction == null
          ? undefined(scope, name, nameAt)
          : tokens.error("expects ',' or ')' behind operand " + name);
    }
    tokens.rewind(nameAt);
    return instructions.readNested(scope, shape, offset);
  }

  private boolean endsOperand() {
    return tokens.at(COMMA) || tokens.at(RIGHT_PAREN);
  }

  /** The instruction that a name stands for, if it agrees with the shape written before it. */
  private HloInstruction checked(
      Scope scope, HloInstruction instruction, String name, Shape shape, int offset) {
    if (instruction == null && scope.isSingle()) {
      if (shape == null) {
        throw tokens.error(
            offset,
            DiagnosticCode.SHAPE,
            "Operand had no shape in HLO text; cannot create parameter for single-instruction"
                + " module.",
            "write the shape before the name, as in f32[2,3] " + name);
      }
      return scope.addMissingParameter(name, shape);
    }
    if (instruction == null) {
      throw undefined(scope, name, offset);
    }
    if (shape != null && !instruction.shape().isCompatible(shape)) {
      throw tokens.error(
          offset,
          DiagnosticCode.SHAPE,
          ("The declared operand shape %s is not compatible with the shape of the operand"
                  + " instruction %s.")
              .formatted(shape, instruction.shape()),
          null);
    }
    return instruction;
  }

  private RuntimeException undefined(Scope scope, String name, int offset) {
    List<String> names = StreamSupport.stream(scope.names().spliterator(), false).toList();
    String similar = Suggestions.among(name, names);
    return tokens.error(
        offset,
        DiagnosticCode.UNDEFINED_NAME,
        "instruction does not exist: " + name,
        similar != null
            ? similar
            : "operands stand before their users in the same computation; of another computation "
                + "only the result can be used, by calling it");
  }

  /** The element of a tuple, {@code t#1#0}; the first {@code #} is current. */
  private HloInstruction readProjection(Scope scope, String name, HloInstruction tuple) {
    HloInstruction element = tuple;
    StringBuilder path = new StringBuilder(name);
    while (tokens.at(HASH)) {
      int offset = tokens.start();
      tokens.advance();
      long index = tokens.integer();
      if (!(element.shape() instanceof TupleShape shape)) {
        throw tokens.error(
            offset,
            DiagnosticCode.SHAPE,
            "GTE operand must be tuple, but has shape: " + element.shape(),
            null);
      }
      if (index < 0 || index >= shape.size()) {
        throw tokens.error(
            offset,
            DiagnosticCode.SHAPE,
            "GTE index %d out of bounds for shape: %s".formatted(index, shape),
            null);
      }
      path.append('#').append(index);
      element = scope.project(element, index, path.toString());
    }
    return element;
  }
}
