package org.hlorun.language.verifier;

import java.util.List;
import java.util.Optional;
import org.hlorun.language.sharding.AxisReference;
import org.hlorun.language.sharding.Mesh;
import org.hlorun.language.sharding.MeshChecks;
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
    unless(MeshChecks.problem(mesh), invariant);
    if (mesh.devices() != null) {
      long devices = DeviceRules.count(mesh.devices(), invariant);
      Violation.unless(
          devices == mesh.deviceCount(),
          invariant,
          "A mesh of %d devices lists %d",
          mesh.deviceCount(),
          devices);
    }
  }

  /** The product of the sizes of the referenced axes, which must exist and not overlap. */
  static long product(Mesh mesh, List<AxisReference> references, Invariant invariant) {
    unless(MeshChecks.problem(mesh, references), invariant);
    long product = 1;
    for (AxisReference reference : references) {
      product *=
          reference.isWhole() ? mesh.axis(reference.name()).orElseThrow().size() : reference.size();
    }
    return product;
  }

  private static void unless(Optional<String> problem, Invariant invariant) {
    Violation.unless(problem.isEmpty(), invariant, "%s", problem.orElse(""));
  }
}
