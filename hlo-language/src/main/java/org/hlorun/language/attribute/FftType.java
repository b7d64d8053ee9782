package org.hlorun.language.attribute;

/** Which transform {@code fft} computes. */
public enum FftType implements Word {
  FFT,
  IFFT,
  RFFT,
  IRFFT;

  @Override
  public String text() {
    return name();
  }
}
