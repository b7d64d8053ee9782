package org.hlorun.language.stablehlo.writer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hlorun.language.attribute.BufferDonor;
import org.hlorun.language.attribute.InputOutputAlias;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.mlir.MlirAttribute;
import org.hlorun.language.mlir.MlirAttribute.DictionaryAttribute;
import org.hlorun.language.mlir.MlirBlock;
import org.hlorun.language.mlir.MlirOperation;
import org.hlorun.language.mlir.MlirRegion;
import org.hlorun.language.mlir.MlirType;
import org.hlorun.language.mlir.MlirType.FunctionType;
import org.hlorun.language.mlir.MlirValue;
import org.hlorun.language.printer.HloPrinter;
import org.hlorun.language.shape.Shape;
import org.hlorun.language.shape.TupleShape;
import org.hlorun.language.sharding.Sharding;

/** A module being written: the entry as {@code @main}, then every computation that is called. */
final class ModuleExport {
  /**
   * Computations are written once per use as a region, so a text may grow beyond its program: to so
   * many operations for each instruction, and so many for a program of any size.
   */
  private static final long GROWTH = 20;

  private static final long MIN_LIMIT = 100_000;

  private final HloModule module;
  private final long limit;
  private long operationCount;
  private final Map<HloComputation, String> names = new HashMap<>();
  private final Set<String> taken = new HashSet<>(Set.of("main"));
  private final List<HloComputation> functions = new ArrayList<>();

  ModuleExport(HloModule module) {
    this.module = module;
    long instructions =
        module.computations().stream().mapToLong(c -> c.instructions().size()).sum();
    this.limit = MIN_LIMIT + GROWTH * instructions;
  }

  HloModule module() {
    return module;
  }

  /** Says that one more operation is written. */
  void countOperation() {
    if (++operationCount > limit) {
      throw HloException.of(
          DiagnosticCode.LIMIT,
          "the program would have more than %d operations".formatted(limit),
          "call computations that many loops share");
    }
  }

  /** The function of a computation, which is written after those that were wanted before it. */
  String function(HloComputation computation) {
    return names.computeIfAbsent(
        computation,
        wanted -> {
          functions.add(wanted);
          String name = wanted.name();
          for (int i = 1; !taken.add(name); i++) {
            name = wanted.name() + "_" + i;
          }
          return name;
        });
  }

  MlirOperation run() {
    names.put(module.entry(), "main");
    functions.add(module.entry());
    List<MlirOperation> operations = new ArrayList<>();
    // Writing a function may add further ones.
    for (int i = 0; i < functions.size(); i++) {
      operations.add(function(functions.get(i), i == 0));
    }
    Map<String, MlirAttribute> attributes = new LinkedHashMap<>();
    attributes.put("sym_name", MlirAttributes.string(module.name()));
    module
        .find(Attribute.REPLICA_COUNT)
        .ifPresent(n -> attributes.put("mhlo.num_replicas", MlirAttributes.i32(n)));
    module
        .find(Attribute.NUM_PARTITIONS)
        .ifPresent(n -> attributes.put("mhlo.num_partitions", MlirAttributes.i32(n)));
    module
        .find(Attribute.FRONTEND_ATTRIBUTES)
        .ifPresent(
            entries -> attributes.put("mhlo.frontend_attributes", Source.dictionary(entries)));
    MlirRegion region = new MlirRegion(List.of(new MlirBlock(List.of(), operations)));
    return new MlirOperation(
        "builtin.module", List.of(), List.of(), attributes, List.of(region), "", 0);
  }

  private MlirOperation function(HloComputation computation, boolean entry) {
    BlockExport block = new BlockExport(this);
    List<MlirValue> arguments = new ArrayList<>();
    List<Value> parameters = new ArrayList<>();
    List<MlirAttribute> argumentAttributes = new ArrayList<>();
    for (HloInstruction parameter : computation.parameters()) {
      MlirValue argument = block.newValue(Source.typeOf(parameter));
      arguments.add(argument);
      parameters.add(new Value.Single(argument));
      argumentAttributes.add(argumentAttributes(parameter, entry));
    }
    List<MlirOperation> operations = block.operations(computation, parameters, "func.return", true);
    List<MlirType> results = operations.getLast().operands().stream().map(MlirValue::type).toList();
    Map<String, MlirAttribute> attributes = new LinkedHashMap<>();
    attributes.put("sym_name", MlirAttributes.string(names.get(computation)));
    attributes.put("sym_visibility", MlirAttributes.string(entry ? "public" : "private"));
    attributes.put(
        "function_type",
        new MlirAttribute.TypeAttribute(
            new FunctionType(arguments.stream().map(MlirValue::type).toList(), results)));
    putIfAny(attributes, "arg_attrs", argumentAttributes);
    putIfAny(attributes, "res_attrs", resultAttributes(computation.root()));
    MlirRegion region = new MlirRegion(List.of(new MlirBlock(arguments, operations)));
    return new MlirOperation("func.func", List.of(), List.of(), attributes, List.of(region), "", 0);
  }

  private static void putIfAny(
      Map<String, MlirAttribute> attributes, String key, List<MlirAttribute> dictionaries) {
    boolean any =
        dictionaries.stream()
            .anyMatch(d -> d instanceof DictionaryAttribute(var entries) && !entries.isEmpty());
    if (any) {
      attributes.put(key, MlirAttributes.array(dictionaries));
    }
  }

  private MlirAttribute argumentAttributes(HloInstruction parameter, boolean entry) {
    Map<String, MlirAttribute> attributes = new LinkedHashMap<>(Source.common(parameter));
    long number = parameter.get(Attribute.PARAMETER_NUMBER);
    if (entry) {
      for (InputOutputAlias alias : module.find(Attribute.INPUT_OUTPUT_ALIAS).orElse(List.of())) {
        if (alias.parameter() == number
            && alias.parameterIndex().isEmpty()
            && alias.outputIndex().size() <= 1) {
          long output = alias.outputIndex().isEmpty() ? 0 : alias.outputIndex().get(0);
          attributes.put("tf.aliasing_output", MlirAttributes.i32(output));
        }
      }
      for (BufferDonor donor : module.find(Attribute.BUFFER_DONOR).orElse(List.of())) {
        if (donor.parameter() == number && donor.parameterIndex().isEmpty()) {
          attributes.put("jax.buffer_donor", MlirAttributes.bool(true));
        }
      }
    }
    return new DictionaryAttribute(attributes);
  }

  /** The shardings of the results, where the root makes a tuple of them and has them itself. */
  private static List<MlirAttribute> resultAttributes(HloInstruction root) {
    List<MlirAttribute> attributes = new ArrayList<>();
    if (BlockExport.isSpread(root.shape())
        && root.find(Attribute.SHARDING).orElse(null) instanceof Sharding.Tuple sharding
        && sharding.elements().size() == ((TupleShape) root.shape()).size()) {
      List<Shape> shapes = ((TupleShape) root.shape()).elements();
      for (int i = 0; i < shapes.size(); i++) {
        String text = HloPrinter.print(sharding.elements().get(i), shapes.get(i));
        attributes.add(
            new DictionaryAttribute(Map.of("mhlo.sharding", MlirAttributes.string(text))));
      }
    }
    return attributes;
  }
}
