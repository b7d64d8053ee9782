package org.hlorun.kernelir.lower;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hlorun.fusion.fuse.AttentionParts;
import org.hlorun.kernelir.ir.Buffer;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.Kernel;
import org.hlorun.kernelir.ir.KernelBuilder;
import org.hlorun.kernelir.lower.attention.BlockAttention;
import org.hlorun.kernelir.lower.attention.PanelAttention;
import org.hlorun.kernelir.lower.contract.Argument;
import org.hlorun.kernelir.lower.contract.FusedView;
import org.hlorun.kernelir.lower.contract.LoweredKernel;
import org.hlorun.kernelir.lower.contract.LoweringTarget;
import org.hlorun.kernelir.lower.contract.UnsupportedKernelException;
import org.hlorun.kernelir.lower.convolution.ConvolutionChannels;
import org.hlorun.kernelir.lower.convolution.ConvolutionLowering;
import org.hlorun.kernelir.lower.convolution.ConvolutionPlaneGradient;
import org.hlorun.kernelir.lower.convolution.ConvolutionPlanes;
import org.hlorun.kernelir.lower.convolution.ConvolutionPointwise;
import org.hlorun.kernelir.lower.convolution.ConvolutionPointwiseGradient;
import org.hlorun.kernelir.lower.element.Element;
import org.hlorun.kernelir.lower.element.ElementGenerator;
import org.hlorun.kernelir.lower.element.KernelArguments;
import org.hlorun.kernelir.lower.element.MovementCode;
import org.hlorun.kernelir.lower.element.MultiIndex;
import org.hlorun.kernelir.lower.element.ResultStores;
import org.hlorun.kernelir.lower.linear.CholeskyLowering;
import org.hlorun.kernelir.lower.linear.FftLowering;
import org.hlorun.kernelir.lower.linear.LuLowering;
import org.hlorun.kernelir.lower.linear.OrthogonalLowering;
import org.hlorun.kernelir.lower.linear.QrLowering;
import org.hlorun.kernelir.lower.linear.TriangularSolveLowering;
import org.hlorun.kernelir.lower.loop.JoinedColumns;
import org.hlorun.kernelir.lower.loop.LoopNest;
import org.hlorun.kernelir.lower.product.DotLowering;
import org.hlorun.kernelir.lower.product.FewRowsProduct;
import org.hlorun.kernelir.lower.reduction.BlockScan;
import org.hlorun.kernelir.lower.reduction.ColumnReduction;
import org.hlorun.kernelir.lower.reduction.CumulativeLowering;
import org.hlorun.kernelir.lower.reduction.RowLowering;
import org.hlorun.kernelir.lower.reduction.RowReduction;
import org.hlorun.kernelir.lower.reduction.SegmentReduction;
import org.hlorun.kernelir.lower.reduction.SelectionReduction;
import org.hlorun.kernelir.lower.reduction.ShortRowLowering;
import org.hlorun.kernelir.lower.sort.BlockSortLowering;
import org.hlorun.kernelir.lower.sort.BlockTopKLowering;
import org.hlorun.kernelir.lower.sort.SortLowering;
import org.hlorun.kernelir.lower.sort.TopKLowering;
import org.hlorun.kernelir.lower.tile.BlockProducts;
import org.hlorun.kernelir.machine.TargetDescription;
import org.hlorun.kernelir.schedule.LoopSchedules;
import org.hlorun.kernelir.schedule.ThreadGrouping;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.shape.ArrayShape;

/** The kernels of an instruction. This is the table of contents of lowering. */
public final class Lowering {
  private final FusedView view;
  private final LoweringTarget target;
  private final List<LoweredKernel> kernels = new ArrayList<>();

  private Lowering(HloInstruction instruction, LoweringTarget target) {
    this.view = new FusedView(instruction, target);
    this.target = target;
  }

  /**
   * The kernels that compute an instruction on a CPU, in the order in which they run.
   *
   * @throws UnsupportedKernelException if there are none for it
   */
  public static List<LoweredKernel> lower(HloInstruction instruction, TargetDescription machine) {
    return lower(instruction, new LoweringTarget.Cpu(machine));
  }

