package org.hlorun.cpu.image;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Supplier;
import org.hlorun.fusion.pass.PassOptions;
import org.hlorun.kernelir.cache.CacheFolder;
import org.hlorun.kernelir.cache.ContentHash;
import org.hlorun.kernelir.cache.ObjectCache;
import org.hlorun.kernelir.cache.ObjectStore;
import org.hlorun.kernelir.llvm.LlvmVersion;
import org.hlorun.kernelir.machine.TargetDescription;
import org.hlorun.language.backend.Backend;
import org.hlorun.language.backend.CachePolicy;
import org.hlorun.language.backend.Options;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.printer.HloPrinter;
import org.hlorun.language.printer.PrintForm;

/**
 * The place on disk of one program's image. Its name depends on all that the image depends on: the
 * program and the text that messages quote, the machine, the options that change code, and the jars
 * of the compiler. Where those are folders of classes, which change from build to build, nothing is
 * kept.
 */
public final class ImageCache {
  /** Larger images are not worth the disk. */
  private static final int MAX_IMAGE_BYTES = 64 << 20;

  private static final String FORMAT = "program 2";

  private final ObjectCache cache;
  private final String key;
  private final boolean reads;

  /**
   * @param cache null = keep nothing
   */
  private ImageCache(ObjectCache cache, String key, boolean reads) {
    this.cache = cache;
    this.key = key;
    this.reads = reads;
  }

  /**
   * The place of a program. One whose passes were chosen for this compilation, or whose kernels are
   * timed or watched, has none.
   *
   * @param parallel whether its loops may run on several threads
   * @param reference what computes constants at compile time; only looked for if it matters
   */
  public static ImageCache of(
      HloModule module,
      TargetDescription target,
      boolean parallel,
      Supplier<Optional<Backend>> reference,
      Options options) {
    boolean isOff = isOff(options) || module.attachment(PassOptions.class).isPresent();
    String compiler = isOff ? null : compiler(reference.get());
    if (compiler == null) {
      return new ImageCache(null, null, false);
    }
    return new ImageCache(
        store(),
        key(module, target, parallel, options, compiler),
        options.cache() == CachePolicy.USE);
  }

  /** Whether options forbid to keep images, or need code that is not kept. */
  static boolean isOff(Options options) {
    return options.cache() == CachePolicy.OFF
        || options.cache() == CachePolicy.MEMORY
        || CacheFolder.isOff()
        || options.monitor().wantsKernels()
        || options.checkMemory();
  }

  /** Where images are kept. */
  static ObjectCache store() {
    return new ObjectCache(CacheFolder.path().resolve("objects"), ObjectCache.MAX_BYTES);
  }

  static String key(
      HloModule module,
      TargetDescription target,
      boolean parallel,
      Options options,
      String compiler) {
    Optional<SourceText> source = module.source();
    return ContentHash.of(
        FORMAT,
        compiler,
        conditions(target, parallel, options),
        HloPrinter.print(module, PrintForm.LONG),
        source.map(SourceText::name).orElse(""),
        source.map(text -> new String(text.toBytes(), StandardCharsets.ISO_8859_1)).orElse(""));
  }

  /** What code depends on beside the program and the compiler, in lines. */
  static String conditions(TargetDescription target, boolean parallel, Options options) {
    return String.join(
        "\n",
        LlvmVersion.TEXT,
        target.triple(),
        target.cpu(),
        target.features(),
        target.llvm().passes(),
        target.llvm().plainPasses(),
        Boolean.toString(parallel),
        options.numerics().name(),
        Long.toString(options.maxIterations()));
  }

  /** The jars that code depends on with their sizes and times; null if some are no jars. */
  private static String compiler(Optional<Backend> reference) {
    String compiler = CompilerVersion.ofCompiler();
    if (compiler == null || reference.isEmpty()) {
      return compiler;
    }
    String jar = CompilerVersion.ofJarOf(reference.get().getClass());
    return jar == null ? null : compiler + jar;
  }

  /** The key of the program; null if nothing is kept. */
  String key() {
    return key;
  }

  /** The image, if an earlier run has left it. */
  public Optional<ProgramImage> get() {
    if (cache == null || !reads) {
      return Optional.empty();
    }
    return get(cache, key);
  }

  /** The image of a key. */
  static Optional<ProgramImage> get(ObjectStore cache, String key) {
    return cache.get(key).flatMap(ImageCache::decode);
  }

  private static Optional<ProgramImage> decode(byte[] bytes) {
    try {
      return Optional.of(ImageCodec.decode(bytes));
    } catch (IOException | HloException e) {
      return Optional.empty(); // another program with the same hash, or a defect: compile it anew
    }
  }

  /** Keeps an image for later runs. */
  public void put(ProgramImage image) {
    if (cache != null) {
      byte[] bytes = ImageCodec.encode(image);
      if (bytes.length <= MAX_IMAGE_BYTES) {
        cache.put(key, bytes);
      }
    }
  }
}
