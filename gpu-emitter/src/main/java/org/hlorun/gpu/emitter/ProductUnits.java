package org.hlorun.gpu.emitter;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hlorun.gpu.schedule.BufferUses;
import org.hlorun.kernelir.ir.BlockOperation;
import org.hlorun.kernelir.ir.Kernel;
import org.hlorun.kernelir.ir.WarpgroupOperation;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;

/** What multiplies in the products, convolutions and attentions of a program, for people. */
final class ProductUnits {
  private static final int MOST_NAMES = 4;

  private enum Unit {
    WARPGROUPS("tensor cores by wgmma"),
    WARPS("tensor cores by mma.sync"),
    THREADS("multiply-adds of single threads");

    private final String words;

    Unit(String words) {
      this.words = words;
    }
  }

  private final Map<String, Unit> units = new LinkedHashMap<>();

  /** Notes a kernel of an instruction; of several the one with the widest unit counts. */
  void add(HloInstruction instruction, Kernel kernel) {
    if (multiplies(instruction)) {
      String name = "%s (%s)".formatted(instruction.name(), instruction.opcode());
      units.merge(name, unit(kernel), (a, b) -> a.compareTo(b) < 0 ? a : b);
    }
  }

  private static boolean multiplies(HloInstruction instruction) {
    return switch (instruction.opcode()) {
      case DOT, CONVOLUTION -> true;
      case FUSION ->
          instruction.calledComputations().stream()
              .map(HloComputation::instructions)
              .flatMap(List::stream)
              .anyMatch(ProductUnits::multiplies);
      default -> false;
    };
  }

  private static Unit unit(Kernel kernel) {
    Set<Unit> found = EnumSet.of(Unit.THREADS);
    BufferUses.forEach(
        kernel.body(),
        operation -> {
          switch (operation) {
            case WarpgroupOperation.MultiplyTiles tiles -> found.add(Unit.WARPGROUPS);
            case WarpgroupOperation.MultiplyRegisters registers -> found.add(Unit.WARPGROUPS);
            case BlockOperation.MultiplyMatrices matrices -> found.add(Unit.WARPS);
            default -> {}
          }
        });
    return found.iterator().next();
  }

  /** One line for each unit that is used. */
  List<String> notes() {
    Map<Unit, List<String>> users = new EnumMap<>(Unit.class);
    units.forEach((name, unit) -> users.computeIfAbsent(unit, u -> new ArrayList<>()).add(name));
    List<String> notes = new ArrayList<>();
    users.forEach((unit, names) -> notes.add("on %s: %s".formatted(unit.words, listed(names))));
    return notes;
  }

  private static String listed(List<String> names) {
    String first = String.join(", ", names.stream().limit(MOST_NAMES).toList());
    int more = names.size() - MOST_NAMES;
    return more > 0 ? first + " and %d more".formatted(more) : first;
  }
}
