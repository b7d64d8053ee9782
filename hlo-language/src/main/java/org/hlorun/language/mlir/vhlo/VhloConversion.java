package org.hlorun.language.mlir.vhlo;

import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.mlir.MlirAttribute;
import org.hlorun.language.mlir.MlirAttribute.DenseAttribute;
import org.hlorun.language.mlir.MlirAttribute.DialectAttribute;
import org.hlorun.language.mlir.MlirAttribute.IntegerAttribute;
import org.hlorun.language.mlir.MlirAttribute.TypeAttribute;
import org.hlorun.language.mlir.MlirOperation;
import org.hlorun.language.mlir.MlirType;

/** Turns operations of {@code vhlo} into those that they stand for. */
public final class VhloConversion {
  private static final List<String> ALGORITHM =
      List.of(
          "lhs_precision_type",
          "rhs_precision_type",
          "accumulation_type",
          "lhs_component_count",
          "rhs_component_count",
          "num_primitive_operations",
          "allow_imprecise_accumulation");

  /** What a version without batching dimensions means. */
  private static final DenseAttribute NO_DIMENSIONS = DenseAttribute.ofLongs(LongList.empty());

  private VhloConversion() {}

  /**
   * The operation that one of {@code vhlo} stands for; others stay as they are. Types and the
   * values of attributes have been converted before.
   *
   * @param parent the name of the operation around it, which tells returns apart
   * @throws HloException without a place if the operation or its version is not known, or an
   *     attribute is of the wrong kind
   */
  public static MlirOperation toStablehlo(MlirOperation operation, String parent) {
    if (!operation.name().startsWith("vhlo.")) {
      return operation;
    }
    VhloOperation row =
        VhloOperations.find(operation.name())
            .orElseThrow(
                () ->
                    HloException.of(
                        DiagnosticCode.UNSUPPORTED,
                        "the operation %s is not known".formatted(operation.name()),
                        "write the program for an older version of StableHLO"));
    String name =
        row.name().equals("stablehlo.return") && parent.startsWith("vhlo.func_")
            ? "func.return"
            : row.name();
    return new MlirOperation(
        name,
        operation.operands(),
        operation.results(),
        attributes(row, operation.attributes()),
        operation.regions(),
        operation.location(),
        operation.offset());
  }

  private static Map<String, MlirAttribute> attributes(
      VhloOperation row, Map<String, MlirAttribute> written) {
    Map<String, MlirAttribute> rest = new LinkedHashMap<>(written);
    Map<String, MlirAttribute> attributes = new LinkedHashMap<>();
    Map<String, MlirAttribute> fields = new LinkedHashMap<>();
    algorithm(rest, attributes);
    row.attributes()
        .forEach(
            (key, attribute) -> {
              MlirAttribute value = rest.remove(key);
              if (attribute.rule() == AttributeRule.FIELD) {
                fields.put(fieldName(key), value == null ? NO_DIMENSIONS : value);
              } else if (value != null) {
                attribute.rule().apply(key, value).ifPresent(v -> put(attributes, key, v));
              }
            });
    if (!fields.isEmpty()) {
      DialectAttribute struct = new DialectAttribute(row.struct().name(), fields, "");
      attributes.put(row.struct().attribute(), struct);
    }
    attributes.putAll(rest);
    return attributes;
  }

  private static void put(Map<String, MlirAttribute> attributes, String key, MlirAttribute value) {
    if (key.equals("channel_id")) {
      // Collectives say only which channel, not of which type.
      Map<String, MlirAttribute> handle = new LinkedHashMap<>();
      handle.put("handle", value);
      handle.put("type", integer(0, value));
      attributes.put(
          "channel_handle", new DialectAttribute("stablehlo.channel_handle", handle, ""));
    } else {
      attributes.put(key, value);
    }
  }

  private static MlirAttribute integer(long number, MlirAttribute like) {
    if (!(like instanceof IntegerAttribute integer)) {
      throw HloException.of(
          DiagnosticCode.ATTRIBUTE, "the attribute channel_id is of the wrong kind", null);
    }
    return new IntegerAttribute(BigInteger.valueOf(number), integer.type());
  }

  /** The name that an attribute has in its struct. */
  private static String fieldName(String attribute) {
    return switch (attribute) {
      case "channel_id" -> "handle";
      case "channel_type" -> "type";
      default -> attribute;
    };
  }

  /** Puts the parts of a dot's algorithm together; there is none if the first type is none. */
  private static void algorithm(
      Map<String, MlirAttribute> rest, Map<String, MlirAttribute> attributes) {
    if (!rest.containsKey("accumulation_type")) {
      return;
    }
    Map<String, MlirAttribute> fields = new LinkedHashMap<>();
    for (String key : ALGORITHM) {
      MlirAttribute value = rest.remove(key);
      if (value != null) {
        fields.put(key, value);
      }
    }
    boolean none =
        fields.get("accumulation_type") instanceof TypeAttribute(MlirType type)
            && type instanceof MlirType.NoneType;
    if (!none) {
      attributes.put("algorithm", new DialectAttribute("stablehlo.dot_algorithm", fields, ""));
    }
  }
}
