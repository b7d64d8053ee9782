package org.hlorun.kernelir.lower.convolution;

import java.util.ArrayList;
import java.util.List;
import org.hlorun.kernelir.ir.Buffer;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.KernelBuilder;
import org.hlorun.kernelir.ir.LoopSchedule;
import org.hlorun.kernelir.ir.Predicate;
import org.hlorun.kernelir.ir.ScalarType;
import org.hlorun.kernelir.ir.Value;
import org.hlorun.kernelir.lower.contract.Argument;
import org.hlorun.kernelir.lower.contract.FusedView;
import org.hlorun.kernelir.lower.contract.LoweredKernel;
import org.hlorun.kernelir.lower.element.ElementGenerator;
import org.hlorun.kernelir.lower.element.MultiIndex;
import org.hlorun.kernelir.lower.loop.EvenParts;
import org.hlorun.kernelir.lower.product.ProductKernel;
import org.hlorun.kernelir.lower.product.ProductSum;
import org.hlorun.kernelir.lower.product.RegisterTile;
import org.hlorun.kernelir.machine.TargetDescription;
import org.hlorun.language.attribute.ConvolutionDimensions;
import org.hlorun.language.attribute.WindowDimension;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;

/**
 * The gradient of the factors of a convolution whose results at each pair of channels are few: a
 * convolution whose window is an image. It is depthwise (with a batch group per channel) or of all
 * pairs of an input and an output channel. Channels lie one after the other (NCHW).
 *
 * <p>Each result of a pair is a sum in a vector register. A task has a group of images and some
 * channels that follow each other in memory; a second kernel adds up what the groups give, in an
 * order that depends on the shapes alone.
 */
public final class ConvolutionPlaneGradient {
  /** Results of a pair of channels that are summed side by side. */
  private static final long MAX_RESULTS = 25;

  /** Sums of a task: they stay in the caches. */
  private static final long SUM_BYTES = 64 << 10;

  /** Channels of a task that follow each other in memory. */
  static final long MAX_CHANNELS = 64;

  /** Rows of a plane that all output channels use before the next ones are read. */
  private static final long BLOCK_ROWS = 8;

  /** Tasks that give several threads something to do. */
  private static final long TASKS = 32;

  private final FusedView view;
  private final ConvolutionGeometry geometry;
  private final ScalarType type;
  private final int lanes;
  private final boolean isDepthwise;
  private final boolean isPlain;
  private final List<List<Long>> results = new ArrayList<>();
  private final long lefts;
  private final long rights;
  private final long leftGroup;
  private final long rightGroup;
  private final long imageGroups;

  /** The kernels of an instruction that {@link #fits}. */
  public ConvolutionPlaneGradient(FusedView view, TargetDescription machine) {
    HloInstruction convolution = ConvolutionLowering.find(view);
    this.view = view;
    this.geometry = ConvolutionGeometry.of(view, convolution);
    this.type = ProductSum.of(convolution).scalar();
    this.lanes = RegisterTile.of(machine).lanes(type);
    this.isDepthwise = convolution.get(Attribute.BATCH_GROUP_COUNT) > 1;
    this.isPlain = view.instruction() == convolution && LibraryConvolution.isPlainType(convolution);
    addResults(List.of());
    this.lefts =
        ElementGenerator.dimensions(convolution.operand(0)).get(geometry.labels().inputBatch());
    this.rights = isDepthwise ? 1 : geometry.columns();
    long most = Math.max(1, SUM_BYTES / (results.size() * (long) lanes * type.byteSize()));
    this.rightGroup = EvenParts.divisor(rights, Math.min(most, MAX_CHANNELS));
    this.leftGroup = EvenParts.divisor(lefts, Math.clamp(most / rightGroup, 1, MAX_CHANNELS));
    long others = lefts / leftGroup * (rights / rightGroup);
    this.imageGroups = EvenParts.divisor(geometry.features(), Math.max(1, TASKS / others));
  }

  /** Whether the kernels of this class compute an instruction. */
  public static boolean fits(FusedView view) {
    HloInstruction convolution = ConvolutionLowering.find(view);
    if (convolution == null) {
      return false;
    }
    ConvolutionGeometry geometry = ConvolutionGeometry.of(view, convolution);
    ConvolutionDimensions labels = geometry.labels();
    return !geometry.window().isEmpty()
        && geometry.groups() == 1
        && (isDepthwise(geometry) || isOfPairs(geometry))
        && geometry.window().stream().noneMatch(WindowDimension::reversed)
        && ConvolutionPlanes.isLast(labels.inputSpatial())
        && ConvolutionPlanes.isLast(labels.kernelSpatial())
        && PaddedPlane.fits(
            geometry,
            geometry.window().getLast().windowDilation(),
            ProductSum.of(convolution).scalar(),
            16);
  }

