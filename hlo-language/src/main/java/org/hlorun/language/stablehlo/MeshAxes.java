package org.hlorun.language.stablehlo;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.mlir.MlirAttribute;
import org.hlorun.language.mlir.MlirAttribute.ArrayAttribute;
import org.hlorun.language.mlir.MlirAttribute.DialectAttribute;
import org.hlorun.language.mlir.MlirAttribute.DictionaryAttribute;
import org.hlorun.language.mlir.MlirAttribute.IntegerAttribute;
import org.hlorun.language.mlir.MlirAttribute.StringAttribute;
import org.hlorun.language.mlir.MlirAttribute.SymbolAttribute;
import org.hlorun.language.mlir.MlirOperation;
import org.hlorun.language.sharding.AxisReference;
import org.hlorun.language.sharding.DeviceList;
import org.hlorun.language.sharding.Mesh;
import org.hlorun.language.sharding.MeshChecks;
import org.hlorun.language.sharding.ReplicaGroups;

/**
 * {@code #stablehlo.replica_group_mesh_axes<mesh = ..., axes = [...]>}: groups of devices that
 * differ along axes of a mesh. The mesh stands there itself, or is an {@code sdy.mesh} of the
 * module.
 */
final class MeshAxes {
  static final String NAME = "stablehlo.replica_group_mesh_axes";

  /** The body of {@code #sdy.mesh<["x"=2, "y"=4], device_ids=[...]>}. */
  private static final Pattern SHARDY_MESH =
      Pattern.compile("\\[([^\\]]*)\\](?:\\s*,\\s*device_ids\\s*=\\s*\\[([\\d,\\s]*)\\])?");

  private static final Pattern SHARDY_AXIS =
      Pattern.compile("\\s*\"([^\"]*)\"\\s*=\\s*(\\d{1,18})\\s*");

  /** The body of {@code #sdy.axis_ref<"x":(1)2>}. */
  private static final Pattern SHARDY_REFERENCE =
      Pattern.compile("\\s*\"([^\"]*)\"\\s*(?::\\s*\\((\\d{1,18})\\)\\s*(\\d{1,18})\\s*)?");

  private final Op op;

  private MeshAxes(Op op) {
    this.op = op;
  }

  /** The groups that an attribute of an operation says. */
  static ReplicaGroups of(Op op, DialectAttribute attribute) {
    return new MeshAxes(op).groups(attribute.fields());
  }

  private ReplicaGroups groups(Map<String, MlirAttribute> fields) {
    Mesh mesh = mesh(fields.get("mesh"));
    List<AxisReference> references = new ArrayList<>();
    for (MlirAttribute axis : list(fields.get("axes"))) {
      references.add(reference(axis));
    }
    MeshChecks.problem(mesh)
        .or(() -> MeshChecks.problem(mesh, references))
        .or(() -> devicesProblem(mesh))
        .ifPresent(
            problem -> {
              throw op.malformed("has replica_groups that do not hold: " + problem);
            });
    return new ReplicaGroups.OverMesh(mesh, references);
  }

  private static Optional<String> devicesProblem(Mesh mesh) {
    boolean fits = mesh.devices() == null || mesh.devices().devices().size() == mesh.deviceCount();
    return fits ? Optional.empty() : Optional.of("The mesh lists other devices than it has");
  }

  private Mesh mesh(MlirAttribute attribute) {
    return switch (attribute) {
      case SymbolAttribute symbol -> named(symbol.leaf());
      case DialectAttribute dialect when dialect.name().equals("stablehlo.mesh") ->
          mesh(dialect.fields());
      case DialectAttribute dialect when dialect.name().equals("sdy.mesh") ->
          shardy(dialect.body());
      case DictionaryAttribute(Map<String, MlirAttribute> fields) -> mesh(fields);
      case null, default -> throw op.malformed("needs a mesh in replica_groups");
    };
  }

  private Mesh named(String name) {
    MlirOperation mesh =
        op.scope()
            .importer()
            .state()
            .mesh(name)
            .orElseThrow(
                () -> op.malformed("names the mesh @%s, which does not exist".formatted(name)));
    return mesh(mesh.attribute("mesh").or(() -> mesh.attribute("stablehlo.mesh")).orElse(null));
  }

