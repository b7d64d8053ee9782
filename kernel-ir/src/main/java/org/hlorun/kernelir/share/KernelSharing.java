package org.hlorun.kernelir.share;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hlorun.kernelir.ir.Kernel;
import org.hlorun.kernelir.lower.contract.Argument;
import org.hlorun.kernelir.lower.contract.LoweredKernel;
import org.hlorun.kernelir.lower.product.SizeArgument;

/**
 * Makes kernels of a program that are equal but for sizes one kernel, which is compiled once. A
 * call of it is given the sizes: numbers of iterations, distances in memory. What it computes is
 * the same, bit by bit.
 */
public final class KernelSharing {
  private final List<LoweredKernel> kernels;
  private final List<KernelForm> forms;

  private KernelSharing(List<LoweredKernel> kernels) {
    this.kernels = kernels;
    this.forms =
        kernels.parallelStream()
            .map(lowered -> isCandidate(lowered.kernel()) ? KernelForm.of(lowered.kernel()) : null)
            .toList();
  }

  /** What takes the place of the kernels of a program, each of them in its place. */
  public static List<LoweredKernel> share(List<LoweredKernel> kernels) {
    return kernels.size() < 2 ? kernels : new KernelSharing(kernels).shared();
  }

  /** Kernels of the library are not the program's. */
  private static boolean isCandidate(Kernel kernel) {
    return !kernel.isForAllSizes();
  }

  private List<LoweredKernel> shared() {
    Map<LongSequence, List<Integer>> groups = new LinkedHashMap<>();
    for (int i = 0; i < forms.size(); i++) {
      if (forms.get(i) != null) {
        groups.computeIfAbsent(forms.get(i).words(), key -> new ArrayList<>()).add(i);
      }
    }
    List<LoweredKernel> result = new ArrayList<>(kernels);
    for (List<Integer> group : groups.values()) {
      if (group.size() > 1) {
        share(group, result);
      }
    }
    return result;
  }

  /** Puts one kernel in the place of those of a group, which are of the same structure. */
  private void share(List<Integer> group, List<LoweredKernel> result) {
    Map<KernelForm.Numbers, Integer> different = new LinkedHashMap<>();
    List<KernelForm> members = new ArrayList<>();
    for (int number : group) {
      KernelForm form = forms.get(number);
      if (different.putIfAbsent(form.numbers(), members.size()) == null) {
        members.add(form);
      }
    }
    Kernel first = kernels.get(group.getFirst()).kernel();
    KernelGeneralizer generalizer = new KernelGeneralizer(members);
    Kernel kernel = members.size() == 1 ? first : generalizer.generalize(first);
    List<Argument> sizes = new ArrayList<>();
    for (int member = 0; member < members.size(); member++) {
      sizes.add(SizeArgument.of(generalizer.parameters().ofKernel(member)));
    }
    for (int number : group) {
      LoweredKernel lowered = kernels.get(number);
      List<Argument> arguments = new ArrayList<>(lowered.arguments());
      if (!generalizer.parameters().isEmpty()) {
        arguments.add(sizes.get(different.get(forms.get(number).numbers())));
      }
      result.set(
          number, new LoweredKernel(kernel, arguments, lowered.copiesOperand(), lowered.tasks()));
    }
  }
}
