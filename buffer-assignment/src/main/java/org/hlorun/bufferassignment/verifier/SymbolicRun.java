package org.hlorun.bufferassignment.verifier;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hlorun.bufferassignment.BufferAllocation;
import org.hlorun.bufferassignment.BufferAssignment;
import org.hlorun.bufferassignment.BufferSlice;
import org.hlorun.bufferassignment.InPlaceRules;
import org.hlorun.bufferassignment.OperandLeaf;
import org.hlorun.bufferassignment.ShapeIndex;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.BufferShape;
import org.hlorun.language.shape.Shape;
import org.hlorun.language.shape.TupleShape;

/** A run of a program over names of values; see {@link AssignmentVerifier} for what it checks. */
final class SymbolicRun {
  /** The name of a leaf without memory. */
  private static final long NOTHING = 0;

  private static final int MOST_PROBLEMS = 100;

  private final BufferAssignment assignment;
  private final InPlaceRules rules;
  private final List<String> problems = new ArrayList<>();
  private final Map<HloInstruction, BufferSlice[]> slices = new IdentityHashMap<>();
  private Memory memory = new Memory();
  private long names = NOTHING;

  SymbolicRun(BufferAssignment assignment, InPlaceRules rules) {
    this.assignment = assignment;
    this.rules = rules;
  }

  List<String> problems() {
    return problems;
  }

  void run() {
    HloComputation entry = assignment.module().entry();
    List<long[]> arguments = new ArrayList<>();
    for (HloInstruction parameter : entry.parameters()) {
      arguments.add(provide(parameter));
    }
    for (HloComputation computation : assignment.schedule().computations()) {
      for (HloInstruction instruction : assignment.schedule().order(computation)) {
        checkSlices(instruction);
      }
    }
    long[] result = call(entry, arguments);
    expect(entry.root(), entry.root(), result);
    checkOutputs(entry.root());
  }

  /** Fills the slices of something that is there from the beginning. */
  private long[] provide(HloInstruction instruction) {
    BufferSlice[] places = slices(instruction);
    long[] values = fresh(instruction);
    for (int i = 0; i < places.length; i++) {
      if (places[i] != null) {
        memory.write(places[i], values[i]);
      }
    }
    return values;
  }

  private long[] call(HloComputation computation, List<long[]> arguments) {
    Map<HloInstruction, long[]> values = new IdentityHashMap<>();
    for (HloInstruction instruction : assignment.schedule().order(computation)) {
      values.put(instruction, step(instruction, values, arguments));
      if (problems.size() > MOST_PROBLEMS) {
        break;
      }
    }
    return values.getOrDefault(
        computation.root(), new long[computation.root().shape().leafCount()]);
  }

  private long[] step(
      HloInstruction instruction, Map<HloInstruction, long[]> values, List<long[]> arguments) {
    List<long[]> operands = instruction.operands().stream().map(values::get).toList();
    return switch (instruction.opcode()) {
      case PARAMETER -> arguments.get(Math.toIntExact(instruction.get(Attribute.PARAMETER_NUMBER)));
      case CONSTANT -> provide(instruction);
      case TUPLE -> operands.stream().flatMapToLong(Arrays::stream).toArray();
      case GET_TUPLE_ELEMENT -> element(instruction, operands.getFirst());
      case OPT_BARRIER, DOMAIN, ADD_DEPENDENCY, BITCAST, RESHAPE -> renamed(instruction, operands);
      case CALL -> call(instruction.get(Attribute.TO_APPLY), operands);
      case WHILE -> loop(instruction, operands.getFirst());
      case CONDITIONAL -> branches(instruction, operands);
      default -> compute(instruction, operands);
    };
  }

  /** The same bytes under another shape; a bitcast of other bytes is a computation. */
  private long[] renamed(HloInstruction instruction, List<long[]> operands) {
    HloInstruction operand = instruction.operand(0);
    boolean same =
        !instruction.shape().isArray()
            || !operand.shape().isArray()
            || size(instruction.shape()) == size(operand.shape());
    return same ? operands.getFirst() : compute(instruction, operands);
  }

  private static long[] element(HloInstruction instruction, long[] tuple) {
    TupleShape shape = instruction.operand(0).shape().asTuple();
    int first = 0;
    for (int i = 0; i < instruction.get(Attribute.INDEX); i++) {
      first += shape.element(i).leafCount();
    }
    return Arrays.copyOfRange(tuple, first, first + instruction.shape().leafCount());
  }

