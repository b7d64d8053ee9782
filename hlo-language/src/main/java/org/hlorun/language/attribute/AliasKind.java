package org.hlorun.language.attribute;

/** Whether an output must or may share its buffer with a parameter. */
public enum AliasKind implements Word {
  MAY("may-alias"),
  MUST("must-alias");

  private final String text;

  AliasKind(String text) {
    this.text = text;
  }

  @Override
  public String text() {
    return text;
  }
}
