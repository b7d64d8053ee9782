package org.hlorun.language.attribute;

/** Which relation {@code compare} tests. */
public enum ComparisonDirection implements Word {
  EQ,
  NE,
  GE,
  GT,
  LE,
  LT;

  @Override
  public String text() {
    return name();
  }
}
