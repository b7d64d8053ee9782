package org.hlorun.language.sharding;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What is wrong with a mesh or with references to its axes. */
public final class MeshChecks {
  private MeshChecks() {}

  /** Says what is wrong with the names and sizes of the axes, if anything is. */
  public static Optional<String> problem(Mesh mesh) {
    Set<String> names = new HashSet<>();
    long total = 1;
    for (Mesh.Axis axis : mesh.axes()) {
      if (axis.size() <= 0 || !names.add(axis.name())) {
        return Optional.of("Mesh axis '%s' is repeated or has no devices".formatted(axis.name()));
      }
      if (axis.size() > DeviceList.Iota.MAX_DEVICES / total) {
        return Optional.of(
            "A mesh has more than %d devices".formatted(DeviceList.Iota.MAX_DEVICES));
      }
      total *= axis.size();
    }
    return Optional.empty();
  }

  /**
   * Says what is wrong with references to axes, if anything is.
   *
   * @param mesh a mesh without {@linkplain #problem(Mesh) problem}
   */
  public static Optional<String> problem(Mesh mesh, List<AxisReference> references) {
    List<AxisReference> seen = new ArrayList<>();
    for (AxisReference reference : references) {
      Optional<Mesh.Axis> axis = mesh.axis(reference.name());
      if (axis.isEmpty()) {
        return Optional.of("The mesh has no axis '%s'".formatted(reference.name()));
      }
      if (!divides(reference, axis.get().size())) {
        return Optional.of(
            "Sub-axis '%s':(%d)%d does not divide its axis of size %d"
                .formatted(
                    reference.name(), reference.preSize(), reference.size(), axis.get().size()));
      }
      if (seen.stream().anyMatch(other -> overlap(reference, other))) {
        return Optional.of(
            "Axis '%s' of a mesh is used more than once".formatted(reference.name()));
      }
      seen.add(reference);
    }
    return Optional.empty();
  }

  private static boolean divides(AxisReference reference, long axisSize) {
    return reference.isWhole()
        || reference.size() > 0
            && reference.preSize() > 0
            && axisSize % reference.preSize() == 0
            && axisSize / reference.preSize() % reference.size() == 0;
  }

  /** Two parts of one axis are apart if the lesser one's end divides the other one's beginning. */
  private static boolean overlap(AxisReference a, AxisReference b) {
    if (!a.name().equals(b.name())) {
      return false;
    }
    if (a.isWhole() || b.isWhole()) {
      return true;
    }
    AxisReference first = a.preSize() <= b.preSize() ? a : b;
    AxisReference second = first == a ? b : a;
    return second.preSize() % (first.preSize() * first.size()) != 0;
  }
}
