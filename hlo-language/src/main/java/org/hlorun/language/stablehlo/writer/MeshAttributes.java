package org.hlorun.language.stablehlo.writer;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.mlir.MlirAttribute;
import org.hlorun.language.mlir.MlirAttribute.DialectAttribute;
import org.hlorun.language.sharding.AxisReference;
import org.hlorun.language.sharding.Mesh;
import org.hlorun.language.sharding.ReplicaGroups;

/** Groups of devices along axes of a mesh, which is written where it is used. */
final class MeshAttributes {
  private MeshAttributes() {}

  static MlirAttribute of(ReplicaGroups.OverMesh groups) {
    return MlirAttributes.struct(
        "stablehlo.replica_group_mesh_axes",
        "mesh",
        mesh(groups.mesh()),
        "axes",
        MlirAttributes.array(groups.axes().stream().map(MeshAttributes::axis).toList()));
  }

  private static MlirAttribute mesh(Mesh mesh) {
    List<MlirAttribute> axes = new ArrayList<>();
    for (Mesh.Axis axis : mesh.axes()) {
      axes.add(
          MlirAttributes.struct(
              "stablehlo.mesh_axis",
              "name",
              MlirAttributes.string(axis.name()),
              "size",
              axis.size()));
    }
    Map<String, MlirAttribute> fields = new LinkedHashMap<>();
    fields.put("axes", MlirAttributes.array(axes));
    if (mesh.maximalDevice() >= 0) {
      fields.put("device_ids", MlirAttributes.vector(LongList.of(mesh.maximalDevice())));
    } else if (mesh.devices() != null) {
      fields.put("device_ids", MlirAttributes.vector(mesh.devices().devices()));
    }
    return new DialectAttribute("stablehlo.mesh", fields, "");
  }

  private static MlirAttribute axis(AxisReference axis) {
    Map<String, MlirAttribute> fields = new LinkedHashMap<>();
    fields.put("name", MlirAttributes.string(axis.name()));
    if (!axis.isWhole()) {
      fields.put(
          "sub_axis_info",
          MlirAttributes.struct(
              "stablehlo.sub_axis_info", "pre_size", axis.preSize(), "size", axis.size()));
    }
    return new DialectAttribute("stablehlo.axis_ref", fields, "");
  }
}
