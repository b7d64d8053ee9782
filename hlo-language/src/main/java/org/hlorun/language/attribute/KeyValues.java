package org.hlorun.language.attribute;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A map of strings ({@code frontend_attributes}), sorted by key as it is printed. A value that
 * begins with a brace and is a well-formed dictionary is printed raw, others quoted.
 */
public record KeyValues(SortedMap<String, String> entries) {
  public KeyValues {
    entries = Collections.unmodifiableSortedMap(new TreeMap<>(entries));
  }

  public static KeyValues of(Map<String, String> entries) {
    return new KeyValues(new TreeMap<>(entries));
  }
}
