package org.hlorun.kernelir.cache;

import java.util.Optional;

/** A place where object code is kept by key. */
public interface ObjectStore {
  /** A store that keeps nothing. */
  ObjectStore NONE =
      new ObjectStore() {
        @Override
        public Optional<byte[]> get(String key) {
          return Optional.empty();
        }

        @Override
        public void put(String key, byte[] object) {
          // That is what it is for.
        }
      };

  /**
   * The object of a key, which the caller leaves as it is; empty if there is none.
   *
   * @param key hexadecimal digits
   */
  Optional<byte[]> get(String key);

  /** Keeps an object, if it can. */
  void put(String key, byte[] object);
}
