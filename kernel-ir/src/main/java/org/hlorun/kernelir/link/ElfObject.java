package org.hlorun.kernelir.link;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A relocatable object file for x86-64 in the Executable and Linkable Format: what is needed of it
 * to put it into memory ("System V Application Binary Interface", chapters 4 and 5, and its AMD64
 * supplement).
 */
final class ElfObject {
  private static final int MACHINE_X86_64 = 62;
  private static final int RELOCATABLE = 1;
  private static final int HEADER_BYTES = 64;
  private static final int SYMBOL_BYTES = 24;
  private static final int RELOCATION_BYTES = 24;
  private static final int TYPE_SYMBOLS = 2;
  private static final int TYPE_RELOCATIONS = 4;
  private static final int TYPE_NO_BITS = 8;
  private static final long FLAG_WRITE = 1;
  private static final long FLAG_ALLOCATE = 2;
  private static final int LOCAL = 0;

  /**
   * A part of the file.
   *
   * @param size its bytes in memory
   * @param content what they are; null = zeros
   * @param inMemory whether the program needs it; tables of unwinding do not count as needed
   */
  record Section(
      String name, long size, long alignment, boolean writable, boolean inMemory, byte[] content) {}

  /**
   * A name.
   *
   * @param section number of the section that it lies in; 0 = it is defined elsewhere
   * @param value offset in the section
   */
  record Symbol(String name, int section, long value, boolean local) {}

  /**
   * A place that depends on an address.
   *
   * @param section number of the section to change
   * @param offset place in the section
   * @param type one of the types of the AMD64 supplement
   */
  record Relocation(int section, long offset, int type, Symbol symbol, long addend) {}

  private final ByteBuffer file;
  private final List<Section> sections = new ArrayList<>();
  private final List<Symbol> symbols = new ArrayList<>();
  private final List<Relocation> relocations = new ArrayList<>();

  private ElfObject(byte[] bytes) {
    this.file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Whether a file can be read at all: the right format, machine and kind. */
  static boolean fits(byte[] bytes) {
    if (bytes.length < HEADER_BYTES) {
      return false;
    }
    ByteBuffer header = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int magic = 0x464c457f;
    int class64LittleEndian = 0x0102;
    return header.getInt(0) == magic
        && header.getShort(4) == class64LittleEndian
        && header.getShort(16) == RELOCATABLE
        && header.getShort(18) == MACHINE_X86_64;
  }

  static ElfObject read(byte[] bytes) {
    ElfObject object = new ElfObject(bytes);
    object.readSections();
    return object;
  }

  List<Section> sections() {
    return sections;
  }

  List<Symbol> symbols() {
    return symbols;
  }

  List<Relocation> relocations() {
    return relocations;
  }

  private void readSections() {
    long table = file.getLong(0x28);
    int entryBytes = Short.toUnsignedInt(file.getShort(0x3a));
    int count = Short.toUnsignedInt(file.getShort(0x3c));
    int names = offset(table, entryBytes, Short.toUnsignedInt(file.getShort(0x3e)));
    for (int i = 0; i < count; i++) {
      sections.add(section(offset(table, entryBytes, i), names));
    }
    for (int i = 0; i < count; i++) {
      int header = offset(table, entryBytes, i);
      if (file.getInt(header + 4) == TYPE_SYMBOLS) {
        readSymbols(header, offset(table, entryBytes, file.getInt(header + 40)));
      }
    }
    for (int i = 0; i < count; i++) {
      int header = offset(table, entryBytes, i);
      int target = file.getInt(header + 44);
      if (file.getInt(header + 4) == TYPE_RELOCATIONS && sections.get(target).inMemory()) {
        readRelocations(header, target);
      }
    }
  }

  private static int offset(long table, int entryBytes, int number) {
    return Math.toIntExact(table + (long) entryBytes * number);
  }

  private Section section(int header, int names) {
    String name = string(names, file.getInt(header));
    int type = file.getInt(header + 4);
    long flags = file.getLong(header + 8);
    long size = file.getLong(header + 32);
    boolean inMemory = (flags & FLAG_ALLOCATE) != 0 && !name.equals(".eh_frame");
    byte[] content = null;
    if (inMemory && type != TYPE_NO_BITS) {
      content = new byte[Math.toIntExact(size)];
      file.get(Math.toIntExact(file.getLong(header + 24)), content);
    }
    long alignment = Math.max(1, file.getLong(header + 48));
    return new Section(name, size, alignment, (flags & FLAG_WRITE) != 0, inMemory, content);
  }

  private String string(int tableHeader, int index) {
    int start = Math.toIntExact(file.getLong(tableHeader + 24)) + index;
    int end = start;
    while (file.get(end) != 0) {
      end++;
    }
    return new String(file.array(), start, end - start, StandardCharsets.UTF_8);
  }

  private void readSymbols(int header, int names) {
    int start = Math.toIntExact(file.getLong(header + 24));
    long count = file.getLong(header + 32) / SYMBOL_BYTES;
    for (int i = 0; i < count; i++) {
      int at = start + i * SYMBOL_BYTES;
      String name = string(names, file.getInt(at));
      int section = Short.toUnsignedInt(file.getShort(at + 6));
      boolean local = (file.get(at + 4) >> 4) == LOCAL;
      symbols.add(new Symbol(name, section, file.getLong(at + 8), local));
    }
  }

  private void readRelocations(int header, int section) {
    int start = Math.toIntExact(file.getLong(header + 24));
    long count = file.getLong(header + 32) / RELOCATION_BYTES;
    for (int i = 0; i < count; i++) {
      int at = start + i * RELOCATION_BYTES;
      Symbol symbol = symbols.get(file.getInt(at + 12));
      relocations.add(
          new Relocation(
              section, file.getLong(at), file.getInt(at + 8), symbol, file.getLong(at + 16)));
    }
  }
}