  private long[] compute(HloInstruction instruction, List<long[]> operands) {
    for (int i = 0; i < operands.size(); i++) {
      expect(instruction, instruction.operand(i), operands.get(i));
    }
    long[] results = instruction.opcode() == Opcode.COPY ? operands.getFirst() : fresh(instruction);
    BufferSlice[] places = slices(instruction);
    checkOverlaps(instruction, places);
    for (int i = 0; i < places.length; i++) {
      if (places[i] != null) {
        checkWritable(instruction, places[i]);
        memory.write(places[i], results[i]);
      }
    }
    return results;
  }

  private void checkWritable(HloInstruction instruction, BufferSlice place) {
    boolean writable =
        switch (place.allocation().kind()) {
          case BufferAllocation.Constant constant -> false;
          case BufferAllocation.EntryParameter parameter ->
              parameter.donated() && isDonated(parameter);
          case BufferAllocation.Output output -> true;
          case BufferAllocation.Temporary temporary -> true;
        };
    if (!writable && place.size() > 0) {
      report("%s writes to %s".formatted(instruction.name(), place.allocation().kind()));
    }
  }

  /** Whether the module gives an argument away. */
  private boolean isDonated(BufferAllocation.EntryParameter parameter) {
    boolean donor =
        assignment.module().find(Attribute.BUFFER_DONOR).orElse(List.of()).stream()
            .anyMatch(
                d ->
                    d.parameter() == parameter.number()
                        && d.parameterIndex().equals(parameter.index().path()));
    return donor
        || assignment.module().find(Attribute.INPUT_OUTPUT_ALIAS).orElse(List.of()).stream()
            .anyMatch(
                a ->
                    a.parameter() == parameter.number()
                        && a.parameterIndex().equals(parameter.index().path()));
  }

  private void checkOverlaps(HloInstruction instruction, BufferSlice[] results) {
    for (int i = 0; i < results.length; i++) {
      for (int j = 0; j < i; j++) {
        if (overlap(results[i], results[j])) {
          report("two results of %s overlap".formatted(instruction.name()));
        }
      }
      for (int operand = 0; operand < instruction.operandCount(); operand++) {
        BufferSlice[] read = slices(instruction.operand(operand));
        for (int leaf = 0; leaf < read.length; leaf++) {
          if (overlap(results[i], read[leaf])
              && !mayOverwrite(instruction, i, operand, leaf, read[leaf].equals(results[i]))) {
            report("%s writes over its operand %d".formatted(instruction.name(), operand));
          }
        }
      }
    }
  }

  private boolean mayOverwrite(
      HloInstruction instruction, int result, int operand, int leaf, boolean sameSlice) {
    if (!sameSlice) {
      return false;
    }
    for (OperandLeaf pair : rules.mayShare(instruction)) {
      if (pair.operand() == operand
          && pair.result().leafNumber(instruction.shape()) == result
          && pair.index().leafNumber(instruction.operand(operand).shape()) == leaf) {
        return true;
      }
    }
    return false;
  }

  private static boolean overlap(BufferSlice a, BufferSlice b) {
    return a != null
        && b != null
        && a.allocation().index() == b.allocation().index()
        && a.offset() < b.offset() + b.size()
        && b.offset() < a.offset() + a.size();
  }

  private long[] loop(HloInstruction loop, long[] initial) {
    HloComputation condition = loop.get(Attribute.CONDITION);
    HloComputation body = loop.get(Attribute.BODY);
    List<long[]> carried = new ArrayList<>(List.of(initial));
    List<Memory> exits = new ArrayList<>();
    for (int turn = 0; turn <= 2; turn++) {
      long[] predicate = call(condition, List.<long[]>of(carried.getLast()));
      expect(loop, condition.root(), predicate);
      exits.add(memory.copy());
      if (turn < 2) {
        carried.add(call(body, List.<long[]>of(carried.getLast())));
      }
    }
    return join(loop, carried, exits);
  }

  private long[] branches(HloInstruction conditional, List<long[]> operands) {
    expect(conditional, conditional.operand(0), operands.getFirst());
    Memory start = memory;
    List<long[]> results = new ArrayList<>();
    List<Memory> exits = new ArrayList<>();
    List<HloComputation> computations =
        conditional
            .find(Attribute.BRANCH_COMPUTATIONS)
            .or(
                () ->
                    Optional.of(
                        List.of(
                            conditional.get(Attribute.TRUE_COMPUTATION),
                            conditional.get(Attribute.FALSE_COMPUTATION))))
            .orElseThrow();
    for (int i = 0; i < computations.size(); i++) {
      memory = start.copy();
      results.add(call(computations.get(i), List.<long[]>of(operands.get(i + 1))));
      exits.add(memory);
    }
    return join(conditional, results, exits);
  }