  private static boolean isDepthwise(ConvolutionGeometry geometry) {
    HloInstruction convolution = geometry.convolution();
    ConvolutionDimensions labels = geometry.labels();
    long channels = convolution.get(Attribute.BATCH_GROUP_COUNT);
    return channels > 1
        && ElementGenerator.dimensions(convolution.operand(0)).get(labels.inputBatch()) == channels
        && ElementGenerator.dimensions(convolution).get(labels.outputFeature()) == channels
        && geometry.rows() <= MAX_RESULTS;
  }

  /** Windows that are longer than a vector, and fewer results than elements of the window. */
  private static boolean isOfPairs(ConvolutionGeometry geometry) {
    HloInstruction convolution = geometry.convolution();
    long batch = ElementGenerator.dimensions(convolution).get(geometry.labels().outputBatch());
    long results = geometry.rows() / batch;
    return convolution.get(Attribute.BATCH_GROUP_COUNT) == 1
        && results > 1
        && results <= MAX_RESULTS
        && geometry.window().getLast().size() > MAX_RESULTS;
  }

  /** Numbers the results of a pair by their spatial position. */
  private void addResults(List<Long> outer) {
    int s = outer.size();
    if (s == geometry.window().size()) {
      results.add(outer);
      return;
    }
    LongList output = ElementGenerator.dimensions(geometry.convolution());
    for (long o = 0; o < output.get(geometry.labels().outputSpatial().getInt(s)); o++) {
      List<Long> next = new ArrayList<>(outer);
      next.add(o);
      addResults(next);
    }
  }

  /** The kernels in the order in which they run. */
  public List<LoweredKernel> lower() {
    if (!isPlain) {
      return List.of(multiply(), join());
    }
    long count = lefts * rights * results.size();
    Argument result = new Argument.Result(0);
    Argument partial = new Argument.Scratch(0, imageGroups * count * type.byteSize());
    LoweredKernel multiply =
        isDepthwise && LibraryPlaneGradient.fits(geometry)
            ? new LibraryPlaneGradient(geometry, type, lanes, leftGroup, imageGroups).lower(partial)
            : multiply();
    return List.of(
        multiply, LibraryPartialSums.of(type, 2 * lanes, imageGroups, count, partial, result));
  }

  private Buffer partial(ProductKernel kernel, Buffer.Role role) {
    return kernel.arguments().scratch(0, type, imageGroups * lefts * rights * results.size(), role);
  }

  /** What the code of one task needs. */
  private record Task(ProductKernel kernel, PaddedPlane plane, Buffer sums) {
    KernelBuilder builder() {
      return kernel.builder();
    }

    Value zero() {
      return kernel.sum().zero(kernel.elements());
    }
  }

  private LoweredKernel multiply() {
    ProductKernel kernel = new ProductKernel(view, geometry.convolution());
    KernelBuilder builder = kernel.builder();
    Buffer partial = partial(kernel, Buffer.Role.OUTPUT);
    long step = geometry.window().getLast().windowDilation();
    long count = leftGroup * rightGroup * results.size() * lanes;
    Task task =
        new Task(
            kernel,
            new PaddedPlane(kernel, geometry, step, lanes),
            builder.local("sums", type, count));
    task.plane.clear();
    long leftGroups = lefts / leftGroup;
    long rightGroups = rights / rightGroup;
    builder.loop(
        imageGroups * leftGroups * rightGroups,
        LoopSchedule.PARALLEL,
        number -> {
          IndexExpr group = kernel.once(number.dividedBy(leftGroups * rightGroups));
          IndexExpr left =
              kernel.once(number.dividedBy(rightGroups).modulo(leftGroups).times(leftGroup));
          IndexExpr right = kernel.once(number.modulo(rightGroups).times(rightGroup));
          Value zero = task.zero();
          builder.loop(
              count,
              LoopSchedule.vector(lanes, 1),
              place -> builder.store(task.sums, place, zero, null));
          images(task, group, left, right);
          pairs(task, left, right, (pair, place) -> write(task, partial, group, pair, place));
        });
    return kernel.finish("multiply");
  }

  private void images(Task task, IndexExpr group, IndexExpr firstLeft, IndexExpr firstRight) {
    long images = geometry.features() / imageGroups;
    task.builder()
        .loop(
            images,
            LoopSchedule.SERIAL,
            number -> {
              IndexExpr image = task.kernel.once(group.times(images).plus(number));
              task.builder()
                  .loop(
                      leftGroup,
                      LoopSchedule.SERIAL,
                      l -> {
                        IndexExpr left = task.kernel.once(firstLeft.plus(l));
                        task.plane.fill(left, image);
                        addImage(task, image, l, isDepthwise ? left : firstRight);
                      });
            });
  }

