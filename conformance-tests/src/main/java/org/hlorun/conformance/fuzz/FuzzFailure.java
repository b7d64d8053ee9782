package org.hlorun.conformance.fuzz;

import org.hlorun.conformance.generator.RandomProgram;

/**
 * A program that does not do what the interpreter says.
 *
 * @param program the program
 * @param check the name of the check that failed, or {@code interpreter} if the reference itself
 *     did
 * @param kind how it failed
 * @param message what was seen
 * @param cause what failures of the same cause have in common
 */
public record FuzzFailure(
    RandomProgram program, String check, Kind kind, String message, String cause) {
  /** How a program fails. */
  public enum Kind {
    /** Another result. */
    WRONG,
    /** An exception. */
    EXCEPTION,
    /** It takes too long. */
    HANG,
    /** The virtual machine ended. */
    CRASH
  }

  static FuzzFailure wrong(RandomProgram program, String check, String message) {
    String cause = message.replaceAll("[0-9]+", "N").replaceAll(":.*", "");
    return new FuzzFailure(program, check, Kind.WRONG, message, check + " " + cause);
  }

  static FuzzFailure exception(RandomProgram program, String check, Throwable problem) {
    String place = "";
    for (StackTraceElement frame : problem.getStackTrace()) {
      if (frame.getClassName().startsWith("org.hlorun")) {
        place = " at " + frame.getClassName() + "." + frame.getMethodName();
        break;
      }
    }
    String cause = problem.getClass().getSimpleName() + place;
    return new FuzzFailure(program, check, Kind.EXCEPTION, problem + place, check + " " + cause);
  }

  static FuzzFailure hang(RandomProgram program, String check) {
    return new FuzzFailure(
        program, check, Kind.HANG, "it takes too long", check + " takes too long");
  }
}
