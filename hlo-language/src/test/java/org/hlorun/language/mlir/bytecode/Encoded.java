package org.hlorun.language.mlir.bytecode;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Bytes in the making: the numbers, strings and sections of MLIR bytecode, as tests write them. */
final class Encoded {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  static Encoded of(int... values) {
    return new Encoded().add(values);
  }

  byte[] toBytes() {
    return bytes.toByteArray();
  }

  int size() {
    return bytes.size();
  }

  /** Single bytes. */
  Encoded add(int... values) {
    for (int value : values) {
      bytes.write(value);
    }
    return this;
  }

  Encoded add(byte[] values) {
    bytes.writeBytes(values);
    return this;
  }

  Encoded add(Encoded other) {
    return add(other.toBytes());
  }

  /** A number in as few bytes as it takes: the zeros in front of the lowest one count the rest. */
  Encoded varint(long value) {
    int bits = 64 - Long.numberOfLeadingZeros(value | 1);
    int size = (bits + 6) / 7;
    if (size > 8) {
      add(0);
      for (int i = 0; i < 8; i++) {
        add((int) (value >>> (8 * i)) & 0xFF);
      }
      return this;
    }
    long shifted = (value << size) | (1L << (size - 1));
    for (int i = 0; i < size; i++) {
      add((int) (shifted >>> (8 * i)) & 0xFF);
    }
    return this;
  }

  Encoded varints(long... values) {
    for (long value : values) {
      varint(value);
    }
    return this;
  }

  /** A number with its sign in the lowest bit. */
  Encoded signed(long value) {
    return varint((value << 1) ^ (value >> 63));
  }

  /** A list of signed numbers. */
  Encoded signedList(long... values) {
    varint(values.length);
    for (long value : values) {
      signed(value);
    }
    return this;
  }

  /** Bytes with their number before them. */
  Encoded blob(Encoded contents) {
    return varint(contents.size()).add(contents);
  }

  Encoded text(String value) {
    return add(value.getBytes(StandardCharsets.ISO_8859_1)).add(0);
  }

  /** A section without an alignment. */
  Encoded section(int id, Encoded contents) {
    return add(id).blob(contents);
  }
}
