package org.hlorun.language.attribute;

/** The padding a custom convolution was written with. */
public enum PaddingType implements Word {
  PADDING_INVALID,
  PADDING_VALID,
  PADDING_SAME;

  @Override
  public String text() {
    return name();
  }
}
