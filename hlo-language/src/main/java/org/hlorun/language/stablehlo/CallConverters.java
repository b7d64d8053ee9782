package org.hlorun.language.stablehlo;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.hlorun.language.attribute.CustomCallApiVersion;
import org.hlorun.language.attribute.KeyValues;
import org.hlorun.language.attribute.OperandAlias;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.Attributes;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.mlir.MlirAttribute;
import org.hlorun.language.mlir.MlirAttribute.DialectAttribute;
import org.hlorun.language.mlir.MlirAttribute.DictionaryAttribute;
import org.hlorun.language.mlir.MlirAttribute.StringAttribute;
import org.hlorun.language.mlir.MlirAttribute.SymbolAttribute;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.Layout;
import org.hlorun.language.shape.Shape;
import org.hlorun.language.shape.TupleShape;

/** Calls of functions of the program and of custom calls. */
final class CallConverters {
  private CallConverters() {}

  static void register(Map<String, Converter> table) {
    table.put("func.call", op -> call(op, op.symbol("callee"), Attributes.none()));
    table.put("stablehlo.composite", CallConverters::composite);
    table.put("stablehlo.custom_call", CallConverters::customCall);
    table.put("stablehlo.async_start", Converter.of(CallConverters::asyncStart));
    table.put("stablehlo.async_done", CallConverters::asyncDone);
  }

  private static List<HloInstruction> call(Op op, String callee, Attributes attributes) {
    HloComputation computation = op.scope().importer().callee(op, callee, op.operands());
    HloInstruction call =
        op.builder()
            .add(Opcode.CALL, op.operands(), attributes.with(Attribute.TO_APPLY, computation));
    return op.builder().unpack(call, op.operation().results().size());
  }

  /** A call of the decomposition that keeps the composite's name, attributes and version. */
  private static List<HloInstruction> composite(Op op) {
    TreeMap<String, String> entries = new TreeMap<>();
    entries.put("composite.name", op.string("name", ""));
    entries.put(
        "composite.attributes",
        op.attribute("composite_attributes").map(AttributeText::of).orElse("{}"));
    entries.put("composite.version", Long.toString(op.integer("version", 0)));
    Attributes attributes =
        Attributes.builder()
            .put(Attribute.IS_COMPOSITE, true)
            .put(Attribute.FRONTEND_ATTRIBUTES, new KeyValues(entries))
            .build();
    return call(op, op.symbol("decomposition"), attributes);
  }

  /**
   * A call: when the operation runs between start and done is the back end's choice, and a future
   * may leave the function it was made in, which HLO's own asynchronous values may not.
   */
  private static HloInstruction asyncStart(Op op) {
    return op.builder()
        .add(
            Opcode.CALL, op.operands(), Attributes.of(Attribute.TO_APPLY, Regions.function(op, 0)));
  }

  private static List<HloInstruction> asyncDone(Op op) {
    return op.builder().unpack(op.operand(0), op.operation().results().size());
  }

  private static List<HloInstruction> customCall(Op op) {
    String target = op.string("call_target_name", "");
    Converter known = CustomCallTargets.find(target);
    if (known != null) {
      return known.convert(op);
    }
    List<Shape> shapes = new ArrayList<>();
    for (int i = 0; i < op.operation().results().size(); i++) {
      shapes.add(resultShape(op, i));
    }
    Shape shape = shapes.size() == 1 ? shapes.getFirst() : new TupleShape(shapes);
    Attributes attributes = attributes(op, target);
    if (op.attribute("operand_layouts").isPresent()) {
      List<Shape> operands = op.operands().stream().map(HloInstruction::shape).toList();
      attributes =
          attributes.with(
              Attribute.OPERAND_LAYOUT_CONSTRAINTS, withLayouts(op, "operand_layouts", operands));
      List<Shape> results = withLayouts(op, "result_layouts", shapes);
      shape = shapes.size() == 1 ? results.getFirst() : new TupleShape(results);
    }
    HloInstruction call = op.builder().add(Opcode.CUSTOM_CALL, shape, op.operands(), attributes);
    return op.builder().unpack(call, shapes.size());
  }

