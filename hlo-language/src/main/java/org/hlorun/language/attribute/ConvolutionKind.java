package org.hlorun.language.attribute;

import java.util.Locale;

/** Which pass of a network a convolution belongs to. */
public enum ConvolutionKind implements Word {
  UNSET,
  FPROP,
  WGRAD,
  DGRAD;

  @Override
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
