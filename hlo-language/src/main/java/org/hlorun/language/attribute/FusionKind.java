package org.hlorun.language.attribute;

/** How a fusion is meant to be emitted. */
public enum FusionKind implements Word {
  LOOP("kLoop"),
  INPUT("kInput"),
  OUTPUT("kOutput"),
  CUSTOM("kCustom");

  private final String text;

  FusionKind(String text) {
    this.text = text;
  }

  @Override
  public String text() {
    return text;
  }
}
