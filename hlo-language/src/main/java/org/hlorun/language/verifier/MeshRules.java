package org.hlorun.language.verifier;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hlorun.language.sharding.AxisReference;
import org.hlorun.language.sharding.Mesh;
import org.hlorun.language.sharding.ReplicaGroups;

/** Meshes of devices and references to their axes. */
final class MeshRules {
  private MeshRules() {}

  /** The number of devices that differ only along the given axes. */
  static long groupSize(ReplicaGroups.OverMesh groups) {
    check(groups.mesh(), Invariant.REPLICA_GROUPS);
    return product(groups.mesh(), groups.axes(), Invariant.REPLICA_GROUPS);
  }

  /** Checks sizes, names and devices of a mesh. */
  static void check(Mesh mesh, Invariant invariant) {
    Map<String, Long> sizes = new HashMap<>();
    long total = 1;
    for (Mesh.Axis axis : mesh.axes()) {
      Violation.unless(
          axis.size() > 0 && sizes.put(axis.name(), axis.size()) == null,
          invariant,
          "Mesh axis '%s' is repeated or has no devices",
          axis.name());
      total = Math.multiplyExact(total, axis.size());
      Violation.unless(
          total <= HloVerifier.MAX_DEVICES,
          invariant,
          "A mesh has more than %d devices",
          HloVerifier.MAX_DEVICES);
    }
    if (mesh.devices() != null) {
      long devices = DeviceRules.count(mesh.devices(), invariant);
      Violation.unless(
          devices == total, invariant, "A mesh of %d devices lists %d", total, devices);
    }
  }

  /** The product of the sizes of the referenced axes, each of which must exist. */
  static long product(Mesh mesh, List<AxisReference> references, Invariant invariant) {
    long product = 1;
    for (AxisReference reference : references) {
      long axisSize =
          mesh.axes().stream()
              .filter(axis -> axis.name().equals(reference.name()))
              .mapToLong(Mesh.Axis::size)
              .findFirst()
              .orElse(0);
      Violation.unless(axisSize > 0, invariant, "The mesh has no axis '%s'", reference.name());
      long size = axisSize;
      if (reference.size() != 0) {
        Violation.unless(
            reference.size() > 0
                && reference.preSize() > 0
                && axisSize % Math.multiplyExact(reference.preSize(), reference.size()) == 0,
            invariant,
            "Sub-axis '%s':(%d)%d does not divide its axis of size %d",
            reference.name(),
            reference.preSize(),
            reference.size(),
            axisSize);
        size = reference.size();
      }
      product = Math.multiplyExact(product, size);
      Violation.unless(
          product <= mesh.deviceCount(),
          invariant,
          "Axes of a mesh of %d devices are used more than once",
          mesh.deviceCount());
    }
    return product;
  }
}
