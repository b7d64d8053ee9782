package org.hlorun.language.parser;

import static org.hlorun.language.parser.TokenKind.EQUAL;
import static org.hlorun.language.parser.TokenKind.LEFT_PAREN;
import static org.hlorun.language.parser.TokenKind.RIGHT_PAREN;
import static org.hlorun.language.parser.TokenKind.ROOT;

import java.util.List;
import java.util.Optional;
import org.hlorun.language.diagnostic.Diagnostic;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.diagnostic.SourceLocation;
import org.hlorun.language.inference.ShapeInference;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.Attributes;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.parser.AttributeListReader.Written;
import org.hlorun.language.shape.Shape;

/** Reads instructions: {@code ROOT name = shape opcode(operands), attribute=value, ...}. */
final class InstructionReader {
  private final ParseContext context;
  private final Tokens tokens;
  private final ShapeReader shapes;
  private final OpcodeReader opcodes;
  private final OperandReader operandReader;
  private final AttributeListReader attributeLists;
  private final InstructionChecks checks;
  private final AsyncReader async;

  InstructionReader(ParseContext context, ComputationReader computations) {
    this.context = context;
    this.tokens = context.tokens();
    this.shapes = context.shapes();
    this.opcodes = new OpcodeReader(tokens);
    this.operandReader = new OperandReader(context, this);
    this.attributeLists =
        new AttributeListReader(tokens, new AttributeReader(context, computations::readInline));
    this.checks = new InstructionChecks(tokens);
    this.async = new AsyncReader(context, attributeLists, checks);
  }

  /**
   * What is known of an instruction when its operands begin.
   *
   * @param scope the computation it goes into
   * @param name its name, or null for a nested instruction
   * @param shape its shape, or null if it was not written
   * @param opcode its opcode
   * @param attributesAllowed whether attributes may follow
   */
  record Head(
      Scope scope, String name, Shape shape, OpcodeReader.Name opcode, boolean attributesAllowed) {

    /** Adds the finished instruction to its computation. */
    HloInstruction add(Shape finalShape, List<HloInstruction> operands, Attributes attributes) {
      Opcode code = opcode.opcode();
      return name == null
          ? scope.addUnnamed(code.mnemonic() + ".anon", code, finalShape, operands, attributes)
          : scope.add(name, code, finalShape, operands, attributes);
    }
  }

  /** Reads one line of a computation. */
  void read(Scope scope) {
    int start = tokens.start();
    boolean root = tokens.accept(ROOT);
    int nameAt = tokens.start();
    String name = tokens.name();
    checkName(scope, name, nameAt);
    tokens.expect(EQUAL, "expects '=' in instruction");
    HloInstruction instruction = readRightSide(scope, name, null, true);
    instruction.setSourceRange(start, tokens.previousEnd());
    if (root) {
      if (scope.hasRoot()) {
        throw tokens.error(
            start, DiagnosticCode.SYNTAX, "one computation should have only one ROOT", null);
      }
      scope.setRoot(instruction);
    }
  }

  private void checkName(Scope scope, String name, int offset) {
    String legal = InstructionNames.sanitize(name);
    if (!name.equals(legal)) {
      throw tokens.error(
          offset,
          DiagnosticCode.BAD_NAME,
          "illegal instruction name: %s; suggest renaming to: %s".formatted(name, legal),
          "rename it to " + legal);
    }
    HloInstruction previous = scope.find(name);
    if (previous != null) {
      SourceLocation place = tokens.source().locate(Math.max(0, previous.sourceStart()));
      throw tokens.error(
          offset,
          DiagnosticCode.BAD_NAME,
          "instruction already exists: " + name,
          "instruction previously defined at line %d, column %d"
              .formatted(place.line(), place.column()));
    }
  }

  /** Reads an instruction without a name among operands, where the shape was already read. */
  HloInstruction readNested(Scope scope, Shape shape, int start) {
    tokens.enter();
    HloInstruction instruction = readRightSide(scope, null, shape, false);
    tokens.leave();
    instruction.setSourceRange(start, tokens.previousEnd());
    return instruction;
  }

