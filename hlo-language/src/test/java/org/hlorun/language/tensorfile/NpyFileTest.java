package org.hlorun.language.tensorfile;

import static org.hlorun.language.tensorfile.Goldens.array;
import static org.hlorun.language.tensorfile.Goldens.file;
import static org.hlorun.language.tensorfile.Goldens.small;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.diagnostic.Diagnostic;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Distribution;
import org.hlorun.language.literal.RandomLiterals;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class NpyFileTest {
  @TempDir Path folder;

  private static ArrayLiteral read(String name) {
    return NpyFile.read(file(name), Optional.empty());
  }

  private static Diagnostic refusal(Path file) {
    return assertThrows(HloException.class, () -> NpyFile.read(file, Optional.empty()))
        .diagnostic();
  }

  private Path write(String name, byte[] bytes) throws IOException {
    return Files.write(folder.resolve(name), bytes);
  }

  /** A file of a header of version 1 with this dictionary, and {@code dataBytes} zeros. */
  private Path withHeader(String dictionary, int dataBytes) throws IOException {
    byte[] text = dictionary.getBytes(StandardCharsets.ISO_8859_1);
    byte[] bytes = new byte[10 + text.length + dataBytes];
    System.arraycopy(NpyHeader.MAGIC, 0, bytes, 0, 6);
    bytes[6] = 1;
    bytes[8] = (byte) text.length;
    bytes[9] = (byte) (text.length >> 8);
    System.arraycopy(text, 0, bytes, 10, text.length);
    return write("made.npy", bytes);
  }

  @Test
  void aFloatMatrixIsReadInPlace() {
    ArrayLiteral array = read("f32.npy");
    assertEquals(small(ElementType.F32), array);
    assertTrue(array.segment().isMapped());
  }

  @ParameterizedTest
  @ValueSource(strings = {"version2.npy", "version3.npy"})
  void laterVersionsOfTheFormatAreRead(String name) {
    assertEquals(small(ElementType.U8), read(name));
  }

  @Test
  void aScalarAndAnEmptyArrayAreRead() {
    assertEquals(ArrayLiteral.scalar(ElementType.F64, 2.5), read("scalar_f64.npy"));
    assertEquals(ArrayShape.of(ElementType.S32, 0, 3), read("empty_s32.npy").shape());
  }

  @Test
  void bigEndianElementsAreSwapped() {
    assertEquals(
        array(ArrayShape.of(ElementType.S32, 2, 3), -0x1p31, -2, -1, 0, 1, 0x1p31 - 1),
        read("big_endian_s32.npy"));
    ArrayLiteral complex = ArrayLiteral.allocate(ArrayShape.of(ElementType.C128, 2));
    complex.setComplex(0, 1.5, -2.5);
    complex.setComplex(1, Double.POSITIVE_INFINITY, 0.25);
    assertEquals(complex, read("big_endian_c128.npy"));
  }

  @Test
  void fortranOrderIsTurnedIntoRowMajorOrder() {
    ArrayShape shape = ArrayShape.of(ElementType.S16, 2, 3, 4);
    assertEquals(RandomLiterals.of(shape, Distribution.IOTA, 0), read("fortran_s16.npy"));
    assertEquals(small(ElementType.F64), read("fortran_big_endian_f64.npy"));
  }

  @ParameterizedTest
  @CsvSource({
    "bf16.npy, BF16, 1, -2.5, Infinity, 0",
    "float8_e4m3fn.npy, F8E4M3FN, 1, -2.5, 448, 0",
    "float8_e5m2.npy, F8E5M2, 1, -2.5, Infinity, 0"
  })
  void floatsOfMlDtypesAreReadAndWrittenAsNumpyWritesThem(
      String name, ElementType type, double a, double b, double c, double d) throws IOException {
    ArrayLiteral expected = array(ArrayShape.of(type, 4), a, b, c, d);
    assertEquals(expected, NpyFile.read(file(name), Optional.of(type)));
    Path copy = folder.resolve("copy.npy");
    NpyFile.write(copy, expected);
    assertArrayEquals(Files.readAllBytes(file(name)), Files.readAllBytes(copy));
  }

  @Test
  void subByteIntegersOfMlDtypesAreRead() {
    assertEquals(
        array(ArrayShape.of(ElementType.S4, 4), 0, 7, -8, -1),
        NpyFile.read(file("int4.npy"), Optional.of(ElementType.S4)));
  }

  @Test
  void anAmbiguousTypeNeedsAnExpectedOne() {
    Diagnostic refusal = refusal(file("int4.npy"));
    assertEquals(DiagnosticCode.FILE_FORMAT, refusal.code());
    assertTrue(refusal.message().contains("'<V1' may be any 8-bit float"), refusal.message());
    assertThrows(
        HloException.class, () -> NpyFile.read(file("int4.npy"), Optional.of(ElementType.F32)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"f32.npy", "scalar_f64.npy", "empty_s32.npy"})
  void filesAreWrittenByteForByteAsByNumpy(String name) throws IOException {
    Path copy = folder.resolve(name);
    NpyFile.write(copy, read(name));
    assertArrayEquals(Files.readAllBytes(file(name)), Files.readAllBytes(copy));
  }

  @ParameterizedTest
  @EnumSource(ElementType.class)
  void everyElementTypeSurvivesWritingAndReading(ElementType type) {
    ArrayShape shape = ArrayShape.of(type, 3, 0x101);
    ArrayLiteral array = RandomLiterals.of(shape, Distribution.UNIFORM, 7).asArray();
    Path file = folder.resolve("array.npy");
    NpyFile.write(file, array);
    assertEquals(array, NpyFile.read(file, Optional.of(type)));
  }

  @Test
  void ofADynamicDimensionOnlyWhatIsThereIsWritten() {
    ArrayShape shape = ArrayShape.of(ElementType.S32, 2, 3).withDynamic(1, true);
    ArrayLiteral array = array(shape, 0, 1, 9, 2, 3, 9).withSizes(LongList.of(2, 2));
    Path file = folder.resolve("array.npy");
    NpyFile.write(file, array);
    assertEquals(
        array(ArrayShape.of(ElementType.S32, 2, 2), 0, 1, 2, 3),
        NpyFile.read(file, Optional.empty()));
  }

  @Test
  void boolsOtherThanZeroAndOneAreTrue() throws IOException {
    byte[] bytes = Files.readAllBytes(file("version2.npy"));
    String text = new String(bytes, StandardCharsets.ISO_8859_1).replace("|u1", "|b1");
    Path file = write("bools.npy", text.getBytes(StandardCharsets.ISO_8859_1));
    ArrayLiteral expected = array(ArrayShape.of(ElementType.PRED, 2, 3), 0, 1, 1, 1, 1, 1);
    assertEquals(expected, NpyFile.read(file, Optional.empty()));
  }

  @Test
  void everyTruncationIsRefused() throws IOException {
    byte[] whole = Files.readAllBytes(file("f32.npy"));
    for (int length = 0; length < whole.length; length++) {
      Diagnostic refusal = refusal(write("cut.npy", Arrays.copyOf(whole, length)));
      assertEquals(DiagnosticCode.FILE_FORMAT, refusal.code());
    }
  }

  @Test
  void aTruncatedFileSaysWhatWasExpectedAndWhatCame() throws IOException {
    byte[] whole = Files.readAllBytes(file("f32.npy"));
    Path cut = write("cut.npy", Arrays.copyOf(whole, 141));
    assertEquals(
        cut + ", byte 128: expected 24 bytes of elements for f32[2,3], found 13 bytes.",
        refusal(cut).message());
  }

  @Test
  void bytesBehindTheElementsAreRefused() throws IOException {
    byte[] whole = Files.readAllBytes(file("f32.npy"));
    Path longer = write("longer.npy", Arrays.copyOf(whole, whole.length + 1));
    assertTrue(refusal(longer).message().contains("found 25 bytes"));
  }

  @Test
  void aShapeThatPromisesTooMuchAllocatesNothing() throws IOException {
    Path file =
        withHeader(
            "{'descr': '>f8', 'fortran_order': True, 'shape': (4611686018427387904, 4), }", 64);
    assertTrue(refusal(file).message().contains("2^63 or more"), refusal(file).message());
    file = withHeader("{'descr': '>f8', 'fortran_order': True, 'shape': (1099511627776,), }", 64);
    assertTrue(
        refusal(file).message().contains("expected 8796093022208 bytes of elements"),
        refusal(file).message());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2,) | byte 64: expected '}'",
        "{'descr': '<f4', 'fortran_order': no, 'shape': (2,)} | byte 44: expected True or False",
        "{'descr': '<f4', 'fortran_order': False} | expected the keys descr",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (-2,)} | expected a dimension's size",
        "{'descr': '<f4', 'colour': False, 'shape': (2,)} | found 'colour'",
        "('descr') | byte 10: expected '{', found ('descr')",
        "{'descr': '<f16', 'fortran_order': False, 'shape': (2,)} | '<f16' is none of HLO's"
      })
  void aBrokenHeaderIsRefused(String header, String message) throws IOException {
    Diagnostic refusal = refusal(withHeader(header, 8));
    assertEquals(DiagnosticCode.FILE_FORMAT, refusal.code());
    assertTrue(refusal.message().contains(message), refusal.message());
  }

  @Test
  void moreDimensionsThanAShapeHasAreRefused() throws IOException {
    String shape = "1, ".repeat(64);
    Path file = withHeader("{'descr': '|u1', 'fortran_order': False, 'shape': (" + shape + ")}", 1);
    assertTrue(refusal(file).message().contains("at most 63 dimensions"));
  }

  @Test
  void structuredArraysAndTextAreRefused() {
    assertTrue(refusal(file("structured.npy")).message().contains("structured element type"));
    assertTrue(refusal(file("unicode.npy")).message().contains("'<U1' is none of HLO's"));
  }

  @Test
  void damagedBytesNeverGiveAnotherErrorThanADiagnostic() throws IOException {
    Random random = new Random(1);
    byte[] whole = Files.readAllBytes(file("fortran_s16.npy"));
    for (int round = 0; round < 2000; round++) {
      byte[] damaged = whole.clone();
      for (int i = 0; i <= random.nextInt(3); i++) {
        damaged[random.nextInt(128)] = (byte) random.nextInt();
      }
      Path file = write("damaged.npy", damaged);
      try {
        assertEquals(48, NpyFile.read(file, Optional.empty()).segment().byteSize());
      } catch (HloException e) {
        assertEquals(DiagnosticCode.FILE_FORMAT, e.diagnostic().code(), "round " + round);
      }
    }
  }

  @Test
  void aMissingFileAndAFolderAreRefused() {
    Diagnostic missing = refusal(folder.resolve("none.npy"));
    assertEquals(DiagnosticCode.FILE, missing.code());
    assertTrue(missing.message().endsWith("none.npy: it does not exist."), missing.message());
    assertEquals(DiagnosticCode.FILE, refusal(folder).code());
  }

  @Test
  void writingIntoAMissingFolderIsRefusedAndLeavesNothing() throws IOException {
    Path file = folder.resolve("none").resolve("x.npy");
    HloException e =
        assertThrows(HloException.class, () -> NpyFile.write(file, small(ElementType.F32)));
    assertEquals(DiagnosticCode.FILE, e.diagnostic().code());
    try (Stream<Path> files = Files.list(folder)) {
      assertFalse(files.findAny().isPresent());
    }
  }

  @Test
  void afterWritingOnlyTheFileItselfIsThere() throws IOException {
    NpyFile.write(folder.resolve("x.npy"), small(ElementType.F32));
    NpyFile.write(folder.resolve("x.npy"), small(ElementType.S8));
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(1, files.count());
    }
    assertEquals(small(ElementType.S8), NpyFile.read(folder.resolve("x.npy"), Optional.empty()));
  }
}
