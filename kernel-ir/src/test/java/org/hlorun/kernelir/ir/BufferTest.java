package org.hlorun.kernelir.ir;

import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class BufferTest {
  /**
   * A vector of bits is packed in memory and a bit alone takes a byte: one cannot read the other.
   */
  @Test
  void thereIsNoMemoryOfSingleBits() {
    assertThrows(
        IllegalArgumentException.class,
        () -> new Buffer("bits", ScalarType.I1, 8, Buffer.Role.LOCAL));
  }
}
