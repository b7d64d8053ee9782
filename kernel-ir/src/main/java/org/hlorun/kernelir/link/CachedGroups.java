package org.hlorun.kernelir.link;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.hlorun.kernelir.cache.ContentHash;
import org.hlorun.kernelir.cache.ObjectStore;

/**
 * Objects in a store that each have the code of a group of modules. Modules of it have entries that
 * list the keys of all, so that another program with one of them finds the object.
 */
final class CachedGroups {
  private final ObjectStore store;

  CachedGroups(ObjectStore store) {
    this.store = store;
  }

  private static String key(Collection<String> members) {
    return ContentHash.of(members.toArray(String[]::new));
  }

  /**
   * Keeps an object.
   *
   * @param members the keys of its modules
   * @param entries those of them by which it is found
   */
  void put(Collection<String> members, Collection<String> entries, byte[] object) {
    store.put(key(members), object);
    byte[] list = String.join("\n", members).getBytes(StandardCharsets.US_ASCII);
    entries.forEach(member -> store.put(member, list));
  }

  /**
   * The objects that are on disk and have no other modules than these, and none twice: a module may
   * call others of its program.
   *
   * @param modules modules by key; those that are found are removed
   */
  List<byte[]> take(Map<String, String> modules) {
    List<byte[]> objects = new ArrayList<>();
    Set<String> taken = new HashSet<>();
    for (String module : List.copyOf(modules.keySet())) {
      if (!taken.contains(module)) {
        List<String> members = members(module);
        Optional<byte[]> object =
            members.contains(module) && members.stream().noneMatch(taken::contains)
                ? store.get(key(members))
                : Optional.empty();
        if (object.isPresent()) {
          objects.add(object.get());
          taken.addAll(members);
        }
      }
    }
    modules.keySet().removeAll(taken);
    return objects;
  }

  private List<String> members(String module) {
    return store
        .get(module)
        .map(list -> List.of(new String(list, StandardCharsets.US_ASCII).split("\n")))
        .orElse(List.of());
  }
}