  private Mesh mesh(Map<String, MlirAttribute> fields) {
    List<Mesh.Axis> axes = new ArrayList<>();
    for (MlirAttribute axis : list(fields.get("axes"))) {
      Map<String, MlirAttribute> parts =
          switch (axis) {
            case DialectAttribute dialect -> dialect.fields();
            case DictionaryAttribute(Map<String, MlirAttribute> entries) -> entries;
            default -> throw op.malformed("needs axes of a name and a size in its mesh");
          };
      axes.add(new Mesh.Axis(string(parts.get("name")), integer(parts.get("size"))));
    }
    MlirAttribute devices = fields.get("device_ids");
    return mesh(axes, devices == null ? null : op.integers("device_ids", devices));
  }

  private Mesh shardy(String body) {
    Matcher matcher = SHARDY_MESH.matcher(body.strip());
    if (!matcher.matches()) {
      throw op.malformed("needs a mesh such as <[\"x\"=2, \"y\"=4]>, not <%s>".formatted(body));
    }
    List<Mesh.Axis> axes = new ArrayList<>();
    if (!matcher.group(1).isBlank()) {
      for (String part : matcher.group(1).split(",", -1)) {
        Matcher axis = SHARDY_AXIS.matcher(part);
        if (!axis.matches()) {
          throw op.malformed("needs a mesh of axes such as \"x\"=2, not " + part);
        }
        axes.add(new Mesh.Axis(axis.group(1), Long.parseLong(axis.group(2))));
      }
    }
    return mesh(axes, matcher.group(2) == null ? null : numbers(matcher.group(2)));
  }

  private LongList numbers(String text) {
    List<Long> numbers = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      if (!part.strip().matches("\\d{1,18}")) {
        throw op.malformed("needs numbers as device_ids of its mesh, not " + text);
      }
      numbers.add(Long.parseLong(part.strip()));
    }
    return LongList.of(numbers.stream().mapToLong(Long::longValue).toArray());
  }

  /** A mesh without axes that lists one device is that device alone. */
  private static Mesh mesh(List<Mesh.Axis> axes, LongList devices) {
    if (axes.isEmpty() && devices != null && devices.size() == 1 && devices.get(0) >= 0) {
      return new Mesh(List.of(), null, devices.get(0));
    }
    return new Mesh(axes, devices == null ? null : new DeviceList.Explicit(devices), -1);
  }

  private AxisReference reference(MlirAttribute attribute) {
    if (!(attribute instanceof DialectAttribute dialect)) {
      throw op.malformed("needs axes such as #stablehlo.axis_ref<name = \"x\"> in replica_groups");
    }
    if (dialect.name().equals("sdy.axis_ref")) {
      Matcher matcher = SHARDY_REFERENCE.matcher(dialect.body());
      if (!matcher.matches()) {
        throw op.malformed("needs an axis such as \"x\":(1)2, not " + dialect.body());
      }
      return matcher.group(2) == null
          ? new AxisReference(matcher.group(1), 0, 0)
          : part(
              matcher.group(1), Long.parseLong(matcher.group(2)), Long.parseLong(matcher.group(3)));
    }
    String name = string(dialect.fields().get("name"));
    return dialect.fields().get("sub_axis_info") instanceof DialectAttribute part
        ? part(name, integer(part.fields().get("pre_size")), integer(part.fields().get("size")))
        : new AxisReference(name, 0, 0);
  }

  private AxisReference part(String axis, long preSize, long size) {
    if (preSize <= 0 || size <= 0) {
      throw op.malformed("has a part of axis \"%s\" without devices".formatted(axis));
    }
    return new AxisReference(axis, preSize, size);
  }

  private List<MlirAttribute> list(MlirAttribute attribute) {
    if (attribute instanceof ArrayAttribute(List<MlirAttribute> elements)) {
      return elements;
    }
    throw op.malformed("needs a list of axes in replica_groups");
  }

  private String string(MlirAttribute attribute) {
    if (attribute instanceof StringAttribute(String text)) {
      return text;
    }
    throw op.malformed("needs names of axes in replica_groups");
  }

  private long integer(MlirAttribute attribute) {
    if (attribute instanceof IntegerAttribute integer && integer.value().bitLength() < Long.SIZE) {
      return integer.longValue();
    }
    throw op.malformed("needs sizes of axes in replica_groups");
  }
}
