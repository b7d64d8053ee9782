package org.hlorun.language.stablehlo;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.mlir.MlirAttribute;
import org.hlorun.language.mlir.MlirAttribute.ArrayAttribute;
import org.hlorun.language.mlir.MlirAttribute.DictionaryAttribute;
import org.hlorun.language.mlir.MlirAttribute.StringAttribute;
import org.hlorun.language.mlir.MlirBlock;
import org.hlorun.language.mlir.MlirOperation;
import org.hlorun.language.mlir.MlirRegion;
import org.hlorun.language.mlir.MlirType;
import org.hlorun.language.mlir.MlirValue;
import org.hlorun.language.shape.Shape;

/**
 * Functions that become computations. A function of static types becomes one computation, however
 * often it is called; one with {@code ?} in its types becomes one for each combination of argument
 * shapes and of known sizes that it is called with.
 */
final class FunctionImporter {
  /** How deep calls and regions, taken together, may nest. */
  private static final int MAX_DEPTH = 200;

  /** How many computations may be made of functions that work for any size. */
  private static final int MAX_VERSIONS = 10_000;

  private final Map<String, MlirOperation> functions = new LinkedHashMap<>();
  private final Map<MlirOperation, Boolean> dynamic = new IdentityHashMap<>();
  private final Map<Version, HloComputation> imported = new HashMap<>();
  private final Set<Version> underWay = new HashSet<>();
  private final FreeValues freeValues = new FreeValues();
  private int depth;
  private final ModuleState state;
  private final Problems problems;

  /** A function for certain argument shapes; a value is null if it is not known. */
  private record Version(String name, List<? extends Shape> shapes, List<ArrayLiteral> values) {}

  FunctionImporter(HloModule module, MlirOperation root, SourceText source) {
    this.state = new ModuleState(module);
    this.problems = new Problems(source);
    for (MlirRegion region : root.regions()) {
      for (MlirBlock block : region.blocks()) {
        for (MlirOperation operation : block.operations()) {
          if (operation.name().equals("func.func")) {
            functions.put(name(operation), operation);
          } else if (operation.name().equals("sdy.mesh")) {
            state.addMesh(name(operation), operation);
          }
        }
      }
    }
  }

  /** The name of a function or another operation that has one. */
  static String name(MlirOperation function) {
    return function.attribute("sym_name").orElse(null) instanceof StringAttribute(String name)
        ? name
        : "";
  }

  ModuleState state() {
    return state;
  }

  Problems problems() {
    return problems;
  }

  FreeValues freeValues() {
    return freeValues;
  }

  /** The functions in the order of the text. */
  List<MlirOperation> functions() {
    return List.copyOf(functions.values());
  }

  /**
   * The computation that an operation calls.
   *
   * @param arguments what it is called with, or null if the shapes are those of its type
   */
  HloComputation callee(Op op, String name, List<HloInstruction> arguments) {
    MlirOperation function = function(op, name);
    if (arguments == null) {
      return computation(function, declaredShapes(function), null);
    }
    List<Shape> shapes = arguments.stream().map(HloInstruction::shape).toList();
    checkArguments(op, function, shapes);
    List<ArrayLiteral> values = null;
    if (isDynamic(function)) {
      values = new ArrayList<>();
      for (HloInstruction argument : arguments) {
        values.add(state.known().of(argument).orElse(null));
      }
    }
    return computation(function, shapes, values);
  }

  private MlirOperation function(Op op, String name) {
    MlirOperation function = functions.get(name);
    if (function == null) {
      throw op.error(
          DiagnosticCode.UNDEFINED_NAME, "calls @%s, which does not exist".formatted(name), null);
    }
    return function;
  }

  /** How many parameters the function has that an operation calls. */
  int parameterCount(Op op, String name) {
    return body(function(op, name)).arguments().size();
  }

  /** How many results the function has that an operation calls. */
  int resultCount(Op op, String name) {
    List<MlirOperation> operations = body(function(op, name)).operations();
    return operations.isEmpty() ? 0 : operations.getLast().operands().size();
  }

  private static void checkArguments(Op op, MlirOperation function, List<Shape> shapes) {
    List<Shape> declared = declaredShapes(function);
    boolean fit = declared.size() == shapes.size();
    for (int i = 0; fit && i < shapes.size(); i++) {
      fit = Types.refines(shapes.get(i), declared.get(i));
    }
    if (!fit) {
      throw op.error(
          DiagnosticCode.SHAPE,
          "calls @%s with %s, but it takes %s".formatted(name(function), shapes, declared),
          null);
    }
  }

  /** The shapes of a function's parameters as its type says. */
  static List<Shape> declaredShapes(MlirOperation function) {
    return body(function).arguments().stream().map(MlirValue::type).map(Types::shape).toList();
  }

