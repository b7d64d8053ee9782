package org.hlorun.language.stablehlo.writer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.hlorun.language.diagnostic.Diagnostic;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.mlir.MlirAttribute;
import org.hlorun.language.mlir.MlirBlock;
import org.hlorun.language.mlir.MlirOperation;
import org.hlorun.language.mlir.MlirRegion;
import org.hlorun.language.mlir.MlirType;
import org.hlorun.language.mlir.MlirType.TupleType;
import org.hlorun.language.mlir.MlirValue;
import org.hlorun.language.shape.Shape;
import org.hlorun.language.shape.TupleShape;

/** A computation that becomes the block of a function or of a region. */
final class BlockExport {
  private final ModuleExport module;
  private final Map<HloInstruction, Value> values = new HashMap<>();
  private final List<MlirOperation> operations = new ArrayList<>();

  /** How deep regions may nest, which is as deep as they are read. */
  private static final int MAX_DEPTH = 190;

  /** Names of values are for messages only, so all may have the same. */
  private static final String NAME = "v";

  private final int depth;

  /** How many computations are being added to this block, one called by the other. */
  private int inlined;

  /** The block of a function. */
  BlockExport(ModuleExport module) {
    this(module, 0);
  }

  private BlockExport(ModuleExport module, int depth) {
    this.module = module;
    this.depth = depth;
    checkDepth(depth);
  }

  private static void checkDepth(int depth) {
    if (depth > MAX_DEPTH) {
      throw HloException.of(
          DiagnosticCode.LIMIT, "regions would nest deeper than " + MAX_DEPTH, null);
    }
  }

  private BlockExport inner() {
    return new BlockExport(module, depth + 1);
  }

  ModuleExport module() {
    return module;
  }

  MlirValue newValue(MlirType type) {
    return new MlirValue(type, NAME);
  }

  /** Whether a result of this shape is several results: tuples, but for those of one element. */
  static boolean isSpread(Shape shape) {
    return shape instanceof TupleShape tuple && tuple.size() != 1;
  }

  /**
   * A region whose block has an argument for each parameter.
   *
   * @param computation what it computes
   */
  MlirRegion function(HloComputation computation) {
    BlockExport block = inner();
    List<MlirValue> arguments = new ArrayList<>();
    List<Value> parameters = new ArrayList<>();
    for (HloInstruction parameter : computation.parameters()) {
      MlirValue argument = newValue(Source.typeOf(parameter));
      arguments.add(argument);
      parameters.add(new Value.Single(argument));
    }
    return region(block, computation, arguments, parameters);
  }

  /** A region whose block has an argument for each element of the only parameter. */
  MlirRegion loop(HloComputation computation) {
    BlockExport block = inner();
    List<MlirValue> arguments = new ArrayList<>();
    HloInstruction parameter = computation.parameters().getFirst();
    if (!(parameter.shape() instanceof TupleShape tuple)) {
      return function(computation);
    }
    tuple.elements().forEach(shape -> arguments.add(newValue(MlirTypes.of(shape))));
    return region(block, computation, arguments, List.of(elements(arguments)));
  }

  /** A region without arguments whose computation's only parameter is a value from outside. */
  MlirRegion branch(HloComputation computation, Value argument) {
    return region(inner(), computation, List.of(), List.of(argument));
  }

  private static MlirRegion region(
      BlockExport block,
      HloComputation computation,
      List<MlirValue> arguments,
      List<Value> parameters) {
    return new MlirRegion(
        List.of(
            new MlirBlock(
                arguments, block.operations(computation, parameters, "stablehlo.return", false))));
  }

  static Value elements(List<MlirValue> values) {
    return new Value.Elements(values.stream().<Value>map(Value.Single::new).toList());
  }

  /**
   * The operations of a computation.
   *
   * @param parameters what stands for its parameters
   * @param keepTuple whether a root of a tuple of one element is returned as a tuple
   */
  List<MlirOperation> operations(
      HloComputation computation, List<Value> parameters, String terminator, boolean keepTuple) {
    export(computation, parameters);
    HloInstruction root = computation.root();
    boolean spread = keepTuple ? isSpread(root.shape()) : root.shape() instanceof TupleShape;
    List<MlirValue> results = spread ? spread(value(root)) : List.of(single(value(root)));
    add(terminator, results, Map.of(), List.of(), List.of());
    return operations;
  }