  /** Reads what stands right of {@code =}; {@code knownShape} is null unless it is passed. */
  HloInstruction readRightSide(
      Scope scope, String name, Shape knownShape, boolean attributesAllowed) {
    Shape shape = knownShape == null && shapes.startsShape() ? shapes.read() : knownShape;
    OpcodeReader.Name opcode = opcodes.read();
    Head head = new Head(scope, name, shape, opcode, attributesAllowed);
    if (shape == null && !opcode.opcode().isShapeInferable()) {
      throw tokens.error(
          opcode.offset(),
          DiagnosticCode.INFERENCE,
          "cannot infer shape for opcode: " + opcode.opcode(),
          "write the shape before the opcode");
    }
    return switch (opcode.opcode()) {
      case PARAMETER -> readParameter(head);
      case CONSTANT -> readConstant(head);
      case ASYNC_START, ASYNC_UPDATE, ASYNC_DONE -> async.read(head, operandReader.read(scope));
      default -> readGeneral(head);
    };
  }

  private HloInstruction readParameter(Head head) {
    tokens.expect(LEFT_PAREN, "expects '(' before parameter number");
    int numberAt = tokens.start();
    long number = tokens.integer();
    if (number < 0) {
      throw tokens.error(numberAt, DiagnosticCode.SYNTAX, "parameter number must be >= 0", null);
    }
    if (head.scope().hasParameter(number)) {
      throw tokens.error(
          numberAt, DiagnosticCode.SYNTAX, "Duplicate parameter number " + number, null);
    }
    tokens.expect(RIGHT_PAREN, "expects ')' after parameter number");
    Written written = readAttributes(head, AllowedAttributes.of(Opcode.PARAMETER));
    checks.checkParameter(head.shape(), written);
    Attributes attributes =
        Attributes.builder()
            .put(Attribute.PARAMETER_NUMBER, number)
            .putAll(written.attributes())
            .build();
    HloInstruction parameter = finish(head, head.shape(), List.of(), attributes, written);
    head.scope().defineParameter(number, parameter);
    return parameter;
  }

  private HloInstruction readConstant(Head head) {
    tokens.expect(LEFT_PAREN, "expects '(' before constant literal");
    Optional<Literal> literal = context.literals().read(head.shape());
    tokens.expect(RIGHT_PAREN, "expects ')' after constant literal");
    Written written = readAttributes(head, AllowedAttributes.of(Opcode.CONSTANT));
    Attributes.Builder attributes = Attributes.builder();
    literal.ifPresentOrElse(
        value -> attributes.put(Attribute.VALUE, value),
        () -> attributes.put(Attribute.ELIDED, true));
    attributes.putAll(written.attributes());
    return finish(head, head.shape(), List.of(), attributes.build(), written);
  }

  private HloInstruction readGeneral(Head head) {
    int operandsAt = tokens.start();
    List<HloInstruction> operands = operandReader.read(head.scope());
    Opcode opcode = head.opcode().opcode();
    checks.checkOperands(opcode, head.shape(), operands, operandsAt);
    Written written = readAttributes(head, checks.allowed(opcode, operands, operandsAt));
    checks.checkAttributes(opcode, head.shape(), operands, written);
    Attributes attributes = written.attributes();
    Shape shape = head.shape() != null ? head.shape() : infer(head.opcode(), operands, attributes);
    return finish(head, shape, operands, attributes, written);
  }

  private Written readAttributes(Head head, AllowedAttributes allowed) {
    return attributeLists.read(allowed, head.scope(), head.attributesAllowed());
  }

  private HloInstruction finish(
      Head head,
      Shape shape,
      List<HloInstruction> operands,
      Attributes attributes,
      Written written) {
    HloInstruction instruction = head.add(shape, operands, spread(attributes, shape, written));
    instruction.addControlPredecessors(written.predecessors());
    return instruction;
  }

  private Attributes spread(Attributes attributes, Shape shape, Written written) {
    return ShardingSpread.spread(
        attributes, shape, context.budget(), written.offsetOf(Attribute.SHARDING));
  }

  private Shape infer(
      OpcodeReader.Name opcode, List<HloInstruction> operands, Attributes attributes) {
    try {
      return ShapeInference.infer(
          opcode.opcode(), operands.stream().map(HloInstruction::shape).toList(), attributes);
    } catch (HloException e) {
      Diagnostic cause = e.diagnostic();
      throw tokens.error(
          opcode.offset(),
          cause.code(),
          "failed to infer shape for opcode: %s, error: %s"
              .formatted(opcode.opcode(), cause.message()),
          cause.remedy());
    }
  }
}
