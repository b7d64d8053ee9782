package org.hlorun.language.diagnostic;

/**
 * The stable kinds of problems. The first digit of an id is the stage: 1 text, 2 verifier, 3 files,
 * 4 running, 5 command.
 */
public enum DiagnosticCode {
  /** A character or token that HLO text does not have. */
  LEXICAL("HLO1001"),
  /** A token where another one was expected. */
  SYNTAX("HLO1002"),
  /** A name that is not defined here. */
  UNDEFINED_NAME("HLO1003"),
  /** A name that is defined twice or is not allowed. */
  BAD_NAME("HLO1004"),
  /** An opcode that does not exist. */
  UNKNOWN_OPCODE("HLO1005"),
  /** A missing, repeated, unknown or malformed attribute. */
  ATTRIBUTE("HLO1006"),
  /** A literal that does not fit its shape or type. */
  LITERAL("HLO1007"),
  /** A shape that is malformed, or does not agree with what it describes. */
  SHAPE("HLO1008"),
  /** Nesting, size or another limit of the reader is exceeded. */
  LIMIT("HLO1009"),
  /** A wrong number of operands. */
  OPERAND_COUNT("HLO1010"),
  /** The result shape cannot be inferred and was not written. */
  INFERENCE("HLO1011"),
  /** An invariant of the verifier does not hold; the message begins with its number. */
  INVARIANT("HLO2001"),
  /** A file that cannot be read or written. */
  FILE("HLO3001"),
  /** A file whose contents are not of the expected format. */
  FILE_FORMAT("HLO3002"),
  /** An argument of the wrong number, shape or type. */
  ARGUMENT("HLO4001"),
  /** An operation that the chosen back end does not support. */
  UNSUPPORTED("HLO4002"),
  /** A constant whose values were elided from the text. */
  ELIDED_CONSTANT("HLO4003"),
  /** More memory would be needed than is allowed. */
  MEMORY("HLO4004"),
  /** The run was cancelled. */
  CANCELLED("HLO4005"),
  /** A loop or the whole run exceeded its allowance. */
  TIME_LIMIT("HLO4006"),
  /** Devices wait for each other for ever. */
  DEADLOCK("HLO4007"),
  /** A check inside the program did not hold. */
  CHECK_FAILED("HLO4008"),
  /** A wrong use of the command line or the API. */
  USAGE("HLO5001"),
  /** A defect of hlo-run itself. */
  INTERNAL("HLO9001");

  private final String id;

  DiagnosticCode(String id) {
    this.id = id;
  }

  /** The code as printed: {@code HLO1002}. */
  public String id() {
    return id;
  }
}
