package org.hlorun.interpreter.polyglot;

import com.oracle.truffle.api.exception.AbstractTruffleException;
import com.oracle.truffle.api.interop.ExceptionType;
import com.oracle.truffle.api.interop.InteropLibrary;
import com.oracle.truffle.api.interop.UnsupportedMessageException;
import com.oracle.truffle.api.library.ExportLibrary;
import com.oracle.truffle.api.library.ExportMessage;
import com.oracle.truffle.api.nodes.Node;
import com.oracle.truffle.api.source.Source;
import com.oracle.truffle.api.source.SourceSection;
import org.hlorun.language.diagnostic.Diagnostic;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.diagnostic.SourceLocation;

/** A diagnostic as a guest exception, which other languages can catch. */
@ExportLibrary(InteropLibrary.class)
final class HloError extends AbstractTruffleException {
  private static final long serialVersionUID = 1L;

  private final ExceptionType type;
  private final transient SourceSection section;

  private HloError(HloException cause, ExceptionType type, SourceSection section, Node location) {
    super(cause.getMessage(), cause, UNLIMITED_STACK_TRACE, location);
    this.type = type;
    this.section = section;
  }

  /** An error in a program's text; in the text as a whole if the diagnostic does not say where. */
  static HloError parseError(HloException cause, Source source) {
    SourceSection section = section(cause.diagnostic(), source);
    return new HloError(
        cause, ExceptionType.PARSE_ERROR, section.isAvailable() ? section : whole(source), null);
  }

  /**
   * An error while a program was compiled or ran, or with its arguments. If the diagnostic does not
   * say where, it is at the location, or the program as a whole.
   *
   * @param location a node of the program, or null if it has none
   */
  static HloError runtimeError(HloException cause, Source source, Node location) {
    SourceSection section = section(cause.diagnostic(), source);
    if (!section.isAvailable()) {
      section = location == null ? whole(source) : null;
    }
    return new HloError(cause, ExceptionType.RUNTIME_ERROR, section, location);
  }

  /** An error in the use of a result, which has no place in a program. */
  static HloError ofValue(HloException cause) {
    return new HloError(cause, ExceptionType.RUNTIME_ERROR, null, null);
  }

  private static SourceSection whole(Source source) {
    return source.hasCharacters()
        ? source.createSection(0, source.getLength())
        : source.createUnavailableSection();
  }

  private static SourceSection section(Diagnostic diagnostic, Source source) {
    SourceLocation place = diagnostic.location();
    boolean unknown = place == null || place.isBinary() || !source.hasCharacters();
    return unknown || place.line() > source.getLineCount()
        ? source.createUnavailableSection()
        : source.createSection(place.line());
  }

  @ExportMessage
  ExceptionType getExceptionType() {
    return type;
  }

  @ExportMessage
  boolean hasSourceLocation() {
    return section != null
        || (getLocation() != null && getLocation().getEncapsulatingSourceSection() != null);
  }

  @ExportMessage(name = "getSourceLocation")
  SourceSection sourceLocation() throws UnsupportedMessageException {
    SourceSection place =
        section != null || getLocation() == null
            ? section
            : getLocation().getEncapsulatingSourceSection();
    if (place == null) {
      throw UnsupportedMessageException.create();
    }
    return place;
  }
}