  /**
   * The value after several ways to get there: where every way has the same, that; elsewhere a new
   * name, in memory if every way had its value in the slice of the result.
   */
  private long[] join(HloInstruction instruction, List<long[]> values, List<Memory> exits) {
    memory = exits.getFirst().copy();
    exits.forEach(memory::meet);
    BufferSlice[] places = slices(instruction);
    long[] joined = values.getFirst().clone();
    for (int leaf = 0; leaf < joined.length; leaf++) {
      boolean same = true;
      boolean there = places[leaf] != null;
      for (int way = 0; way < exits.size(); way++) {
        same &= values.get(way)[leaf] == joined[leaf];
        there = there && exits.get(way).holds(places[leaf], values.get(way)[leaf]);
      }
      if (!same) {
        joined[leaf] = ++names;
        if (there) {
          memory.write(places[leaf], joined[leaf]);
        }
      }
    }
    return joined;
  }

  /** Checks that a reader finds values where the plan says they are. */
  private void expect(HloInstruction reader, HloInstruction operand, long[] values) {
    BufferSlice[] places = slices(operand);
    for (int i = 0; i < places.length; i++) {
      if (places[i] != null && !memory.holds(places[i], values[i])) {
        report(
            "%s of %s does not find %s %s in %s at offset %d"
                .formatted(
                    reader.name(),
                    reader.parent().name(),
                    operand.name(),
                    ShapeIndex.leaves(operand.shape()).get(i),
                    places[i].allocation().kind(),
                    places[i].offset()));
      }
    }
  }

  private long[] fresh(HloInstruction instruction) {
    long[] values = new long[instruction.shape().leafCount()];
    BufferSlice[] places = slices(instruction);
    for (int i = 0; i < values.length; i++) {
      values[i] = places[i] == null ? NOTHING : ++names;
    }
    return values;
  }

  private BufferSlice[] slices(HloInstruction instruction) {
    return slices.computeIfAbsent(
        instruction,
        key -> {
          List<ShapeIndex> leaves = ShapeIndex.leaves(key.shape());
          BufferSlice[] found = new BufferSlice[leaves.size()];
          for (int i = 0; i < found.length; i++) {
            if (size(leaf(key.shape(), leaves.get(i))) >= 0) {
              found[i] = assignment.slice(key, leaves.get(i));
            }
          }
          return found;
        });
  }

  private static Shape leaf(Shape shape, ShapeIndex index) {
    Shape here = shape;
    for (int i = 0; i < index.path().size(); i++) {
      here = here.asTuple().element(index.path().getInt(i));
    }
    return here;
  }

  /** The bytes of an array, -1 for what has no memory. */
  private static long size(Shape leaf) {
    return switch (leaf) {
      case ArrayShape array -> array.byteSize();
      case BufferShape buffer -> buffer.element().byteSize();
      default -> -1;
    };
  }

  private void checkSlices(HloInstruction instruction) {
    List<ShapeIndex> leaves = ShapeIndex.leaves(instruction.shape());
    BufferSlice[] places = slices(instruction);
    for (int i = 0; i < places.length; i++) {
      BufferSlice place = places[i];
      if (place != null
          && (place.size() != size(leaf(instruction.shape(), leaves.get(i)))
              || place.offset() < 0
              || place.offset() % 64 != 0
              || place.offset() + place.size() > place.allocation().size())) {
        report("%s %s has the slice %s".formatted(instruction.name(), leaves.get(i), place));
      }
    }
  }

  private void checkOutputs(HloInstruction root) {
    List<ShapeIndex> leaves = ShapeIndex.leaves(root.shape());
    BufferSlice[] places = slices(root);
    for (int i = 0; i < places.length; i++) {
      if (places[i] == null) {
        continue;
      }
      boolean own =
          switch (places[i].allocation().kind()) {
            case BufferAllocation.Output output -> output.index().equals(leaves.get(i));
            case BufferAllocation.EntryParameter parameter -> isDonated(parameter);
            default -> false;
          };
      if (!own) {
        report("the result %s is in %s".formatted(leaves.get(i), places[i].allocation().kind()));
      }
      for (int j = 0; j < i; j++) {
        if (overlap(places[i], places[j])) {
          report("the results %s and %s overlap".formatted(leaves.get(i), leaves.get(j)));
        }
      }
    }
  }

  private void report(String problem) {
    problems.add(problem);
  }
}
