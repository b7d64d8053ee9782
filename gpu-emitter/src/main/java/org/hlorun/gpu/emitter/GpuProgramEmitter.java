package org.hlorun.gpu.emitter;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.hlorun.bufferassignment.AssignmentOptions;
import org.hlorun.bufferassignment.BufferAssignment;
import org.hlorun.bufferassignment.BufferSlice;
import org.hlorun.bufferassignment.ControlCalls;
import org.hlorun.fusion.control.TripCount;
import org.hlorun.fusion.fuse.FusionPass;
import org.hlorun.fusion.pass.PassOptions;
import org.hlorun.fusion.pipeline.OptimizationPipeline;
import org.hlorun.fusion.reduction.ReductionSplitting;
import org.hlorun.gpu.codegen.GpuTarget;
import org.hlorun.gpu.codegen.PtxModule;
import org.hlorun.gpu.device.LaunchShape;
import org.hlorun.gpu.device.TensorMap;
import org.hlorun.gpu.schedule.KernelSchedule;
import org.hlorun.gpu.schedule.KernelScheduler;
import org.hlorun.kernelir.ir.Kernel;
import org.hlorun.kernelir.ir.KernelText;
import org.hlorun.kernelir.lower.contract.Argument;
import org.hlorun.kernelir.lower.contract.LoweredKernel;
import org.hlorun.kernelir.lower.contract.TensorTiles;
import org.hlorun.kernelir.plan.KernelMemory;
import org.hlorun.kernelir.plan.KernelPasses;
import org.hlorun.kernelir.plan.KernelPlan;
import org.hlorun.language.backend.Numerics;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.shape.ElementType;

/** Makes the kernels and steps of a program. */
public final class GpuProgramEmitter {
  /** A kernel of the PTX and how it is started. */
  private record NamedKernel(String name, LaunchShape shape) {}

  private final KernelPlan plan;
  private final BufferAssignment assignment;
  private final KernelMemory memory;
  private final PtxModule ptx = new PtxModule();
  private final Map<String, NamedKernel> kernels = new LinkedHashMap<>();
  private final Map<String, KernelSchedule> schedules = new LinkedHashMap<>();
  private final List<Step.HandBack> handedBack = new ArrayList<>();
  private final List<String> relaxations = new ArrayList<>();
  private final ProductUnits products = new ProductUnits();

  /** How often loops run, where a counter says so. */
  private final Map<HloInstruction, Long> iterations;

  private GpuProgramEmitter(
      KernelPlan plan, BufferAssignment assignment, Map<HloInstruction, Long> iterations) {
    this.plan = plan;
    this.assignment = assignment;
    this.iterations = iterations;
    this.memory = new KernelMemory(assignment);
  }

  /**
   * Makes a verified module ready for a target. The module itself stays as it is.
   *
   * @param numerics what may change in the values
   * @throws org.hlorun.language.diagnostic.HloException if its memory cannot be planned
   */
  public static GpuProgram emit(HloModule module, GpuTarget target, Numerics numerics) {
    PassOptions passes = KernelPasses.of(module, numerics);
    HloModule copy = OptimizationPipeline.optimize(module, passes);
    ReductionSplitting splitting = new ReductionSplitting(numerics);
    if (passes.runs(splitting)) {
      splitting.run(copy);
    }
    Map<HloInstruction, Long> iterations = iterations(copy);
    FusionPass fusion = new FusionPass(true);
    if (passes.runs(fusion)) {
      fusion.run(copy);
    }
    KernelPlan plan =
        KernelPlan.of(copy, instruction -> GpuLowering.lower(instruction, target, numerics));
    BufferAssignment assignment = BufferAssignment.assign(copy, AssignmentOptions.DEFAULT);
    GpuProgramEmitter emitter = new GpuProgramEmitter(plan, assignment, iterations);
    List<Step> steps = emitter.computation(copy.entry());
    String text = emitter.kernels.isEmpty() ? "" : emitter.ptx.ptx(target);
    return new GpuProgram(
        text,
        steps,
        assignment,
        emitter.memory.scratchBytes(),
        emitter.handedBack,
        emitter.schedules,
        emitter.notes());
  }

  private List<String> notes() {
    return Stream.concat(relaxations.stream(), products.notes().stream()).toList();
  }

  /** Before fusion, which hides counters in kernels. */
  private static Map<HloInstruction, Long> iterations(HloModule module) {
    Map<HloInstruction, Long> iterations = new IdentityHashMap<>();
    for (HloComputation computation : module.computations()) {
      for (HloInstruction instruction : computation.instructions()) {
        if (instruction.opcode() == Opcode.WHILE) {
          TripCount.of(instruction).ifPresent(trips -> iterations.put(instruction, trips.count()));
        }
      }
    }
    return iterations;
  }

