package org.hlorun.kernelir.plan;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.hlorun.bufferassignment.ControlCalls;
import org.hlorun.fusion.rewrite.Inliner;
import org.hlorun.kernelir.ir.Kernel;
import org.hlorun.kernelir.ir.KernelText;
import org.hlorun.kernelir.ir.KernelVerifier;
import org.hlorun.kernelir.lower.Lowering;
import org.hlorun.kernelir.lower.contract.LoweredKernel;
import org.hlorun.kernelir.lower.contract.UnsupportedKernelException;
import org.hlorun.kernelir.machine.TargetDescription;
import org.hlorun.kernelir.reuse.KernelReuse;
import org.hlorun.kernelir.share.KernelSharing;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.ir.Opcode;

/**
 * The kernels of every instruction that runs by itself. A fusion that has none is taken apart;
 * other instructions without kernels are handed back to the interpreter.
 */
public final class KernelPlan {
  /**
   * Kernels of a program, at least, for which it is looked which are equal but for sizes. Others
   * are compiled in little time, and kernels of some microseconds, which programs of few kernels
   * wait for, are up to a tenth slower if they are given their sizes. Large kernels are not.
   */
  private static final int MIN_SHARED = 32;

  private final Map<HloInstruction, List<LoweredKernel>> kernels = new HashMap<>();
  private final Map<HloInstruction, String> handedBack = new HashMap<>();

  private final Function<HloInstruction, List<LoweredKernel>> lowering;

  private KernelPlan(Function<HloInstruction, List<LoweredKernel>> lowering) {
    this.lowering = lowering;
  }

  /** Plans a module for a CPU; may take fusions of it apart. */
  public static KernelPlan of(HloModule module, TargetDescription machine) {
    return of(module, machine, kernel -> {});
  }

  /**
   * Plans a module for a CPU; may take fusions of it apart.
   *
   * @param library is given kernels of the library when they are met, some of them several times
   */
  public static KernelPlan of(
      HloModule module, TargetDescription machine, Consumer<Kernel> library) {
    KernelReuse reuse =
        new KernelReuse(
            instruction -> {
              List<LoweredKernel> kernels = Lowering.lower(instruction, machine);
              for (LoweredKernel lowered : kernels) {
                if (lowered.kernel().isForAllSizes()) {
                  library.accept(lowered.kernel());
                }
              }
              return kernels;
            });
    KernelPlan plan = of(module, reuse::lower);
    plan.share(module);
    return plan;
  }

  /**
   * Plans a module; may take fusions of it apart.
   *
   * @param lowering gives the kernels of an instruction, or throws {@link
   *     UnsupportedKernelException}
   */
  public static KernelPlan of(
      HloModule module, Function<HloInstruction, List<LoweredKernel>> lowering) {
    KernelPlan plan = new KernelPlan(lowering);
    Set<HloComputation> programs = programs(module);
    running(programs).forEach(instruction -> plan.put(plan.lowered(instruction)));
    programs.forEach(plan::dissolveUnsupported);
    return plan;
  }

  /** The computations whose instructions run one by one. */
  private static Set<HloComputation> programs(HloModule module) {
    Set<HloComputation> programs = new LinkedHashSet<>();
    addPrograms(module.entry(), programs);
    return programs;
  }

  private static List<HloInstruction> running(Set<HloComputation> programs) {
    return programs.stream()
        .flatMap(program -> program.instructions().stream())
        .filter(KernelPlan::runs)
        .toList();
  }

