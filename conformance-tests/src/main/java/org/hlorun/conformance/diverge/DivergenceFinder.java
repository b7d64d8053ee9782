package org.hlorun.conformance.diverge;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;
import org.hlorun.conformance.analysis.CutOut;
import org.hlorun.conformance.analysis.RunningError;
import org.hlorun.conformance.generator.RandomProgram;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.shape.TokenShape;

/**
 * Finds the first instruction of a program that a back end gets wrong.
 *
 * <p>The reference computes the value of every instruction. One program that runs each instruction
 * by itself on those values, none on another's result, shows which are wrong; if it breaks down, it
 * is halved. Where an instruction calls computations, the search goes on in the first call, branch
 * or iteration that is wrong. If every instruction is right by itself, windows of neighbours are
 * tried, each with the reference's values for what comes from outside; two bisections find the
 * shortest part of the first wrong one: instructions that the back end gets wrong together.
 */
public final class DivergenceFinder {
  private final Trial trial;
  private final long deadline;
  private boolean outOfTime;

  /**
   * @param trial the back end and the reference
   * @param limit the time to spend
   */
  public DivergenceFinder(Trial trial, Duration limit) {
    this.trial = trial;
    this.deadline = System.nanoTime() + limit.toNanos();
  }

  /**
   * The first divergence of a program; empty if there is none, or none was found in time ({@link
   * #isOutOfTime}).
   *
   * @param module a program of one device
   */
  public Optional<Divergence> find(HloModule module, List<Literal> arguments) {
    return find(module.entry(), arguments, List.of());
  }

  /** Whether the search was given up, so that what it did not find may yet be there. */
  public boolean isOutOfTime() {
    return outOfTime;
  }

  private boolean isOver() {
    outOfTime |= System.nanoTime() > deadline;
    return outOfTime;
  }

  private Optional<Divergence> find(
      HloComputation computation, List<Literal> arguments, List<String> path) {
    List<HloInstruction> candidates =
        computation.instructions().stream().filter(DivergenceFinder::isCandidate).toList();
    if (candidates.isEmpty()) {
      return Optional.empty();
    }
    Map<HloInstruction, Literal> values = values(computation, candidates, arguments);
    Optional<HloInstruction> wrong = firstWrong(candidates, values);
    return wrong.isPresent()
        ? Optional.of(inside(wrong.get(), values, path))
        : together(candidates, values, path);
  }

  private static boolean isCandidate(HloInstruction instruction) {
    return switch (instruction.opcode()) {
      case PARAMETER, CONSTANT, AFTER_ALL -> false;
      default -> !(instruction.shape() instanceof TokenShape);
    };
  }

  /** The values of all parameters and candidates. */
  private Map<HloInstruction, Literal> values(
      HloComputation computation, List<HloInstruction> candidates, List<Literal> arguments) {
    Map<HloInstruction, Literal> values = new HashMap<>();
    for (HloInstruction parameter : computation.parameters()) {
      values.put(
          parameter, arguments.get(Math.toIntExact(parameter.get(Attribute.PARAMETER_NUMBER))));
    }
    CutOut all = CutOut.of(computation.instructions(), candidates);
    List<Literal> results = all.results(trial.expected(all.module(), all.arguments(values::get)));
    for (int i = 0; i < candidates.size(); i++) {
      values.put(candidates.get(i), results.get(i));
    }
    return values;
  }

  /** The first instruction that is wrong by itself. */
  private Optional<HloInstruction> firstWrong(
      List<HloInstruction> part, Map<HloInstruction, Literal> values) {
    if (isOver()) {
      return Optional.empty();
    }
    CutOut each = CutOut.ofEach(part);
    Trial.Run run = trial.actual(each.module(), each.arguments(values::get));
    if (run.value() != null) {
      List<Literal> results = each.results(run.value());
      for (int i = 0; i < part.size(); i++) {
        if (isWrong(part.get(i), results.get(i), values) && isWrongAlone(part.get(i), values)) {
          return Optional.of(part.get(i));
        }
      }
      return Optional.empty();
    }
    if (part.size() == 1) {
      return run.problem().isPresent() ? Optional.of(part.getFirst()) : Optional.empty();
    }
    int half = part.size() / 2;
    return firstWrong(part.subList(0, half), values)
        .or(() -> firstWrong(part.subList(half, part.size()), values));
  }

  private boolean isWrong(
      HloInstruction instruction, Literal actual, Map<HloInstruction, Literal> values) {
    CutOut one = CutOut.ofEach(List.of(instruction));
    return trial
        .difference(one.module(), one.arguments(values::get), values.get(instruction), actual)
        .isPresent();
  }

  private boolean isWrongAlone(HloInstruction instruction, Map<HloInstruction, Literal> values) {
    CutOut one = CutOut.ofEach(List.of(instruction));
    return trial.problem(one.module(), one.arguments(values::get)).isPresent();
  }