  private List<Step> computation(HloComputation computation) {
    List<Step> steps = new ArrayList<>();
    computation.instructions().forEach(instruction -> instruction(instruction, steps));
    return steps;
  }

  private void instruction(HloInstruction instruction, List<Step> steps) {
    switch (instruction.opcode()) {
      case CALL -> steps.addAll(computation(instruction.get(Attribute.TO_APPLY)));
      case WHILE -> steps.add(whileLoop(instruction));
      case CONDITIONAL -> steps.add(conditional(instruction));
      default -> {
        if (KernelPlan.runs(instruction)) {
          kernels(instruction, steps);
        }
      }
    }
  }

  private Step whileLoop(HloInstruction loop) {
    HloComputation condition = loop.get(Attribute.CONDITION);
    return new Step.Loop(
        computation(condition),
        assignment.slice(condition.root(), 0),
        computation(loop.get(Attribute.BODY)),
        iterations.getOrDefault(loop, Step.Loop.UNKNOWN));
  }

  private Step conditional(HloInstruction conditional) {
    HloInstruction selector = conditional.operand(0);
    return new Step.Branch(
        assignment.slice(selector, 0),
        selector.shape().asArray().elementType() == ElementType.PRED,
        ControlCalls.branches(conditional).stream().map(this::computation).toList());
  }

  private void kernels(HloInstruction instruction, List<Step> steps) {
    List<LoweredKernel> lowered = plan.kernels(instruction);
    if (lowered == null) {
      steps.add(handBack(instruction));
      return;
    }
    for (LoweredKernel kernel : lowered) {
      relaxations.addAll(Relaxations.of(instruction, kernel.kernel()));
      products.add(instruction, kernel.kernel());
      if (!memory.isInPlace(instruction, kernel)) {
        launch(instruction, kernel, steps);
      }
    }
  }

  private Step handBack(HloInstruction instruction) {
    List<BufferSlice> operands = new ArrayList<>();
    instruction.operands().forEach(operand -> operands.addAll(memory.slices(operand)));
    Step.HandBack step =
        new Step.HandBack(
            handedBack.size(),
            instruction,
            plan.reason(instruction),
            operands,
            memory.slices(instruction));
    handedBack.add(step);
    return step;
  }

  private void launch(HloInstruction instruction, LoweredKernel lowered, List<Step> steps) {
    NamedKernel kernel = named(instruction, lowered.kernel());
    if (kernel.shape() != null) {
      List<KernelArgument> arguments =
          lowered.arguments().stream()
              .map(
                  argument ->
                      new KernelArgument(memory.slice(instruction, argument), map(argument)))
              .toList();
      boolean isFirst =
          steps.isEmpty()
              || !(steps.getLast() instanceof Step.Launch last)
              || last.instruction() != instruction;
      steps.add(new Step.Launch(kernel.name(), kernel.shape(), arguments, instruction, isFirst));
    }
  }

  private static TensorMap map(Argument argument) {
    return argument instanceof Argument.TensorMap(Argument array, TensorTiles tiles)
        ? new TensorMap(
            switch (tiles.element()) {
              case BF16 -> TensorMap.Type.BF16;
              case F16 -> TensorMap.Type.F16;
              case S8, U8 -> TensorMap.Type.U8;
              case TF32, E4M3, E5M2 ->
                  throw new IllegalArgumentException("boxes of " + tiles.element());
            },
            tiles.sizes(),
            tiles.strides(),
            tiles.box(),
            TensorMap.Swizzle.BYTES_128)
        : null;
  }

  /** Equal kernels are one. */
  private NamedKernel named(HloInstruction instruction, Kernel kernel) {
    return kernels.computeIfAbsent(
        KernelText.of(kernel),
        content -> {
          KernelSchedule schedule = KernelScheduler.schedule(kernel);
          String name = name(instruction) + "_k" + kernels.size();
          LaunchShape shape = schedule.launch();
          if (shape != null) {
            ptx.add(name, schedule);
            schedules.put(name, schedule);
          }
          return new NamedKernel(name, shape);
        });
  }

  /** A name that PTX allows. */
  private static String name(HloInstruction instruction) {
    String clean = instruction.name().replaceAll("[^A-Za-z0-9_]", "_");
    return Character.isDigit(clean.charAt(0)) ? "k_" + clean : clean;
  }
}
