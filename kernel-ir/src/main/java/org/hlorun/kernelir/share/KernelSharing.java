package org.hlorun.kernelir.share;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.hlorun.kernelir.ir.Kernel;
import org.hlorun.kernelir.lower.contract.Argument;
import org.hlorun.kernelir.lower.contract.LoweredKernel;
import org.hlorun.kernelir.lower.product.SizeArgument;
import org.hlorun.language.collection.LongList;

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
    Map<LongList, List<Integer>> groups = new LinkedHashMap<>();
    for (int i = 0; i < forms.size(); i++) {
      if (forms.get(i) != null) {
        groups.computeIfAbsent(forms.get(i).words(), key -> new ArrayList<>()).add(i);
      }
    }
    List<LoweredKernel> result = new ArrayList<>(kernels);
    groups.values().forEach(group -> share(group, result));
    return result;
  }

  /** Puts one kernel in the place of several of the same structure. */
  private void share(List<Integer> group, List<LoweredKernel> result) {
    Set<KernelForm> different = new LinkedHashSet<>();
    group.forEach(number -> different.add(forms.get(number)));
    if (different.size() == 1) {
      return;
    }
    List<KernelForm> members = List.copyOf(different);
    KernelGeneralizer generalizer = new KernelGeneralizer(members);
    Kernel kernel = generalizer.generalize(kernels.get(group.getFirst()).kernel());
    List<Argument> sizes =
        IntStream.range(0, members.size())
            .mapToObj(member -> SizeArgument.of(generalizer.parameters().ofKernel(member)))
            .toList();
    for (int number : group) {
      LoweredKernel lowered = kernels.get(number);
      List<Argument> arguments = new ArrayList<>(lowered.arguments());
      if (!generalizer.parameters().isEmpty()) {
        arguments.add(sizes.get(members.indexOf(forms.get(number))));
      }
      result.set(
          number, new LoweredKernel(kernel, arguments, lowered.copiesOperand(), lowered.tasks()));
    }
  }
}
