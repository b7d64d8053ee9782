package org.hlorun.fusion.simplify;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.hlorun.fusion.pass.HloPass;
import org.hlorun.fusion.rewrite.InstructionBuilder;
import org.hlorun.language.backend.Backend;
import org.hlorun.language.backend.Options;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.Attributes;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.ir.ModuleCloner;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.shape.Shape;
import org.hlorun.language.shape.TupleShape;

/**
 * Replaces what depends on constants only by its value. All of it is put into one module, which a
 * back end runs once: {@code f(constant) => constant}.
 *
 * <p>Broadcasts, iotas and short arithmetic on iotas for other arithmetic (a mask) stay, as they
 * are cheaper to compute than to load; they are computed with the others where something else needs
 * them. What takes more work than the cap stays as well ({@link FoldingPlan}).
 */
public final class ConstantFolding implements HloPass {
  private final Backend evaluator;

  /**
   * @param evaluator the back end that computes the values
   */
  public ConstantFolding(Backend evaluator) {
    this.evaluator = evaluator;
  }

  @Override
  public String name() {
    return "constant-folding";
  }

  @Override
  public boolean run(HloModule module) {
    FoldingPlan plan = new FoldingPlan();
    Map<HloInstruction, HloInstruction> copies = new LinkedHashMap<>();
    List<HloInstruction> results = new ArrayList<>();
    HloModule program = new HloModule(module.name() + "_constants");
    HloComputation entry = program.addComputation("main");
    for (HloComputation computation : module.computations()) {
      List<HloInstruction> found = plan.results(computation);
      results.addAll(found);
      if (!found.isEmpty()) {
        copyNeeded(plan.needed(computation, found), entry, copies);
      }
    }
    if (results.isEmpty()) {
      return false;
    }
    entry.setRoot(tuple(entry, results.stream().map(copies::get).toList()));
    List<Literal> values = evaluate(program);
    if (values == null) {
      return false;
    }
    for (int i = 0; i < values.size(); i++) {
      replace(results.get(i), values.get(i).asArray());
    }
    module.computations().forEach(HloComputation::sortTopologically);
    return true;
  }

  private static void copyNeeded(
      List<HloInstruction> needed,
      HloComputation entry,
      Map<HloInstruction, HloInstruction> copies) {
    Map<HloComputation, HloComputation> callees = new HashMap<>();
    for (HloInstruction instruction : needed) {
      UnaryOperator<HloComputation> callee =
          c -> callees.computeIfAbsent(c, k -> copyCallee(k, entry.module()));
      copies.put(instruction, ModuleCloner.copyInto(entry, instruction, copies, callee));
    }
    entry.module().setEntry(entry);
    entry.module().sortTopologically();
  }

  /** Reducers and the like, which call nothing themselves. */
  private static HloComputation copyCallee(HloComputation callee, HloModule target) {
    return ModuleCloner.cloneComputation(callee, target, callee.name(), UnaryOperator.identity());
  }

  private static HloInstruction tuple(HloComputation entry, List<HloInstruction> elements) {
    Shape shape = new TupleShape(elements.stream().map(HloInstruction::shape).toList());
    return entry.add("values", Opcode.TUPLE, shape, elements, Attributes.none());
  }

  /** The values, or null if the back end cannot compute them; then the program computes them. */
  private List<Literal> evaluate(HloModule program) {
    try {
      return evaluator.evaluate(program, Options.DEFAULT).asTuple().elements();
    } catch (HloException e) {
      return null;
    }
  }

  private static void replace(HloInstruction instruction, ArrayLiteral value) {
    ArrayLiteral stored = value.withShape(instruction.shape().asArray());
    HloInstruction constant = new InstructionBuilder(instruction).constant(stored);
    constant.setAttributes(constant.attributes().without(Attribute.METADATA));
    instruction.parent().replaceAllUses(instruction, constant);
  }
}
