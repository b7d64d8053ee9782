package org.hlorun.language.attribute;

import java.util.List;

/** A window: one {@link WindowDimension} per dimension (per spatial dimension for convolutions). */
public record Window(List<WindowDimension> dimensions) {
  public Window {
    dimensions = List.copyOf(dimensions);
  }

  public int rank() {
    return dimensions.size();
  }

  public WindowDimension dimension(int index) {
    return dimensions.get(index);
  }

  // Written out, as attributes are compared before the JVM has made code for records.
  @Override
  public boolean equals(Object other) {
    return other instanceof Window window && dimensions.equals(window.dimensions);
  }

  @Override
  public int hashCode() {
    return dimensions.hashCode();
  }
}