  /** Whether a function takes no arguments; types that HLO lacks do not matter to that. */
  static boolean isClosed(MlirOperation function) {
    return body(function).arguments().isEmpty();
  }

  private static MlirBlock body(MlirOperation function) {
    List<MlirBlock> blocks =
        function.regions().isEmpty() ? List.of() : function.regions().getFirst().blocks();
    if (blocks.size() != 1) {
      throw org.hlorun.language.diagnostic.HloException.of(
          DiagnosticCode.UNSUPPORTED,
          "the function @%s has %s"
              .formatted(name(function), blocks.isEmpty() ? "no body" : "more than one block"),
          null);
    }
    return blocks.getFirst();
  }

  /**
   * The computation of a function.
   *
   * @param values what is known of the arguments, or null
   */
  HloComputation computation(
      MlirOperation function, List<? extends Shape> shapes, List<ArrayLiteral> values) {
    Version version = new Version(name(function), shapes, values);
    HloComputation known = imported.get(version);
    if (known != null) {
      return known;
    }
    if (!underWay.add(version) || imported.size() >= MAX_VERSIONS) {
      throw problems.at(
          function,
          DiagnosticCode.LIMIT,
          "@%s calls itself, or there are more than %d functions"
              .formatted(name(function), MAX_VERSIONS),
          null);
    }
    enter(function);
    MlirBlock body = body(function);
    Scope scope = new Scope(this, state.open(name(function)), null);
    HloBuilder builder = scope.builder();
    builder.setOffset(function.offset());
    for (int i = 0; i < shapes.size(); i++) {
      HloInstruction parameter = builder.parameter(i, shapes.get(i));
      scope.define(body.arguments().get(i), parameter);
      if (values != null && values.get(i) != null) {
        state.known().put(parameter, values.get(i));
      }
    }
    HloComputation computation = builder.computation();
    computation.setRoot(builder.pack(results(function, scope, scope.importBlock(body))));
    annotate(function, computation);
    state.close(computation);
    leave();
    underWay.remove(version);
    imported.put(version, computation);
    return computation;
  }

  /** The results of a function, annotated as its type says. */
  private static List<HloInstruction> results(
      MlirOperation function, Scope scope, List<HloInstruction> values) {
    List<HloInstruction> results = new ArrayList<>();
    for (HloInstruction value : values) {
      results.add(
          ShardyConverters.result(
              scope.builder(), value, attributes(function, "res_attrs", results.size())));
    }
    return results;
  }

  /** Shardings and frontend attributes of arguments, shardings of results. */
  private static void annotate(MlirOperation function, HloComputation computation) {
    List<HloInstruction> parameters = computation.parameters();
    for (int i = 0; i < parameters.size(); i++) {
      OperationAttributes.apply(argumentAttributes(function, i), parameters.get(i));
    }
    if (function.attribute("res_attrs").orElse(null) instanceof ArrayAttribute results) {
      OperationAttributes.applyResultShardings(results.elements(), computation.root());
    }
  }

  /** The attributes of an argument of a function. */
  static Map<String, MlirAttribute> argumentAttributes(MlirOperation function, int index) {
    return attributes(function, "arg_attrs", index);
  }

  private static Map<String, MlirAttribute> attributes(
      MlirOperation function, String key, int index) {
    return function.attribute(key).orElse(null) instanceof ArrayAttribute all
            && index < all.elements().size()
            && all.elements().get(index) instanceof DictionaryAttribute dictionary
        ? dictionary.entries()
        : Map.of();
  }

  /** Begins a computation inside of those under way. */
  void enter(MlirOperation operation) {
    if (++depth > MAX_DEPTH) {
      throw problems.at(
          operation, DiagnosticCode.LIMIT, "calls and regions nest deeper than " + MAX_DEPTH, null);
    }
  }

  /** How deep the computations under way nest. */
  int depth() {
    return depth;
  }

  /** Ends the computation that began last. */
  void leave() {
    depth--;
  }

  private boolean isDynamic(MlirOperation function) {
    return dynamic.computeIfAbsent(function, f -> f.regions().stream().anyMatch(this::isDynamic));
  }

  private boolean isDynamic(MlirRegion region) {
    for (MlirBlock block : region.blocks()) {
      if (block.arguments().stream().anyMatch(value -> isDynamic(value.type()))) {
        return true;
      }
      for (MlirOperation operation : block.operations()) {
        if (operation.results().stream().anyMatch(value -> isDynamic(value.type()))
            || operation.regions().stream().anyMatch(this::isDynamic)) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean isDynamic(MlirType type) {
    return type instanceof MlirType.TensorType tensor
        && Arrays.stream(tensor.dimensions().toArray())
            .anyMatch(size -> size == MlirType.TensorType.DYNAMIC);
  }
}
