package org.hlorun.language.tensorfile;

import static org.hlorun.language.tensorfile.Goldens.file;
import static org.hlorun.language.tensorfile.Goldens.small;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SequencedMap;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SafetensorsFileTest {
  private static final Map<String, ElementType> TYPES =
      Map.ofEntries(
          Map.entry("bool", ElementType.PRED),
          Map.entry("i1", ElementType.S8),
          Map.entry("i2", ElementType.S16),
          Map.entry("i4", ElementType.S32),
          Map.entry("i8", ElementType.S64),
          Map.entry("u1", ElementType.U8),
          Map.entry("u2", ElementType.U16),
          Map.entry("u4", ElementType.U32),
          Map.entry("u8", ElementType.U64),
          Map.entry("f2", ElementType.F16),
          Map.entry("f4", ElementType.F32),
          Map.entry("f8", ElementType.F64),
          Map.entry("c8", ElementType.C64),
          Map.entry("bf16", ElementType.BF16),
          Map.entry("f8_e4m3", ElementType.F8E4M3FN),
          Map.entry("f8_e5m2", ElementType.F8E5M2));

  @TempDir Path folder;

  private static String refusal(Path file) {
    HloException e = assertThrows(HloException.class, () -> SafetensorsFile.read(file));
    assertEquals(DiagnosticCode.FILE_FORMAT, e.diagnostic().code());
    return e.getMessage();
  }

  /** A file of this header and {@code dataBytes} zeros. */
  private Path made(String header, int dataBytes) throws IOException {
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes = ByteBuffer.allocate(8 + text.length + dataBytes);
    bytes.order(ByteOrder.LITTLE_ENDIAN).putLong(text.length).put(text);
    return Files.write(folder.resolve("made.safetensors"), bytes.array());
  }

  @Test
  void everyTypeIsReadInPlace() {
    SequencedMap<String, ArrayLiteral> arrays = SafetensorsFile.read(file("types.safetensors"));
    TYPES.forEach(
        (name, type) -> {
          assertEquals(small(type), arrays.get(name), name);
          assertTrue(arrays.get(name).segment().isMapped() || type == ElementType.PRED);
        });
    assertEquals(ArrayLiteral.scalar(ElementType.F64, 2.5), arrays.get("scalar"));
    assertEquals(ArrayShape.of(ElementType.S16, 0, 3), arrays.get("empty").shape());
    assertEquals(TYPES.size() + 2, arrays.size());
  }

  @Test
  void whatIsWrittenIsReadAgainInTheSameOrderWithAlignedArrays() throws IOException {
    SequencedMap<String, ArrayLiteral> arrays = new LinkedHashMap<>();
    List.of("bool", "f8", "bf16", "c8", "f8_e4m3", "i8")
        .forEach(name -> arrays.put(name, small(TYPES.get(name))));
    Path file = folder.resolve("x.safetensors");
    SafetensorsFile.write(file, arrays);
    SequencedMap<String, ArrayLiteral> again = SafetensorsFile.read(file);
    assertEquals(arrays, again);
    assertEquals(List.copyOf(arrays.keySet()), List.copyOf(again.keySet()));
    assertEquals(0, again.get("f8").segment().address() % 8);
    assertEquals(0, again.get("i8").segment().address() % 8);
    assertEquals(0, again.get("c8").segment().address() % 4);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 9, 30, 61})
  void theFirstArrayBeginsALineOfTheCachesWhateverTheLengthOfTheHeader(int nameLength) {
    String name = "x".repeat(nameLength);
    Path file = folder.resolve("x.safetensors");
    SafetensorsFile.write(file, Map.of(name, small(ElementType.F32)));
    assertEquals(0, SafetensorsFile.read(file).get(name).segment().address() % 64);
  }

  @Test
  void moreThanOnePieceIsWrittenInOrder() {
    long elements = (130 << 20) / Long.BYTES;
    ArrayLiteral large =
        ArrayLiteral.of(
            ArrayShape.of(ElementType.S64, elements),
            Arena.ofAuto().allocate(elements * Long.BYTES, 64));
    for (long i = 0; i < elements; i++) {
      large.segment().setAtIndex(ValueLayout.JAVA_LONG, i, i);
    }
    Path file = folder.resolve("x.safetensors");
    SafetensorsFile.write(file, Map.of("x", large));
    assertEquals(-1, SafetensorsFile.read(file).get("x").segment().mismatch(large.segment()));
  }

  @Test
  void aTypeThatTheFormatHasNotIsRefusedAndNothingIsWritten() {
    Path file = folder.resolve("x.safetensors");
    HloException e =
        assertThrows(
            HloException.class,
            () -> SafetensorsFile.write(file, Map.of("x", small(ElementType.S4))));
    assertTrue(e.getMessage().contains("no element type s4, which x has"), e.getMessage());
    assertFalse(Files.exists(file));
  }

  @Test
  void everyTruncationIsRefused() throws IOException {
    byte[] whole = Files.readAllBytes(file("types.safetensors"));
    for (int length = 0; length < whole.length; length++) {
      refusal(Files.write(folder.resolve("cut.safetensors"), Arrays.copyOf(whole, length)));
    }
  }

  @Test
  void aHeaderLengthBeyondTheFileIsRefused() throws IOException {
    byte[] bytes = {-1, -1, -1, -1, -1, -1, -1, 127, '{', '}'};
    Path file = Files.write(folder.resolve("x.safetensors"), bytes);
    assertTrue(
        refusal(file).contains("byte 0: expected a header of at most 2 bytes"), refusal(file));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"x\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[0,8]}}"
            + "| byte 13: expected 12 bytes for x, a f32[3], found data_offsets 0 to 8",
        "{\"x\":{\"dtype\":\"F4\",\"shape\":[16],\"data_offsets\":[0,8]}}"
            + "| x has the element type F4, whose elements are not whole bytes",
        "{\"x\":{\"dtype\":\"Q8\",\"shape\":[8],\"data_offsets\":[0,8]}}"
            + "| expected an element type of safetensors for x, found Q8",
        "{\"x\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}"
            + "| expected data_offsets from 0 to at most 8, found 4 to 8",
        "{\"x\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}"
            + "| expected the end of the file, found 4 more bytes",
        "{\"x\":{\"dtype\":\"U8\",\"shape\":[16],\"data_offsets\":[0,16]}}"
            + "| expected data_offsets from 0 to at most 8, found 0 to 16",
        "{\"x\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,8]}}"
            + "| expected the sizes of x, each from 0 to 2^63 - 1, found -1",
        "{\"x\":{\"dtype\":\"U8\",\"shape\":[4611686018427387904,4],\"data_offsets\":[0,8]}}"
            + "| expected 2^63 or more bytes for x",
        "{\"x\":{\"shape\":[2],\"data_offsets\":[0,8]}} | expected dtype, shape and two",
        "{\"x\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},\"x\":{}}"
            + "| Duplicate field 'x'",
        "[] | expected an object of arrays by name, found [",
        "{\"x\" | expected a JSON header",
        "{} {} | expected the end of the header"
      })
  void aBrokenHeaderIsRefused(String header, String message) throws IOException {
    Path file = made(header, 8);
    assertTrue(refusal(file).contains(message), refusal(file));
  }

  @Test
  void damagedBytesNeverGiveAnotherErrorThanADiagnostic() throws IOException {
    Random random = new Random(3);
    byte[] whole = Files.readAllBytes(file("types.safetensors"));
    int header = (int) ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN).getLong(0);
    for (int round = 0; round < 2000; round++) {
      byte[] damaged = whole.clone();
      for (int i = 0; i <= random.nextInt(3); i++) {
        damaged[random.nextInt(8 + header)] = (byte) random.nextInt();
      }
      Path file = Files.write(folder.resolve("damaged.safetensors"), damaged);
      try {
        assertFalse(SafetensorsFile.read(file).isEmpty());
      } catch (HloException e) {
        assertEquals(DiagnosticCode.FILE_FORMAT, e.diagnostic().code(), "round " + round);
      }
    }
  }
}