  /** Shapes with the layouts of a list of vectors, which go from minor to major. */
  private static List<Shape> withLayouts(Op op, String key, List<Shape> shapes) {
    List<MlirAttribute> layouts = op.array(key);
    if (layouts.isEmpty()) {
      return shapes;
    }
    List<Shape> result = new ArrayList<>();
    for (int i = 0; i < shapes.size(); i++) {
      LongList order = op.integers(key, layouts.get(i));
      boolean array = shapes.get(i) instanceof ArrayShape a && a.rank() == order.size();
      result.add(array ? shapes.get(i).asArray().withLayout(Layout.of(order)) : shapes.get(i));
    }
    return result;
  }

  /** The declared shape; annotations of a value of any size have the size of the value. */
  private static Shape resultShape(Op op, int index) {
    boolean annotation = op.operandCount() == 1 && op.operation().results().size() == 1;
    return annotation && Types.refines(op.operand(0).shape(), op.declaredShape(0))
        ? op.operand(0).shape()
        : op.resultShape(index);
  }

  private static Attributes attributes(Op op, String target) {
    Attributes.Builder attributes = Attributes.builder().put(Attribute.CUSTOM_CALL_TARGET, target);
    if (op.bool("has_side_effect", false)) {
      attributes.put(Attribute.CUSTOM_CALL_HAS_SIDE_EFFECT, true);
    }
    CustomCallApiVersion version = apiVersion(op);
    if (version != CustomCallApiVersion.API_VERSION_ORIGINAL) {
      attributes.put(Attribute.API_VERSION, version);
    }
    String configuration = configuration(op, "backend_config");
    if (configuration.isEmpty()) {
      configuration = configuration(op, "mhlo.backend_config");
    }
    if (!configuration.isEmpty()) {
      attributes.put(Attribute.BACKEND_CONFIG, configuration);
    }
    List<HloComputation> called = new ArrayList<>();
    for (MlirAttribute element : op.array("called_computations")) {
      if (!(element instanceof SymbolAttribute symbol)) {
        throw op.malformed("needs symbols as called_computations");
      }
      called.add(op.scope().importer().callee(op, symbol.leaf(), null));
    }
    if (!called.isEmpty()) {
      attributes.put(Attribute.CALLED_COMPUTATIONS, called);
    }
    List<OperandAlias> aliases = aliases(op);
    if (!aliases.isEmpty()) {
      attributes.put(Attribute.OUTPUT_TO_OPERAND_ALIASING, aliases);
    }
    return attributes.build();
  }

  private static String configuration(Op op, String key) {
    return switch (op.attribute(key).orElse(null)) {
      case StringAttribute(String text) -> text;
      case DictionaryAttribute dictionary -> AttributeText.of(dictionary);
      case null, default -> "";
    };
  }

  /** The version as a number, or as the word of MHLO's enum. */
  private static CustomCallApiVersion apiVersion(Op op) {
    if (op.attribute("api_version").orElse(null) instanceof DialectAttribute word) {
      return Words.parse(op, CustomCallApiVersion.class, word.body().toUpperCase(Locale.ROOT));
    }
    int number = Math.toIntExact(op.integer("api_version", 1));
    CustomCallApiVersion[] versions = CustomCallApiVersion.values();
    if (number < 0 || number > versions.length) {
      throw op.malformed("does not know the api_version " + number);
    }
    return versions[Math.max(number - 1, 0)];
  }

  private static List<OperandAlias> aliases(Op op) {
    List<OperandAlias> aliases = new ArrayList<>();
    for (MlirAttribute element : op.array("output_operand_aliases")) {
      if (!(element instanceof DialectAttribute alias)) {
        throw op.malformed("needs #stablehlo.output_operand_alias as output_operand_aliases");
      }
      Fields fields = new Fields(op, "output_operand_aliases", alias.fields());
      LongList output = fields.integers("output_tuple_indices");
      aliases.add(
          new OperandAlias(
              output, fields.integer("operand_index"), fields.integers("operand_tuple_indices")));
    }
    return aliases;
  }
}