  /** Adds an image: block of rows by block of rows for all output channels of the task. */
  private void addImage(Task task, IndexExpr image, IndexExpr l, IndexExpr firstRight) {
    boolean isLine = geometry.window().size() == 1;
    long size = isLine ? 1 : geometry.window().getFirst().size();
    long rows = isLine || rightGroup == 1 ? size : EvenParts.divisor(size, BLOCK_ROWS);
    task.builder()
        .loop(
            size / rows,
            LoopSchedule.SERIAL,
            block ->
                task.builder()
                    .loop(
                        rightGroup,
                        LoopSchedule.SERIAL,
                        r -> {
                          IndexExpr right = firstRight.plus(r);
                          IndexExpr pair = l.times(rightGroup).plus(r);
                          addRows(task, image, pair, right, block.times(rows), rows);
                        }));
  }

  private void addRows(
      Task task, IndexExpr image, IndexExpr pair, IndexExpr right, IndexExpr start, long rows) {
    KernelBuilder builder = task.builder();
    builder.loop(
        lanes,
        LoopSchedule.vector(lanes, 1),
        lane -> {
          IndexExpr[] factor = new IndexExpr[geometry.window().size() + 2];
          factor[geometry.labels().kernelInputFeature()] = image;
          factor[geometry.labels().kernelOutputFeature()] = right;
          IndexExpr place = pair.times((long) results.size() * lanes).plus(lane);
          List<Value> sums = new ArrayList<>();
          for (int number = 0; number < results.size(); number++) {
            sums.add(builder.load(task.sums, place.plus((long) number * lanes), null));
          }
          List<Value> totals = rows(task, lane, factor, List.of(), sums, start, rows);
          for (int number = 0; number < results.size(); number++) {
            builder.store(task.sums, place.plus((long) number * lanes), totals.get(number), null);
          }
        });
  }

  /** Adds rows {@code start .. start + count - 1} of the first dimension, if it is not the last. */
  private List<Value> rows(
      Task task,
      IndexExpr lane,
      IndexExpr[] factor,
      List<IndexExpr> outer,
      List<Value> initial,
      IndexExpr start,
      long count) {
    int s = outer.size();
    if (s == geometry.window().size() - 1) {
      return row(task, lane, factor, outer, initial);
    }
    return task.builder()
        .loop(
            count,
            LoopSchedule.SERIAL,
            initial,
            (number, carried) -> {
              IndexExpr position = start.plus(number);
              factor[s + 2] = position;
              List<IndexExpr> next = new ArrayList<>(outer);
              next.add(position);
              long size = geometry.window().get(s + 1).size();
              return rows(task, lane, factor, next, carried, IndexExpr.constant(0), size);
            },
            null);
  }

  private List<Value> row(
      Task task, IndexExpr lane, IndexExpr[] factor, List<IndexExpr> outer, List<Value> initial) {
    KernelBuilder builder = task.builder();
    long size = geometry.window().getLast().size();
    long blocks = size / lanes;
    List<Value> totals = initial;
    if (blocks > 0) {
      totals =
          builder.loop(
              blocks,
              LoopSchedule.SERIAL,
              initial,
              (block, carried) ->
                  add(task, block.times(lanes).plus(lane), factor, outer, carried, null),
              null);
    }
    if (blocks * lanes < size) {
      IndexExpr position = lane.plus(blocks * lanes);
      Value inside =
          builder.compare(
              Predicate.SLT, builder.index(position), builder.integer(ScalarType.I64, size));
      totals = add(task, position, factor, outer, totals, inside);
    }
    return totals;
  }

  /** Adds the products of a vector to all sums; where {@code inside} is false they stay. */
  private List<Value> add(
      Task task,
      IndexExpr position,
      IndexExpr[] factor,
      List<IndexExpr> outer,
      List<Value> old,
      Value inside) {
    KernelBuilder builder = task.builder();
    factor[geometry.window().size() + 1] = position;
    Value weight = task.kernel.factor(1, MultiIndex.of(List.of(factor)), inside);
    List<Value> next = new ArrayList<>();
    for (int number = 0; number < results.size(); number++) {
      Value element = element(task.plane, results.get(number), outer, position);
      Value sum = task.kernel.sum().multiplyAdd(builder, weight, element, old.get(number));
      next.add(inside == null ? sum : builder.select(inside, sum, old.get(number)));
    }
    return next;
  }

