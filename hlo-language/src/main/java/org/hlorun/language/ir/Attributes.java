package org.hlorun.language.ir;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * An immutable set of attributes with their values. An instruction has few, so that they are looked
 * for one by one.
 */
public final class Attributes {
  private static final Attributes NONE = new Attributes(new Attribute<?>[0], new Object[0]);

  private final Attribute<?>[] keys;
  private final Object[] values;

  private Attributes(Attribute<?>[] keys, Object[] values) {
    this.keys = keys;
    this.values = values;
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

  public static Attributes none() {
    return NONE;
  }

  public static <T> Attributes of(Attribute<T> attribute, T value) {
    return new Attributes(
        new Attribute<?>[] {attribute}, new Object[] {Objects.requireNonNull(value)});
  }

  /** These attributes with one added or replaced. */
  public <T> Attributes with(Attribute<T> attribute, T value) {
    return withUnchecked(attribute, value);
  }

  private Attributes withUnchecked(Attribute<?> attribute, Object value) {
    int index = indexOf(attribute);
    int size = keys.length;
    Attribute<?>[] newKeys = index < 0 ? Arrays.copyOf(keys, size + 1) : keys;
    Object[] newValues = Arrays.copyOf(values, newKeys.length);
    newKeys[index < 0 ? size : index] = attribute;
    newValues[index < 0 ? size : index] = Objects.requireNonNull(value);
    return new Attributes(newKeys, newValues);
  }

  private Attributes withAll(Attributes others) {
    if (keys.length == 0) {
      return others;
    }
    Attributes all = this;
    for (int i = 0; i < others.keys.length; i++) {
      all = all.withUnchecked(others.keys[i], others.values[i]);
    }
    return all;
  }

  /** These attributes without one. */
  public Attributes without(Attribute<?> attribute) {
    int index = indexOf(attribute);
    if (index < 0) {
      return this;
    }
    int size = keys.length - 1;
    Attribute<?>[] newKeys = Arrays.copyOf(keys, size);
    Object[] newValues = Arrays.copyOf(values, size);
    System.arraycopy(keys, index + 1, newKeys, index, size - index);
    System.arraycopy(values, index + 1, newValues, index, size - index);
    return new Attributes(newKeys, newValues);
  }

  /** Those of these attributes that say something about the value of an instruction. */
  public Attributes withoutAnnotations() {
    Attributes others = this;
    for (Attribute<?> key : keys) {
      if (key.isAnnotation()) {
        others = others.without(key);
      }
    }
    return others;
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

  /** The attributes that have a value, each once. */
  public List<Attribute<?>> keys() {
    return Collections.unmodifiableList(Arrays.asList(keys));
  }

  /** Whether the value of some attribute is a computation, or several. */
  boolean holdComputations() {
    for (Attribute<?> key : keys) {
      if (key.holdsComputations()) {
        return true;
      }
    }
    return false;
  }

  public Builder toBuilder() {
    return new Builder().putAll(this);
  }

  public static Builder builder() {
    return new Builder();
  }

  /** Collects attributes. */
  public static final class Builder {
    private Attributes collected = NONE;

    private Builder() {}

    public <T> Builder put(Attribute<T> attribute, T value) {
      collected = collected.with(attribute, value);
      return this;
    }

    /** Puts all of {@code attributes}, replacing those that are there already. */
    public Builder putAll(Attributes attributes) {
      collected = collected.withAll(attributes);
      return this;
    }

    public boolean has(Attribute<?> attribute) {
      return collected.has(attribute);
    }

    public Attributes build() {
      return collected;
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Attributes attributes
        && keys.length == attributes.keys.length
        && attributes.includes(this);
  }

  /** Whether all of some attributes are here with equal values. */
  private boolean includes(Attributes others) {
    for (int i = 0; i < others.keys.length; i++) {
      int index = indexOf(others.keys[i]);
      if (index < 0 || !values[index].equals(others.values[i])) {
        return false;
      }
    }
    return true;
  }

  @Override
  public int hashCode() {
    int code = 0;
    for (int i = 0; i < keys.length; i++) {
      code += keys[i].hashCode() ^ values[i].hashCode();
    }
    return code;
  }

  @Override
  public String toString() {
    Map<Attribute<?>, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < keys.length; i++) {
      map.put(keys[i], values[i]);
    }
    return map.toString();
  }
}
