package org.hlorun.kernelir.link;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.hlorun.kernelir.llvm.NativeCode;

/**
 * Objects put into memory without LLVM, which takes longer to load than all of this. Names that the
 * objects do not define are looked up in the C library; calls out of the reach of 32 bits go by way
 * of a jump beside the code, addresses by way of a table.
 */
final class LinkedCode implements NativeCode {
  private static final int ABSOLUTE_64 = 1;
  private static final int RELATIVE_32 = 2;
  private static final int CALL_32 = 4;
  private static final int TABLE_RELATIVE_32 = 9;
  private static final int RELATIVE_64 = 24;
  private static final int TABLE_RELAXABLE_32 = 41;
  private static final int TABLE_RELAXABLE_REX_32 = 42;

  /** {@code jmp *0(%rip)}, followed by the address, in 16 bytes. */
  private static final long JUMP = 0x25ffL;

  private static final int JUMP_BYTES = 6;
  private static final int STUB_BYTES = 16;
  private static final int SLOT_BYTES = 8;

  private final List<ElfObject> objects;
  private final CodeMemory memory;

  /** Where the sections of each object start in memory. */
  private final Map<ElfObject, long[]> places = new HashMap<>();

  private final Map<String, Long> defined = new HashMap<>();
  private final Map<String, Long> stubs = new HashMap<>();
  private final Map<Long, Long> slots = new HashMap<>();
  private final SymbolLookup library = Linker.nativeLinker().defaultLookup();
  private long end;

  private LinkedCode(List<ElfObject> objects) {
    this.objects = objects;
    place(false);
    long extra = 0;
    for (ElfObject object : objects) {
      extra += (long) object.relocations().size() * (STUB_BYTES + SLOT_BYTES);
    }
    long tables = align(end, STUB_BYTES);
    long executable = align(tables + extra, CodeMemory.PAGE);
    end = executable;
    place(true);
    memory = new CodeMemory(align(Math.max(1, end), CodeMemory.PAGE));
    end = tables;
    try {
      copy();
      define();
      relocate();
      memory.makeExecutable(executable);
    } catch (RuntimeException | Error e) {
      memory.close();
      throw e;
    }
  }

  /** Whether this machine and these objects are of the kind that can be linked here. */
  static boolean fits(List<byte[]> objects) {
    String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    return os.equals("linux")
        && System.getProperty("os.arch").equals("amd64")
        && objects.stream().allMatch(ElfObject::fits);
  }

  /**
   * Links objects.
   *
   * @throws UnsupportedRelocationException if one has something that only a full linker knows
   */
  static LinkedCode link(List<byte[]> objects) {
    return new LinkedCode(objects.stream().map(ElfObject::read).toList());
  }

  private static long align(long offset, long alignment) {
    return (offset + alignment - 1) / alignment * alignment;
  }

  /** Gives sections their offsets. */
  private void place(boolean writable) {
    for (ElfObject object : objects) {
      long[] offsets = places.computeIfAbsent(object, key -> new long[object.sections().size()]);
      for (int i = 0; i < offsets.length; i++) {
        ElfObject.Section section = object.sections().get(i);
        if (section.inMemory() && section.writable() == writable) {
          end = align(end, section.alignment());
          offsets[i] = end;
          end += section.size();
        }
      }
    }
  }

  private void copy() {
    for (ElfObject object : objects) {
      for (int i = 0; i < object.sections().size(); i++) {
        byte[] content = object.sections().get(i).content();
        if (content != null) {
          MemorySegment.copy(
              content, 0, memory.segment(), JAVA_BYTE, places.get(object)[i], content.length);
        }
      }
    }
  }

  private void define() {
    for (ElfObject object : objects) {
      for (ElfObject.Symbol symbol : object.symbols()) {
        if (!symbol.local() && symbol.section() != 0) {
          defined.put(symbol.name(), address(object, symbol));
        }
      }
    }
  }

  private long address(ElfObject object, ElfObject.Symbol symbol) {
    if (symbol.section() == 0) {
      Long own = defined.get(symbol.name());
      return own != null
          ? own
          : library
              .find(symbol.name())
              .orElseThrow(() -> new UnsupportedRelocationException("symbol " + symbol.name()))
              .address();
    }
    if (symbol.section() >= object.sections().size()) {
      throw new UnsupportedRelocationException("symbol of a special section " + symbol.name());
    }
    return memory.segment().address() + places.get(object)[symbol.section()] + symbol.value();
  }

  private void relocate() {
    for (ElfObject object : objects) {
      for (ElfObject.Relocation relocation : object.relocations()) {
        relocate(object, relocation);
      }
    }
  }

  private void relocate(ElfObject object, ElfObject.Relocation relocation) {
    long place = places.get(object)[relocation.section()] + relocation.offset();
    long here = memory.segment().address() + place;
    long target = address(object, relocation.symbol());
    long value = target + relocation.addend();
    switch (relocation.type()) {
      case ABSOLUTE_64 -> memory.segment().set(JAVA_LONG_UNALIGNED, place, value);
      case RELATIVE_64 -> memory.segment().set(JAVA_LONG_UNALIGNED, place, value - here);
      case RELATIVE_32 -> setRelative(place, value - here);
      case CALL_32 -> {
        long distance = value - here;
        setRelative(
            place,
            distance == (int) distance
                ? distance
                : stub(relocation.symbol().name(), target) + relocation.addend() - here);
      }
      case TABLE_RELATIVE_32, TABLE_RELAXABLE_32, TABLE_RELAXABLE_REX_32 ->
          setRelative(place, slot(target) + relocation.addend() - here);
      default -> throw new UnsupportedRelocationException("relocation " + relocation.type());
    }
  }

  private void setRelative(long place, long distance) {
    if (distance != (int) distance) {
      throw new UnsupportedRelocationException("a distance of more than 32 bits");
    }
    memory.segment().set(JAVA_INT_UNALIGNED, place, (int) distance);
  }

  /** The address of a jump to a function. */
  private long stub(String name, long target) {
    return stubs.computeIfAbsent(
        name,
        key -> {
          long place = end;
          end += STUB_BYTES;
          memory.segment().set(JAVA_LONG_UNALIGNED, place, JUMP);
          memory.segment().set(JAVA_LONG_UNALIGNED, place + JUMP_BYTES, target);
          return memory.segment().address() + place;
        });
  }

  /** The address of a place that holds an address. */
  private long slot(long target) {
    return slots.computeIfAbsent(
        target,
        key -> {
          long place = end;
          end += SLOT_BYTES;
          memory.segment().set(JAVA_LONG_UNALIGNED, place, target);
          return memory.segment().address() + place;
        });
  }

  @Override
  public MemorySegment symbol(String name) {
    Long address = defined.get(name);
    if (address == null) {
      throw new IllegalStateException("there is no symbol " + name);
    }
    return MemorySegment.ofAddress(address);
  }

  @Override
  public void close() {
    memory.close();
  }
}
