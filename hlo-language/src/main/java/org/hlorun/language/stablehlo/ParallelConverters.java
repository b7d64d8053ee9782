package org.hlorun.language.stablehlo;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.Attributes;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.mlir.MlirAttribute;
import org.hlorun.language.mlir.MlirAttribute.ArrayAttribute;
import org.hlorun.language.mlir.MlirAttribute.SymbolAttribute;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;
import org.hlorun.language.shape.Shape;
import org.hlorun.language.sharding.ReplicaGroups;

/**
 * {@code interpreter.run_parallel}, with which a test runs one function per device of a grid. The
 * module becomes one that all devices of the grid run: each branches to its function, and an
 * all-reduce of the results (zeros on the devices that do not compute them) tells everybody about
 * them. The header says the size of the grid.
 */
final class ParallelConverters {
  /** Channels from here on are ours. */
  private static final long FIRST_CHANNEL = 1L << 20;

  private ParallelConverters() {}

  static void register(Map<String, Converter> table) {
    table.put("interpreter.run_parallel", ParallelConverters::runParallel);
  }

  /**
   * The processes of a grid.
   *
   * @param replicas number of replicas
   * @param partitions number of partitions
   * @param functions a function per process, partitions of a replica side by side
   */
  private record Grid(int replicas, int partitions, List<String> functions) {}

  private static List<HloInstruction> runParallel(Op op) {
    Grid grid = grid(op);
    setHeader(op, grid);
    FunctionImporter importer = op.scope().importer();
    importer.state().setInfeed(infeed(op, grid));
    List<HloComputation> processes = new ArrayList<>();
    List<List<HloInstruction>> arguments = new ArrayList<>();
    int next = 0;
    for (String name : grid.functions()) {
      int count = importer.parameterCount(op, name);
      if (next + count > op.operandCount()) {
        throw op.error(
            DiagnosticCode.OPERAND_COUNT, "has too few operands for its functions", null);
      }
      List<HloInstruction> own = op.operands().subList(next, next + count);
      arguments.add(own);
      processes.add(importer.callee(op, name, own));
      next += count;
    }
    importer.state().setInfeed(null);
    List<List<Shape>> shapes = resultShapes(op, grid);
    HloInstruction result = branch(op, grid, processes, arguments, shapes);
    List<HloInstruction> results = op.builder().unpack(result, op.operation().results().size());
    return grid.functions().size() == 1 ? results : share(op, grid, results);
  }

  private static Grid grid(Op op) {
    List<MlirAttribute> rows = op.array("programs");
    List<String> functions = new ArrayList<>();
    int partitions = -1;
    for (MlirAttribute row : rows) {
      if (!(row instanceof ArrayAttribute(List<MlirAttribute> names))
          || names.isEmpty()
          || partitions >= 0 && names.size() != partitions) {
        throw op.malformed("needs rows of equal length as attribute programs");
      }
      partitions = names.size();
      for (MlirAttribute name : names) {
        if (!(name instanceof SymbolAttribute symbol)) {
          throw op.malformed("needs functions as elements of attribute programs");
        }
        functions.add(symbol.leaf());
      }
    }
    if (functions.isEmpty()) {
      throw op.malformed("needs the attribute programs");
    }
    return new Grid(rows.size(), partitions, functions);
  }

  /** The functions of the attribute infeed, or null. */
  private static InfeedFunctions infeed(Op op, Grid grid) {
    List<String> names = new ArrayList<>();
    for (MlirAttribute name : op.array("infeed")) {
      if (!(name instanceof SymbolAttribute symbol)) {
        throw op.malformed("needs functions as elements of attribute infeed");
      }
      names.add(symbol.leaf());
    }
    if (!names.isEmpty() && grid.functions().size() > 1) {
      throw op.error(
          DiagnosticCode.UNSUPPORTED,
          "feeds several processes from one queue, in an order that nothing says",
          "feed one process");
    }
    return names.isEmpty() ? null : new InfeedFunctions(names, op.scope().importer().depth() + 1);
  }

  private static void setHeader(Op op, Grid grid) {
    HloModule module = op.scope().importer().state().module();
    Attributes.Builder header = module.attributes().toBuilder();
    put(op, module, header, Attribute.REPLICA_COUNT, grid.replicas());
    put(op, module, header, Attribute.NUM_PARTITIONS, grid.partitions());
    module.setAttributes(header.build());
  }

  private static void put(
      Op op, HloModule module, Attributes.Builder header, Attribute<Long> key, long count) {
    if (module.attributes().find(key).filter(known -> known != count).isPresent()) {
      throw op.error(
          DiagnosticCode.UNSUPPORTED,
          "wants a grid of another size than the rest of the module",
          "put programs for different grids into modules of their own");
    }
    header.put(key, count);
  }

