package org.hlorun.interpreter.nodes;

import com.oracle.truffle.api.RootCallTarget;
import com.oracle.truffle.api.nodes.DirectCallNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.hlorun.interpreter.op.Evaluator;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.literal.Literal;

/** Makes call targets of a module's computations. */
public final class ModuleTranslator {
  private final GuestLanguage guest;
  private final Function<HloInstruction, Evaluator> evaluators;
  private final Function<HloInstruction, Literal> constants;
  private final Map<HloComputation, RootCallTarget> targets = new HashMap<>();

  /**
   * @param guest the context that the nodes run in
   * @param evaluators the meaning of an instruction
   * @param constants the value of a constant instruction
   */
  public ModuleTranslator(
      GuestLanguage guest,
      Function<HloInstruction, Evaluator> evaluators,
      Function<HloInstruction, Literal> constants) {
    this.guest = guest;
    this.evaluators = evaluators;
    this.constants = constants;
  }

  /**
   * The call targets of all computations; callees come before callers in a module, so each is made
   * once.
   */
  public Map<HloComputation, RootCallTarget> translate(HloModule module) {
    for (HloComputation computation : module.computations()) {
      Slots slots = new Slots(computation);
      InstructionNode[] body =
          computation.instructions().stream()
              .map(instruction -> node(instruction, slots))
              .toArray(InstructionNode[]::new);
      ComputationRootNode root = new ComputationRootNode(guest, computation, slots, body);
      targets.put(computation, root.getCallTarget());
    }
    return targets;
  }

  private InstructionNode node(HloInstruction instruction, Slots slots) {
    return switch (instruction.opcode()) {
      case PARAMETER -> new ParameterNode(instruction, slots);
      case CONSTANT -> new ConstantNode(instruction, slots, constants.apply(instruction));
      case TUPLE -> new TupleNode(instruction, slots);
      case GET_TUPLE_ELEMENT -> new GetTupleElementNode(instruction, slots);
      case OPT_BARRIER, DOMAIN, ADD_DEPENDENCY -> new IdentityNode(instruction, slots);
      case AFTER_ALL -> new AfterAllNode(instruction, slots);
      case CALL -> new CallNode(instruction, slots, call(instruction.get(Attribute.TO_APPLY)));
      case FUSION -> new CallNode(instruction, slots, call(instruction.get(Attribute.CALLS)));
      case WHILE ->
          new WhileNode(
              instruction,
              slots,
              call(instruction.get(Attribute.CONDITION)),
              call(instruction.get(Attribute.BODY)));
      case CONDITIONAL -> new ConditionalNode(instruction, slots, branches(instruction));
      case ASYNC_START, ASYNC_UPDATE, ASYNC_DONE -> async(instruction, slots);
      default -> new EvaluatorNode(instruction, slots, evaluators.apply(instruction));
    };
  }

  private DirectCallNode call(HloComputation callee) {
    return DirectCallNode.create(targets.get(callee));
  }

  private DirectCallNode[] branches(HloInstruction conditional) {
    List<HloComputation> branches = conditional.calledComputations();
    return branches.stream().map(this::call).toArray(DirectCallNode[]::new);
  }

  private AsyncNode async(HloInstruction instruction, Slots slots) {
    HloInstruction start = instruction;
    int before = 0;
    while (start.opcode() != Opcode.ASYNC_START) {
      start = start.operand(0);
      before += start.operandCount() - (start.opcode() == Opcode.ASYNC_START ? 0 : 1);
    }
    HloComputation wrapped = start.get(Attribute.CALLS);
    return new AsyncNode(instruction, slots, call(wrapped), wrapped.parameters().size(), before);
  }
}