  /** Makes kernels of a program of many one that are equal but for sizes. */
  private void share(HloModule module) {
    List<HloInstruction> compiled = new ArrayList<>();
    Map<List<LoweredKernel>, List<LoweredKernel>> shared = new IdentityHashMap<>();
    List<LoweredKernel> different = new ArrayList<>();
    int count = 0;
    for (HloInstruction instruction : running(programs(module))) {
      List<LoweredKernel> own = kernels.get(instruction);
      if (own != null) {
        compiled.add(instruction);
        count += own.size();
        if (shared.put(own, own) == null) {
          different.addAll(own);
        }
      }
    }
    if (count < MIN_SHARED) {
      return;
    }
    Iterator<LoweredKernel> next = KernelSharing.share(different).iterator();
    Set<List<LoweredKernel>> done = Collections.newSetFromMap(new IdentityHashMap<>());
    for (HloInstruction instruction : compiled) {
      List<LoweredKernel> own = kernels.get(instruction);
      if (done.add(own)) {
        List<LoweredKernel> ofAll = own.stream().map(each -> next.next()).toList();
        assert areValid(ofAll);
        shared.put(own, ofAll);
      }
      kernels.put(instruction, shared.get(own));
    }
  }

  private static void addPrograms(HloComputation computation, Set<HloComputation> programs) {
    if (programs.add(computation)) {
      for (HloInstruction instruction : computation.instructions()) {
        ControlCalls.callees(instruction).forEach(callee -> addPrograms(callee, programs));
      }
    }
  }

  /**
   * The kernels of an instruction, which may be younger than the plan; null if it is handed back.
   */
  public List<LoweredKernel> kernels(HloInstruction instruction) {
    if (!kernels.containsKey(instruction) && !handedBack.containsKey(instruction)) {
      put(lowered(instruction));
    }
    return kernels.get(instruction);
  }

  /**
   * What lowering an instruction gave.
   *
   * @param kernels null if there are none for it
   * @param reason why there are none
   */
  private record Lowered(HloInstruction instruction, List<LoweredKernel> kernels, String reason) {}

  private Lowered lowered(HloInstruction instruction) {
    try {
      List<LoweredKernel> lowered = lowering.apply(instruction);
      assert areValid(lowered) : instruction.name();
      return new Lowered(instruction, lowered, null);
    } catch (UnsupportedKernelException e) {
      return new Lowered(instruction, null, e.getMessage());
    }
  }

  private void put(Lowered lowered) {
    if (lowered.kernels() != null) {
      kernels.put(lowered.instruction(), lowered.kernels());
    } else {
      handedBack.put(lowered.instruction(), lowered.reason());
    }
  }

  /** Where assertions are on, as in tests, every kernel is verified. */
  private static boolean areValid(List<LoweredKernel> kernels) {
    for (LoweredKernel kernel : kernels) {
      List<String> problems = KernelVerifier.problems(kernel.kernel());
      if (!problems.isEmpty()) {
        throw new AssertionError(problems + "\n" + KernelText.of(kernel.kernel()));
      }
    }
    return true;
  }

  /** Why an instruction has no kernel. */
  public String reason(HloInstruction instruction) {
    return handedBack.get(instruction);
  }

  /** All kernels that are planned, in no order. */
  public Stream<LoweredKernel> kernels() {
    return kernels.values().stream().flatMap(List::stream);
  }

  private void dissolveUnsupported(HloComputation computation) {
    boolean dissolved = false;
    for (HloInstruction instruction : List.copyOf(computation.instructions())) {
      if (instruction.opcode() == Opcode.FUSION && handedBack.remove(instruction) != null) {
        dissolved = true;
        dissolve(instruction);
      }
    }
    if (dissolved) {
      computation.sortTopologically();
    }
  }

  /** Whether an instruction does something when the program runs. */
  public static boolean runs(HloInstruction instruction) {
    return !ControlCalls.isAlias(instruction)
        && !ControlCalls.isControl(instruction)
        && instruction.opcode() != Opcode.PARAMETER
        && instruction.opcode() != Opcode.CONSTANT;
  }

  private void dissolve(HloInstruction fusion) {
    HloComputation parent = fusion.parent();
    List<HloInstruction> copied = new ArrayList<>();
    HloInstruction root =
        Inliner.copy(parent, fusion.get(Attribute.CALLS), fusion.operands(), copied);
    parent.replaceAllUses(fusion, root);
    parent.remove(fusion);
    for (HloInstruction instruction : copied) {
      if (runs(instruction)) {
        put(lowered(instruction));
      }
    }
  }
}
