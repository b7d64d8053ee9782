package org.hlorun.language.stablehlo.writer;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hlorun.language.attribute.CustomCallApiVersion;
import org.hlorun.language.attribute.KeyValues;
import org.hlorun.language.attribute.OperandAlias;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.mlir.MlirAttribute;
import org.hlorun.language.mlir.MlirAttribute.DictionaryAttribute;
import org.hlorun.language.mlir.MlirAttribute.FloatAttribute;
import org.hlorun.language.mlir.MlirType.FloatType;
import org.hlorun.language.mlir.MlirValue;
import org.hlorun.language.mlir.text.MlirParser;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.Layout;
import org.hlorun.language.shape.Shape;
import org.hlorun.language.shape.TupleShape;

/** Calls of computations and custom calls. */
final class CallExporters {
  private static final String COMPOSITE = "composite.";
  private static final Pattern SETTING = Pattern.compile("\"(\\w+)\":([-+.\\w]+)");

  private CallExporters() {}

  static void register(Map<Opcode, Exporter> table) {
    table.put(Opcode.CALL, CallExporters::call);
    table.put(Opcode.CUSTOM_CALL, CallExporters::customCall);
  }

  private static Value call(Source source) {
    String callee = source.block().module().function(source.get(Attribute.TO_APPLY));
    if (!source.flag(Attribute.IS_COMPOSITE)) {
      return source.add("func.call", Map.of("callee", MlirAttributes.symbol(callee)));
    }
    TreeMap<String, String> entries =
        new TreeMap<>(
            source
                .find(Attribute.FRONTEND_ATTRIBUTES)
                .map(KeyValues::entries)
                .orElse(new TreeMap<>()));
    String given = entries.getOrDefault(COMPOSITE + "attributes", "{}");
    MlirAttribute attributes =
        dictionary(given)
            .orElseThrow(
                () -> source.unsupported("composite.attributes is no dictionary: " + given));
    return source.add(
        "stablehlo.composite",
        Map.of(
            "name",
            MlirAttributes.string(entries.getOrDefault(COMPOSITE + "name", "")),
            "decomposition",
            MlirAttributes.symbol(callee),
            "composite_attributes",
            attributes,
            "version",
            MlirAttributes.i32(version(entries.get(COMPOSITE + "version")))));
  }

  private static long version(String text) {
    return text == null || !text.matches("\\d{1,9}") ? 0 : Long.parseLong(text);
  }

  /** The dictionary of a text in MLIR's syntax, if it is one. */
  private static Optional<MlirAttribute> dictionary(String text) {
    if (!text.startsWith("{")) {
      return Optional.empty();
    }
    try {
      SourceText module =
          SourceText.of("attributes", "module attributes {value = " + text + "} {}");
      return MlirParser.parse(module)
          .attribute("value")
          .filter(DictionaryAttribute.class::isInstance);
    } catch (HloException _) {
      return Optional.empty();
    }
  }

  private static Value customCall(Source source) {
    String target = source.get(Attribute.CUSTOM_CALL_TARGET);
    if (target.startsWith("chlo.")) {
      return source.add(target);
    }
    source.refuse(
        Attribute.WINDOW,
        Attribute.DIM_LABELS,
        Attribute.OPERAND_PRECISION,
        Attribute.LITERAL,
        Attribute.FEATURE_GROUP_COUNT,
        Attribute.BATCH_GROUP_COUNT,
        Attribute.PADDING_TYPE,
        Attribute.SCHEDULE);
    Map<String, MlirAttribute> attributes = new LinkedHashMap<>();
    attributes.put("call_target_name", MlirAttributes.string(target));
    attributes.put(
        "has_side_effect", MlirAttributes.bool(source.flag(Attribute.CUSTOM_CALL_HAS_SIDE_EFFECT)));
    if (target.startsWith("check.")) {
      return check(source, target, attributes);
    }
    convention(source, attributes);
    functions(source, attributes);
    aliases(source, attributes);
    layouts(source, attributes);
    return source.add("stablehlo.custom_call", attributes);
  }

