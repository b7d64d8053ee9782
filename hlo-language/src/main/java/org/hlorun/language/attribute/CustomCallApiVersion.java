package org.hlorun.language.attribute;

/** The calling convention of a custom call. */
public enum CustomCallApiVersion implements Word {
  API_VERSION_ORIGINAL,
  API_VERSION_STATUS_RETURNING,
  API_VERSION_STATUS_RETURNING_UNIFIED,
  API_VERSION_TYPED_FFI;

  @Override
  public String text() {
    return name();
  }
}
