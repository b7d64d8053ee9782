package org.hlorun.language.inference;

import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.AttributeUse;
import org.hlorun.language.ir.Attributes;
import org.hlorun.language.ir.Opcode;

/** The attributes of an instruction together with the defaults of its opcode. */
record Given(Opcode opcode, Attributes attributes) {

  /**
   * The value of an attribute, or its default.
   *
   * @throws org.hlorun.language.diagnostic.HloException if it has neither
   */
  @SuppressWarnings("unchecked") // the table gives defaults of the attribute's type
  <T> T get(Attribute<T> attribute) {
    T value =
        attributes
            .find(attribute)
            .orElseGet(
                () -> (T) opcode.use(attribute).map(AttributeUse::defaultValue).orElse(null));
    Check.that(value != null, "attribute %s is expected but not seen", attribute);
    return value;
  }

  boolean has(Attribute<?> attribute) {
    return attributes.has(attribute);
  }
}
