package org.hlorun.kernelir.cache;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ObjectCacheTest {
  @TempDir private Path folder;

  private static byte[] object(int size, int fill) {
    byte[] object = new byte[size];
    Arrays.fill(object, (byte) fill);
    return object;
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }

  @Test
  void anObjectIsFoundByItsKeyInAnotherProcessToo() {
    new ObjectCache(folder, 1 << 20).put("aabb", object(1000, 7));
    ObjectCache other = new ObjectCache(folder, 1 << 20);
    assertArrayEquals(object(1000, 7), other.get("aabb").orElseThrow());
    assertTrue(other.get("aabc").isEmpty());
  }

  @Test
  void everyDamagedOrShortenedFileIsAsGoodAsNone() throws IOException {
    ObjectCache cache = new ObjectCache(folder, 1 << 20);
    cache.put("aabb", object(50, 7));
    Path file = files().getFirst();
    byte[] content = Files.readAllBytes(file);
    for (int i = 0; i < content.length; i++) {
      byte[] damaged = content.clone();
      damaged[i] ^= 0x10;
      Files.write(file, damaged);
      assertTrue(cache.get("aabb").isEmpty(), "byte " + i);
      Files.write(file, Arrays.copyOf(content, i));
      assertTrue(cache.get("aabb").isEmpty(), "length " + i);
    }
    cache.put("aabb", object(50, 8));
    assertArrayEquals(object(50, 8), cache.get("aabb").orElseThrow());
  }

  @Test
  void whatWasNotUsedForLongestIsRemovedWhenTheFolderIsFull() throws IOException {
    ObjectCache filling = new ObjectCache(folder, 1 << 20);
    for (int i = 0; i < 8; i++) {
      filling.put("a" + i + "bb", object(1000, i));
      Path file = folder.resolve("a" + i).resolve("bb");
      Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(90_000 - i * 9000)));
    }
    filling.get("a0bb"); // used just now
    new ObjectCache(folder, 6000).put("ccdd", object(1000, 9));
    ObjectCache cache = new ObjectCache(folder, 6000);
    assertTrue(cache.get("a0bb").isPresent() && cache.get("ccdd").isPresent());
    assertTrue(cache.get("a1bb").isEmpty() && cache.get("a2bb").isEmpty());
    assertTrue(files().size() <= 6);
  }

  @Test
  void manyWritersAndReadersOfOneKeySeeWholeObjectsOnly() throws IOException {
    ObjectCache cache = new ObjectCache(folder, 1 << 20);
    cache.put("aabb", object(100_000, 0));
    long wrong =
        IntStream.range(0, 200)
            .parallel()
            .filter(
                i -> {
                  if (i % 2 == 0) {
                    new ObjectCache(folder, 1 << 20).put("aabb", object(100_000, i));
                    return false;
                  }
                  byte[] found = cache.get("aabb").orElse(new byte[0]);
                  return found.length != 100_000
                      || !Arrays.equals(found, object(100_000, found[0]));
                })
            .count();
    assertEquals(0, wrong);
    assertEquals(1, files().size());
  }

  @Test
  void aFolderThatCannotBeWrittenIsNoError() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "not a folder");
    ObjectCache cache = new ObjectCache(file, 1 << 20);
    cache.put("aabb", object(10, 1));
    assertTrue(cache.get("aabb").isEmpty());
  }

  @Test
  void hashesDependOnWhereTextsEnd() {
    assertNotEquals(ContentHash.of("ab", "c"), ContentHash.of("a", "bc"));
    assertEquals(64, ContentHash.of("x").length());
  }
}
