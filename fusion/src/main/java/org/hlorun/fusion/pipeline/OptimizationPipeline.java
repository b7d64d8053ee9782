package org.hlorun.fusion.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hlorun.fusion.cleanup.CommonSubexpressionElimination;
import org.hlorun.fusion.cleanup.ComputationDeduplication;
import org.hlorun.fusion.cleanup.DeadCodeElimination;
import org.hlorun.fusion.cleanup.ShardingAnnotationRemoval;
import org.hlorun.fusion.cleanup.TupleSimplification;
import org.hlorun.fusion.contraction.DotDegenerateDimensions;
import org.hlorun.fusion.contraction.DotResultTranspose;
import org.hlorun.fusion.contraction.DotTransposeFolding;
import org.hlorun.fusion.contraction.PointwiseConvolution;
import org.hlorun.fusion.control.AsyncToSync;
import org.hlorun.fusion.control.CallInlining;
import org.hlorun.fusion.control.ConditionalSimplification;
import org.hlorun.fusion.control.FusionDissolving;
import org.hlorun.fusion.control.LoopInvariantCodeMotion;
import org.hlorun.fusion.control.LoopSlicedProducts;
import org.hlorun.fusion.control.PassThroughRemoval;
import org.hlorun.fusion.control.WhileDeadElements;
import org.hlorun.fusion.control.WhileInvariants;
import org.hlorun.fusion.control.WhileSimplification;
import org.hlorun.fusion.expand.BatchNormExpansion;
import org.hlorun.fusion.expand.CholeskyExpansion;
import org.hlorun.fusion.expand.ComplexArithmeticExpansion;
import org.hlorun.fusion.expand.ComplexContractionExpansion;
import org.hlorun.fusion.expand.FourierExpansion;
import org.hlorun.fusion.expand.LapackExpansion;
import org.hlorun.fusion.expand.MapExpansion;
import org.hlorun.fusion.expand.NarrowFloatLegalization;
import org.hlorun.fusion.expand.RngBitGeneratorExpansion;
import org.hlorun.fusion.expand.SelectAndScatterExpansion;
import org.hlorun.fusion.expand.SpecialFunctionExpansion;
import org.hlorun.fusion.expand.TopKExpansion;
import org.hlorun.fusion.expand.TriangularSolveExpansion;
import org.hlorun.fusion.layout.LayoutNormalization;
import org.hlorun.fusion.movement.BroadcastChains;
import org.hlorun.fusion.movement.ConcatenateChains;
import org.hlorun.fusion.movement.DynamicSliceOfConstantIndices;
import org.hlorun.fusion.movement.ElementwiseSinking;
import org.hlorun.fusion.movement.GatherOfOneIndex;
import org.hlorun.fusion.movement.PadChains;
import org.hlorun.fusion.movement.ReshapeChains;
import org.hlorun.fusion.movement.ScatterOfOneIndex;
import org.hlorun.fusion.movement.SliceChains;
import org.hlorun.fusion.movement.TransposeChains;
import org.hlorun.fusion.pass.HloPass;
import org.hlorun.fusion.pass.PassManager;
import org.hlorun.fusion.pass.PassOptions;
import org.hlorun.fusion.pass.Pipeline;
import org.hlorun.fusion.reduction.ReduceSimplification;
import org.hlorun.fusion.simplify.ConstantFolding;
import org.hlorun.fusion.simplify.ConversionChains;
import org.hlorun.fusion.simplify.FloatAlgebra;
import org.hlorun.fusion.simplify.IntegerAlgebra;
import org.hlorun.fusion.simplify.SelectAndCompareAlgebra;
import org.hlorun.fusion.simplify.SplatConstants;
import org.hlorun.language.backend.Backend;
import org.hlorun.language.backend.Numerics;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.ir.ModuleCloner;

/** The passes that make a program simpler before it is fused, in order. */
public final class OptimizationPipeline {
  /** Rounds of simplification; chains longer than what so many rounds take apart are rare. */
  private static final int MAX_ROUNDS = 6;

  /** Looked up once, when first needed: that takes longer than optimising a small program. */
  private static final class Folding {
    static final Optional<Backend> INTERPRETER = Backend.named("interpreter");
  }

