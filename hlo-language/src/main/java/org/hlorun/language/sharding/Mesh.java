package org.hlorun.language.sharding;

import java.util.List;
import java.util.Optional;

/**
 * A mesh of devices with named axes.
 *
 * @param axes the axes, most significant first
 * @param devices the device order, or null for 0, 1, 2, ...
 * @param maximalDevice the only device of a maximal mesh, or -1
 */
public record Mesh(List<Axis> axes, DeviceList devices, long maximalDevice) {
  public Mesh {
    axes = List.copyOf(axes);
  }

  /** A named axis. */
  public record Axis(String name, long size) {}

  /** The axis of a name. */
  public Optional<Axis> axis(String name) {
    return axes.stream().filter(axis -> axis.name().equals(name)).findFirst();
  }

  /** The number of devices. */
  public long deviceCount() {
    return maximalDevice >= 0 ? 1 : axes.stream().mapToLong(Axis::size).reduce(1, (a, b) -> a * b);
  }
}
