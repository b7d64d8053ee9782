package org.hlorun.language.mlir.bytecode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HexFormat;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.diagnostic.SourceText;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The encodings of numbers, strings and sections, byte by byte. */
class CursorTest {
  private static Cursor cursor(String hex) {
    byte[] bytes = HexFormat.ofDelimiter(" ").parseHex(hex);
    return new Cursor(SourceText.of("bytes", bytes).asBinary(), 0, bytes.length);
  }

  /**
   * The first byte ends with as many zeros as bytes follow; then a one; what is left of it are the
   * lowest bits of the number.
   */
  @ParameterizedTest
  @CsvSource({
    // xxxxxxx1: 7 bits
    "01, 0",
    "03, 1",
    "FF, 127",
    // xxxxxx10 and a byte: 14 bits, 128 = 1 << 7: 10.00.00.00 -> 02 02
    "02 02, 128",
    "FE FF, 16383",
    // xxxxx100 and two bytes: 16384 = 1 << 14 -> 04 00 02
    "04 00 02, 16384",
    "FC FF FF, 2097151",
    "08 00 00 02, 2097152",
    "10 00 00 00 02, 268435456",
    "20 00 00 00 00 02, 34359738368",
    "40 00 00 00 00 00 02, 4398046511104",
    "80 00 00 00 00 00 00 02, 562949953421312",
    // 00000000 and eight bytes: 64 bits, little endian
    "00 00 00 00 00 00 00 00 01, 72057594037927936",
    "00 FF FF FF FF FF FF FF FF, -1",
    // more bytes than needed are read too
    "04 00 00, 0"
  })
  void numbers(String hex, long value) {
    Cursor cursor = cursor(hex);
    assertEquals(value, cursor.varint());
    assertTrue(cursor.atEnd());
  }

  @ParameterizedTest
  @CsvSource({"01, 0", "03, -1", "05, 1", "07, -2", "FD, 63", "FF, -64"})
  void signedNumbers(String hex, long value) {
    assertEquals(value, cursor(hex).signedVarint());
  }

  @Test
  void theTestsWriteNumbersTheSameWay() {
    for (int shift = 0; shift < 64; shift++) {
      for (long value : new long[] {1L << shift, (1L << shift) - 1, -(1L << shift)}) {
        byte[] bytes = new Encoded().varint(value).signed(value).toBytes();
        Cursor cursor = new Cursor(SourceText.of("b", bytes).asBinary(), 0, bytes.length);
        assertEquals(value, cursor.varint());
        assertEquals(value, cursor.signedVarint());
        assertTrue(cursor.atEnd());
      }
    }
  }

  @Test
  void sectionsMayBeAligned() {
    // Kind 4 with the flag 80; length 2; alignment 8; padding up to byte 8; the contents.
    Cursor cursor = cursor("84 05 11 CB CB CB CB CB AA BB");
    Cursor.Section section = cursor.section();
    assertEquals(SectionId.OPERATIONS, section.id());
    assertEquals(8, section.contents().position());
    assertEquals(0xAA, section.contents().readByte());
    assertTrue(cursor.atEnd());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "02            | byte 1: error[HLO3002]: the file ends here",
        "04 09         | byte 2: error[HLO3002]: 4 bytes are expected, but only 0 are left",
        "09 01         | byte 0: error[HLO3002]: there is no kind of section 9, but only 9",
        "84 01 07      | byte 3: error[HLO3002]: the alignment 3 is not a power of two",
        "84 01 11 CB 00| byte 4: error[HLO3002]: expected padding"
      })
  void brokenSectionsAreReportedWithTheirOffset(String hex, String message) {
    HloException e = assertThrows(HloException.class, () -> cursor(hex.strip()).section());
    assertTrue(e.getMessage().startsWith("bytes: " + message), e.getMessage());
  }
}
