package org.hlorun.cli.console;

import org.hlorun.language.diagnostic.DiagnosticCode;

/** The exit codes of the command. */
public enum ExitCode {
  OK(0, "all is well"),
  FAILED(1, "a check failed: a file is not valid, or an assertion of the program does not hold"),
  USAGE(2, "the command line is wrong"),
  ENVIRONMENT(3, "something outside is missing or refuses: a JDK, a disk with room for the output"),
  BAD_INPUT(4, "a program or an input cannot be read or does not fit"),
  RUNTIME(5, "the program could not be run to its end: memory, time, an unsupported operation"),
  INTERNAL(70, "a defect of hlo-run"),
  INTERRUPTED(130, "interrupted (Ctrl-C)"),
  OUTPUT_CLOSED(141, "the reader of standard output went away");

  private final int number;
  private final String meaning;

  ExitCode(int number, String meaning) {
    this.number = number;
    this.meaning = meaning;
  }

  public int number() {
    return number;
  }

  /** What the code says, as the help has it. */
  public String meaning() {
    return meaning;
  }

  /** The exit code of a run that ends with a diagnostic. */
  public static ExitCode of(DiagnosticCode code) {
    return switch (code) {
      case LEXICAL,
          SYNTAX,
          UNDEFINED_NAME,
          BAD_NAME,
          UNKNOWN_OPCODE,
          ATTRIBUTE,
          LITERAL,
          SHAPE,
          LIMIT,
          OPERAND_COUNT,
          INFERENCE,
          INVARIANT,
          FILE,
          FILE_FORMAT,
          ARGUMENT ->
          BAD_INPUT;
      case UNSUPPORTED, ELIDED_CONSTANT, MEMORY, TIME_LIMIT, DEADLOCK -> RUNTIME;
      case CANCELLED -> INTERRUPTED;
      case CHECK_FAILED -> FAILED;
      case USAGE -> USAGE;
      case INTERNAL -> INTERNAL;
    };
  }
}
