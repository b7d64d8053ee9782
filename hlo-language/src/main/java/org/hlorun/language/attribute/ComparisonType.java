package org.hlorun.language.attribute;

/** How {@code compare} orders its operands. */
public enum ComparisonType implements Word {
  FLOAT,
  TOTALORDER,
  SIGNED,
  UNSIGNED;

  @Override
  public String text() {
    return name();
  }
}
