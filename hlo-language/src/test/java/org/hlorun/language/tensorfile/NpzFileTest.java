package org.hlorun.language.tensorfile;

import static org.hlorun.language.tensorfile.Goldens.array;
import static org.hlorun.language.tensorfile.Goldens.file;
import static org.hlorun.language.tensorfile.Goldens.small;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SequencedMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NpzFileTest {
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
          Map.entry("c16", ElementType.C128));

  @TempDir Path folder;

  private static String refusal(Path file) {
    HloException e = assertThrows(HloException.class, () -> NpzFile.read(file, ExpectedTypes.NONE));
    assertEquals(DiagnosticCode.FILE_FORMAT, e.diagnostic().code());
    return e.getMessage();
  }

  private Path zip(String member, byte[] contents) throws IOException {
    Path file = folder.resolve("made.npz");
    try (OutputStream out = Files.newOutputStream(file);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.putNextEntry(new ZipEntry(member));
      zip.write(contents);
      zip.closeEntry();
    }
    return file;
  }

  @Test
  void everyTypeOfNumpyIsRead() {
    SequencedMap<String, ArrayLiteral> arrays = NpzFile.read(file("types.npz"), ExpectedTypes.NONE);
    assertEquals(TYPES.keySet(), arrays.keySet());
    assertEquals("bool", arrays.firstEntry().getKey());
    arrays.forEach((name, array) -> assertEquals(small(TYPES.get(name)), array, name));
  }

  @Test
  void compressedArraysAreRead() {
    SequencedMap<String, ArrayLiteral> arrays =
        NpzFile.read(file("compressed.npz"), ExpectedTypes.NONE);
    assertEquals(List.of("zeros", "ramp"), List.copyOf(arrays.keySet()));
    assertEquals(
        ArrayLiteral.allocate(ArrayShape.of(ElementType.F64, 100, 100)), arrays.get("zeros"));
    assertEquals(array(ArrayShape.of(ElementType.F32, 5), 0, 1, 2, 3, 4), arrays.get("ramp"));
  }

  @Test
  void whatIsWrittenIsReadAgainAndReproducible() throws IOException {
    SequencedMap<String, ArrayLiteral> arrays = NpzFile.read(file("types.npz"), ExpectedTypes.NONE);
    NpzFile.write(folder.resolve("a.npz"), arrays);
    NpzFile.write(folder.resolve("b.npz"), arrays);
    SequencedMap<String, ArrayLiteral> again =
        NpzFile.read(folder.resolve("a.npz"), ExpectedTypes.NONE);
    assertEquals(arrays, again);
    assertEquals(List.copyOf(arrays.keySet()), List.copyOf(again.keySet()));
    assertArrayEquals(
        Files.readAllBytes(folder.resolve("a.npz")), Files.readAllBytes(folder.resolve("b.npz")));
  }

  @Test
  void expectedTypesAreAskedForByName() {
    Map<String, ArrayLiteral> arrays =
        Map.of("x", small(ElementType.U4), "y", small(ElementType.F6E2M3FN));
    Path file = folder.resolve("x.npz");
    NpzFile.write(file, arrays);
    assertEquals(arrays, NpzFile.read(file, name -> Optional.of(arrays.get(name).elementType())));
  }

  @Test
  void everyTruncationIsRefused() throws IOException {
    byte[] whole = Files.readAllBytes(file("compressed.npz"));
    for (int length = 0; length < whole.length; length++) {
      refusal(Files.write(folder.resolve("cut.npz"), Arrays.copyOf(whole, length)));
    }
  }

  @Test
  void damagedBytesAreNoticedOrHarmless() throws IOException {
    Random random = new Random(2);
    byte[] whole = Files.readAllBytes(file("compressed.npz"));
    SequencedMap<String, ArrayLiteral> expected =
        NpzFile.read(file("compressed.npz"), ExpectedTypes.NONE);
    int refused = 0;
    for (int round = 0; round < 1000; round++) {
      byte[] damaged = whole.clone();
      damaged[random.nextInt(whole.length)] ^= (byte) (1 << random.nextInt(8));
      Path file = Files.write(folder.resolve("damaged.npz"), damaged);
      try {
        List<ArrayLiteral> arrays = List.copyOf(NpzFile.read(file, ExpectedTypes.NONE).values());
        assertEquals(List.copyOf(expected.values()), arrays, "round " + round);
      } catch (HloException e) {
        assertEquals(DiagnosticCode.FILE_FORMAT, e.diagnostic().code(), "round " + round);
        refused++;
      }
    }
    assertTrue(refused > 500, refused + " of 1000");
  }

  @Test
  void aSizeThatTheMemberCannotHaveIsRefusedBeforeAnythingIsAllocated() throws IOException {
    byte[] bytes = Files.readAllBytes(zip("x.npy", new byte[1000]));
    // The uncompressed size in the central directory: 24 bytes behind its signature PK\1\2.
    int directory = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("PK\1\2");
    bytes[directory + 27] = 0x7F;
    Path file = Files.write(folder.resolve("bomb.npz"), bytes);
    assertTrue(refusal(file).contains("claims 2130707432 bytes"), refusal(file));
  }

  @Test
  void aMemberThatIsNoArrayIsRefused() throws IOException {
    assertTrue(refusal(zip("readme.txt", new byte[3])).contains("(readme.txt): this member"));
  }

  @Test
  void aMemberThatIsDamagedIsNamed() throws IOException {
    assertTrue(refusal(zip("weights.npy", new byte[3])).contains("made.npz(weights.npy), byte 0"));
  }
}
