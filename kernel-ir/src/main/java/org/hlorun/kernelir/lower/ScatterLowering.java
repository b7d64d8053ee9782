package org.hlorun.kernelir.lower;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.hlorun.kernelir.ir.Buffer;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.KernelBuilder;
import org.hlorun.kernelir.ir.LoopSchedule;
import org.hlorun.kernelir.ir.Predicate;
import org.hlorun.kernelir.ir.ScalarType;
import org.hlorun.kernelir.ir.Value;
import org.hlorun.kernelir.lower.contract.FusedView;
import org.hlorun.kernelir.lower.contract.LoweredKernel;
import org.hlorun.kernelir.lower.contract.LoweringTarget;
import org.hlorun.kernelir.lower.element.Element;
import org.hlorun.kernelir.lower.element.ElementGenerator;
import org.hlorun.kernelir.lower.element.KernelArguments;
import org.hlorun.kernelir.lower.element.MultiIndex;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;

/**
 * {@code scatter} onto a result that holds the operands already. Updates are applied one index
 * vector after another in row-major order; a window that is not inside the operand is left out.
 */
final class ScatterLowering {
  private final KernelBuilder builder = new KernelBuilder();
  private final FusedView view;
  private final LoweringTarget target;
  private final KernelArguments arguments;
  private final ElementGenerator elements;

  ScatterLowering(FusedView view, LoweringTarget target) {
    this.view = view;
    this.target = target;
    this.arguments = new KernelArguments(view);
    this.elements = new ElementGenerator(builder, arguments);
  }

  LoweredKernel lower(HloInstruction scatter) {
    int inputs = scatter.operandCount() / 2;
    LongList updateSizes = ElementGenerator.dimensions(scatter.operand(inputs + 1));
    LongList windowDims = scatter.get(Attribute.UPDATE_WINDOW_DIMS);
    List<Integer> scatterDims = new ArrayList<>();
    for (int d = 0; d < updateSizes.size(); d++) {
      if (!windowDims.contains(d)) {
        scatterDims.add(d);
      }
    }
    IndexExpr[] update = new IndexExpr[updateSizes.size()];
    if (SingleUpdates.fit(scatter, target)) {
      singles(scatter);
    } else {
      over(
          scatterDims,
          updateSizes,
          update,
          0,
          LoopSchedule.SERIAL,
          () -> window(scatter, update, updateSizes, windowDims, scatterDims));
    }
    return arguments.lowered(arguments.kernel(builder, "scatter"), null);
  }

  private void over(
      List<Integer> dims,
      LongList sizes,
      IndexExpr[] index,
      int next,
      LoopSchedule innermost,
      Runnable body) {
    if (next == dims.size()) {
      body.run();
      return;
    }
    int dimension = dims.get(next);
    LoopSchedule schedule = next == dims.size() - 1 ? innermost : LoopSchedule.SERIAL;
    builder.loop(
        sizes.get(dimension),
        schedule,
        variable -> {
          index[dimension] = variable;
          over(dims, sizes, index, next + 1, innermost, body);
        });
  }

  private void window(
      HloInstruction scatter,
      IndexExpr[] update,
      LongList updateSizes,
      LongList windowDims,
      List<Integer> scatterDims) {
    int inputs = scatter.operandCount() / 2;
    LongList sizes = ElementGenerator.dimensions(scatter.operand(0));
    List<IndexExpr> batch = scatterDims.stream().map(d -> update[d]).toList();
    int[] windowOf = windowDimensions(scatter, sizes.size(), windowDims);
    Value[] starts = starts(scatter, batch);
    Value inside = inside(starts, sizes, windowOf, updateSizes);
    builder.branch(
        inside,
        () -> {
          IndexExpr[] origin = origin(scatter, starts, batch, sizes);
          List<Integer> dims = windowDims.stream().mapToObj(d -> (int) d).toList();
          LoopSchedule innermost = innermost(dims, updateSizes, inputs, scatter);
          over(
              dims,
              updateSizes,
              update,
              0,
              innermost,
              () -> apply(scatter, update, origin, windowOf, sizes));
          return List.of();
        },
        List::of);
  }

  /** For every operand dimension where the window begins in it; null where it has no index. */
  private Value[] starts(HloInstruction scatter, List<IndexExpr> batch) {
    Value[] starts = new Value[ElementGenerator.dimensions(scatter.operand(0)).size()];
    LongList targets = scatter.get(Attribute.SCATTER_DIMS_TO_OPERAND_DIMS);
    for (int k = 0; k < targets.size(); k++) {
      starts[targets.getInt(k)] = start(scatter, scatter.operandCount() / 2, batch, k);
    }
    return starts;
  }

  /** Whether a window is inside of the operand. */
  private Value inside(Value[] starts, LongList sizes, int[] windowOf, LongList updateSizes) {
    Value inside = builder.integer(ScalarType.I1, 1);
    for (int d = 0; d < starts.length; d++) {
      long extent = windowOf[d] < 0 ? 1 : updateSizes.get(windowOf[d]);
      if (starts[d] != null) {
        inside = elements.and(inside, fits(starts[d], sizes.get(d) - extent));
      }
    }
    return inside;
  }

