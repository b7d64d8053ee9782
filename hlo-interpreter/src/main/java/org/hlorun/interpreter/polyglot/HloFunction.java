package org.hlorun.interpreter.polyglot;

import com.oracle.truffle.api.CompilerDirectives.TruffleBoundary;
import com.oracle.truffle.api.interop.ArityException;
import com.oracle.truffle.api.interop.InteropLibrary;
import com.oracle.truffle.api.interop.TruffleObject;
import com.oracle.truffle.api.interop.UnknownIdentifierException;
import com.oracle.truffle.api.library.ExportLibrary;
import com.oracle.truffle.api.library.ExportMessage;
import java.util.ArrayList;
import java.util.List;
import org.hlorun.interpreter.runtime.InterpreterExecutable;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.literal.Literal;

/**
 * A program as a function. Members: {@code name}, {@code parameters} (the parameters' shapes as
 * text) and {@code result} (the result's shape as text).
 */
@ExportLibrary(InteropLibrary.class)
final class HloFunction implements TruffleObject {
  private static final Names MEMBERS = new Names(List.of("name", "parameters", "result"));

  private final InterpreterExecutable executable;

  HloFunction(InterpreterExecutable executable) {
    this.executable = executable;
  }

  @ExportMessage
  boolean isExecutable() {
    return true;
  }

  @ExportMessage
  @TruffleBoundary
  Object execute(Object[] arguments) throws ArityException {
    List<HloInstruction> parameters = executable.module().entry().parameters();
    if (parameters.size() != arguments.length) {
      throw ArityException.create(parameters.size(), parameters.size(), arguments.length);
    }
    try {
      TensorReader reader = new TensorReader(HloContext.of(null).env());
      List<Literal> literals = new ArrayList<>();
      for (int i = 0; i < arguments.length; i++) {
        HloInstruction parameter = parameters.get(i);
        String what = "parameter %d (%s)".formatted(i, parameter.name());
        literals.add(reader.read(what, parameter.shape(), arguments[i]));
      }
      return Values.export(executable.run(literals));
    } catch (HloException e) {
      throw HloError.runtimeError(e, executable.entryTarget().getRootNode());
    }
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