  /**
   * The kernels that compute an instruction, in the order in which they run.
   *
   * @throws UnsupportedKernelException if there are none for it
   */
  public static List<LoweredKernel> lower(HloInstruction instruction, LoweringTarget target) {
    Lowering lowering = new Lowering(instruction, target);
    lowering.requireStatic();
    lowering.run();
    return lowering.kernels;
  }

  private void requireStatic() {
    for (HloInstruction inside : view.instructions()) {
      if (inside
          .shape()
          .anyLeaf(leaf -> leaf instanceof ArrayShape a && a.hasDynamicDimensions())) {
        throw new UnsupportedKernelException("dynamic dimensions");
      }
    }
    for (HloInstruction operand : view.instruction().operands()) {
      if (operand
          .shape()
          .anyLeaf(leaf -> leaf instanceof ArrayShape a && a.hasDynamicDimensions())) {
        throw new UnsupportedKernelException("dynamic dimensions");
      }
    }
  }

  private void run() {
    HloInstruction root = view.root();
    if (isAlgorithm(view.instruction().opcode())) {
      kernels.addAll(algorithm());
    } else if (factorisation()) {
      return;
    } else if (attention()) {
      return;
    } else if (JoinedColumns.fits(view)) {
      joinedColumns();
    } else if (root.opcode() == Opcode.CONCATENATE) {
      concatenate(root);
    } else if (root.opcode() == Opcode.DYNAMIC_UPDATE_SLICE && isOperand(root.operand(0))) {
      updateSlice(root);
    } else if (root.opcode() == Opcode.SCATTER) {
      copyOperands(root);
      kernels.add(new ScatterLowering(view, target).lower(root));
    } else {
      List<LoweredKernel> fitting =
          target instanceof LoweringTarget.Cpu cpu
              ? forCpu(cpu)
              : forGpu((LoweringTarget.Gpu) target);
      kernels.addAll(fitting);
      if (fitting.isEmpty()) {
        rowsOrLoop();
      }
    }
  }

  /** Lowers a call of a routine of LAPACK, if there are kernels for it. */
  private boolean factorisation() {
    HloInstruction call = view.instruction();
    if (call.opcode() != Opcode.CUSTOM_CALL) {
      return false;
    } else if (LuLowering.fits(call)) {
      kernels.addAll(new LuLowering(view, target).lower());
    } else if (QrLowering.fits(call)) {
      kernels.addAll(new QrLowering(view, target).lower());
    } else if (OrthogonalLowering.fits(call)) {
      kernels.addAll(new OrthogonalLowering(view, target).lower());
    } else {
      return false;
    }
    return true;
  }

  /** Lowers a fusion that is attention, if there is a kernel for it as a whole. */
  private boolean attention() {
    Optional<AttentionParts> parts = AttentionParts.of(view.instruction());
    if (parts.isEmpty()) {
      return false;
    }
    switch (target) {
      case LoweringTarget.Gpu gpu -> kernels.add(BlockAttention.lower(view, parts.get(), gpu));
      case LoweringTarget.Cpu cpu -> {
        if (!PanelAttention.fits(parts.get(), cpu.machine())) {
          return false;
        }
        kernels.add(PanelAttention.lower(view, parts.get(), cpu.machine()));
      }
    }
    return true;
  }

  /** The kernels of a product, convolution, scan or reduction; none if it is something else. */
  private List<LoweredKernel> forCpu(LoweringTarget.Cpu cpu) {
    TargetDescription machine = cpu.machine();
    if (CumulativeLowering.fits(view)) {
      return new CumulativeLowering(view, target).lower();
    } else if (DotLowering.fits(view)) {
      return new DotLowering(view, machine).lower();
    } else if (ConvolutionPointwise.fits(view)) {
      return new ConvolutionPointwise(view, machine).lower();
    } else if (ConvolutionPointwiseGradient.fits(view)) {
      return new ConvolutionPointwiseGradient(view, machine).lower();
    } else if (ConvolutionPlaneGradient.fits(view)) {
      return new ConvolutionPlaneGradient(view, machine).lower();
    } else if (ConvolutionLowering.fits(view)) {
      return ConvolutionLowering.lower(view, machine);
    } else if (ConvolutionPlanes.fits(view)) {
      return List.of(new ConvolutionPlanes(view, machine).lower());
    } else if (ConvolutionChannels.fits(view, machine)) {
      return List.of(new ConvolutionChannels(view, machine).lower());
    }
    return reductions(cpu);
  }

