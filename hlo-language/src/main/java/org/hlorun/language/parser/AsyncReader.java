package org.hlorun.language.parser;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.Attributes;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.parser.AttributeListReader.Written;
import org.hlorun.language.parser.InstructionReader.Head;
import org.hlorun.language.shape.Shape;
import org.hlorun.language.shape.TupleShape;

/**
 * Reads asynchronous operations, in the general form ({@code async-start(...), calls=C}) and in the
 * short one, where {@code dot-start(...)} stands for an async-start of a computation, made here,
 * that holds a {@code dot} of its parameters. The start alone carries {@link Attribute#CALLS} and
 * {@link Attribute#ASYNC_EXECUTION_THREAD}; where updates and the end repeat them they are checked
 * and dropped.
 */
final class AsyncReader {
  private static final List<Attribute<?>> SHARED_WITH_WRAPPED =
      List.of(
          Attribute.METADATA,
          Attribute.ORIGIN,
          Attribute.BACKEND_CONFIG,
          Attribute.FRONTEND_ATTRIBUTES,
          Attribute.STATISTICS);

  private final ParseContext context;
  private final Tokens tokens;
  private final AttributeListReader attributeLists;
  private final InstructionChecks checks;

  AsyncReader(ParseContext context, AttributeListReader attributeLists, InstructionChecks checks) {
    this.context = context;
    this.tokens = context.tokens();
    this.attributeLists = attributeLists;
    this.checks = checks;
  }

  /** Reads what stands behind the operands of an asynchronous operation. */
  HloInstruction read(Head head, List<HloInstruction> operands) {
    int offset = head.opcode().offset();
    Opcode opcode = head.opcode().opcode();
    if (opcode != Opcode.ASYNC_DONE) {
      checkShape(head.shape(), offset);
    }
    if (opcode == Opcode.ASYNC_START) {
      return head.opcode().wrapped() == null
          ? readStart(head, operands)
          : readShortStart(head, operands);
    }
    return readUpdateOrDone(head, operands);
  }

  private void checkShape(Shape shape, int offset) {
    if (!(shape instanceof TupleShape tuple)
        || tuple.size() < 2
        || !(tuple.element(0) instanceof TupleShape)) {
      throw tokens.error(
          offset,
          DiagnosticCode.SHAPE,
          "AsyncStart and AsyncUpdate expect the shape to be in the form of "
              + "((operand0_shape, operand1_shape, ...), output_shape, ...).",
          null);
    }
  }

  private HloInstruction readStart(Head head, List<HloInstruction> operands) {
    Written written =
        readAttributes(head, AllowedAttributes.of(Opcode.ASYNC_START).requiring(Attribute.CALLS));
    Attributes attributes = written.attributes();
    HloComputation callee = attributes.find(Attribute.CALLS).orElseThrow();
    context.computations().claimForAsync(callee, written.offsetOf(Attribute.CALLS));
    attributes.find(Attribute.ASYNC_EXECUTION_THREAD).ifPresent(callee::setExecutionThread);
    return addStart(head, operands, attributes, written);
  }

  /** {@code dot-start(...), attributes of dot}. */
  private HloInstruction readShortStart(Head head, List<HloInstruction> operands) {
    int offset = head.opcode().offset();
    HloComputation callee = context.computations().beginUnnamed("async_wrapped");
    callee.setSourceStart(offset);
    Scope scope = new Scope(callee, false);
    List<HloInstruction> parameters = addParameters(scope, head.shape());
    Written written = readWrappedAttributes(head, parameters);
    Attributes.Builder own = Attributes.builder();
    HloInstruction root = addWrapped(head, scope, parameters, written.attributes(), own);
    root.setSourceRange(offset, tokens.previousEnd());
    context.computations().defineUnnamed(callee);
    context.computations().claimForAsync(callee, offset);
    own.put(Attribute.CALLS, callee);
    return addStart(head, operands, own.build(), written);
  }

  /** Adds the parameters of a wrapped computation: their shapes are element 0 of the start's. */
  private static List<HloInstruction> addParameters(Scope scope, Shape startShape) {
    List<HloInstruction> parameters = new ArrayList<>();
    for (Shape shape : startShape.asTuple().element(0).asTuple().elements()) {
      parameters.add(
          scope.addUnnamed(
              "async_param",
              Opcode.PARAMETER,
              shape,
              List.of(),
              Attributes.of(Attribute.PARAMETER_NUMBER, (long) parameters.size())));
    }
    return parameters;
  }

  /** Reads the attributes of a wrapped instruction and of the start around it. */
  private Written readWrappedAttributes(Head head, List<HloInstruction> parameters) {
    Opcode wrapped = head.opcode().wrapped();
    int offset = head.opcode().offset();
    Shape resultShape = head.shape().asTuple().element(1);
    checks.checkOperands(wrapped, resultShape, parameters, offset);
    AllowedAttributes allowed =
        checks
            .allowed(wrapped, parameters, offset)
            .with(Attribute.ASYNC_EXECUTION_THREAD, Attribute.OUTPUT_TO_OPERAND_ALIASING);
    Written written = readAttributes(head, allowed);
    checks.checkAttributes(wrapped, resultShape, parameters, written);
    return written;
  }