  private OptimizationPipeline() {}

  /** The pipeline under some options. */
  public static Pipeline of(PassOptions options) {
    Pipeline simplify = simplify(options.numerics());
    return Pipeline.of(
        "optimization", prepare(), expand(), simplify, new PassThroughRemoval(), simplify);
  }

  /** The names of all passes in the order in which they run first. */
  public static List<String> passNames() {
    return of(PassOptions.DEFAULT).leaves().map(HloPass::name).distinct().toList();
  }

  /** Independence of layouts, schedules and the way the program was cut up. */
  private static Pipeline prepare() {
    return Pipeline.of(
        "prepare",
        new LayoutNormalization(),
        new AsyncToSync(),
        new FusionDissolving(),
        new CallInlining(),
        new ShardingAnnotationRemoval(),
        new DeadCodeElimination(),
        new ComputationDeduplication());
  }

  /** What no back end needs to know, and what one has asked for. */
  private static Pipeline expand() {
    return Pipeline.of(
        "expand",
        new BatchNormExpansion(),
        new MapExpansion(),
        new RngBitGeneratorExpansion(),
        new SelectAndScatterExpansion(),
        new SpecialFunctionExpansion(),
        new LapackExpansion(),
        new CholeskyExpansion(),
        new TriangularSolveExpansion(),
        new TopKExpansion(),
        new FourierExpansion(),
        new ComplexContractionExpansion(),
        new ComplexArithmeticExpansion(),
        new NarrowFloatLegalization());
  }

  private static Pipeline simplify(Numerics numerics) {
    List<HloPass> passes = new ArrayList<>();
    passes.add(new TupleSimplification());
    passes.addAll(algebra(numerics));
    passes.addAll(movement());
    passes.add(new ReduceSimplification(numerics));
    passes.add(new DotTransposeFolding());
    passes.add(new DotResultTranspose());
    passes.add(new DotDegenerateDimensions(numerics));
    passes.add(new PointwiseConvolution());
    passes.addAll(controlFlow());
    // Without an interpreter on the class path, constants are computed when the program runs.
    Folding.INTERPRETER.map(ConstantFolding::new).ifPresent(passes::add);
    passes.add(new CommonSubexpressionElimination());
    passes.add(new DeadCodeElimination());
    return new Pipeline("simplify", passes, MAX_ROUNDS);
  }

  private static List<HloPass> algebra(Numerics numerics) {
    return List.of(
        new SplatConstants(),
        new ConversionChains(),
        new IntegerAlgebra(),
        new FloatAlgebra(numerics),
        new SelectAndCompareAlgebra());
  }

  private static List<HloPass> controlFlow() {
    return List.of(
        new ConditionalSimplification(),
        new WhileSimplification(),
        new CallInlining(),
        new WhileInvariants(),
        new WhileDeadElements(),
        new LoopSlicedProducts(),
        new LoopInvariantCodeMotion());
  }

  private static List<HloPass> movement() {
    return List.of(
        new ReshapeChains(),
        new TransposeChains(),
        new BroadcastChains(),
        new SliceChains(),
        new PadChains(),
        new ConcatenateChains(),
        new GatherOfOneIndex(),
        new ScatterOfOneIndex(),
        new DynamicSliceOfConstantIndices(),
        new ElementwiseSinking());
  }

  /**
   * An optimised copy of a verified module.
   *
   * @throws org.hlorun.language.diagnostic.HloException ({@code UNSUPPORTED}) if the program
   *     depends on tiled layouts
   */
  public static HloModule optimize(HloModule module, PassOptions options) {
    return optimize(module, options, new PassManager(options));
  }

  /** As {@link #optimize(HloModule, PassOptions)}, by a manager that keeps the statistics. */
  public static HloModule optimize(HloModule module, PassOptions options, PassManager manager) {
    HloModule copy = ModuleCloner.clone(module);
    // The schedule of the input is that of another program once something has changed.
    if (manager.run(copy, of(options))) {
      copy.setAttributes(copy.attributes().without(Attribute.IS_SCHEDULED));
    }
    return copy;
  }
}
