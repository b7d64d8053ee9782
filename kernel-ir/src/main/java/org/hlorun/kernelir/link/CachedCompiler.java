package org.hlorun.kernelir.link;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.hlorun.kernelir.cache.CacheFolder;
import org.hlorun.kernelir.cache.ContentHash;
import org.hlorun.kernelir.cache.ObjectCache;
import org.hlorun.kernelir.cache.ObjectStore;
import org.hlorun.kernelir.cache.RecentObjects;
import org.hlorun.kernelir.llvm.LlvmCompiler;
import org.hlorun.kernelir.llvm.LlvmTarget;
import org.hlorun.kernelir.llvm.LlvmVersion;
import org.hlorun.language.backend.CachePolicy;
import org.hlorun.language.backend.CompiledParts;

/** Compiles modules in a few groups in parallel, XX is all that the object code depends on. */
public final class CachedCompiler {
  /** Text that is worth a group for another core: LLVM takes a millisecond or more for each. */
  private static final int GROUP_CHARACTERS = 24 << 10;

  /**
   * Text that is worth a group of its own, so that cores that are done early find something: LLVM
   * takes twice as long for some texts as for others of their length.
   */
  private static final int LARGE_GROUP_CHARACTERS = 128 << 10;

  /** Text whose keys are worth to be computed on other cores, too. */
  private static final int LONG_CHARACTERS = 256 << 10;

  /**
   * The form of what is kept, and the passes of the code generator it was made with: versions of
   * this program that have others do not find it.
   */
  private static final String FORMAT = "groups 2";

