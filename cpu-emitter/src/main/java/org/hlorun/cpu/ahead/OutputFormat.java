package org.hlorun.cpu.ahead;

import java.util.Arrays;
import java.util.Optional;

/** What a program can be compiled to. */
public enum OutputFormat {
  SHARED_LIBRARY(".so"),
  OBJECT(".o"),
  ASSEMBLY(".s"),
  LLVM_IR(".ll");

  private final String suffix;

  OutputFormat(String suffix) {
    this.suffix = suffix;
  }

  /** How names of such files end. */
  public String suffix() {
    return suffix;
  }

  /** The format that the name of a file asks for. */
  public static Optional<OutputFormat> ofFile(String name) {
    return Arrays.stream(values()).filter(format -> name.endsWith(format.suffix)).findFirst();
  }
}
