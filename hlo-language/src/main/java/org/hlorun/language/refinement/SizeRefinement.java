package org.hlorun.language.refinement;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.hlorun.language.diagnostic.Diagnostic;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.ir.ModuleCloner;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.shape.Shape;

/**
 * Gives the sizes that a program leaves open ({@code ?}) values: those of its arguments, and from
 * them, instruction by instruction, those of every result. A computation that is called with
 * several shapes becomes several computations.
 *
 * <p>XLA itself knows such shapes while it translates programs from frameworks, and has rules of
 * shape inference for them; it runs no program that has one left.
 */
public final class SizeRefinement {
  private static final int MAX_DEPTH = 200;
  private static final int MAX_VERSIONS = 10_000;

  private final HloModule source;
  private final HloModule target;
  private final Map<Version, HloComputation> done = new HashMap<>();
  private int depth;

  /** A computation for certain shapes of its parameters. */
  private record Version(HloComputation computation, List<Shape> parameters) {}

  private SizeRefinement(HloModule source) {
    this.source = source;
    this.target = new HloModule(source.name());
  }

  /**
   * The program for certain shapes of its arguments.
   *
   * @param module a program, as it was read; it is not changed
   * @param argumentShapes gives for the shapes of the parameters those of the arguments
   * @return {@code module} itself if no parameter of its entry leaves a size open, or the arguments
   *     do too
   * @throws HloException if the arguments are no such arrays as the parameters say, or a size does
   *     not follow from them
   */
  public static HloModule refine(HloModule module, UnaryOperator<List<Shape>> argumentShapes) {
    List<Shape> declared = new ArrayList<>();
    for (HloInstruction parameter : module.entry().parameters()) {
      if (parameter == null) {
        return module; // which the verifier refuses
      }
      declared.add(parameter.shape());
    }
    if (declared.stream().noneMatch(OpenSizes::isOpen)) {
      return module;
    }
    List<Shape> given = argumentShapes.apply(List.copyOf(declared));
    if (given.stream().anyMatch(OpenSizes::isOpen)) {
      return module;
    }
    return new SizeRefinement(module).run(declared, given);
  }

  private HloModule run(List<Shape> declared, List<Shape> given) {
    List<Shape> parameters = new ArrayList<>();
    for (int i = 0; i < declared.size(); i++) {
      if (i >= given.size() || !OpenSizes.refines(given.get(i), declared.get(i))) {
        throw HloException.of(
            DiagnosticCode.ARGUMENT,
            "the program takes arguments of shapes %s, not %s".formatted(declared, given),
            null);
      }
      parameters.add(OpenSizes.withLayoutsOf(given.get(i), declared.get(i)));
    }
    target.setAttributes(source.attributes().without(Attribute.ENTRY_COMPUTATION_LAYOUT));
    target.setStackFrames(source.stackFrames());
    source.source().ifPresent(target::setSource);
    target.setEntry(version(source.entry(), parameters));
    return target;
  }

  private HloComputation version(HloComputation computation, List<Shape> parameters) {
    Version version = new Version(computation, parameters);
    HloComputation known = done.get(version);
    if (known != null) {
      return known;
    }
    if (++depth > MAX_DEPTH || done.size() >= MAX_VERSIONS) {
      throw HloException.of(
          DiagnosticCode.LIMIT,
          "a program with open sizes has calls deeper than %d, or %d computations"
              .formatted(MAX_DEPTH, MAX_VERSIONS),
          "write the sizes into the program");
    }
    Map<HloInstruction, Map<HloComputation, HloComputation>> callees = new IdentityHashMap<>();
    Map<HloInstruction, HloInstruction> copies = new HashMap<>();
    Map<HloInstruction, Shape> shapes = new HashMap<>();
    for (HloInstruction instruction : computation.instructions()) {
      List<Shape> operands = instruction.operands().stream().map(shapes::get).toList();
      Map<HloComputation, HloComputation> called = callees(instruction, operands);
      callees.put(instruction, called);
      shapes.put(instruction, shape(instruction, operands, parameters, called));
    }
    HloComputation copy = target.addComputation(computation.name());
    copy.setExecutionThread(computation.executionThread());
    copy.setSourceStart(computation.sourceStart());
    for (HloInstruction instruction : computation.instructions()) {
      HloInstruction copied =
          ModuleCloner.copyInto(copy, instruction, copies, callees.get(instruction)::get);
      copied.setShape(shapes.get(instruction));
      copies.put(instruction, copied);
    }
    copy.setRoot(copies.get(computation.root()));
    depth--;
    done.put(version, copy);
    return copy;
  }

  /** What an instruction calls, for the shapes that it hands over. */
  private Map<HloComputation, HloComputation> callees(
      HloInstruction instruction, List<Shape> operands) {
    Map<HloComputation, HloComputation> called = new IdentityHashMap<>();
    List<HloComputation> computations = instruction.calledComputations();
    for (int i = 0; i < computations.size(); i++) {
      HloComputation callee = computations.get(i);
      List<Shape> parameters =
          switch (instruction.opcode()) {
            case CALL, FUSION -> operands;
            case WHILE -> operands;
            case CONDITIONAL -> operands.subList(i + 1, i + 2);
            default -> callee.programShape().parameters();
          };
      HloComputation version = version(callee, parameters);
      HloComputation other = called.put(callee, version);
      if (other != null && other != version) {
        throw problem(
            instruction,
            "calls %s with several sizes, which its branches cannot share"
                .formatted(callee.name()));
      }
    }
    return called;
  }

  private Shape shape(
      HloInstruction instruction,
      List<Shape> operands,
      List<Shape> parameters,
      Map<HloComputation, HloComputation> called) {
    Shape declared = instruction.shape();
    if (instruction.opcode() == Opcode.PARAMETER) {
      return parameters.get(Math.toIntExact(instruction.get(Attribute.PARAMETER_NUMBER)));
    }
    if (!OpenSizes.isOpen(declared)) {
      return declared;
    }
    Shape found;
    try {
      found = OpenSizes.infer(instruction, operands, called::get);
    } catch (HloException e) {
      throw problem(instruction, e.diagnostic().message());
    }
    if (found == null) {
      throw problem(
          instruction,
          "has sizes that it leaves open in %s, and that do not follow from its operands"
              .formatted(declared.text(false)));
    }
    if (!OpenSizes.refines(found, declared)) {
      throw problem(
          instruction,
          "is declared as %s, but its operands make it %s"
              .formatted(declared.text(false), found.text(false)));
    }
    return OpenSizes.withLayoutsOf(found, declared);
  }

  private HloException problem(HloInstruction instruction, String message) {
    Diagnostic diagnostic =
        Diagnostic.of(
            DiagnosticCode.SHAPE,
            "%s %s %s".formatted(instruction.opcode(), instruction.name(), message),
            "write the size in place of ? there");
    return new HloException(source.locate(instruction).map(diagnostic::at).orElse(diagnostic));
  }
}