  private final LlvmTarget target;
  private final CachedGroups known;
  private final CachedGroups kept;
  private final Queue<ForkJoinTask<?>> begun = new ConcurrentLinkedQueue<>();
  private final Map<String, LibraryObject> libraryObjects = new ConcurrentHashMap<>();
  private CompiledParts parts = new CompiledParts(0, 0);

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
        new CachedGroups(
            switch (policy) {
              case USE -> cache;
              case MEMORY -> RecentObjects.PROCESS;
              case REFRESH, OFF -> ObjectStore.NONE;
            });
    this.kept =
        new CachedGroups(
            switch (policy) {
              case USE, REFRESH -> cache;
              case MEMORY -> RecentObjects.PROCESS;
              case OFF -> ObjectStore.NONE;
            });
  }

  /**
   * Objects that together have the code of a program.
   *
   * @param kernels LLVM IR that needs no other module; the objects may have kernels of other
   *     programs
   * @param driver LLVM IR that calls them; null if it is in the library
   * @param checkpoint called before each object, on any thread; what it throws ends the compilation
   */
  public List<byte[]> compile(Collection<String> kernels, String driver, Runnable checkpoint) {
    Map<String, String> missing = byKey(kernels);
    String driverKey = driver == null ? null : key(driver);
    if (driver != null) {
      missing.put(driverKey, driver);
    }
    int total = missing.size();
    List<byte[]> objects = new ArrayList<>(known.take(missing));
    parts = new CompiledParts(total, total - missing.size());
    if (driver != null
        && missing.containsKey(driverKey)
        && characters(missing.values()) <= GROUP_CHARACTERS) {
      objects.addAll(compileAll(List.of(new Group(missing, Set.of(driverKey))), checkpoint));
      return objects;
    }
    boolean hasDriver = driver != null && missing.remove(driverKey) != null;
    List<Group> groups = new ArrayList<>();
    if (hasDriver) {
      groups.add(Group.of(Map.of(driverKey, driver))); // first, as it may be the longest one
    }
    groups(missing).forEach(group -> groups.add(Group.of(group)));
    List<byte[]> compiled = compileAll(groups, checkpoint);
    objects.addAll(hasDriver ? compiled.subList(1, compiled.size()) : compiled);
    if (hasDriver) {
      objects.add(compiled.getFirst());
    }
    return objects;
  }

  /**
   * Objects of modules of the compiler's own library. They are kept in this process under any
   * policy, as the code of a library is, and on disk where the policy lets them be.
   *
   * @param modules LLVM IR that needs no other module
   * @param checkpoint called before each that is compiled, on any thread; what it throws ends the
   *     compilation
   */
  public List<byte[]> library(Collection<String> modules, Runnable checkpoint) {
    int kept = 0;
    List<Outcome> outcomes = new ArrayList<>();
    for (LibraryObject found : libraryObjects(modules, checkpoint)) {
      outcomes.add(found.outcome);
      kept += found.isKept ? 1 : 0;
    }
    List<byte[]> objects = objects(outcomes);
    parts = new CompiledParts(parts.total() + modules.size(), parts.cached() + kept);
    return objects;
  }

  private List<LibraryObject> libraryObjects(Collection<String> modules, Runnable checkpoint) {
    begun.forEach(ForkJoinTask::join);
    Stream<String> all = modules.size() > 1 ? modules.parallelStream() : modules.stream();
    return all.map(module -> libraryObject(module, checkpoint)).toList();
  }

  /**
   * Begins to compile a module of the compiler's own library, on another core, for {@link #library}
   * to find it.
   *
   * @param module the module, as it is among those that {@code library} is given
   */
  public void begin(Supplier<String> module, Runnable checkpoint) {
    begun.add(ForkJoinPool.commonPool().submit(() -> libraryObject(module.get(), checkpoint)));
  }

  /**
   * A module of the library.
   *
   * @param isKept whether its object was there already
   */
  private record LibraryObject(Outcome outcome, boolean isKept) {}

  private LibraryObject libraryObject(String module, Runnable checkpoint) {
    return libraryObjects.computeIfAbsent(module, m -> newLibraryObject(m, checkpoint));
  }

  private LibraryObject newLibraryObject(String module, Runnable checkpoint) {
    String key = key(module);
    Map<String, String> wanted = new LinkedHashMap<>(Map.of(key, module));
    Optional<byte[]> kept =
        RecentObjects.LIBRARY.get(key).or(() -> known.take(wanted).stream().findFirst());
    Outcome outcome =
        kept.map(object -> new Outcome(object, null))
            .orElseGet(() -> attempt(Group.of(Map.of(key, module)), checkpoint));
    if (outcome.object() != null) {
      RecentObjects.LIBRARY.put(key, outcome.object());
    }
    return new LibraryObject(outcome, kept.isPresent());
  }

  /**
   * Modules that become one object. Where the driver is among kernels, because setting up a code
   * generator for it alone takes longer than another core takes off, only it leads to the object:
   * other programs cannot use that.
   *
   * @param modules texts by key
   * @param entries the keys by which the object is found
   */
  private record Group(Map<String, String> modules, Set<String> entries) {
    static Group of(Map<String, String> modules) {
      return new Group(modules, modules.keySet());
    }
  }

  private static long characters(Collection<String> modules) {
    return modules.stream().mapToLong(String::length).sum();
  }

  /** Modules by key, in their order. */
  private Map<String, String> byKey(Collection<String> modules) {
    boolean isLong = characters(modules) > LONG_CHARACTERS;
    Stream<String> all = isLong ? modules.parallelStream() : modules.stream();
    Iterator<String> keys = all.map(this::key).toList().iterator();
    Map<String, String> byKey = new LinkedHashMap<>();
    modules.forEach(module -> byKey.put(keys.next(), module));
    return byKey;
  }

  private String key(String module) {
    return ContentHash.of(
        FORMAT,
        LlvmVersion.TEXT,
        target.triple(),
        target.cpu(),
        target.features(),
        target.passes(),
        target.plainPasses(),
        module);
  }

  /**
   * Modules by key in groups of about the same length. Where cores have several groups each, they
   * have the same number of them.
   */
  private static List<Map<String, String>> groups(Map<String, String> modules) {
    long characters = characters(modules.values());
    long cores = ForkJoinPool.getCommonPoolParallelism() + 1;
    long few = Math.min(Math.ceilDiv(characters, GROUP_CHARACTERS), cores);
    long many = Math.ceilDiv(characters, cores * LARGE_GROUP_CHARACTERS) * cores;
    int count = (int) Math.min(few < cores ? few : many, modules.size());
    List<Map<String, String>> groups = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      groups.add(new LinkedHashMap<>());
    }
    long[] lengths = new long[count];
    modules.entrySet().stream()
        .sorted((a, b) -> Integer.compare(b.getValue().length(), a.getValue().length()))
        .forEach(
            module -> {
              int shortest = 0;
              for (int i = 1; i < count; i++) {
                shortest = lengths[i] < lengths[shortest] ? i : shortest;
              }
              groups.get(shortest).put(module.getKey(), module.getValue());
              lengths[shortest] += module.getValue().length();
            });
    return groups;
  }

  /** What became of a group: its object, or what was thrown. */
  private record Outcome(byte[] object, Throwable error) {}

  /**
   * Objects of groups in their order, each compiled by the first core that has nothing to do. Where
   * one fails, the others end before that is said.
   */
  private List<byte[]> compileAll(List<Group> groups, Runnable checkpoint) {
    Outcome[] outcomes = new Outcome[groups.size()];
    AtomicInteger next = new AtomicInteger();
    Runnable worker =
        () -> {
          for (int i = next.getAndIncrement(); i < outcomes.length; i = next.getAndIncrement()) {
            outcomes[i] = attempt(groups.get(i), checkpoint);
          }
        };
    int others = Math.min(groups.size() - 1, ForkJoinPool.getCommonPoolParallelism());
    List<ForkJoinTask<?>> workers = new ArrayList<>();
    for (int i = 0; i < others; i++) {
      workers.add(ForkJoinPool.commonPool().submit(worker));
    }
    worker.run();
    workers.forEach(ForkJoinTask::join);
    return objects(Arrays.asList(outcomes));
  }

  private static List<byte[]> objects(List<Outcome> outcomes) {
    List<byte[]> objects = new ArrayList<>();
    for (Outcome outcome : outcomes) {
      Throwable error = outcome.error();
      if (error instanceof RuntimeException e) {
        throw e;
      }
      if (error instanceof Error e) {
        throw e;
      }
      if (error != null) {
        throw new IllegalStateException(error);
      }
      objects.add(outcome.object());
    }
    return objects;
  }

  private Outcome attempt(Group group, Runnable checkpoint) {
    try {
      checkpoint.run();
      return new Outcome(compileGroup(group), null);
    } catch (RuntimeException | Error e) {
      return new Outcome(null, e);
    }
  }

  private byte[] compileGroup(Group group) {
    List<String> texts = List.copyOf(group.modules().values());
    byte[] object = LlvmCompiler.compile(texts, LlvmCompiler.Output.OBJECT, target);
    kept.put(group.modules().keySet(), group.entries(), object);
    return object;
  }

  /** What was compiled last, in modules, and how much of it was kept from before. */
  public CompiledParts parts() {
    return parts;
  }
}