  /** The value of a computation whose operations are added to this block. */
  Value inline(HloComputation computation, List<Value> parameters) {
    checkDepth(depth + ++inlined);
    export(computation, parameters);
    inlined--;
    return value(computation.root());
  }

  private void export(HloComputation computation, List<Value> parameters) {
    List<HloInstruction> own = computation.parameters();
    for (int i = 0; i < own.size(); i++) {
      values.put(own.get(i), parameters.get(i));
    }
    Set<HloInstruction> live = live(computation);
    for (HloInstruction instruction : computation.instructions()) {
      if (live.contains(instruction) && instruction.opcode() != Opcode.PARAMETER) {
        values.put(instruction, export(instruction));
      }
    }
  }

  /** The instructions whose results count or that do something. */
  private static Set<HloInstruction> live(HloComputation computation) {
    Set<HloInstruction> live = new HashSet<>();
    for (HloInstruction instruction : computation.instructions().reversed()) {
      boolean pure =
          switch (instruction.opcode().opcodeClass()) {
            case ELEMENTWISE, DATA_MOVEMENT, REDUCTION, CONTRACTION, LINEAR_ALGEBRA -> true;
            default ->
                instruction.opcode() == Opcode.TUPLE
                    || instruction.opcode() == Opcode.GET_TUPLE_ELEMENT;
          };
      if (!pure || instruction.isRoot() || live.contains(instruction)) {
        live.add(instruction);
        live.addAll(instruction.operands());
      }
    }
    return live;
  }

  private Value export(HloInstruction instruction) {
    Source source = new Source(instruction, this);
    try {
      return Exporters.of(source).export(source);
    } catch (HloException e) {
      Diagnostic diagnostic = e.diagnostic();
      throw diagnostic.place().isPresent() || diagnostic.message().startsWith("the instruction ")
          ? e
          : source.error(diagnostic.code(), diagnostic.message(), diagnostic.remedy());
    }
  }

  Value value(HloInstruction instruction) {
    return values.get(instruction);
  }

  /** One value, for which a tuple is made of elements. */
  MlirValue single(Value value) {
    return switch (value) {
      case Value.Single(MlirValue single) -> single;
      case Value.Elements(List<Value> elements) -> {
        List<MlirValue> parts = elements.stream().map(this::single).toList();
        MlirType type = new TupleType(parts.stream().map(MlirValue::type).toList());
        yield add("stablehlo.tuple", parts, Map.of(), List.of(), List.of(type)).getFirst();
      }
    };
  }

  /** The elements of a tuple. */
  List<Value> elements(Value value) {
    return switch (value) {
      case Value.Elements(List<Value> elements) -> elements;
      case Value.Single(MlirValue tuple) ->
          IntStream.range(0, ((TupleType) tuple.type()).elements().size())
              .mapToObj(i -> element(value, i))
              .toList();
    };
  }

  Value element(Value value, int index) {
    return switch (value) {
      case Value.Elements(List<Value> elements) -> elements.get(index);
      case Value.Single(MlirValue tuple) ->
          new Value.Single(
              add(
                      "stablehlo.get_tuple_element",
                      List.of(tuple),
                      Map.of("index", MlirAttributes.i32(index)),
                      List.of(),
                      List.of(((TupleType) tuple.type()).elements().get(index)))
                  .getFirst());
    };
  }

  /** The elements of a tuple as one value each, or the value if it is no tuple. */
  List<MlirValue> spread(Value value) {
    boolean tuple =
        value instanceof Value.Elements
            || value instanceof Value.Single(MlirValue v) && v.type() instanceof TupleType;
    return tuple ? elements(value).stream().map(this::single).toList() : List.of(single(value));
  }

  /** Adds an operation and gives its results. */
  List<MlirValue> add(
      String name,
      List<MlirValue> operands,
      Map<String, MlirAttribute> attributes,
      List<MlirRegion> regions,
      List<MlirType> resultTypes) {
    List<MlirValue> results = resultTypes.stream().map(this::newValue).toList();
    module.countOperation();
    operations.add(new MlirOperation(name, operands, results, attributes, regions, "", 0));
    return results;
  }
}