  /** The kernels of reductions whose results alone are wanted; none if it is something else. */
  private List<LoweredKernel> reductions(LoweringTarget.Cpu cpu) {
    Optional<LoweredKernel> shortRows = ShortRowLowering.lower(view, cpu);
    if (shortRows.isPresent()) {
      return List.of(shortRows.get());
    }
    if (RowReduction.fits(view)) {
      return new RowReduction(view, cpu).lower();
    }
    if (SelectionReduction.fits(view)) {
      return List.of(new SelectionReduction(view, cpu).lower());
    }
    return ColumnReduction.fits(view) ? new ColumnReduction(view, cpu).lower() : List.of();
  }

  /** The kernels of a product or scan; none if it is something else. */
  private List<LoweredKernel> forGpu(LoweringTarget.Gpu gpu) {
    if (BlockScan.fits(view)) {
      return BlockScan.lower(view, target);
    } else if (BlockProducts.fits(view)) {
      return List.of(BlockProducts.lower(view, gpu));
    }
    return FewRowsProduct.fits(view) ? List.of(grouped(FewRowsProduct.lower(view))) : List.of();
  }

  private void rowsOrLoop() {
    if (RowLowering.fits(view)) {
      kernels.add(grouped(new RowLowering(view, target).lower()));
    } else if (target instanceof LoweringTarget.Cpu cpu && SegmentReduction.fits(view)) {
      kernels.add(new SegmentReduction(view, cpu.machine()).lower());
    } else {
      loop();
    }
  }

  private static boolean isAlgorithm(Opcode opcode) {
    return switch (opcode) {
      case FFT, CHOLESKY, TRIANGULAR_SOLVE, SORT, TOPK -> true;
      default -> false;
    };
  }

  /** The kernels of an instruction that is never part of a fusion. */
  private List<LoweredKernel> algorithm() {
    boolean isGpu = target instanceof LoweringTarget.Gpu;
    return switch (view.instruction().opcode()) {
      case FFT -> new FftLowering(view, target).lower();
      case CHOLESKY -> new CholeskyLowering(view, target).lower();
      case TRIANGULAR_SOLVE -> new TriangularSolveLowering(view, target).lower();
      case SORT ->
          isGpu
              ? new BlockSortLowering(view, target).lower()
              : new SortLowering(view, target).lower();
      default ->
          isGpu ? new BlockTopKLowering(view).lower() : new TopKLowering(view, target).lower();
    };
  }

  /** A thread of a GPU runs neighbouring iterations of loops that are shared. */
  private LoweredKernel grouped(LoweredKernel lowered) {
    return target instanceof LoweringTarget.Gpu
        ? new LoweredKernel(
            ThreadGrouping.groupVectors(lowered.kernel()),
            lowered.arguments(),
            lowered.copiesOperand())
        : lowered;
  }

  private boolean isOperand(HloInstruction value) {
    return view.operandNumber(value) >= 0;
  }

  /** Independent loops over the elements of the result. */
  private void loop() {
    List<FusedView.Root> roots = view.roots();
    if (roots.isEmpty()) {
      throw new UnsupportedKernelException(
          view.instruction().opcode() + " without an array result");
    }
    ArrayShape shape = roots.getFirst().shape();
    for (FusedView.Root root : roots) {
      if (!root.shape().dimensions().equals(shape.dimensions())) {
        throw new UnsupportedKernelException("results of different dimensions");
      }
    }
    KernelBuilder builder = new KernelBuilder();
    KernelArguments arguments = new KernelArguments(view);
    ElementGenerator elements = new ElementGenerator(builder, arguments);
    LoopNest.emit(
        builder,
        shape.dimensions(),
        index -> new ResultStores(view, arguments, elements).all(result -> index));
    kernels.add(finish(builder, arguments, null));
  }

  /** A loop over short rows, which writes all elements of each. */
  private void joinedColumns() {
    KernelBuilder builder = new KernelBuilder();
    KernelArguments arguments = new KernelArguments(view);
    ResultStores stores =
        new ResultStores(view, arguments, new ElementGenerator(builder, arguments));
    List<FusedView.Root> roots = view.roots();
    JoinedColumns.emit(
        builder,
        roots.getFirst().shape().dimensions(),
        row -> {
          List<ResultStores.Place> places = new ArrayList<>();
          for (int leaf = 0; leaf < roots.size(); leaf++) {
            for (MultiIndex element : row) {
              places.add(new ResultStores.Place(leaf, element));
            }
          }
          stores.at(places);
        });
    kernels.add(finish(builder, arguments, null));
  }

