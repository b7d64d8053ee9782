package org.hlorun.cpu.image;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.hlorun.kernelir.cache.ContentHash;
import org.hlorun.kernelir.cache.ObjectStore;
import org.hlorun.kernelir.machine.TargetDescription;
import org.hlorun.language.backend.Backend;
import org.hlorun.language.backend.CachePolicy;
import org.hlorun.language.backend.Options;
import org.hlorun.language.backend.ProgramSignature;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.program.ProgramFormat;

/**
 * The way from the text of a program to its image, for which the text need not be read. The key is
 * the text with all that decides about the meaning of texts and about code; the entry has the key
 * of the image, and so an index that is lost costs time alone. Programs with parts for other back
 * ends are not in it, as what is said about these needs the program; nor are serialised ones, whose
 * meaning another jar decides, too.
 */
public final class ProgramIndex {
  private static final String FORMAT = "index 1";

  private final ObjectStore store;
  private final String key;
  private final boolean reads;

  /**
   * @param store null = the index has nothing of this program, and never will
   * @param reads whether what is there may be used
   */
  private ProgramIndex(ObjectStore store, String key, boolean reads) {
    this.store = store;
    this.key = key;
    this.reads = reads;
  }

  /**
   * What the index has of a text.
   *
   * @param parallel whether loops may run on several threads
   */
  public static ProgramIndex of(
      SourceText text, TargetDescription target, boolean parallel, Options options) {
    boolean isOff = ImageCache.isOff(options) || options.fillElidedConstants();
    String compiler = isOff ? null : CompilerVersion.ofCompiler();
    return compiler == null
        ? new ProgramIndex(null, null, false)
        : of(
            text,
            target,
            parallel,
            options,
            compiler + CompilerVersion.ofClassPath(),
            ImageCache.store());
  }

  /** The same for a compiler and a store that are given. */
  static ProgramIndex of(
      SourceText text,
      TargetDescription target,
      boolean parallel,
      Options options,
      String compiler,
      ObjectStore store) {
    byte[] bytes = text.toBytes();
    return switch (ProgramFormat.of(bytes)) {
      case HLO_PROTO, HLO_PROTO_TEXT -> new ProgramIndex(null, null, false);
      case HLO_TEXT, MLIR_TEXT, MLIR_BYTECODE ->
          new ProgramIndex(
              store,
              ContentHash.of(
                  FORMAT,
                  compiler,
                  ImageCache.conditions(target, parallel, options),
                  text.name(),
                  new String(bytes, StandardCharsets.ISO_8859_1)),
              options.cache() == CachePolicy.USE);
    };
  }

  /**
   * A program in the index.
   *
   * @param instructions how many instructions its entry computation has
   */
  public record Found(ProgramSignature signature, int instructions, ProgramImage image) {}

  /** The program, if it is there and its image is, too. */
  public Optional<Found> find() {
    if (store == null || !reads) {
      return Optional.empty();
    }
    return store.get(key).flatMap(ProgramIndex::decode).flatMap(this::found);
  }

  private static Optional<IndexEntry> decode(byte[] bytes) {
    try {
      return Optional.of(IndexCodec.decode(bytes));
    } catch (IOException e) {
      return Optional.empty(); // a defect, as the checksum was right: read the program
    }
  }

  private Optional<Found> found(IndexEntry entry) {
    return isThere(entry.reference())
        ? ImageCache.get(store, entry.image())
            .filter(image -> image.handedBack().isEmpty())
            .map(image -> new Found(entry.signature(), entry.instructions(), image))
        : Optional.empty();
  }

  /** Whether a jar is the one that it was. */
  private static boolean isThere(String line) {
    int end = line.lastIndexOf(' ', line.lastIndexOf(' ') - 1);
    return line.isEmpty()
        || (end > 0 && line.equals(CompilerVersion.ofFile(Path.of(line.substring(0, end)))));
  }

  /**
   * Enters a program whose image is there and has no parts for other back ends.
   *
   * @param images the place of its image
   * @param reference what computed constants at compile time
   */
  public void put(HloModule module, ImageCache images, Optional<Backend> reference) {
    String jar = reference.isPresent() ? CompilerVersion.ofJarOf(reference.get().getClass()) : "";
    if (images.key() != null && jar != null) {
      put(module, images.key(), jar);
    }
  }

  /** The same for the key of an image, and the line of a jar or nothing. */
  void put(HloModule module, String image, String reference) {
    IndexEntry entry =
        new IndexEntry(
            image,
            reference,
            ProgramSignature.of(module.entry()),
            module.entry().instructions().size());
    if (store != null && found(entry).isPresent()) {
      IndexCodec.encode(entry).ifPresent(bytes -> store.put(key, bytes));
    }
  }
}
