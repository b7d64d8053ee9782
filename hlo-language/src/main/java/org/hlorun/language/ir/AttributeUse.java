package org.hlorun.language.ir;

/**
 * That an opcode takes an attribute.
 *
 * @param attribute the attribute
 * @param required whether the text must give it
 * @param defaultValue the value where it is not given; null if there is none
 * @param print when it is printed
 */
public record AttributeUse(
    Attribute<?> attribute, boolean required, Object defaultValue, Print print) {

  /** When an attribute is printed. */
  public enum Print {
    /** Where it was set. */
    IF_SET,
    /** Where its value differs from the default (and, if a list, is not empty). */
    IF_NOT_DEFAULT,
    ALWAYS,
    NEVER
  }

  /** An attribute that must be given. */
  static AttributeUse required(Attribute<?> attribute) {
    return new AttributeUse(attribute, true, null, Print.ALWAYS);
  }

  /** An attribute without default, printed where it was set. */
  static AttributeUse optional(Attribute<?> attribute) {
    return new AttributeUse(attribute, false, null, Print.IF_SET);
  }

  /** An attribute with a default, printed where it differs. */
  static <T> AttributeUse optional(Attribute<T> attribute, T defaultValue) {
    return new AttributeUse(attribute, false, defaultValue, Print.IF_NOT_DEFAULT);
  }

  /** An attribute with a default, always printed. */
  static <T> AttributeUse printed(Attribute<T> attribute, T defaultValue) {
    return new AttributeUse(attribute, false, defaultValue, Print.ALWAYS);
  }

  /** An attribute that is read but not printed. */
  static AttributeUse ignored(Attribute<?> attribute) {
    return new AttributeUse(attribute, false, null, Print.NEVER);
  }
}