  /** The declared result shapes of each process. */
  private static List<List<Shape>> resultShapes(Op op, Grid grid) {
    List<List<Shape>> shapes = new ArrayList<>();
    int next = 0;
    for (String name : grid.functions()) {
      int count = op.scope().importer().resultCount(op, name);
      List<Shape> own = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        own.add(op.resultShape(next++));
      }
      shapes.add(own);
    }
    if (next != op.operation().results().size()) {
      throw op.error(DiagnosticCode.SHAPE, "has other results than its functions", null);
    }
    return shapes;
  }

  private static HloInstruction branch(
      Op op,
      Grid grid,
      List<HloComputation> processes,
      List<List<HloInstruction>> arguments,
      List<List<Shape>> shapes) {
    List<HloInstruction> operands = new ArrayList<>();
    operands.add(processId(op, grid));
    List<HloComputation> branches = new ArrayList<>();
    for (int p = 0; p < processes.size(); p++) {
      operands.add(op.builder().pack(arguments.get(p)));
      branches.add(process(op, p, processes.get(p), arguments.get(p), shapes));
    }
    return op.builder()
        .add(Opcode.CONDITIONAL, operands, Attributes.of(Attribute.BRANCH_COMPUTATIONS, branches));
  }

  private static HloInstruction processId(Op op, Grid grid) {
    HloBuilder builder = op.builder();
    HloInstruction partitions =
        builder.constant(ArrayLiteral.scalar(ElementType.U32, (long) grid.partitions()));
    HloInstruction row = builder.add(Opcode.MULTIPLY, builder.add(Opcode.REPLICA_ID), partitions);
    HloInstruction id = builder.add(Opcode.ADD, row, builder.add(Opcode.PARTITION_ID));
    return builder.convert(id, ElementType.S32);
  }

  /** The results of all processes, of which one is computed; the others are zeros. */
  private static HloComputation process(
      Op op,
      int process,
      HloComputation function,
      List<HloInstruction> arguments,
      List<List<Shape>> shapes) {
    ModuleState state = op.scope().importer().state();
    HloBuilder builder = new HloBuilder(state.open("process"), state);
    List<Shape> parameters = arguments.stream().map(HloInstruction::shape).toList();
    HloInstruction parameter = builder.parameter(0, HloBuilder.packed(parameters));
    HloInstruction call =
        builder.add(
            Opcode.CALL,
            builder.unpack(parameter, parameters.size()),
            Attributes.of(Attribute.TO_APPLY, function));
    List<HloInstruction> results = new ArrayList<>();
    for (int p = 0; p < shapes.size(); p++) {
      if (p == process) {
        results.addAll(builder.unpack(call, shapes.get(p).size()));
      } else {
        shapes.get(p).forEach(shape -> results.add(zero(builder, shape)));
      }
    }
    builder.computation().setRoot(builder.pack(results));
    state.close(builder.computation());
    return builder.computation();
  }

  private static HloInstruction zero(HloBuilder builder, Shape shape) {
    return shape instanceof ArrayShape array
        ? builder.fill(array, 0L)
        : builder.add(Opcode.AFTER_ALL);
  }

  /** Tells all devices about all results. */
  private static List<HloInstruction> share(Op op, Grid grid, List<HloInstruction> results) {
    LongList replicas = LongList.range(grid.replicas());
    List<HloInstruction> shared = new ArrayList<>();
    for (HloInstruction result : results) {
      if (!(result.shape() instanceof ArrayShape shape)) {
        shared.add(result);
        continue;
      }
      Attributes attributes =
          Attributes.builder()
              .put(Attribute.CHANNEL_ID, FIRST_CHANNEL + shared.size())
              .put(Attribute.REPLICA_GROUPS, new ReplicaGroups.Explicit(List.of(replicas)))
              .put(Attribute.TO_APPLY, sum(op, shape.elementType()))
              .build();
      shared.add(op.builder().add(Opcode.ALL_REDUCE, List.of(result), attributes));
    }
    return shared;
  }

  /** The sum of two numbers, for booleans whether one of them holds. */
  static HloComputation sum(Op op, ElementType type) {
    ModuleState state = op.scope().importer().state();
    HloBuilder builder = new HloBuilder(state.open("sum"), state);
    ArrayShape scalar = ArrayShape.scalar(type);
    HloInstruction sum =
        builder.add(
            type.isPred() ? Opcode.OR : Opcode.ADD,
            builder.parameter(0, scalar),
            builder.parameter(1, scalar));
    builder.computation().setRoot(sum);
    state.close(builder.computation());
    return builder.computation();
  }
}
