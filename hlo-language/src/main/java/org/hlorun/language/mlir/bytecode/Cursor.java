package org.hlorun.language.mlir.bytecode;

import java.util.function.Supplier;
import org.hlorun.language.diagnostic.Diagnostic;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.diagnostic.SourceText;

/** A place in a stretch of the file, and the encodings of numbers, strings and sections. */
final class Cursor {
  private static final int ALIGNED = 0x80;
  private static final int PADDING = 0xCB;

  private final SourceText file;
  private final int end;
  private int position;

  /**
   * @param file the whole file, in which places are counted
   * @param start the offset of the first byte of the stretch
   * @param end the offset behind its last byte
   */
  Cursor(SourceText file, int start, int end) {
    this.file = file;
    this.position = start;
    this.end = end;
  }

  SourceText file() {
    return file;
  }

  /** The offset of the next byte, from the beginning of the file. */
  int position() {
    return position;
  }

  /** How many bytes are left. */
  int remaining() {
    return end - position;
  }

  boolean atEnd() {
    return position == end;
  }

  /** A second cursor at the same place. */
  Cursor copy() {
    return new Cursor(file, position, end);
  }

  int readByte() {
    if (position >= end) {
      throw error("the file ends here, or this part of it does, where more is expected");
    }
    return file.at(position++);
  }

  /**
   * A number of up to 64 bits, the low bits of whose first byte tell how many bytes follow: as many
   * as there are zeros before the first one.
   */
  long varint() {
    int first = readByte();
    int following = first == 0 ? 8 : Integer.numberOfTrailingZeros(first);
    long value = following == 8 ? 0 : first >>> (following + 1);
    int shift = following == 8 ? 0 : 7 - following;
    for (int i = 0; i < following; i++) {
      value |= (long) readByte() << (shift + 8 * i);
    }
    return value;
  }

  /** A number whose lowest bit is its sign. */
  long signedVarint() {
    long value = varint();
    return (value >>> 1) ^ -(value & 1);
  }

  /** An index below a size. */
  int index(int size, String what) {
    int offset = position;
    return checkedIndex(varint(), size, what, offset);
  }

  /** Checks an index that was read at an offset. */
  int checkedIndex(long index, int size, String what, int offset) {
    if (index < 0 || index >= size) {
      throw error(offset, "there is no %s %s, but only %d".formatted(what, unsigned(index), size));
    }
    return (int) index;
  }

  /** How many of something follow, each of which takes a byte at least. */
  int count(String what) {
    int offset = position;
    return checkedCount(varint(), what, offset);
  }

  /** Checks a count that was read at an offset. */
  int checkedCount(long count, String what, int offset) {
    if (count < 0 || count > remaining()) {
      throw error(
          offset,
          "%s %s cannot stand in the %d bytes that are left"
              .formatted(unsigned(count), what, remaining()));
    }
    return (int) count;
  }

  private static String unsigned(long value) {
    return Long.toUnsignedString(value);
  }

  /** The next bytes as a stretch of their own, which are passed. */
  Cursor take(long length) {
    if (length < 0 || length > remaining()) {
      throw error(
          "%s bytes are expected, but only %d are left".formatted(unsigned(length), remaining()));
    }
    Cursor part = new Cursor(file, position, position + (int) length);
    position += (int) length;
    return part;
  }

  /** The remaining bytes, one per char. */
  String rest() {
    return file.slice(position, end);
  }

  /** A string that ends with a zero byte, one byte per char. */
  String terminatedString() {
    int start = position;
    while (readByte() != 0) {
      // to the end of the string
    }
    return file.slice(start, position - 1);
  }

  /** Passes the padding up to an offset that is a multiple of a power of two. */
  void align(long alignment) {
    if (alignment <= 0 || Long.bitCount(alignment) != 1) {
      throw error("the alignment %s is not a power of two".formatted(unsigned(alignment)));
    }
    while ((position & (alignment - 1)) != 0) {
      if (readByte() != PADDING) {
        throw error(position - 1, "expected padding");
      }
    }
  }

  /** A section: its kind and its contents. */
  record Section(SectionId id, Cursor contents) {}

  /** Reads the section that begins here. */
  Section section() {
    int offset = position;
    int first = readByte();
    long length = varint();
    if ((first & ALIGNED) != 0) {
      align(varint());
    }
    int id = checkedIndex(first & ~ALIGNED, SectionId.values().length, "kind of section", offset);
    return new Section(SectionId.values()[id], take(length));
  }

  /** Reads the section that begins here, which must be of a kind. */
  Cursor section(SectionId id) {
    int offset = position;
    Section section = section();
    if (section.id() != id) {
      throw error(offset, "expected a section of kind " + id);
    }
    return section.contents();
  }

  /** A problem at the next byte. */
  HloException error(String message) {
    return error(position, message);
  }

  /** A problem at an offset of the file. */
  HloException error(int offset, String message) {
    return error(offset, DiagnosticCode.FILE_FORMAT, message, null);
  }

  HloException error(int offset, DiagnosticCode code, String message, String remedy) {
    return new HloException(Diagnostic.of(code, message, remedy).at(file.locate(offset)));
  }

  /** Places a problem that has no place in this file, as one at an offset. */
  <T> T placed(int offset, Supplier<T> reading) {
    try {
      return reading.get();
    } catch (HloException e) {
      Diagnostic problem = e.diagnostic();
      boolean here = problem.place().filter(place -> place.isBinary()).isPresent();
      if (here) {
        throw e;
      }
      throw new HloException(problem.at(file.locate(offset)), e);
    }
  }
}
