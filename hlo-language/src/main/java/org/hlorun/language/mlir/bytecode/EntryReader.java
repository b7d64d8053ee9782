package org.hlorun.language.mlir.bytecode;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.mlir.MlirAttribute;
import org.hlorun.language.mlir.MlirType;

/** What the encodings of attributes and types are made of. */
final class EntryReader {
  private final EntryTable table;
  private final Cursor cursor;
  private final int start;
  private long size = 1;
  private int depth;

  EntryReader(EntryTable table, Cursor cursor) {
    this.table = table;
    this.cursor = cursor;
    this.start = cursor.position();
  }

  Cursor cursor() {
    return cursor;
  }

  LocationText locations() {
    return table.locations();
  }

  /** Of how many parts the entry consists so far. */
  long size() {
    return size;
  }

  /** How deep the entries nest that it has inside of it. */
  int depth() {
    return depth;
  }

  void addParts(long parts) {
    size += parts;
  }

  private Object part(Entry entry) {
    size += entry.size();
    depth = Math.max(depth, entry.depth());
    return entry.value();
  }

  /** The number that says which encoding follows. */
  long code() {
    return cursor.varint();
  }

  MlirAttribute attribute() {
    return (MlirAttribute) part(table.entry(true, cursor));
  }

  /** An attribute of a kind. */
  <T extends MlirAttribute> T attribute(Class<T> kind) {
    int offset = cursor.position();
    MlirAttribute attribute = attribute();
    if (!kind.isInstance(attribute)) {
      throw cursor.error(
          offset, "expected a %s here, but the attribute is another".formatted(name(kind)));
    }
    return kind.cast(attribute);
  }

  /** An attribute that may be absent, which the lowest bit of its index tells. */
  Optional<MlirAttribute> optionalAttribute() {
    int offset = cursor.position();
    long value = cursor.varint();
    if ((value & 1) == 0) {
      return Optional.empty();
    }
    Entry entry = table.attributeEntry(value >>> 1, cursor, offset);
    return Optional.of((MlirAttribute) part(entry));
  }

  MlirType type() {
    return (MlirType) part(table.entry(false, cursor));
  }

  /** A type of a kind. */
  <T extends MlirType> T type(Class<T> kind) {
    int offset = cursor.position();
    MlirType type = type();
    if (!kind.isInstance(type)) {
      throw cursor.error(
          offset, "expected a %s here, but the type is another".formatted(name(kind)));
    }
    return kind.cast(type);
  }

  private static String name(Class<?> kind) {
    return kind.getSimpleName();
  }

  String string() {
    return table.strings().read(cursor);
  }

  ResourceTable.Resource resource() {
    return table.resources().read(cursor);
  }

  <T> List<T> list(Supplier<T> element) {
    int count = cursor.count("elements");
    size += count;
    List<T> elements = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      elements.add(element.get());
    }
    return elements;
  }

  List<MlirAttribute> attributes() {
    return list(this::attribute);
  }

  List<MlirType> types() {
    return list(this::type);
  }

  /** A list of signed numbers. */
  LongList longs() {
    int count = cursor.count("numbers");
    size += count;
    long[] values = new long[count];
    for (int i = 0; i < count; i++) {
      values[i] = cursor.signedVarint();
    }
    return LongList.of(values);
  }

  /** Bytes with their number before them. */
  Cursor blob() {
    return cursor.take(cursor.varint());
  }

  /**
   * A pattern of a number of bits: one byte up to 8 bits, a signed number up to 64, otherwise words
   * of 64 bits, the lowest first.
   */
  BigInteger bits(int width) {
    BigInteger mask = BigInteger.ONE.shiftLeft(width).subtract(BigInteger.ONE);
    if (width <= 8) {
      return BigInteger.valueOf(cursor.readByte()).and(mask);
    }
    if (width <= 64) {
      return BigInteger.valueOf(cursor.signedVarint()).and(mask);
    }
    int words = cursor.count("words");
    if (words > (width + 63) / 64) {
      throw cursor.error("an integer has more words than its type");
    }
    BigInteger value = BigInteger.ZERO;
    for (int i = 0; i < words; i++) {
      long word = cursor.signedVarint();
      BigInteger unsigned = new BigInteger(Long.toUnsignedString(word));
      value = value.or(unsigned.shiftLeft(64 * i));
    }
    return value.and(mask);
  }

  /** A number of double precision. */
  double float64() {
    return Double.longBitsToDouble(bits(64).longValue());
  }

  /** The entry is of a kind that is not known, or that no program needs. */
  HloException unsupported(String message) {
    return cursor.error(
        start,
        DiagnosticCode.UNSUPPORTED,
        message,
        "write the program as text, or for an older version of StableHLO");
  }
}
