package org.hlorun.conformance.analysis;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.Attributes;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.ir.ModuleCloner;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.shape.TupleShape;

/**
 * Some instructions of one computation as a program. What they use from outside of them are its
 * parameters; constants are copied. The result is the value of the only output, or a tuple of all.
 *
 * @param module the program
 * @param inputs the instructions of the original whose values the parameters take, in order
 * @param outputs the instructions of the original whose values the result has, in order
 */
public record CutOut(HloModule module, List<HloInstruction> inputs, List<HloInstruction> outputs) {
  public CutOut {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
  }

  /**
   * Instructions that use each other's results.
   *
   * @param part in topological order; parameters are never copied, whether they are here or not
   * @param outputs some of the part, at least one
   */
  public static CutOut of(List<HloInstruction> part, List<HloInstruction> outputs) {
    return new Builder(part.getFirst(), true).build(part, outputs);
  }

  /** Instructions each of which gets its operands' values as parameters. */
  public static CutOut ofEach(List<HloInstruction> part) {
    return new Builder(part.getFirst(), false).build(part, part);
  }

  /** A whole computation with those that it calls. */
  public static HloModule ofComputation(HloComputation computation) {
    HloModule module = new HloModule(computation.name());
    Map<HloComputation, HloComputation> copies = new HashMap<>();
    for (HloInstruction instruction : computation.instructions()) {
      ModuleCloner.cloneCallees(instruction, module, copies);
    }
    module.setEntry(
        ModuleCloner.cloneComputation(computation, module, computation.name(), copies::get));
    return module;
  }

  /** The arguments of the program, by the values of the original's instructions. */
  public List<Literal> arguments(Function<HloInstruction, Literal> values) {
    return inputs.stream().map(values).toList();
  }

  /** The values of the outputs in the program's result. */
  public List<Literal> results(Literal result) {
    return outputs.size() == 1 ? List.of(result) : result.asTuple().elements();
  }

  private static final class Builder {
    private final HloModule module;
    private final HloComputation entry;
    private final boolean connected;
    private final Map<HloComputation, HloComputation> callees = new HashMap<>();
    private final Map<HloInstruction, HloInstruction> outside = new LinkedHashMap<>();
    private final Map<HloInstruction, HloInstruction> copies = new HashMap<>();

    Builder(HloInstruction first, boolean connected) {
      this.module = new HloModule(first.name());
      this.connected = connected;
      this.entry = module.addComputation("entry");
    }

    CutOut build(List<HloInstruction> part, List<HloInstruction> outputs) {
      Set<HloInstruction> members = new LinkedHashSet<>(part);
      part.forEach(instruction -> ModuleCloner.cloneCallees(instruction, module, callees));
      for (HloInstruction instruction : part) {
        if (instruction.opcode() != Opcode.PARAMETER) {
          copy(instruction, members);
        }
      }
      List<HloInstruction> results = outputs.stream().map(this::result).toList();
      entry.setRoot(results.size() == 1 ? results.getFirst() : tuple(results));
      entry.sortTopologically();
      module.setEntry(entry);
      module.sortTopologically();
      List<HloInstruction> inputs = new ArrayList<>();
      outside.forEach(
          (original, parameter) -> {
            if (parameter.opcode() == Opcode.PARAMETER) {
              inputs.add(original);
            }
          });
      return new CutOut(module, inputs, outputs);
    }

    private void copy(HloInstruction instruction, Set<HloInstruction> members) {
      Map<HloInstruction, HloInstruction> operands = new HashMap<>();
      for (HloInstruction operand : instruction.operands()) {
        boolean inside =
            connected && members.contains(operand) && operand.opcode() != Opcode.PARAMETER;
        operands.put(operand, inside ? copies.get(operand) : outside(operand));
      }
      copies.put(instruction, ModuleCloner.copyInto(entry, instruction, operands, callees::get));
    }

    private HloInstruction result(HloInstruction output) {
      return output.opcode() == Opcode.PARAMETER ? outside(output) : copies.get(output);
    }

    private HloInstruction outside(HloInstruction operand) {
      HloInstruction known = outside.get(operand);
      if (known == null) {
        known =
            operand.opcode() == Opcode.CONSTANT
                ? ModuleCloner.copyInto(entry, operand, Map.of(), callees::get)
                : entry.add(
                    operand.name(),
                    Opcode.PARAMETER,
                    operand.shape(),
                    List.of(),
                    Attributes.of(Attribute.PARAMETER_NUMBER, parameters()));
        outside.put(operand, known);
      }
      return known;
    }

    private long parameters() {
      return outside.values().stream().filter(i -> i.opcode() == Opcode.PARAMETER).count();
    }

    private HloInstruction tuple(List<HloInstruction> results) {
      return entry.add(
          "results",
          Opcode.TUPLE,
          new TupleShape(results.stream().map(HloInstruction::shape).toList()),
          results,
          Attributes.none());
    }
  }
}