  private Value element(
      PaddedPlane plane, List<Long> result, List<IndexExpr> outer, IndexExpr position) {
    List<IndexExpr> at = new ArrayList<>();
    for (int s = 0; s < outer.size(); s++) {
      WindowDimension dimension = geometry.window().get(s);
      at.add(
          outer.get(s).times(dimension.windowDilation()).plus(result.get(s) * dimension.stride()));
    }
    return plane.load(at, result.getLast() * geometry.window().getLast().stride(), position);
  }

  /** Code for a pair: its number among all, and where its sums start. */
  @FunctionalInterface
  private interface PairCode {
    void emit(IndexExpr pair, IndexExpr place);
  }

  private void pairs(Task task, IndexExpr firstLeft, IndexExpr firstRight, PairCode body) {
    task.builder()
        .loop(
            leftGroup,
            LoopSchedule.SERIAL,
            l ->
                task.builder()
                    .loop(
                        rightGroup,
                        LoopSchedule.SERIAL,
                        r ->
                            body.emit(
                                firstLeft.plus(l).times(rights).plus(firstRight).plus(r),
                                l.times(rightGroup).plus(r).times((long) results.size() * lanes))));
  }

  /** Adds up the lanes of a pair's sums. */
  private void write(Task task, Buffer partial, IndexExpr group, IndexExpr pair, IndexExpr place) {
    KernelBuilder builder = task.builder();
    ProductSum sum = task.kernel.sum();
    builder.loop(
        results.size(),
        LoopSchedule.SERIAL,
        number -> {
          Value total =
              builder
                  .loop(
                      lanes,
                      LoopSchedule.vector(lanes, 1),
                      List.of(task.zero()),
                      (lane, carried) -> {
                        IndexExpr at = place.plus(number.times(lanes)).plus(lane);
                        Value part = builder.load(task.sums, at, null);
                        return List.of(sum.add(builder, carried.getFirst(), part));
                      },
                      (lefts, rights) ->
                          List.of(sum.add(builder, lefts.getFirst(), rights.getFirst())))
                  .getFirst();
          IndexExpr to = partialPlace(group, place(task.kernel, pair, number));
          builder.store(partial, to, total, null);
        });
  }

  /** Where a result of a group is: as in the output. */
  private IndexExpr partialPlace(IndexExpr group, MultiIndex place) {
    return group
        .times(lefts * rights * results.size())
        .plus(place.linear(ElementGenerator.dimensions(geometry.convolution())));
  }

  /** Adds up the sums of the groups of images. */
  private LoweredKernel join() {
    ProductKernel kernel = new ProductKernel(view, geometry.convolution());
    KernelBuilder builder = kernel.builder();
    Buffer partial = partial(kernel, Buffer.Role.INPUT);
    builder.loop(
        lefts * rights,
        LoopSchedule.PARALLEL,
        pair ->
            builder.loop(
                results.size(),
                LoopSchedule.SERIAL,
                number -> {
                  MultiIndex place = place(kernel, pair, number);
                  List<Value> sum =
                      builder.loop(
                          imageGroups,
                          LoopSchedule.SERIAL,
                          List.of(kernel.sum().zero(kernel.elements())),
                          (group, carried) -> {
                            IndexExpr at = partialPlace(group, place);
                            Value part = builder.load(partial, at, null);
                            return List.of(kernel.sum().add(builder, carried.getFirst(), part));
                          },
                          null);
                  kernel.store(place, sum.getFirst());
                }));
    return kernel.finish("join");
  }

  /** The place of a result of a pair in the output. */
  private MultiIndex place(ProductKernel kernel, IndexExpr pair, IndexExpr number) {
    ConvolutionDimensions labels = geometry.labels();
    LongList output = ElementGenerator.dimensions(geometry.convolution());
    IndexExpr left = kernel.once(pair.dividedBy(rights));
    IndexExpr[] place = new IndexExpr[output.size()];
    place[labels.outputBatch()] = isDepthwise ? IndexExpr.constant(0) : left;
    place[labels.outputFeature()] = isDepthwise ? left : kernel.once(pair.modulo(rights));
    long[] sizes = labels.outputSpatial().stream().map(d -> output.get((int) d)).toArray();
    List<IndexExpr> positions = MultiIndex.delinearize(number, LongList.of(sizes)).coordinates();
    for (int s = 0; s < sizes.length; s++) {
      place[labels.outputSpatial().getInt(s)] = kernel.once(positions.get(s));
    }
    return MultiIndex.of(List.of(place));
  }
}
