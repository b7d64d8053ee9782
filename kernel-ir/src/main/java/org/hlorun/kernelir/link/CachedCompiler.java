package org.hlorun.kernelir.link;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.hlorun.kernelir.cache.CacheFolder;
import org.hlorun.kernelir.cache.ContentHash;
import org.hlorun.kernelir.cache.ObjectCache;
import org.hlorun.kernelir.cache.RecentObjects;
import org.hlorun.kernelir.llvm.LlvmCompiler;
import org.hlorun.kernelir.llvm.LlvmTarget;
import org.hlorun.kernelir.llvm.LlvmVersion;
import org.hlorun.language.backend.CachePolicy;
import org.hlorun.language.backend.CompiledParts;

/**
 * Compiles modules in parallel, but for those that an earlier run has left on disk, or this process
 * in memory: the key is all that the object code depends on.
 */
public final class CachedCompiler {
  private final LlvmTarget target;
  private final Lookup known;
  private final Store store;
  private final AtomicInteger total = new AtomicInteger();
  private final AtomicInteger cached = new AtomicInteger();

  /** What is kept under a key. */
  private interface Lookup {
    Optional<byte[]> get(String key);
  }

  /** Keeps an object under a key. */
  private interface Store {
    void put(String key, byte[] object);
  }

  /** A compiler with the cache in the user's folder. */
  public CachedCompiler(LlvmTarget target, CachePolicy policy) {
    this(
        target,
        CacheFolder.isOff() && policy != CachePolicy.MEMORY ? CachePolicy.OFF : policy,
        new ObjectCache(CacheFolder.path().resolve("objects"), ObjectCache.MAX_BYTES));
  }

  /** A compiler that keeps on disk in {@code cache} what the policy lets it keep there. */
  CachedCompiler(LlvmTarget target, CachePolicy policy, ObjectCache cache) {
    this.target = target;
    this.known =
        switch (policy) {
          case USE -> cache::get;
          case MEMORY -> RecentObjects.PROCESS::get;
          case REFRESH, OFF -> key -> Optional.empty();
        };
    this.store =
        switch (policy) {
          case USE, REFRESH -> cache::put;
          case MEMORY -> RecentObjects.PROCESS::put;
          case OFF -> (key, object) -> {};
        };
  }

  /**
   * The objects of modules, in their order.
   *
   * @param modules LLVM IR
   */
  public List<byte[]> compile(Collection<String> modules) {
    return compile(modules, () -> {});
  }

  /**
   * The objects of modules, in their order.
   *
   * @param modules LLVM IR
   * @param checkpoint called before each, on any thread; what it throws ends the compilation
   */
  public List<byte[]> compile(Collection<String> modules, Runnable checkpoint) {
    return modules.parallelStream().peek(module -> checkpoint.run()).map(this::compile).toList();
  }

  private byte[] compile(String module) {
    total.incrementAndGet();
    String key =
        ContentHash.of(
            LlvmVersion.TEXT,
            target.triple(),
            target.cpu(),
            target.features(),
            target.passes(),
            module);
    Optional<byte[]> kept = known.get(key);
    if (kept.isPresent()) {
      cached.incrementAndGet();
      return kept.get();
    }
    byte[] object = LlvmCompiler.compile(module, LlvmCompiler.Output.OBJECT, target);
    store.put(key, object);
    return object;
  }

  /** What was compiled so far, and how much of it was kept from before. */
  public CompiledParts parts() {
    return new CompiledParts(total.get(), cached.get());
  }
}
