package org.hlorun.language.ir;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * An immutable set of attributes with their values. An instruction has few, so that they are looked
 * for one by one.
 */
public final class Attributes {
  private static final Attributes NONE = new Attributes(Map.of());

  private final Attribute<?>[] keys;
  private final Object[] values;

  private Attributes(Map<Attribute<?>, Object> values) {
    this.keys = values.keySet().toArray(Attribute<?>[]::new);
    this.values = values.values().toArray();
  }

  /** Where an attribute stands, -1 if it is not there. */
  private int indexOf(Attribute<?> attribute) {
    for (int i = 0; i < keys.length; i++) {
      if (keys[i] == attribute) {
        return i;
      }
    }
    return -1;
  }

  private Map<Attribute<?>, Object> asMap() {
    Map<Attribute<?>, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < keys.length; i++) {
      map.put(keys[i], values[i]);
    }
    return map;
  }

  public static Attributes none() {
    return NONE;
  }

  public static <T> Attributes of(Attribute<T> attribute, T value) {
    return NONE.with(attribute, value);
  }

  /** These attributes with one added or replaced. */
  public <T> Attributes with(Attribute<T> attribute, T value) {
    return toBuilder().put(attribute, value).build();
  }

  /** These attributes without one. */
  public Attributes without(Attribute<?> attribute) {
    if (!has(attribute)) {
      return this;
    }
    Builder builder = toBuilder();
    builder.values.remove(attribute);
    return builder.build();
  }

  /** The value as written, if it was. */
  @SuppressWarnings("unchecked") // put() pairs keys with values of their type
  public <T> Optional<T> find(Attribute<T> attribute) {
    int index = indexOf(attribute);
    return index < 0 ? Optional.empty() : Optional.of((T) values[index]);
  }

  public boolean has(Attribute<?> attribute) {
    return indexOf(attribute) >= 0;
  }

  /** The attributes that have a value. */
  public Set<Attribute<?>> keys() {
    return Collections.unmodifiableSet(new LinkedHashSet<>(Arrays.asList(keys)));
  }

  public Builder toBuilder() {
    return new Builder().putAll(this);
  }

  public static Builder builder() {
    return new Builder();
  }

  /** Collects attributes. */
  public static final class Builder {
    private final Map<Attribute<?>, Object> values = new LinkedHashMap<>();

    private Builder() {}

    public <T> Builder put(Attribute<T> attribute, T value) {
      values.put(attribute, value);
      return this;
    }

    /** Puts all of {@code attributes}, replacing those that are there already. */
    public Builder putAll(Attributes attributes) {
      values.putAll(attributes.asMap());
      return this;
    }

    public boolean has(Attribute<?> attribute) {
      return values.containsKey(attribute);
    }

    public Attributes build() {
      return values.isEmpty() ? NONE : new Attributes(values);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Attributes attributes && asMap().equals(attributes.asMap());
  }

  @Override
  public int hashCode() {
    return asMap().hashCode();
  }

  @Override
  public String toString() {
    return asMap().toString();
  }
}
