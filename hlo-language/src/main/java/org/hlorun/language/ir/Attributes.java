package org.hlorun.language.ir;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** An immutable set of attributes with their values. */
public final class Attributes {
  private static final Attributes NONE = new Attributes(Map.of());

  private final Map<Attribute<?>, Object> values;

  private Attributes(Map<Attribute<?>, Object> values) {
    this.values = values;
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
    if (!values.containsKey(attribute)) {
      return this;
    }
    Builder builder = toBuilder();
    builder.values.remove(attribute);
    return builder.build();
  }

  /** The value as written, if it was. */
  @SuppressWarnings("unchecked") // put() pairs keys with values of their type
  public <T> Optional<T> find(Attribute<T> attribute) {
    return Optional.ofNullable((T) values.get(attribute));
  }

  public boolean has(Attribute<?> attribute) {
    return values.containsKey(attribute);
  }

  /** The attributes that have a value. */
  public Set<Attribute<?>> keys() {
    return Collections.unmodifiableSet(values.keySet());
  }

  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.values.putAll(values);
    return builder;
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
      values.putAll(attributes.values);
      return this;
    }

    public boolean has(Attribute<?> attribute) {
      return values.containsKey(attribute);
    }

    public Attributes build() {
      return values.isEmpty() ? NONE : new Attributes(new LinkedHashMap<>(values));
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Attributes attributes && values.equals(attributes.values);
  }

  @Override
  public int hashCode() {
    return values.hashCode();
  }

  @Override
  public String toString() {
    return values.toString();
  }
}
