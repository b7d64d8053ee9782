package org.hlorun.language.stablehlo;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.hlorun.language.attribute.AliasKind;
import org.hlorun.language.attribute.BufferDonor;
import org.hlorun.language.attribute.InputOutputAlias;
import org.hlorun.language.attribute.KeyValues;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.Attributes;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.mlir.MlirAttribute;
import org.hlorun.language.mlir.MlirAttribute.BoolAttribute;
import org.hlorun.language.mlir.MlirAttribute.IntegerAttribute;
import org.hlorun.language.mlir.MlirAttribute.StringAttribute;
import org.hlorun.language.mlir.MlirOperation;
import org.hlorun.language.shape.Shape;
import org.hlorun.language.shape.TupleShape;
import org.hlorun.language.verifier.HloVerifier;

/**
 * Imports a module of StableHLO, CHLO and {@code func} operations into HLO. The meaning is that of
 * the StableHLO specification; every result is verified.
 */
public final class StablehloImporter {
  private final MlirOperation root;
  private final HloModule module;
  private final FunctionImporter functions;

  private StablehloImporter(MlirOperation root, SourceText source) {
    this.root = root;
    this.module =
        new HloModule(
            root.attribute("sym_name").orElse(null) instanceof StringAttribute(String name)
                    && !name.isEmpty()
                ? name
                : "main");
    module.setSource(source);
    this.functions = new FunctionImporter(module, root, source);
  }

  /**
   * Imports a program.
   *
   * @param module a {@code builtin.module}
   * @param source the text it was read from
   * @throws HloException if something in it is not valid, or has no counterpart in HLO
   */
  public static HloModule importModule(MlirOperation module, SourceText source) {
    return importModule(module, source, ImportOptions.DEFAULT);
  }

  /** As {@link #importModule(MlirOperation, SourceText)}, with a choice of entry and shapes. */
  public static HloModule importModule(
      MlirOperation module, SourceText source, ImportOptions options) {
    return new StablehloImporter(module, source).run(options);
  }

  /** The operations that can be imported, such as {@code stablehlo.add}; terminators apart. */
  public static Set<String> operations() {
    return Converters.names();
  }

  /** The functions of a module that take no arguments and are nobody's callees, by name. */
  public static List<String> closedFunctions(MlirOperation module, SourceText source) {
    FunctionImporter functions = new StablehloImporter(module, source).functions;
    Set<String> referenced = References.in(module);
    return functions.functions().stream()
        .filter(function -> !isPrivate(function))
        .filter(function -> FunctionImporter.isClosed(function))
        .map(FunctionImporter::name)
        .filter(name -> !referenced.contains(name))
        .toList();
  }

  private HloModule run(ImportOptions options) {
    header();
    MlirOperation entry = entry(options.entry());
    List<Shape> shapes = argumentShapes(entry, options.argumentShapes());
    HloComputation computation = functions.computation(entry, shapes, null);
    functions.state().order();
    module.setEntry(computation);
    arguments(entry, computation);
    HloVerifier.verify(module);
    return module;
  }

  private void header() {
    Attributes.Builder attributes = Attributes.builder();
    count("mhlo.num_replicas", Attribute.REPLICA_COUNT, attributes);
    count("mhlo.num_partitions", Attribute.NUM_PARTITIONS, attributes);
    TreeMap<String, String> entries = new TreeMap<>();
    entries.putAll(OperationAttributes.frontendAttributes(root.attributes()));
    entries.putAll(ShardyConverters.meshes(functions.state().meshes()));
    if (!entries.isEmpty()) {
      attributes.put(Attribute.FRONTEND_ATTRIBUTES, new KeyValues(entries));
    }
    module.setAttributes(attributes.build());
  }

  private void count(String key, Attribute<Long> attribute, Attributes.Builder attributes) {
    if (root.attribute(key).orElse(null) instanceof IntegerAttribute count
        && count.longValue() != 1) {
      attributes.put(attribute, count.longValue());
    }
  }

  private MlirOperation entry(String wanted) {
    List<MlirOperation> all = functions.functions();
    String name = wanted == null ? "main" : wanted;
    List<MlirOperation> candidates =
        all.stream().filter(f -> FunctionImporter.name(f).equals(name)).toList();
    if (candidates.isEmpty() && wanted == null) {
      candidates = all.stream().filter(function -> !isPrivate(function)).toList();
    }
    if (candidates.size() == 1) {
      return candidates.getFirst();
    }
    List<String> names = all.stream().map(FunctionImporter::name).toList();
    throw functions
        .problems()
        .at(
            root,
            DiagnosticCode.UNDEFINED_NAME,
            wanted == null
                ? "the program has no function @main, and not exactly one public function"
                : "the program has no function @" + wanted,
            "say which function to run: " + names);
  }

  private static boolean isPrivate(MlirOperation function) {
    return function.attribute("sym_visibility").orElse(null)
            instanceof StringAttribute(String visibility)
        && visibility.equals("private");
  }

  private List<Shape> argumentShapes(MlirOperation entry, UnaryOperator<List<Shape>> shapes) {
    List<Shape> declared = FunctionImporter.declaredShapes(entry);
    List<Shape> given = shapes.apply(declared);
    if (given.stream().anyMatch(Types::isUnbounded)) {
      throw functions
          .problems()
          .at(
              entry,
              DiagnosticCode.UNSUPPORTED,
              "@%s takes arguments of sizes that it leaves open"
                  .formatted(FunctionImporter.name(entry)),
              "give the shapes of its arguments, which are of types " + declared);
    }
    boolean fit = given.size() == declared.size();
    for (int i = 0; fit && i < given.size(); i++) {
      fit = Types.refines(given.get(i), declared.get(i));
    }
    if (!fit) {
      throw functions
          .problems()
          .at(
              entry,
              DiagnosticCode.ARGUMENT,
              "@%s takes arguments of shapes %s, not %s"
                  .formatted(FunctionImporter.name(entry), declared, given),
              null);
    }
    return given;
  }

  /** Aliases and donations of the entry's arguments. */
  private void arguments(MlirOperation entry, HloComputation computation) {
    List<InputOutputAlias> aliases = new ArrayList<>();
    List<BufferDonor> donors = new ArrayList<>();
    List<HloInstruction> parameters = computation.parameters();
    boolean tuple = computation.root().shape() instanceof TupleShape;
    for (int i = 0; i < parameters.size(); i++) {
      Map<String, MlirAttribute> attributes = FunctionImporter.argumentAttributes(entry, i);
      if (attributes.get("tf.aliasing_output") instanceof IntegerAttribute output) {
        LongList index = tuple ? LongList.of(output.longValue()) : LongList.empty();
        aliases.add(new InputOutputAlias(index, i, LongList.empty(), AliasKind.MAY));
      }
      if (new BoolAttribute(true).equals(attributes.get("jax.buffer_donor"))) {
        donors.add(new BufferDonor(i, LongList.empty()));
      }
    }
    Attributes.Builder header = module.attributes().toBuilder();
    if (!aliases.isEmpty()) {
      header.put(Attribute.INPUT_OUTPUT_ALIAS, aliases);
    }
    if (!donors.isEmpty()) {
      header.put(Attribute.BUFFER_DONOR, donors);
    }
    module.setAttributes(header.build());
  }
}
