package org.hlorun.language.stablehlo;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.mlir.MlirBlock;
import org.hlorun.language.mlir.MlirRegion;
import org.hlorun.language.mlir.MlirValue;
import org.hlorun.language.shape.Shape;

/** Regions that become computations. */
final class Regions {
  private Regions() {}

  /**
   * A region as a function of its block arguments, one parameter each. Constants of the enclosing
   * blocks are copied into it; it can use nothing else of them.
   */
  static HloComputation function(Op op, int index) {
    MlirBlock block = op.region(index).blocks().getFirst();
    return function(
        op,
        index,
        block.arguments().stream().map(argument -> Types.shape(argument.type())).toList());
  }

  /** As {@link #function(Op, int)}, with shapes that may refine those of the block arguments. */
  static HloComputation function(Op op, int index, List<? extends Shape> shapes) {
    MlirBlock block = op.region(index).blocks().getFirst();
    checkArguments(op, block, shapes.size());
    Scope scope = open(op);
    scope.builder().setOffset(op.operation().offset());
    for (int i = 0; i < shapes.size(); i++) {
      scope.define(block.arguments().get(i), scope.builder().parameter(i, shapes.get(i)));
    }
    return close(scope, scope.importBlock(block));
  }

  /**
   * A region as a function of one parameter: a tuple of the values (or the only one of them).
   *
   * @param values the values inside of the region that the parameter's elements are
   * @param shapes their shapes
   * @param handedOn how many of the last values are added to the results
   */
  static HloComputation packed(
      Op op,
      MlirRegion region,
      List<MlirValue> values,
      List<? extends Shape> shapes,
      int handedOn) {
    Scope scope = open(op);
    HloBuilder builder = scope.builder();
    builder.setOffset(op.operation().offset());
    HloInstruction parameter = builder.parameter(0, HloBuilder.packed(shapes));
    List<HloInstruction> elements = builder.unpack(parameter, shapes.size());
    for (int i = 0; i < values.size(); i++) {
      scope.define(values.get(i), elements.get(i));
    }
    List<HloInstruction> results = new ArrayList<>(scope.importBlock(region.blocks().getFirst()));
    results.addAll(elements.subList(elements.size() - handedOn, elements.size()));
    return close(scope, results);
  }

  private static Scope open(Op op) {
    FunctionImporter importer = op.scope().importer();
    importer.enter(op.operation());
    return new Scope(importer, importer.state().open("region"), op.scope());
  }

  private static HloComputation close(Scope scope, List<HloInstruction> results) {
    HloComputation computation = scope.builder().computation();
    computation.setRoot(scope.builder().pack(results));
    scope.importer().state().close(computation);
    scope.importer().leave();
    return computation;
  }

  static void checkArguments(Op op, MlirBlock block, int count) {
    if (block.arguments().size() != count) {
      throw op.error(
          DiagnosticCode.OPERAND_COUNT,
          "needs a region with %d arguments, not %d".formatted(count, block.arguments().size()),
          null);
    }
  }

  /** The values that some of the regions use from outside and that are no constants. */
  static List<MlirValue> captured(Op op, List<MlirRegion> regions) {
    Set<MlirValue> captured = new LinkedHashSet<>();
    for (MlirRegion region : regions) {
      for (MlirValue value : op.scope().importer().freeValues().of(region)) {
        if (!op.scope().isConstant(value)) {
          captured.add(value);
        }
      }
    }
    return List.copyOf(captured);
  }

  /** The instructions of captured values. */
  static List<HloInstruction> values(Op op, List<MlirValue> captured) {
    return captured.stream().map(value -> op.scope().value(value, op.operation())).toList();
  }
}
