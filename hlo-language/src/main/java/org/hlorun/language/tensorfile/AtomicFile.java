package org.hlorun.language.tensorfile;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Files that appear whole or not at all. */
public final class AtomicFile {
  /**
   * Bytes of native memory that are written at once. File systems keep what is written at once in
   * large pages of their cache, which a mapping of the file translates and enters as one.
   */
  private static final long NATIVE_PIECE = 64 << 20;

  /** Bytes of arrays on the Java heap, which are copied before they are written. */
  private static final long HEAP_PIECE = 1 << 20;

  /** What writes the contents of a file. */
  @FunctionalInterface
  public interface Contents {
    void writeTo(WritableByteChannel channel) throws IOException;
  }

  private AtomicFile() {}

  /**
   * Writes a file under a temporary name beside its own and moves it into place. Devices and pipes
   * are written directly.
   *
   * @throws org.hlorun.language.diagnostic.HloException {@code FILE} if it cannot be written; the
   *     temporary file is gone then, and a file of that name is as it was
   */
  public static void write(Path file, Contents contents) {
    try {
      if (Files.exists(file) && !Files.isRegularFile(file) && !Files.isDirectory(file)) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
          contents.writeTo(channel);
        }
        return;
      }
      Path target = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
      Path temporary =
          target.resolveSibling(
              ".%s.%x-%x.tmp"
                  .formatted(
                      target.getFileName(), ProcessHandle.current().pid(), System.nanoTime()));
      try {
        try (FileChannel channel =
            FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
          contents.writeTo(channel);
        }
        Files.move(
            temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(temporary);
      }
    } catch (IOException e) {
      throw FileProblems.io(file, "write", e);
    }
  }

  /** Writes all bytes of a buffer. */
  static void write(WritableByteChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  /** Writes memory piece by piece, whatever its size and wherever it lies. */
  static void write(WritableByteChannel channel, MemorySegment segment) throws IOException {
    long most = segment.isNative() ? NATIVE_PIECE : HEAP_PIECE;
    for (long start = 0; start < segment.byteSize(); start += most) {
      MemorySegment piece = segment.asSlice(start, Math.min(most, segment.byteSize() - start));
      write(
          channel,
          piece.isNative()
              ? piece.asByteBuffer()
              : ByteBuffer.wrap(piece.toArray(ValueLayout.JAVA_BYTE)));
    }
  }
}
