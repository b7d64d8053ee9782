package org.hlorun.kernelir.link;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.hlorun.kernelir.cache.CacheFolder;
import org.hlorun.kernelir.cache.ContentHash;
import org.hlorun.kernelir.cache.ObjectCache;
import org.hlorun.kernelir.llvm.LlvmCompiler;
import org.hlorun.kernelir.llvm.LlvmTarget;
import org.hlorun.kernelir.llvm.LlvmVersion;
import org.hlorun.language.backend.CachePolicy;
import org.hlorun.language.backend.CompiledParts;

/**
 * Compiles modules in parallel, but for those that an earlier run has left on disk: the key is all
 * that the object code depends on.
 */
public final class CachedCompiler {
  private final LlvmTarget target;
  private final ObjectCache cache;
  private final boolean reads;
  private final AtomicInteger total = new AtomicInteger();
  private final AtomicInteger cached = new AtomicInteger();

  /** A compiler with the cache in the user's folder. */
  public CachedCompiler(LlvmTarget target, CachePolicy policy) {
    this(
        target,
        policy,
        policy == CachePolicy.OFF || CacheFolder.isOff()
            ? null
            : new ObjectCache(CacheFolder.path().resolve("objects"), ObjectCache.MAX_BYTES));
  }

  CachedCompiler(LlvmTarget target, CachePolicy policy, ObjectCache cache) {
    this.target = target;
    this.cache = cache;
    this.reads = policy == CachePolicy.USE;
  }

  /**
   * The objects of modules, in their order.
   *
   * @param modules LLVM IR
   */
  public List<byte[]> compile(Collection<String> modules) {
    return modules.parallelStream().map(this::compile).toList();
  }

  private byte[] compile(String module) {
    total.incrementAndGet();
    if (cache == null) {
      return LlvmCompiler.compile(module, LlvmCompiler.Output.OBJECT, target);
    }
    String key =
        ContentHash.of(
            LlvmVersion.TEXT,
            target.triple(),
            target.cpu(),
            target.features(),
            target.passes(),
            module);
    Optional<byte[]> known = reads ? cache.get(key) : Optional.empty();
    if (known.isPresent()) {
      cached.incrementAndGet();
      return known.get();
    }
    byte[] object = LlvmCompiler.compile(module, LlvmCompiler.Output.OBJECT, target);
    cache.put(key, object);
    return object;
  }

  /** What was compiled so far, and how much of it came from the disk. */
  public CompiledParts parts() {
    return new CompiledParts(total.get(), cached.get());
  }
}
