package org.hlorun.interpreter.nodes;

import com.oracle.truffle.api.interop.InteropLibrary;
import com.oracle.truffle.api.interop.InvalidArrayIndexException;
import com.oracle.truffle.api.interop.TruffleObject;
import com.oracle.truffle.api.library.ExportLibrary;
import com.oracle.truffle.api.library.ExportMessage;
import java.util.List;

/** A read-only array of strings or numbers for other languages: names of members, shapes. */
@ExportLibrary(InteropLibrary.class)
public final class Names implements TruffleObject {
  private final List<?> elements;

  /**
   * @param elements strings or boxed primitives
   */
  public Names(List<?> elements) {
    this.elements = elements;
  }

  /** Whether an element is among them. */
  public boolean contains(Object element) {
    return elements.contains(element);
  }

  @ExportMessage
  boolean hasArrayElements() {
    return true;
  }

  @ExportMessage
  long getArraySize() {
    return elements.size();
  }

  @ExportMessage
  boolean isArrayElementReadable(long index) {
    return index >= 0 && index < elements.size();
  }

  @ExportMessage
  Object readArrayElement(long index) throws InvalidArrayIndexException {
    if (!isArrayElementReadable(index)) {
      throw InvalidArrayIndexException.create(index);
    }
    return elements.get((int) index);
  }

  @ExportMessage
  Object toDisplayString(@SuppressWarnings("unused") boolean allowSideEffects) {
    return elements.toString();
  }
}
