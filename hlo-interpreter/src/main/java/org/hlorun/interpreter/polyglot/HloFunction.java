package org.hlorun.interpreter.polyglot;

import com.oracle.truffle.api.CompilerDirectives.TruffleBoundary;
import com.oracle.truffle.api.TruffleSafepoint;
import com.oracle.truffle.api.interop.InteropLibrary;
import com.oracle.truffle.api.interop.TruffleObject;
import com.oracle.truffle.api.interop.UnknownIdentifierException;
import com.oracle.truffle.api.library.ExportLibrary;
import com.oracle.truffle.api.library.ExportMessage;
import com.oracle.truffle.api.nodes.Node;
import com.oracle.truffle.api.source.Source;
import java.util.ArrayList;
import java.util.List;
import org.hlorun.interpreter.nodes.Names;
import org.hlorun.language.backend.Arguments;
import org.hlorun.language.backend.Executable;
import org.hlorun.language.backend.Fallback;
import org.hlorun.language.diagnostic.Diagnostic;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.literal.Literal;

/**
 * A program as a function. Members: {@code name}, {@code parameters} (the parameters' shapes as
 * text), {@code result} (the result's shape as text), {@code backend} (the name of the back end
 * that runs it) and {@code fallbacks} (what runs on the interpreter instead, and why).
 */
@ExportLibrary(InteropLibrary.class)
final class HloFunction implements TruffleObject {
  private static final Names MEMBERS =
      new Names(List.of("name", "parameters", "result", "backend", "fallbacks"));

  private final Executable executable;
  private final String backend;
  private final Source source;
  private final List<Fallback> fallbacks;
  private final Node location;

  /**
   * @param backend the name of what runs it
   * @param source what the program was read from
   * @param fallbacks what the interpreter runs in its place
   * @param location a node for the stack traces of failures, or null if the program has none
   */
  HloFunction(
      Executable executable,
      String backend,
      Source source,
      List<Fallback> fallbacks,
      Node location) {
    this.executable = executable;
    this.backend = backend;
    this.source = source;
    this.fallbacks = List.copyOf(fallbacks);
    this.location = location;
  }

  @ExportMessage
  boolean isExecutable() {
    return true;
  }

  @ExportMessage
  @TruffleBoundary
  Object execute(Object[] arguments) {
    try {
      return Values.export(executable.run(read(arguments)));
    } catch (HloException e) {
      if (e.diagnostic().code() == DiagnosticCode.CANCELLED) {
        TruffleSafepoint.poll(location); // throws if the context is what cancels
      }
      throw HloError.runtimeError(e, source, location);
    }
  }

  private List<Literal> read(Object[] arguments) {
    HloComputation entry = executable.module().entry();
    List<HloInstruction> parameters = entry.parameters();
    if (parameters.size() != arguments.length) {
      // Not an ArityException, which has no place in the program.
      throw Arguments.wrongCount(entry, arguments.length);
    }
    TensorReader reader = new TensorReader(HloContext.of(null).env());
    List<Literal> literals = new ArrayList<>();
    for (int i = 0; i < arguments.length; i++) {
      HloInstruction parameter = parameters.get(i);
      try {
        literals.add(reader.read(Arguments.what(i, parameter), parameter.shape(), arguments[i]));
      } catch (HloException e) {
        throw new HloException(placed(e.diagnostic(), parameter), e);
      }
    }
    return literals;
  }

  private static Diagnostic placed(Diagnostic diagnostic, HloInstruction parameter) {
    return parameter.parent().module().locate(parameter).map(diagnostic::at).orElse(diagnostic);
  }

  @ExportMessage
  boolean hasMembers() {
    return true;
  }

  @ExportMessage
  Object getMembers(@SuppressWarnings("unused") boolean includeInternal) {
    return MEMBERS;
  }

  @ExportMessage
  boolean isMemberReadable(String member) {
    return MEMBERS.contains(member);
  }

  @ExportMessage
  @TruffleBoundary
  Object readMember(String member) throws UnknownIdentifierException {
    return switch (member) {
      case "name" -> executable.module().name();
      case "parameters" ->
          new Names(
              executable.module().entry().parameters().stream()
                  .map(parameter -> parameter.shape().text(false))
                  .toList());
      case "result" -> executable.module().entry().root().shape().text(false);
      case "backend" -> backend;
      case "fallbacks" -> new Names(fallbacks.stream().map(Fallback::text).toList());
      default -> throw UnknownIdentifierException.create(member);
    };
  }

  @ExportMessage
  boolean hasLanguage() {
    return true;
  }

  @ExportMessage
  Class<HloLanguage> getLanguage() {
    return HloLanguage.class;
  }

  @ExportMessage
  @TruffleBoundary
  Object toDisplayString(@SuppressWarnings("unused") boolean allowSideEffects) {
    return "hlo function " + executable.module().name();
  }
}