  /** The divergence of an instruction that is wrong: within what it calls, if it is wrong there. */
  private Divergence inside(
      HloInstruction instruction, Map<HloInstruction, Literal> values, List<String> path) {
    Optional<Divergence> deeper =
        switch (instruction.opcode()) {
          case CALL, FUSION ->
              find(
                  instruction.calledComputations().getFirst(),
                  operands(instruction, values),
                  longer(path, instruction, ""));
          case CONDITIONAL -> branch(instruction, values, path);
          case WHILE -> loop(instruction, value(instruction.operand(0), values), path);
          default -> Optional.empty();
        };
    return deeper.orElseGet(
        () -> divergence(List.of(instruction), CutOut.ofEach(List.of(instruction)), values, path));
  }

  /** The values of the operands, those of constants among them. */
  private List<Literal> operands(HloInstruction instruction, Map<HloInstruction, Literal> values) {
    return instruction.operands().stream().map(operand -> value(operand, values)).toList();
  }

  private static Literal value(HloInstruction operand, Map<HloInstruction, Literal> values) {
    return operand.opcode() == Opcode.CONSTANT ? operand.get(Attribute.VALUE) : values.get(operand);
  }

  private static List<String> longer(List<String> path, HloInstruction caller, String where) {
    List<String> longer = new ArrayList<>(path);
    longer.add("%s %s%s".formatted(caller.opcode(), caller.name(), where));
    return longer;
  }

  private Optional<Divergence> branch(
      HloInstruction instruction, Map<HloInstruction, Literal> values, List<String> path) {
    int taken = RunningError.branchOf(instruction, value(instruction.operand(0), values).asArray());
    return find(
        instruction.calledComputations().get(taken),
        List.of(value(instruction.operand(taken + 1), values)),
        longer(path, instruction, ", branch " + taken));
  }

  private Optional<Divergence> loop(HloInstruction loop, Literal start, List<String> path) {
    HloComputation condition = loop.get(Attribute.CONDITION);
    HloComputation body = loop.get(Attribute.BODY);
    HloModule conditionAlone = CutOut.ofComputation(condition);
    HloModule bodyAlone = CutOut.ofComputation(body);
    Literal state = start;
    for (long iteration = 0; !isOver(); iteration++) {
      List<Literal> arguments = List.of(state);
      List<String> here = longer(path, loop, ", iteration " + iteration);
      if (trial.problem(conditionAlone, arguments).isPresent()) {
        return find(condition, arguments, here);
      }
      if (!trial.expected(conditionAlone, arguments).asArray().getBoolean(0)) {
        return Optional.empty();
      }
      if (trial.problem(bodyAlone, arguments).isPresent()) {
        return find(body, arguments, here);
      }
      state = trial.expected(bodyAlone, arguments);
    }
    return Optional.empty();
  }

  /**
   * Instructions that are wrong only together: the first wrong window, of all instructions, of half
   * as many, and so on; short windows see mistakes that a long one's rounding errors hide.
   */
  private Optional<Divergence> together(
      List<HloInstruction> candidates, Map<HloInstruction, Literal> values, List<String> path) {
    int count = candidates.size();
    for (int size = count; size > 1; size = (size + 1) / 2) {
      int step = Math.max(1, size / 2);
      for (int start = 0; start == 0 || start + step < count; start += step) {
        List<HloInstruction> window = candidates.subList(start, Math.min(count, start + size));
        if (isOver()) {
          return Optional.empty();
        }
        if (isWrong(window, values)) {
          return Optional.of(shortest(window, values, path));
        }
      }
      if (size == 2) {
        break;
      }
    }
    return Optional.empty();
  }

  private Divergence shortest(
      List<HloInstruction> window, Map<HloInstruction, Literal> values, List<String> path) {
    int end = first(1, window.size(), length -> isWrong(window.subList(0, length), values));
    int start = end - first(1, end, length -> isWrong(window.subList(end - length, end), values));
    List<HloInstruction> part = window.subList(start, end);
    return divergence(part, CutOut.of(part, liveOut(part)), values, path);
  }

  /** The least number for which a property holds that holds for the greatest, by bisection. */
  private int first(int least, int greatest, IntPredicate property) {
    int low = least;
    int high = greatest;
    while (low < high && !isOver()) {
      int middle = (low + high) >>> 1;
      if (property.test(middle)) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return high;
  }

  private boolean isWrong(List<HloInstruction> part, Map<HloInstruction, Literal> values) {
    CutOut cut = CutOut.of(part, liveOut(part));
    return trial.problem(cut.module(), cut.arguments(values::get)).isPresent();
  }

  /** What is used outside of a part, or is the root. */
  private static List<HloInstruction> liveOut(List<HloInstruction> part) {
    Set<HloInstruction> members = new HashSet<>(part);
    List<HloInstruction> live =
        part.stream()
            .filter(i -> i.isRoot() || i.users().isEmpty() || !members.containsAll(i.users()))
            .toList();
    return live.isEmpty() ? List.of(part.getLast()) : live;
  }

  private Divergence divergence(
      List<HloInstruction> instructions,
      CutOut cut,
      Map<HloInstruction, Literal> values,
      List<String> path) {
    List<Literal> arguments = cut.arguments(values::get);
    String difference =
        trial.problem(cut.module(), arguments).orElse("the difference does not come back");
    return new Divergence(
        instructions, path, new RandomProgram(0, cut.module(), arguments), difference);
  }
}
