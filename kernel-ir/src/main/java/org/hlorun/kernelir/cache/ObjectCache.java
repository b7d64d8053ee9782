package org.hlorun.kernelir.cache;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Object code on disk by key. A file is written under another name and moved, so that several
 * processes may use a folder at once; it starts with a checksum of what follows, so that a damaged
 * one is as good as none. What was not used for longest is removed when the folder grows too large.
 * A disk that is full or read only makes the cache useless, not the program fail.
 */
public final class ObjectCache implements ObjectStore {
  /** The most bytes that a folder may hold, by default. */
  public static final long MAX_BYTES = 512L << 20;

  private static final byte[] MAGIC = "hlo-run object 1\n".getBytes(StandardCharsets.US_ASCII);
  private static final int HEADER = MAGIC.length + ContentHash.BYTES;

  /** Uses are noted to this precision. */
  private static final Duration PRECISION = Duration.ofHours(1);

  /** Bytes that are written between two looks at the size of the folder, at most. */
  private static final long LOOK_BYTES = 16 << 20;

  /** Between two looks no more than this part of the limit is written. */
  private static final long LOOK_PART = 8;

  private final Path folder;
  private final long maxBytes;
  private final long lookBytes;
  private final AtomicLong written;

  /**
   * A cache in a folder, which need not be there yet.
   *
   * @param maxBytes the most bytes that it may hold
   */
  public ObjectCache(Path folder, long maxBytes) {
    this.folder = folder;
    this.maxBytes = maxBytes;
    this.lookBytes = Math.clamp(maxBytes / LOOK_PART, 1, LOOK_BYTES);
    // As many looks for the bytes of many short processes as for those of a long one.
    this.written = new AtomicLong(ThreadLocalRandom.current().nextLong(lookBytes));
  }

  private Path file(String key) {
    return folder.resolve(key.substring(0, 2)).resolve(key.substring(2));
  }

  /**
   * The object of a key; empty if there is none, or if it is damaged.
   *
   * @param key hexadecimal digits
   */
  @Override
  public Optional<byte[]> get(String key) {
    Path file = file(key);
    try {
      byte[] content = Files.readAllBytes(file);
      if (content.length < HEADER
          || !Arrays.equals(content, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
        return Optional.empty();
      }
      byte[] object = Arrays.copyOfRange(content, HEADER, content.length);
      byte[] sum = Arrays.copyOfRange(content, MAGIC.length, HEADER);
      if (!MessageDigest.isEqual(sum, ContentHash.sha256().digest(object))) {
        return Optional.empty();
      }
      noteUse(file);
      return Optional.of(object);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static void noteUse(Path file) {
    try {
      Instant now = Instant.now();
      if (Files.getLastModifiedTime(file).toInstant().isBefore(now.minus(PRECISION))) {
        Files.setLastModifiedTime(file, FileTime.from(now));
      }
    } catch (IOException e) {
      // It was removed by another process, or belongs to somebody else: it was read all the same.
    }
  }

  /** Keeps an object, if the disk lets us. */
  @Override
  public void put(String key, byte[] object) {
    Path file = file(key);
    Path partial = null;
    try {
      Files.createDirectories(file.getParent());
      partial = Files.createTempFile(file.getParent(), "new", ".part");
      byte[] content = Arrays.copyOf(MAGIC, HEADER + object.length);
      byte[] sum = ContentHash.sha256().digest(object);
      System.arraycopy(sum, 0, content, MAGIC.length, sum.length);
      System.arraycopy(object, 0, content, HEADER, object.length);
      Files.write(partial, content);
      Files.move(
          partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      if (written.addAndGet(content.length) >= lookBytes) {
        written.set(0);
        removeOldest();
      }
    } catch (IOException e) {
      delete(partial);
    }
  }

  private static void delete(Path file) {
    try {
      if (file != null) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      // Somebody else removes it, or nobody can.
    }
  }

  /** A file of the cache. */
  private record Entry(Path file, long bytes, FileTime used) {}

  /** Removes what was not used for longest until three quarters of the limit are left. */
  private void removeOldest() throws IOException {
    List<Entry> entries = entries();
    long total = entries.stream().mapToLong(Entry::bytes).sum();
    if (total <= maxBytes) {
      return;
    }
    entries.sort(Comparator.comparing(Entry::used));
    for (Entry entry : entries) {
      if (total <= maxBytes / 4 * 3) {
        return;
      }
      delete(entry.file());
      total -= entry.bytes();
    }
  }

  private List<Entry> entries() throws IOException {
    List<Entry> entries = new ArrayList<>();
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            entries.add(new Entry(file, attributes.size(), attributes.lastModifiedTime()));
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException problem) {
            return FileVisitResult.CONTINUE; // removed by another process meanwhile
          }
        });
    return entries;
  }
}
