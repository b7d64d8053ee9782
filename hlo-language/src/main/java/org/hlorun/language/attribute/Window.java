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
}