  /** Updates of single elements. */
  private void singles(HloInstruction scatter) {
    LongList sizes = ElementGenerator.dimensions(scatter.operand(0));
    LongList updateSizes = ElementGenerator.dimensions(scatter.operand(2));
    int[] windowOf = windowDimensions(scatter, sizes.size(), LongList.of());
    Buffer result = arguments.result(0);
    boolean inCopies = ScatterCopies.fit(scatter);
    ScatterUpdates usual =
        inCopies
            ? new ScatterCopies(builder, elements, scatter, result, target)
            : new ScatterInPlace(builder, elements, scatter, result);
    ScatterUpdates repeated =
        inCopies ? usual : new ScatterRuns(builder, elements, scatter, result);
    new SingleUpdates(
            builder,
            elements,
            scatter,
            target,
            usual,
            repeated,
            number -> {
              Value[] starts = starts(scatter, List.of(number));
              IndexExpr[] origin = origin(scatter, starts, List.of(number), sizes);
              return new ScatterUpdates.Update(
                  inside(starts, sizes, windowOf, updateSizes),
                  MultiIndex.of(List.of(origin)).linear(sizes),
                  () -> elements.element(scatter.operand(2), MultiIndex.of(List.of(number)), null));
            })
        .lower(view);
  }

  /** Elements of one window are distinct, so that its innermost loop may run in lanes. */
  private LoopSchedule innermost(
      List<Integer> dims, LongList updateSizes, int inputs, HloInstruction scatter) {
    ElementType type = scatter.operand(0).shape().asArray().elementType();
    boolean worthIt = inputs == 1 && !dims.isEmpty() && updateSizes.get(dims.getLast()) >= 8;
    return worthIt && type.byteSize() <= 8
        ? LoopSchedule.vector(target.vectorBytes() / Math.max(4, type.byteSize()), 1)
        : LoopSchedule.SERIAL;
  }

  /** For every operand dimension the update dimension that is its window; -1 if there is none. */
  private static int[] windowDimensions(HloInstruction scatter, int rank, LongList windowDims) {
    LongList inserted = scatter.get(Attribute.INSERTED_WINDOW_DIMS);
    LongList batching = scatter.get(Attribute.INPUT_BATCHING_DIMS);
    int[] result = new int[rank];
    Arrays.fill(result, -1);
    int next = 0;
    for (int d = 0; d < rank; d++) {
      if (!inserted.contains(d) && !batching.contains(d)) {
        result[d] = windowDims.getInt(next++);
      }
    }
    return result;
  }

  private Value start(HloInstruction scatter, int inputs, List<IndexExpr> batch, int k) {
    HloInstruction indices = scatter.operand(inputs);
    int vector = Math.toIntExact(scatter.get(Attribute.INDEX_VECTOR_DIM));
    List<IndexExpr> coordinates = new ArrayList<>(batch);
    if (vector < ElementGenerator.dimensions(indices).size()) {
      coordinates.add(vector, IndexExpr.constant(k));
    }
    ElementType type = indices.shape().asArray().elementType();
    Value value = elements.element(indices, MultiIndex.of(coordinates), null).real();
    return elements.numbers().toIndex(type, value);
  }

  private Value fits(Value start, long max) {
    Value low = builder.compare(Predicate.SGE, start, builder.integer(ScalarType.I64, 0));
    Value high = builder.compare(Predicate.SLE, start, builder.integer(ScalarType.I64, max));
    return elements.and(low, high);
  }

  private static IndexExpr[] origin(
      HloInstruction scatter, Value[] starts, List<IndexExpr> batch, LongList sizes) {
    IndexExpr[] origin = new IndexExpr[starts.length];
    for (int d = 0; d < starts.length; d++) {
      origin[d] =
          starts[d] == null
              ? IndexExpr.constant(0)
              : IndexExpr.variable(starts[d], 0, Math.max(0, sizes.get(d) - 1));
    }
    LongList operandDims = scatter.get(Attribute.INPUT_BATCHING_DIMS);
    LongList indexDims = scatter.get(Attribute.SCATTER_INDICES_BATCHING_DIMS);
    long vector = scatter.get(Attribute.INDEX_VECTOR_DIM);
    for (int i = 0; i < operandDims.size(); i++) {
      long dimension = indexDims.get(i);
      int position = (int) (dimension > vector ? dimension - 1 : dimension);
      origin[operandDims.getInt(i)] = batch.get(position);
    }
    return origin;
  }

  private void apply(
      HloInstruction scatter,
      IndexExpr[] update,
      IndexExpr[] origin,
      int[] windowOf,
      LongList sizes) {
    int inputs = scatter.operandCount() / 2;
    List<IndexExpr> coordinates = new ArrayList<>();
    for (int d = 0; d < origin.length; d++) {
      coordinates.add(windowOf[d] < 0 ? origin[d] : origin[d].plus(update[windowOf[d]]));
    }
    IndexExpr place = MultiIndex.of(coordinates).linear(sizes);
    MultiIndex updateIndex = MultiIndex.of(List.of(update));
    List<Element> current = new ArrayList<>();
    List<Element> added = new ArrayList<>();
    for (int i = 0; i < inputs; i++) {
      Buffer result = arguments.result(i);
      current.add(elements.numbers().load(type(scatter, i), result, place, null));
      added.add(elements.element(scatter.operand(inputs + 1 + i), updateIndex, null));
    }
    current.addAll(added);
    List<Element> next = elements.apply(scatter.get(Attribute.TO_APPLY), current);
    for (int i = 0; i < inputs; i++) {
      elements.numbers().store(type(scatter, i), arguments.result(i), place, next.get(i), null);
    }
  }

  private static ElementType type(HloInstruction scatter, int input) {
    ArrayShape shape = scatter.operand(input).shape().asArray();
    return shape.elementType();
  }
}
