package org.hlorun.bufferassignment;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hlorun.bufferassignment.BufferClass.Home;
import org.hlorun.bufferassignment.BufferValue.Origin;
import org.hlorun.bufferassignment.CopyInsertion.CopyChain;
import org.hlorun.language.attribute.BufferDonor;
import org.hlorun.language.attribute.InputOutputAlias;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;

/** The steps from a module to its {@link BufferAssignment}. */
final class Assigner {
  private final HloModule module;
  private final AssignmentOptions options;
  private final HloComputation entry;
  private Map<HloComputation, List<HloInstruction>> orders;
  private Dataflow dataflow;
  private Timeline timeline;
  private Coalescing coalescing;

  Assigner(HloModule module, AssignmentOptions options) {
    this.module = module;
    this.options = options;
    this.entry = module.entry();
  }

  BufferAssignment run() {
    CallGraphFlattening.run(module);
    Dataflow before = Dataflow.of(module);
    orders = InstructionScheduler.schedule(module, before);
    List<CopyChain> copies = new CopyInsertion(orders, before).run(entry);
    CopyInsertion.removeDead(orders);
    applyOrders();
    dataflow = Dataflow.of(module);
    timeline = new Timeline(orders, entry);
    LiveRanges ranges = new LiveRanges(timeline, dataflow, orders.keySet());
    coalescing = new Coalescing(timeline, dataflow, ranges, options.inPlaceRules());
    settleHomes(ranges);
    orders.keySet().forEach(this::shareByConstruction);
    List<HloInstruction> needless = coalescing.removeCopies(copies);
    for (List<HloInstruction> order : orders.values()) {
      order.forEach(coalescing::shareInPlace);
    }
    AllocationTable table = new AllocationTable(coalescing, dataflow, timeline.length());
    table.fill(orders, needless);
    remove(needless);
    module.setAttributes(module.attributes().with(Attribute.IS_SCHEDULED, true));
    BufferAssignment assignment = table.assignment(module, new Schedule(orders), timeline);
    assignment.requireWithin(options.memoryLimit());
    return assignment;
  }

  private void applyOrders() {
    orders.forEach(HloComputation::reorder);
  }

  /** Says which classes are arguments, constants and results. */
  private void settleHomes(LiveRanges ranges) {
    Set<List<Object>> donated = new HashSet<>();
    Map<ShapeIndex, List<Object>> aliases = new LinkedHashMap<>();
    if (options.honourDonation()) {
      for (BufferDonor donor : module.find(Attribute.BUFFER_DONOR).orElse(List.of())) {
        donated.add(List.of(donor.parameter(), new ShapeIndex(donor.parameterIndex())));
      }
      for (InputOutputAlias alias : module.find(Attribute.INPUT_OUTPUT_ALIAS).orElse(List.of())) {
        List<Object> place = List.of(alias.parameter(), new ShapeIndex(alias.parameterIndex()));
        donated.add(place);
        aliases.put(new ShapeIndex(alias.outputIndex()), place);
      }
    }
    Map<List<Object>, BufferValue> arguments = new LinkedHashMap<>();
    Map<HloInstruction, List<ShapeIndex>> leaves = new HashMap<>();
    for (BufferValue value : ranges.values()) {
      if (value.origin() == Origin.CONSTANT) {
        coalescing
            .of(value)
            .settle(Home.CONSTANT, new BufferAllocation.Constant(value.instruction()), true);
      } else if (value.origin() == Origin.PARAMETER) {
        long number = value.instruction().get(Attribute.PARAMETER_NUMBER);
        ShapeIndex index =
            leaves
                .computeIfAbsent(value.instruction(), p -> ShapeIndex.leaves(p.shape()))
                .get(value.leaf());
        List<Object> place = List.of(number, index);
        boolean mayWrite = donated.contains(place);
        var kind = new BufferAllocation.EntryParameter(number, index, mayWrite);
        coalescing.of(value).settle(Home.PARAMETER, kind, !mayWrite);
        arguments.put(place, value);
      }
    }
    settleOutputs(aliases, arguments);
  }

  private void settleOutputs(
      Map<ShapeIndex, List<Object>> aliases, Map<List<Object>, BufferValue> arguments) {
    HloInstruction root = entry.root();
    List<ShapeIndex> indices = ShapeIndex.leaves(root.shape());
    BufferValue[] results = dataflow.values(root);
    Set<BufferValue> used = new HashSet<>();
    for (int i = 0; i < results.length; i++) {
      if (results[i] == null) {
        continue;
      }
      List<Object> place = aliases.get(indices.get(i));
      BufferValue argument = place == null ? null : arguments.get(place);
      if (argument != null && argument.size() == results[i].size() && used.add(argument)) {
        coalescing.mustShare(argument, results[i]);
      } else {
        coalescing
            .of(results[i])
            .settle(Home.OUTPUT, new BufferAllocation.Output(indices.get(i)), false);
      }
    }
  }

  /** A while and a conditional have one slice for what goes in and comes out. */
  private void shareByConstruction(HloComputation computation) {
    for (HloInstruction instruction : computation.instructions()) {
      switch (instruction.opcode()) {
        case WHILE -> {
          HloInstruction root = instruction.get(Attribute.BODY).root();
          BufferValue[] carried = dataflow.values(instruction);
          BufferValue[] initial = dataflow.values(instruction.operand(0));
          BufferValue[] next = dataflow.values(root);
          for (int i = 0; i < carried.length; i++) {
            if (!dataflow.isInvariant(instruction, i)) {
              coalescing.mustShare(carried[i], initial[i]);
              coalescing.mustShare(carried[i], next[i]);
            }
          }
        }
        case CONDITIONAL -> {
          for (HloComputation branch : ControlCalls.branches(instruction)) {
            share(dataflow.values(instruction), dataflow.values(branch.root()));
          }
        }
        default -> {}
      }
    }
  }

  private void share(BufferValue[] results, BufferValue[] parts) {
    for (int i = 0; i < results.length; i++) {
      if (results[i] != null) {
        coalescing.mustShare(results[i], parts[i]);
      }
    }
  }

  /** Takes copies that copy nothing out of the module and the orders. */
  private void remove(List<HloInstruction> needless) {
    Set<HloInstruction> gone = new HashSet<>();
    gone.addAll(needless);
    Set<HloInstruction> users = new LinkedHashSet<>();
    needless.forEach(copy -> users.addAll(copy.users()));
    for (HloInstruction user : users) { // of many copies perhaps: all operands at once
      user.replaceOperands(user.operands().stream().map(o -> source(o, gone)).toList());
    }
    for (HloInstruction copy : needless) {
      if (copy.isRoot()) {
        copy.parent().setRoot(source(copy, gone));
      }
    }
    needless.forEach(copy -> copy.parent().remove(copy));
    orders.replaceAll(
        (computation, order) ->
            new ArrayList<>(order.stream().filter(i -> !gone.contains(i)).toList()));
  }

  /** What a value is a copy of, or itself. */
  private static HloInstruction source(HloInstruction value, Set<HloInstruction> copies) {
    HloInstruction source = value;
    while (copies.contains(source)) {
      source = source.operand(0);
    }
    return source;
  }
}