  private LoweredKernel finish(
      KernelBuilder builder, KernelArguments arguments, Argument.Operand copies) {
    Kernel kernel = arguments.kernel(builder, "kernel");
    if (!(target instanceof LoweringTarget.Cpu cpu)) {
      return arguments.lowered(LoopSchedules.parallel(kernel), copies);
    }
    int width = LoopSchedules.width(kernel.buffers(), target.vectorBytes());
    int registerBytes = cpu.machine().vectorBytes();
    return arguments.lowered(LoopSchedules.independent(kernel, width, registerBytes), copies);
  }

  /** A kernel for each operand, which writes its part of the result. */
  private void concatenate(HloInstruction root) {
    int dimension = root.get(Attribute.DIMENSIONS).getInt(0);
    ArrayShape result = root.shape().asArray();
    long start = 0;
    for (HloInstruction operand : root.operands()) {
      LongList sizes = ElementGenerator.dimensions(operand);
      if (operand.shape().asArray().elementCount() > 0) {
        long offset = start;
        write(
            operand,
            result,
            (elements, index) -> {
              List<IndexExpr> coordinates = new ArrayList<>(index.coordinates());
              coordinates.set(dimension, index.get(dimension).plus(offset));
              return MultiIndex.of(coordinates);
            });
      }
      start += sizes.get(dimension);
    }
  }

  /** Where an element of a part lies in the result. */
  @FunctionalInterface
  private interface Placement {
    MultiIndex place(ElementGenerator elements, MultiIndex index);
  }

  /** A kernel that writes all elements of {@code part} to places of the result. */
  private void write(HloInstruction part, ArrayShape result, Placement placement) {
    KernelBuilder builder = new KernelBuilder();
    KernelArguments arguments = new KernelArguments(view);
    ElementGenerator elements = new ElementGenerator(builder, arguments);
    Buffer target = arguments.result(0);
    LoopNest.emit(
        builder,
        ElementGenerator.dimensions(part),
        index -> {
          IndexExpr place = placement.place(elements, index).linear(result.dimensions());
          Element element = elements.element(part, index, null);
          elements.numbers().store(result.elementType(), target, place, element, null);
        });
    kernels.add(finish(builder, arguments, null));
  }

  /** The old array is copied, unless it is the result's memory, then the update is written. */
  private void updateSlice(HloInstruction root) {
    copy(root.operand(0), 0);
    HloInstruction update = root.operand(1);
    LongList sizes = ElementGenerator.dimensions(root);
    LongList updateSizes = ElementGenerator.dimensions(update);
    write(
        update,
        root.shape().asArray(),
        (elements, index) -> {
          MovementCode movement = new MovementCode(elements);
          List<IndexExpr> coordinates = new ArrayList<>();
          for (int d = 0; d < sizes.size(); d++) {
            long max = sizes.get(d) - updateSizes.get(d);
            coordinates.add(index.get(d).plus(movement.start(root, 2, d, max, null)));
          }
          return MultiIndex.of(coordinates);
        });
  }

  private void copyOperands(HloInstruction scatter) {
    int inputs = scatter.operandCount() / 2;
    for (int i = 0; i < inputs; i++) {
      copy(scatter.operand(i), i);
    }
  }

  /** A kernel that copies a value to a leaf of the result. */
  private void copy(HloInstruction from, int leaf) {
    KernelBuilder builder = new KernelBuilder();
    KernelArguments arguments = new KernelArguments(view);
    ElementGenerator elements = new ElementGenerator(builder, arguments);
    ArrayShape shape = from.shape().asArray();
    Buffer target = arguments.result(leaf);
    LoopNest.emit(
        builder,
        shape.dimensions(),
        index ->
            elements
                .numbers()
                .store(
                    shape.elementType(),
                    target,
                    index.linear(shape.dimensions()),
                    elements.element(from, index, null),
                    null));
    int operand = view.operandNumber(from);
    kernels.add(finish(builder, arguments, operand < 0 ? null : new Argument.Operand(operand, 0)));
  }
}