  /**
   * Adds the root of a wrapped computation.
   *
   * @param own takes the attributes that belong to the start
   */
  private static HloInstruction addWrapped(
      Head head,
      Scope scope,
      List<HloInstruction> parameters,
      Attributes written,
      Attributes.Builder own) {
    Opcode wrapped = head.opcode().wrapped();
    adoptCalleeShapes(wrapped, written, parameters);
    Attributes.Builder inner = Attributes.builder();
    divide(wrapped, written, own, inner);
    HloInstruction root =
        scope.addUnnamed(
            wrapped.mnemonic(),
            wrapped,
            head.shape().asTuple().element(1),
            parameters,
            inner.build());
    scope.setRoot(root);
    written
        .find(Attribute.ASYNC_EXECUTION_THREAD)
        .ifPresent(scope.computation()::setExecutionThread);
    return root;
  }

  /**
   * Of a call or fusion, the shapes of the called computation's parameters are those that count.
   */
  private static void adoptCalleeShapes(
      Opcode wrapped, Attributes attributes, List<HloInstruction> parameters) {
    Optional<HloComputation> called =
        switch (wrapped) {
          case CALL -> attributes.find(Attribute.TO_APPLY);
          case FUSION -> attributes.find(Attribute.CALLS);
          default -> Optional.empty();
        };
    List<HloInstruction> inner = called.map(HloComputation::parameters).orElse(List.of());
    for (int i = 0; i < Math.min(inner.size(), parameters.size()); i++) {
      parameters.get(i).setShape(inner.get(i).shape());
    }
  }

  /** Divides attributes between the async-start and the instruction that it wraps. */
  private static void divide(
      Opcode wrapped, Attributes written, Attributes.Builder own, Attributes.Builder inner) {
    for (Attribute<?> attribute : written.keys()) {
      boolean ofWrapped =
          wrapped.attributes().stream().anyMatch(use -> use.attribute() == attribute);
      copy(attribute, written, ofWrapped ? inner : own);
    }
  }

  private static <T> void copy(Attribute<T> attribute, Attributes from, Attributes.Builder to) {
    from.find(attribute).ifPresent(value -> to.put(attribute, value));
  }

  private HloInstruction addStart(
      Head head, List<HloInstruction> operands, Attributes attributes, Written written) {
    HloInstruction start = add(head, operands, attributes, written);
    head.scope().defineAsync(start, start);
    shareWithWrapped(start, attributes);
    return start;
  }

  private HloInstruction readUpdateOrDone(Head head, List<HloInstruction> operands) {
    Opcode opcode = head.opcode().opcode();
    int offset = head.opcode().offset();
    if (operands.isEmpty()) {
      throw tokens.error(
          offset,
          DiagnosticCode.OPERAND_COUNT,
          "No operand found for AsyncUpdate and AsyncDone",
          null);
    }
    HloInstruction start = head.scope().asyncStart(operands.getFirst());
    if (start == null) {
      throw tokens.error(
          offset,
          DiagnosticCode.SYNTAX,
          "AsyncUpdate and AsyncDone expect an asynchronous operation as their first operand.",
          null);
    }
    checks.checkArity(opcode, operands.size(), offset);
    HloComputation callee = start.get(Attribute.CALLS);
    Opcode wrapped = head.opcode().wrapped();
    if (wrapped != null && callee.root().opcode() != wrapped) {
      throw tokens.error(
          offset,
          DiagnosticCode.SYNTAX,
          "Expect async wrapped opcode to be %s, but got %s"
              .formatted(callee.root().opcode(), wrapped),
          null);
    }
    Written written = readAttributes(head, AllowedAttributes.of(opcode));
    checkRepeated(Attribute.CALLS, callee, written);
    checkRepeated(Attribute.ASYNC_EXECUTION_THREAD, callee.executionThread(), written);
    Attributes attributes =
        written.attributes().without(Attribute.CALLS).without(Attribute.ASYNC_EXECUTION_THREAD);
    HloInstruction instruction = add(head, operands, attributes, written);
    if (opcode == Opcode.ASYNC_UPDATE) {
      head.scope().defineAsync(instruction, start);
    }
    shareWithWrapped(start, attributes);
    return instruction;
  }

  private <T> void checkRepeated(Attribute<T> attribute, T ofStart, Written written) {
    Optional<T> repeated = written.attributes().find(attribute);
    if (repeated.isPresent() && !repeated.get().equals(ofStart)) {
      throw written.error(
          attribute,
          "Expect %s to be %s, but got %s".formatted(attribute, ofStart, repeated.get()),
          "leave it out: it follows from the start");
    }
  }

  private Written readAttributes(Head head, AllowedAttributes allowed) {
    return attributeLists.read(allowed, head.scope(), head.attributesAllowed());
  }

  private HloInstruction add(
      Head head, List<HloInstruction> operands, Attributes attributes, Written written) {
    Attributes spread =
        ShardingSpread.spread(
            attributes, head.shape(), context.budget(), written.offsetOf(Attribute.SHARDING));
    HloInstruction instruction = head.add(head.shape(), operands, spread);
    instruction.addControlPredecessors(written.predecessors());
    return instruction;
  }

  /** What is noted beside an asynchronous operation holds for what it runs. */
  private static void shareWithWrapped(HloInstruction start, Attributes attributes) {
    HloInstruction wrapped = start.get(Attribute.CALLS).root();
    Attributes.Builder shared = wrapped.attributes().toBuilder();
    boolean changed = false;
    for (Attribute<?> attribute : SHARED_WITH_WRAPPED) {
      changed |= attributes.has(attribute);
      copy(attribute, attributes, shared);
    }
    if (changed) {
      wrapped.setAttributes(shared.build());
    }
  }
}