  /** Checks have their tolerance as attributes; {@code check.eq} takes the expected value first. */
  private static Value check(Source source, String target, Map<String, MlirAttribute> attributes) {
    Matcher settings = SETTING.matcher(source.find(Attribute.BACKEND_CONFIG).orElse(""));
    while (settings.find()) {
      String key = settings.group(1);
      attributes.put(
          key,
          key.equals("tolerance")
              ? new FloatAttribute(Double.parseDouble(settings.group(2)), new FloatType("f64"))
              : MlirAttributes.i64(Long.parseLong(settings.group(2))));
    }
    List<MlirValue> operands = source.operands();
    return source.add(
        "stablehlo.custom_call",
        target.equals("check.eq") ? operands.reversed() : operands,
        attributes);
  }

  private static void convention(Source source, Map<String, MlirAttribute> attributes) {
    CustomCallApiVersion version =
        source.find(Attribute.API_VERSION).orElse(CustomCallApiVersion.API_VERSION_ORIGINAL);
    attributes.put("api_version", MlirAttributes.i32(version.ordinal() + 1));
    source
        .find(Attribute.BACKEND_CONFIG)
        .ifPresent(
            config ->
                attributes.put(
                    "backend_config",
                    version == CustomCallApiVersion.API_VERSION_TYPED_FFI
                        ? dictionary(config).orElse(MlirAttributes.string(config))
                        : MlirAttributes.string(config)));
  }

  private static void functions(Source source, Map<String, MlirAttribute> attributes) {
    List<HloComputation> called =
        new ArrayList<>(source.find(Attribute.CALLED_COMPUTATIONS).orElse(List.of()));
    source.find(Attribute.TO_APPLY).ifPresent(called::add);
    if (!called.isEmpty()) {
      attributes.put(
          "called_computations",
          MlirAttributes.array(
              called.stream()
                  .map(c -> MlirAttributes.symbol(source.block().module().function(c)))
                  .toList()));
    }
  }

  private static void aliases(Source source, Map<String, MlirAttribute> attributes) {
    List<OperandAlias> aliases =
        source.find(Attribute.OUTPUT_TO_OPERAND_ALIASING).orElse(List.of());
    if (!aliases.isEmpty()) {
      attributes.put(
          "output_operand_aliases",
          MlirAttributes.array(
              aliases.stream()
                  .map(
                      alias ->
                          MlirAttributes.struct(
                              "stablehlo.output_operand_alias",
                              "output_tuple_indices",
                              alias.outputIndex(),
                              "operand_index",
                              alias.operand(),
                              "operand_tuple_indices",
                              alias.operandIndex()))
                  .toList()));
    }
  }

  /** Layouts that a custom call insists on, where they are those of arrays. */
  private static void layouts(Source source, Map<String, MlirAttribute> attributes) {
    List<Shape> operands = source.find(Attribute.OPERAND_LAYOUT_CONSTRAINTS).orElse(null);
    if (operands == null) {
      return;
    }
    List<Shape> results =
        source.shape() instanceof TupleShape(List<Shape> elements)
            ? elements
            : List.of(source.shape());
    attributes.put("operand_layouts", layouts(operands));
    attributes.put("result_layouts", layouts(results));
  }

  private static MlirAttribute layouts(List<Shape> shapes) {
    List<MlirAttribute> layouts = new ArrayList<>();
    for (Shape shape : shapes) {
      int rank = shape instanceof ArrayShape array ? array.rank() : 0;
      Layout layout =
          shape instanceof ArrayShape array && array.layout() != null
              ? array.layout()
              : Layout.rowMajor(rank);
      layouts.add(MlirAttributes.indices(layout.minorToMajor()));
    }
    return MlirAttributes.array(layouts);
  }
}
